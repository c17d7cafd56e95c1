#pragma once

#include "models/signals/errorbudget.h"
#include "models/signals/signalhistory.h"

#include <QString>

#include <optional>

namespace quarterdeck {

/// What is remembered of a service as a whole: 6 h of its request rate and error ratio (35 kB in steps of 10
/// s) and, where `objective: {availability: ...}` is set, its error budget.
struct ServiceSignals
{
    QString name;
    SignalHistory history{std::chrono::hours(6), 2162};
    std::optional<double> availability; ///< the objective, 0 to 1
    ErrorBudget budget;

    /// Nothing where no objective is set.
    [[nodiscard]] std::optional<BurnRates> burnRates(SteadyTime now) const
    {
        return availability ? std::optional(budget.burnRates(*availability, now)) : std::nullopt;
    }
};

} // namespace quarterdeck
