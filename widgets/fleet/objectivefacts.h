#pragma once

#include "models/fleet/servicesignals.h"
#include "widgets/fleet/factlist.h"

namespace quarterdeck {

/// The objective of a service with its budget and burn rates; empty without an objective.
QList<Fact> objectiveFacts(const ServiceSignals *service, SteadyTime now);

} // namespace quarterdeck
