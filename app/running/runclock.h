#pragma once

#include "models/signals/signalreading.h"

#include <QString>

#include <chrono>

namespace quarterdeck {

inline SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

inline WallTime wallNow()
{
    return std::chrono::system_clock::now();
}

inline std::chrono::milliseconds since(SteadyTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(steadyNow() - time);
}

/// "3.4 s", as a run's log says how long something took.
inline QString inSeconds(std::chrono::milliseconds time)
{
    return QStringLiteral("%1 s").arg(double(time.count()) / 1000, 0, 'f', 1);
}

} // namespace quarterdeck
