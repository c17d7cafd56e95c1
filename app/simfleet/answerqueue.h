#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace quarterdeck::simfleet {

/// Does things a little later, to the millisecond. One timer for all: a timer of its own for each of 6,000
/// answers a second cost more than the answers.
class AnswerQueue
{
public:
    explicit AnswerQueue(boost::asio::io_context &context) : m_timer(context) {}
    void add(double delaySeconds, std::function<void()> action);

private:
    using Clock = std::chrono::steady_clock;
    struct Entry
    {
        std::int64_t tick = 0; ///< milliseconds on the steady clock
        std::uint64_t order = 0;
        std::function<void()> action = {};
        bool operator>(const Entry &other) const
        {
            return tick != other.tick ? tick > other.tick : order > other.order;
        }
    };
    void arm();
    void run();
    static std::int64_t tickOf(Clock::time_point time);

    boost::asio::steady_timer m_timer;
    std::int64_t m_armedFor = 0; ///< 0: not armed
    std::uint64_t m_next = 0;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_entries;
};

} // namespace quarterdeck::simfleet
