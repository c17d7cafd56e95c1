#pragma once

#include "models/breakerboard/breakertile.h"

#include <QList>

namespace quarterdeck {

/// What one apply() or tick() changed on the board; the tiles of all groupings.
struct BreakerChanges
{
    QList<BreakerTileId> added;
    QList<BreakerTileId> removed;
    QList<BreakerTileId> changed; ///< each once; none of `added`
    QList<BreakerTransition> transitions;
    [[nodiscard]] bool isEmpty() const
    {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && transitions.isEmpty();
    }
};

} // namespace quarterdeck
