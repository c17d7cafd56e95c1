#pragma once

#include "app/config/filediscovery.h"

namespace quarterdeck {

/// The interval and timeout of jobs that have none of their own.
struct ScrapeDefaults
{
    std::chrono::milliseconds interval{60000};
    std::chrono::milliseconds timeout{10000};
};

/// Reads a `scrape_configs` list of a prometheus.yml or a fleet.yml, target files included.
std::vector<ScrapeJob> readScrapeConfigs(const DocumentNode &node, const SourceFile &file,
                                         const ScrapeDefaults &defaults, ReadFiles &read);

} // namespace quarterdeck
