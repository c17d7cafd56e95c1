#include "models/breakerboard/callwindow.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

std::size_t place(std::int64_t step, std::size_t size)
{
    return static_cast<std::size_t>(step) % size;
}

float of(const std::array<float, callCauseCount> &calls, CallCause cause)
{
    return calls[static_cast<std::size_t>(cause)];
}

} // namespace

std::int64_t CallWindow::stepOf(SteadyTime time)
{
    // Counted from well before any clock's start, so that no step is negative
    return time.time_since_epoch() / stepLength + 1'000'000;
}

void CallWindow::advance(std::int64_t newest)
{
    if (m_past.empty()) {
        m_past.resize(historySteps);
        m_window.resize(windowSteps + 1);
        m_newest = newest;
        return;
    }
    const std::int64_t first = std::max(m_newest + 1, newest - historySteps + 1);
    for (std::int64_t step = first; step <= newest; ++step) {
        m_past[place(step, m_past.size())] = {};
        m_window[place(step, m_window.size())] = {};
    }
    m_newest = std::max(m_newest, newest);
}

void CallWindow::put(std::int64_t step, const ByCause &calls, float share, Tells tells)
{
    if (step <= m_newest - historySteps || step > m_newest) {
        return;
    }
    Past &past = m_past[place(step, m_past.size())];
    const float failed = of(calls, CallCause::Failed) + of(calls, CallCause::TimedOut);
    const float finished = of(calls, CallCause::Ok) + failed;
    const float refused = of(calls, CallCause::NotPermitted);
    if (tells == Tells::Ratio) {
        past.errors += (failed + refused) * share;
        past.judged += (finished + refused) * share;
    }
    past.all += (finished + refused) * share;
    if (step > m_newest - static_cast<std::int64_t>(m_window.size())) {
        ByCause &sums = m_window[place(step, m_window.size())];
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i] += calls[i] * share;
        }
    }
}

void CallWindow::add(const ByCause &calls, SteadyTime from, SteadyTime to, Tells tells)
{
    if (std::all_of(calls.begin(), calls.end(), [](float count) { return count <= 0; })) {
        return;
    }
    if (m_past.empty()) {
        m_first = stepOf(from);
    }
    advance(stepOf(to));
    const std::int64_t last = stepOf(to);
    std::int64_t step = std::max(stepOf(from), last - historySteps + 1);
    if (step >= last || to <= from) {
        put(last, calls, 1, tells);
        return;
    }
    const double whole = std::chrono::duration<double>(to - from).count();
    const double stepSeconds = std::chrono::duration<double>(stepLength).count();
    const double start = std::chrono::duration<double>(from.time_since_epoch()).count();
    const double end = start + whole;
    for (; step <= last; ++step) {
        const double begins = static_cast<double>(step - 1'000'000) * stepSeconds;
        const double share = (std::min(end, begins + stepSeconds) - std::max(start, begins)) / whole;
        if (share > 0) {
            put(step, calls, static_cast<float>(share), tells);
        }
    }
}

std::array<double, callCauseCount> CallWindow::sums(SteadyTime now) const
{
    std::array<double, callCauseCount> sums{};
    const std::int64_t current = stepOf(now);
    for (std::int64_t step = current - windowSteps + 1; step <= m_newest && !m_window.empty(); ++step) {
        const ByCause &calls = m_window[place(step, m_window.size())];
        for (std::size_t i = 0; i < sums.size(); ++i) {
            sums[i] += static_cast<double>(calls[i]);
        }
    }
    return sums;
}

std::vector<BreakerPoint> CallWindow::history(BreakerSpan span, SteadyTime now, double currentRate) const
{
    const bool isShort = span == BreakerSpan::TwoMinutes;
    const std::int64_t perPoint = isShort ? 1 : 3;
    const std::int64_t points = isShort ? 24 : 60;
    const float unknown = std::nanf("");
    std::vector<BreakerPoint> history(static_cast<std::size_t>(points), {unknown, unknown, unknown});
    if (m_past.empty()) {
        return history;
    }
    // Points of several steps begin at multiples of their length: a step does not wander from one to the next
    const std::int64_t current = stepOf(now);
    const std::int64_t last = (current / perPoint + 1) * perPoint - 1;
    const std::int64_t first = last - points * perPoint + 1;
    const double seconds = std::chrono::duration<double>(stepLength).count();
    for (std::int64_t i = 0; i < points; ++i) {
        BreakerPoint &point = history[static_cast<std::size_t>(i)];
        double all = 0;
        int complete = 0;
        for (std::int64_t at = first + i * perPoint; at < first + (i + 1) * perPoint; ++at) {
            // Of the newest steps only those have told that were polled since: a sample that leans to one
            // side
            const std::int64_t whole = current - 2;
            const bool held = at > whole && at <= current && whole >= m_first && whole <= m_newest &&
                              whole > m_newest - historySteps &&
                              m_past[place(whole, m_past.size())].judged > 0;
            if (!held && (at <= m_newest - historySteps || at > m_newest || at < m_first)) {
                continue;
            }
            const Past &past = m_past[place(held ? whole : at, m_past.size())];
            if (past.judged > 0) {
                const float ratio = std::min(past.errors / past.judged, 1.0F);
                point.low = std::isnan(point.low) ? ratio : std::min(point.low, ratio);
                point.high = std::isnan(point.high) ? ratio : std::max(point.high, ratio);
            }
            if (at < current - 1) {
                all += static_cast<double>(past.all); // a whole step, never a held one
                ++complete;
            }
        }
        if (complete > 0) {
            point.callsPerSecond = static_cast<float>(all / (complete * seconds));
        } else if (first + i * perPoint <= current &&
                   first + (i + 1) * perPoint > std::max(m_newest - 1, m_first)) {
            point.callsPerSecond = static_cast<float>(currentRate);
        }
    }
    return history;
}

} // namespace quarterdeck
