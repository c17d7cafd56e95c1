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

std::chrono::seconds lengthOf(BurnWindow window)
{
    switch (window) {
    case BurnWindow::FiveMinutes:
        return std::chrono::minutes(5);
    case BurnWindow::HalfHour:
        return std::chrono::minutes(30);
    case BurnWindow::Hour:
        return std::chrono::hours(1);
    case BurnWindow::SixHours:
        return std::chrono::hours(6);
    }
    return {};
}

double BurnRates::of(BurnWindow window) const
{
    switch (window) {
    case BurnWindow::FiveMinutes:
        return fiveMinutes;
    case BurnWindow::HalfHour:
        return halfHour;
    case BurnWindow::Hour:
        return hour;
    case BurnWindow::SixHours:
        return sixHours;
    }
    return noValue;
}

bool BurnRates::isTooEarly() const
{
    return coveredOf(BurnWindow::SixHours) < leastWatched;
}

bool BurnRates::isFull(BurnWindow window) const
{
    return coveredOf(window) >= lengthOf(window) - 2 * ErrorBudget::step;
}

void ErrorBudget::add(double requests, double errors, SteadyTime now)
{
    const std::int64_t current = stepOf(now);
    // Errors without requests would be a ratio of nothing; both or neither.
    const bool known = std::isfinite(requests) && std::isfinite(errors);
    if (m_marks.empty()) {
        m_last = now;
        if (!known) {
            return;
        }
        m_marks.resize(static_cast<std::size_t>(steps));
        m_firstStep = current;
        m_lastStep = current;
        m_sum = {requests, errors, 0};
        m_marks[place(current)] = m_sum;
        return;
    }
    if (now <= m_last) {
        return;
    }
    for (std::int64_t skipped = std::max(m_lastStep + 1, current - steps); skipped < current; ++skipped) {
        m_marks[place(skipped)] = m_sum;
    }
    if (known) {
        m_sum.requests += requests;
        m_sum.errors += errors;
        m_sum.seconds += std::min(std::chrono::duration<double>(now - m_last).count(),
                                  std::chrono::duration<double>(step).count());
    }
    m_marks[place(current)] = m_sum;
    m_lastStep = current;
    m_last = now;
}

BurnRates ErrorBudget::burnRates(double availability, SteadyTime now, int minRequests) const
{
    const double allowed = 1 - availability;
    BurnRates rates;
    std::array<double, burnWindows.size()> burns{};
    std::array<bool, burnWindows.size()> enough{};
    for (std::size_t index = 0; index < burnWindows.size(); ++index) {
        const Mark counted = countedIn(lengthOf(burnWindows[index]), now);
        burns[index] =
            counted.requests > 0 && allowed > 0 ? counted.errors / counted.requests / allowed : noValue;
        enough[index] = counted.requests >= minRequests;
        rates.covered[index] = std::chrono::seconds(std::llround(counted.seconds));
    }
    rates.fiveMinutes = burns[0];
    rates.halfHour = burns[1];
    rates.hour = burns[2];
    rates.sixHours = burns[3];
    rates.budgetLeft = rates.isTooEarly() ? noValue : 1 - rates.sixHours;
    constexpr double spansInAMonth = 30.0 * 24 / 6;
    rates.monthSpent = rates.sixHours * static_cast<double>(rates.coveredOf(BurnWindow::SixHours).count()) /
                       static_cast<double>(lengthOf(BurnWindow::SixHours).count()) / spansInAMonth;
    const auto burnsFor = [&](BurnWindow window, double limit) {
        const auto index = static_cast<std::size_t>(window);
        const double seen =
            static_cast<double>(rates.covered[index].count()) / static_cast<double>(lengthOf(window).count());
        return enough[index] && burns[index] * (rates.isFull(window) ? 1 : seen) > limit;
    };
    rates.fast = rates.hour > fastBurn && burnsFor(BurnWindow::FiveMinutes, fastBurn);
    rates.slow = rates.sixHours > slowBurn && burnsFor(BurnWindow::HalfHour, slowBurn);
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
    return {m_sum.requests - before.requests, m_sum.errors - before.errors, m_sum.seconds - before.seconds};
}

} // namespace quarterdeck
