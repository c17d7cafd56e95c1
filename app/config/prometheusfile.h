#pragma once

#include "app/config/scrapeconfigreader.h"

#include <span>

namespace quarterdeck {

/// What a prometheus.yml says of what to scrape.
struct PrometheusFile
{
    ScrapeDefaults defaults; ///< its global interval and timeout
    std::vector<ScrapeJob> jobs;
};

/// Reads the root of a prometheus.yml as it is; `file.dialect` should be Prometheus's.
PrometheusFile readPrometheusFile(const DocumentNode &root, const SourceFile &file, ReadFiles &read);

/// Keys that only a prometheus.yml has at its top.
std::span<const QLatin1StringView> prometheusOnlyKeys();

} // namespace quarterdeck
