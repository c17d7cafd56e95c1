#pragma once

#include "models/signals/errorbudget.h"
#include "models/signals/signalhistory.h"

#include <QString>

#include <optional>

namespace quarterdeck {

/// Requests and errors that went by; NaN where nobody counts them.
struct CountedTraffic
{
    double requests = 0;
    double errors = 0;
};

/// What is remembered of a service as a whole: 6 h of its request rate, error ratio and quantiles (16 bytes a
/// point, 35 kB in steps of 10 s) and, where `objective: {availability: ...}` is set, its error budget (52
/// kB).
struct ServiceSignals
{
    QString name;
    SignalHistory history{std::chrono::hours(6), 2162};
    std::optional<double> availability; ///< the objective, 0 to 1
    int minRequests = 10;               ///< fewer in the short window of a pair alert nobody
    ErrorBudget budget;

    /// Nothing where no objective is set.
    [[nodiscard]] std::optional<BurnRates> burnRates(SteadyTime now) const
    {
        return availability ? std::optional(budget.burnRates(*availability, now, minRequests)) : std::nullopt;
    }
};

} // namespace quarterdeck
