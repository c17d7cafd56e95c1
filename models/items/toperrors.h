#pragma once

#include "models/fleet/fleet.h"

#include <QString>

#include <optional>

namespace quarterdeck {

/// How a service fails now and how that compares with a quarter of an hour ago.
struct TopError
{
    QString service;
    double errorRatio = noValue;
    double requestRate = noValue;
    /// Percentage points as a ratio: how far the error ratio rose since `since` ago; NaN while too little is
    /// known.
    double rise = noValue;
    std::chrono::seconds since{0}; ///< 15 min, less while less was watched
    double limit = noValue;        ///< of the error ratio, where the configuration sets one
    bool quiet = false;            ///< too few requests: dimmed, never ranked first, never bad
    std::optional<BurnRates> burn; ///< where an objective is set
    WallTime measured;             ///< when the newest of it was
    int instances = 0;
    int inTrouble = 0; ///< of them down, not ready or degraded

    [[nodiscard]] bool isBurning() const { return burn && (burn->isFast() || burn->isSlow()); }
    /// What an engineer should look at: burns its budget, or fails beyond its limit (5 % where none is set).
    [[nodiscard]] bool isBad() const;
};

inline constexpr double usualErrorLimit = 0.05;

/// Every service whose requests are counted, in the order of the definition.
QList<TopError> measureErrors(const Fleet &fleet, SteadyTime now);

/// The state of things in one line: "checkout burns its budget 42× (61 % left) · search fails 8.41 %",
/// "nothing fails beyond its limit; most: search 0.21 %".
/// `tooEarly`: nothing is measured because two pages make a rate, and they have not come yet.
QString topErrorsSummary(const QList<TopError> &errors, bool tooEarly = false);
[[nodiscard]] bool isTooEarlyForRates(const Fleet &fleet);

} // namespace quarterdeck
