#include "app/simfleet/answerqueue.h"

#include <utility>

namespace quarterdeck::simfleet {

std::int64_t AnswerQueue::tickOf(Clock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

void AnswerQueue::add(double delaySeconds, std::function<void()> action)
{
    const auto due = Clock::now() +
                     std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(delaySeconds));
    m_entries.push({.tick = tickOf(due) + 1, .order = m_next++, .action = std::move(action)});
    arm();
}

void AnswerQueue::arm()
{
    if (m_entries.empty() || (m_armedFor != 0 && m_armedFor <= m_entries.top().tick)) {
        return;
    }
    m_armedFor = m_entries.top().tick;
    m_timer.expires_at(Clock::time_point(std::chrono::milliseconds(m_armedFor)));
    m_timer.async_wait([this](const boost::system::error_code &error) {
        if (!error) {
            m_armedFor = 0;
            run();
        }
    });
}

void AnswerQueue::run()
{
    const std::int64_t now = tickOf(Clock::now());
    while (!m_entries.empty() && m_entries.top().tick <= now) {
        // top() is const because moving breaks the order; the entry goes next.
        const std::function<void()> action = std::move(const_cast<Entry &>(m_entries.top()).action);
        m_entries.pop();
        action();
    }
    arm();
}

} // namespace quarterdeck::simfleet
