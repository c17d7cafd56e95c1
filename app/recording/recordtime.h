#pragma once

#include "models/signals/signalreading.h"

namespace quarterdeck {

// The record's times are Unix milliseconds.

inline qint64 toMilliseconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

inline WallTime toWallTime(qint64 milliseconds)
{
    return WallTime(std::chrono::milliseconds(milliseconds));
}

/// The time of day as the record can hold it.
inline WallTime recordTimeNow()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace quarterdeck
