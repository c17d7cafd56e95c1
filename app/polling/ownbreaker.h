#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace quarterdeck {

/// The poller's own circuit breaker for one probe of one target. Probes that keep getting no answer at all
/// are made at a growing, jittered distance, so that a dead part of the fleet costs little; one answer
/// closes it. An answer that says "down" is an answer: it never opens.
///
/// The bound keeps the promise that recovery is noticed soon and that a dead instance never looks stale.
class OwnBreaker
{
public:
    static constexpr int openAfter = 10; ///< unanswered probes in a row

    /// The longest distance for a fleet, in intervals: six, but never as long as it takes to turn stale.
    static int longestDistance(std::chrono::milliseconds interval, std::chrono::milliseconds staleAfter)
    {
        return int(std::clamp<std::chrono::milliseconds::rep>(
            staleAfter / std::max(interval, std::chrono::milliseconds(1)) - 1, 1, 6));
    }

    explicit OwnBreaker(int longest = 3) : m_longest(longest) {}

    /// A probe was answered.
    void answered() { m_unanswered = 0; }
    /// A probe was not answered; gives the number of intervals until the next, 1 while closed.
    template <typename Random>
    int unanswered(Random &random)
    {
        m_unanswered = std::min(m_unanswered + 1, openAfter + 16);
        if (!isOpen()) {
            return 1;
        }
        const int bound = std::min(1 << std::min(m_unanswered - openAfter + 1, 8), m_longest);
        return std::uniform_int_distribution<int>((bound + 1) / 2, bound)(random);
    }
    [[nodiscard]] bool isOpen() const { return m_unanswered >= openAfter; }

private:
    int m_longest;
    int m_unanswered = 0;
};

} // namespace quarterdeck
