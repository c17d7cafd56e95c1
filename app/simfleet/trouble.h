#pragma once

#include "app/simfleet/world.h"

namespace quarterdeck::simfleet {

/// Puts the standing set of faults of the design's pictures on the world: 3 instances down, 11 degraded,
/// 4 not ready (fewer in a small fleet, where the instances of that name do not exist).
void makeTrouble(World &world, double now);

} // namespace quarterdeck::simfleet
