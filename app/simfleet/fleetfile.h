#pragma once

#include "app/simfleet/world.h"

#include <QString>

namespace quarterdeck::simfleet {

struct FleetFileOptions
{
    QString path; ///< of the fleet.yml
    quint16 port = 0;
    int intervalMs = 5000;
    int timeoutMs = 2000;
    bool forPrometheus = false; ///< a prometheus.yml: only what Prometheus has words for
};

/// Writes the configuration of what the world plays, and its targets in a folder beside it (file_sd).
/// Returns empty, or what went wrong.
QString writeFleetFile(const World &world, const FleetFileOptions &options);

} // namespace quarterdeck::simfleet
