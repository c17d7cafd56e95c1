#pragma once

#include "models/signals/signalreading.h"

namespace quarterdeck::test {

/// A steady and a wall clock that move only when told, for code that is given the time.
class FakeClock
{
public:
    [[nodiscard]] SteadyTime steady() const { return m_steady; }
    [[nodiscard]] WallTime wall() const { return m_wall; }
    void advance(std::chrono::nanoseconds by)
    {
        m_steady += std::chrono::duration_cast<SteadyTime::duration>(by);
        m_wall += std::chrono::duration_cast<WallTime::duration>(by);
    }

private:
    SteadyTime m_steady{std::chrono::hours(1)};
    WallTime m_wall{std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours(3)};
};

} // namespace quarterdeck::test
