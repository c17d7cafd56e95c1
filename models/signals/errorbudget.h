#pragma once

#include "models/signals/signalreading.h"

#include <vector>

namespace quarterdeck {

/// How fast a service spends its error budget, over the windows of the SRE workbook (chapter "Alerting on
/// SLOs"). A burn rate of 1 spends exactly the budget; 14.4 over an hour spends 2 % of a month's. NaN: no
/// requests seen.
struct BurnRates
{
    double fiveMinutes = noValue;
    double halfHour = noValue;
    double hour = noValue;
    double sixHours = noValue;
    /// Share of the budget of what was watched (6 h at most) that is left; negative when it is overspent.
    double budgetLeft = noValue;
    bool operator==(const BurnRates &) const = default;

    /// Multi-window, multi-burn-rate: both the long and the short window must burn, so that it is told soon
    /// and is over soon.
    [[nodiscard]] bool isFast() const { return hour > 14.4 && fiveMinutes > 14.4; }
    [[nodiscard]] bool isSlow() const { return sixHours > 6 && halfHour > 6; }
};

/// Counts requests and errors of one service for 6 h in steps of 10 s: 16 bytes a step, 35 kB in all.
class ErrorBudget
{
public:
    static constexpr std::chrono::seconds step{10};
    static constexpr std::chrono::hours span{6};

    /// Adds what went by since the last call at these rates per second. Unknown rates count nothing, and of a
    /// gap (the console slept, nothing was polled) no more than one step is counted.
    void add(double requestRate, double errorRate, SteadyTime now);

    /// `availability` is the objective, 0 to 1.
    [[nodiscard]] BurnRates burnRates(double availability, SteadyTime now) const;

private:
    struct Mark
    {
        double requests = 0; ///< since the beginning
        double errors = 0;
    };

    [[nodiscard]] Mark countedIn(std::chrono::seconds window, SteadyTime now) const;

    std::vector<Mark> m_marks; ///< a ring; the sums at the end of each step
    std::int64_t m_firstStep = 0;
    std::int64_t m_lastStep = 0; ///< since the epoch of the steady clock
    Mark m_sum;
    SteadyTime m_last{};
};

} // namespace quarterdeck
