#pragma once

#include "models/fleet/fleet.h"
#include "models/fleet/instancefilter.h"

#include <QJsonObject>

namespace quarterdeck {

/// The fleet as `status --json` prints it; the shape is stable (README, "Command line").
QJsonObject fleetToJson(const Fleet &fleet, const InstanceFilter &filter, SteadyTime now);

/// RFC 3339 in UTC with milliseconds, as every time in our JSON.
QString toRfc3339(WallTime time);

} // namespace quarterdeck
