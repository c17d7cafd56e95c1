#pragma once

#include "models/fleet/fleet.h"
#include "models/runbooks/runbookdefinition.h"
#include "models/runbooks/runvalues.h"

#include <optional>

namespace quarterdeck {

/// What is sent to one instance for an order to its breaker, and how it is seen that it was obeyed: as
/// resilience4j's CircuitBreakerEndpoint takes and tells it.
struct BreakerCall
{
    StepDefinition post; ///< an http step
    Condition seen;
    QString name;     ///< of the breaker
    QString wanted;   ///< the endpoint's word for the state: "FORCED_OPEN"
    RunValues values; ///< with those of the instance
};
/// Nothing, and the reason, when a value is missing or the instance has no address.
std::optional<BreakerCall> breakerCall(const StepDefinition &step, const Instance &instance,
                                       const RunValues &values, QString *problem);

} // namespace quarterdeck
