#pragma once

#include "app/config/configuration.h"
#include "app/config/scrapeconfigreader.h"
#include "app/config/servicerule.h"
#include "models/incidents/incidenttiming.h"

namespace quarterdeck {

/// What a fleet.yml says.
struct FleetFile
{
    QString name;
    PollSettings poll;
    IncidentTiming incidents;
    RecordKeeping record;
    std::vector<ScrapeJob> jobs; ///< those of its prometheus_config first
    std::vector<ServiceRule> services;
    QList<MaintenanceWindow> maintenance;
    QList<QUrl> reachability;
    QUrl prometheus;           ///< empty: none
    bool readOnly = false;     ///< it is never acted on
    QString runbooksFolder;    ///< absolute, empty when none
    DocumentNode signalRules;  ///< the `signals:` section, null when none
    DocumentNode breakerRules; ///< the `breakers:` section, null when none
};

/// Reads the root of a fleet.yml and the prometheus.yml that it names.
FleetFile readFleetFile(const DocumentNode &root, const SourceFile &file, ReadFiles &read);

/// Keys that only a fleet.yml has at its top.
QList<QString> fleetOnlyKeys();

} // namespace quarterdeck
