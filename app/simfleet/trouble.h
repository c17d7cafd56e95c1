#pragma once

#include "app/simfleet/world.h"

#include <QStringList>

namespace quarterdeck::simfleet {

/// Puts the standing set of faults of the design's pictures on the world: 3 instances down, 11 degraded,
/// 4 not ready. In a small fleet, where the instances of that name do not exist, others take their place: one
/// for each kind of fault at least as far as there are instances, and beyond that no more than a third of
/// them. Says what it did: "kill checkout-eu-41".
QStringList makeTrouble(World &world, double now);

} // namespace quarterdeck::simfleet
