#pragma once

#include "models/signals/signalreading.h"

namespace quarterdeck {

inline SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

/// The time of day, which models are told and never ask for.
inline WallTime wallNow()
{
    return std::chrono::system_clock::now();
}

/// The same as the record can hold it: its times are milliseconds.
inline WallTime recordNow()
{
    return std::chrono::floor<std::chrono::milliseconds>(wallNow());
}

} // namespace quarterdeck
