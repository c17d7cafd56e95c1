#pragma once

#include "app/simfleet/catalog.h"
#include "app/simfleet/pagetemplate.h"

#include <vector>

namespace quarterdeck::simfleet {

/// The breakers of a service in the dialect of its stack's library.
std::vector<PageFamily> breakerFamilies(const ServiceSpec &service);

} // namespace quarterdeck::simfleet
