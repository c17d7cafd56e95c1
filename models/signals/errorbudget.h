#pragma once

#include "models/signals/signalreading.h"

#include <array>
#include <vector>

namespace quarterdeck {

/// The windows of the SRE workbook's burn rates that a console which looks back 6 h can fill.
enum class BurnWindow : quint8 { FiveMinutes, HalfHour, Hour, SixHours };
inline constexpr std::array burnWindows{BurnWindow::FiveMinutes, BurnWindow::HalfHour, BurnWindow::Hour,
                                        BurnWindow::SixHours};
std::chrono::seconds lengthOf(BurnWindow window);

/// How fast a service spends its error budget, over the windows of the SRE workbook (chapter "Alerting on
/// SLOs"). A burn rate of 1 spends exactly the budget; 14.4 over an hour spends 2 % of a month's. NaN: no
/// requests seen.
///
/// A window that is longer than what was watched holds what was watched, and `covered` says how much that is.
struct BurnRates
{
    double fiveMinutes = noValue;
    double halfHour = noValue;
    double hour = noValue;
    double sixHours = noValue;
    /// Share of the budget of what was watched (6 h at most) that is left; negative when it is overspent. NaN
    /// while less than `leastWatched` was watched: one bad poll would have overspent it a hundred times.
    double budgetLeft = noValue;
    /// Share of a 30-day budget that the last 6 h spent, had every 6 h this many requests.
    double monthSpent = noValue;
    std::array<std::chrono::seconds, burnWindows.size()> covered{}; ///< by BurnWindow
    bool fast = false;
    bool slow = false;

    static constexpr std::chrono::minutes leastWatched{5};
    /// Requests are counted, and not for long enough to speak of a budget.
    [[nodiscard]] bool isTooEarly() const;

    [[nodiscard]] double of(BurnWindow window) const;
    [[nodiscard]] std::chrono::seconds coveredOf(BurnWindow window) const
    {
        return covered[static_cast<std::size_t>(window)];
    }
    /// Whether the whole window was watched, give or take two steps.
    [[nodiscard]] bool isFull(BurnWindow window) const;

    /// Multi-window, multi-burn-rate: both the long and the short window must burn, so that it is told soon
    /// and is over soon. 14.4 over 1 h and 5 min; 6 over 6 h and 30 min. While the short window is not full,
    /// its unseen part counts as free of errors: one failed request in the first seconds alerts nobody, and a
    /// real outage does within a minute. Fewer requests than `minRequests` in the short window alert never.
    [[nodiscard]] bool isFast() const { return fast; }
    [[nodiscard]] bool isSlow() const { return slow; }
};

inline constexpr double fastBurn = 14.4; ///< over 1 h and 5 min
inline constexpr double slowBurn = 6;    ///< over 6 h and 30 min

/// Counts requests and errors of one service for 6 h in steps of 10 s: 24 bytes a step, 52 kB in all, from
/// the first request counted on.
class ErrorBudget
{
public:
    static constexpr std::chrono::seconds step{10};
    static constexpr std::chrono::hours span{6};

    /// Adds what was counted since the last call; NaN: nobody counted. Of a gap (the console slept, nothing
    /// was polled) no more than one step counts as watched.
    void add(double requests, double errors, SteadyTime now);

    /// `availability` is the objective, 0 to 1.
    [[nodiscard]] BurnRates burnRates(double availability, SteadyTime now, int minRequests = 1) const;

private:
    struct Mark
    {
        double requests = 0; ///< since the beginning
        double errors = 0;
        double seconds = 0; ///< watched
    };

    [[nodiscard]] Mark countedIn(std::chrono::seconds window, SteadyTime now) const;

    std::vector<Mark> m_marks; ///< a ring; the sums at the end of each step
    std::int64_t m_firstStep = 0;
    std::int64_t m_lastStep = 0; ///< since the epoch of the steady clock
    Mark m_sum;
    SteadyTime m_last{};
};

} // namespace quarterdeck
