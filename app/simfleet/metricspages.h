#pragma once

#include "app/simfleet/catalog.h"
#include "app/simfleet/pagetemplate.h"

#include <string>
#include <vector>

namespace quarterdeck::simfleet {

/// The metric families of a service, the telling ones first: a page that must be short is cut at the end.
/// `release` is the version that the page names.
/// `pageBytes` > 0: cut or padded with further series to about that size.
std::vector<PageFamily> metricFamilies(const ServiceSpec &service, const std::string &release,
                                       std::size_t pageBytes);

/// Whether a stack's exporter speaks OpenMetrics to those who ask for it.
bool speaksOpenMetrics(Stack stack);

} // namespace quarterdeck::simfleet
