#pragma once

#include "models/breakerboard/breakertile.h"

#include <QList>

#include <vector>

namespace quarterdeck {

/// A stretch of time in which the worst state of a tile's breakers was the same.
struct StateStretch
{
    WallTime from;
    WallTime to;
    BreakerState state = BreakerState::Unknown;
    bool known = true; ///< false: before anything is known
    bool operator==(const StateStretch &) const = default;
};

/// How the worst state came to be what it is, from now backwards: `newestFirst` is undone change by change.
/// Nothing is claimed from before `knownFrom`, nor from before the oldest transition of a list that was cut.
std::vector<StateStretch> stateStretches(const std::vector<BreakerMember> &members,
                                         const QList<BreakerTransition> &newestFirst, bool cut,
                                         WallTime knownFrom, WallTime from, WallTime to);

} // namespace quarterdeck
