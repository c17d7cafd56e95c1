#pragma once

#include <algorithm>
#include <cstdint>

namespace quarterdeck {

/// Allows retries for a tenth of the probes of one worker and no more: when a whole fleet fails at once,
/// trying everything twice would only add to the trouble.
class RetryBudget
{
public:
    static constexpr double share = 0.1;  ///< of all probes
    static constexpr double reserve = 20; ///< retries that may be saved up

    void probeStarted() { m_tokens = std::min(m_tokens + share, reserve); }
    /// Takes one retry out of the budget, if there is one.
    [[nodiscard]] bool take()
    {
        if (m_tokens < 1) {
            return false;
        }
        m_tokens -= 1;
        ++m_taken;
        return true;
    }
    [[nodiscard]] double tokens() const { return m_tokens; }
    [[nodiscard]] std::uint64_t taken() const { return m_taken; } ///< retries since the start

private:
    double m_tokens = reserve / 2;
    std::uint64_t m_taken = 0;
};

} // namespace quarterdeck
