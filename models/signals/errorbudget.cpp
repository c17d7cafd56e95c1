#include "models/signals/errorbudget.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr std::int64_t steps = ErrorBudget::span / ErrorBudget::step + 1;

std::int64_t stepOf(SteadyTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) / ErrorBudget::step;
}

std::size_t place(std::int64_t stepNumber)
{
    return static_cast<std::size_t>(stepNumber % steps);
}

} // namespace

void ErrorBudget::add(double requestRate, double errorRate, SteadyTime now)
{
    const std::int64_t current = stepOf(now);
    if (m_marks.empty()) {
        m_marks.resize(static_cast<std::size_t>(steps));
        m_firstStep = current;
        m_lastStep = current;
        m_last = now;
        return;
    }
    if (now <= m_last) {
        return;
    }
    for (std::int64_t skipped = std::max(m_lastStep + 1, current - steps); skipped < current; ++skipped) {
        m_marks[place(skipped)] = m_sum;
    }
    const double elapsed = std::min(std::chrono::duration<double>(now - m_last).count(),
                                    std::chrono::duration<double>(step).count());
    // Errors without requests would be a ratio of nothing; both or neither.
    if (std::isfinite(requestRate) && std::isfinite(errorRate)) {
        m_sum.requests += requestRate * elapsed;
        m_sum.errors += errorRate * elapsed;
    }
    m_marks[place(current)] = m_sum;
    m_lastStep = current;
    m_last = now;
}

BurnRates ErrorBudget::burnRates(double availability, SteadyTime now) const
{
    const double allowed = 1 - availability;
    const auto burn = [this, allowed, now](std::chrono::seconds window) {
        const Mark counted = countedIn(window, now);
        return counted.requests > 0 && allowed > 0 ? counted.errors / counted.requests / allowed : noValue;
    };
    BurnRates rates;
    rates.fiveMinutes = burn(std::chrono::minutes(5));
    rates.halfHour = burn(std::chrono::minutes(30));
    rates.hour = burn(std::chrono::hours(1));
    rates.sixHours = burn(std::chrono::hours(6));
    rates.budgetLeft = 1 - rates.sixHours;
    return rates;
}

ErrorBudget::Mark ErrorBudget::countedIn(std::chrono::seconds window, SteadyTime now) const
{
    if (m_marks.empty()) {
        return {};
    }
    const std::int64_t start = stepOf(now) - window / step;
    if (start > m_lastStep) {
        return {};
    }
    // Before the first step nothing was counted.
    const Mark before = start < m_firstStep ? Mark{} : m_marks[place(start)];
    return {m_sum.requests - before.requests, m_sum.errors - before.errors};
}

} // namespace quarterdeck
