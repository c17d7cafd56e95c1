#pragma once

#include "models/items/zonedtime.h"

#include <array>
#include <optional>

namespace quarterdeck {

/// How a replay goes, for whatever shows or steers it.
struct ReplayState
{
    static constexpr std::array<int, 6> speeds{1, 2, 8, 30, 60, 600};

    std::optional<WallTime> moment; ///< that is shown; none: the present is
    WallTime present;               ///< what time it is, for how long ago the moment is
    bool isPlaying = false;
    int speed = 8;          ///< times as fast as it happened
    bool isReading = false; ///< the record is being asked
    bool isRecorded = true; ///< something is recorded of the moment
    QString note;           ///< why it stopped, or did not begin
    bool operator==(const ReplayState &) const = default;
};

} // namespace quarterdeck
