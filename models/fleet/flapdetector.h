#pragma once

#include "models/signals/signalreading.h"

#include <algorithm>
#include <array>

namespace quarterdeck {

/// Flapping: 4 or more changes of state within 5 minutes (design section 4). Holds just those four times.
class FlapDetector
{
public:
    static constexpr std::size_t transitions = 4;
    static constexpr std::chrono::minutes span{5};

    void add(SteadyTime at)
    {
        m_times[m_next] = at;
        m_next = (m_next + 1) % transitions;
        m_count = std::min(m_count + 1, transitions);
    }
    [[nodiscard]] bool isFlapping(SteadyTime now) const
    {
        // m_next is the oldest of the last four.
        return m_count == transitions && now - m_times[m_next] <= span;
    }

private:
    std::array<SteadyTime, transitions> m_times{};
    std::size_t m_next = 0;
    std::size_t m_count = 0;
};

} // namespace quarterdeck
