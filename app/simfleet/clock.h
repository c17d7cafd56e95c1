#pragma once

#include <chrono>

namespace quarterdeck::simfleet {

/// The simulation's time: seconds on the steady clock since it began, and the wall time of its beginning.
class SimulationClock
{
public:
    [[nodiscard]] double now() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_began).count();
    }
    /// Unix seconds.
    [[nodiscard]] double wallStart() const
    {
        return std::chrono::duration<double>(m_wallBegan.time_since_epoch()).count();
    }

private:
    std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
    std::chrono::system_clock::time_point m_wallBegan = std::chrono::system_clock::now();
};

} // namespace quarterdeck::simfleet
