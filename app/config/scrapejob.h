#pragma once

#include "app/config/sourcefile.h"
#include "models/fleet/relabel.h"

#include <chrono>
#include <vector>

namespace quarterdeck {

/// A target as discovered, with its place for messages.
struct DiscoveredTarget
{
    QString address;
    int line = 0;
    int column = 0;
};

/// Targets that share labels: an entry of static_configs or of a target file.
struct TargetGroup
{
    SourceFile file;
    std::vector<DiscoveredTarget> targets;
    Labels labels;
};

/// One scrape config, read and checked, before its targets are relabelled.
struct ScrapeJob
{
    SourceFile file;
    int line = 0;
    int column = 0;
    QString name;
    std::chrono::milliseconds interval{0};
    std::chrono::milliseconds timeout{0};
    QString metricsPath = QStringLiteral("/metrics");
    QString scheme = QStringLiteral("http");
    bool honorTimestamps = true;
    QMap<QString, QList<QString>> parameters;
    std::shared_ptr<const HttpSettings> http;
    std::vector<RelabelRule> relabelRules;
    std::vector<TargetGroup> groups;
};

} // namespace quarterdeck
