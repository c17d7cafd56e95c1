#pragma once

#include "models/incidents/incident.h"

namespace quarterdeck {

/// How a period went: of all incidents that were detected in it.
struct IncidentFigures
{
    int count = 0;
    int acknowledged = 0;
    int resolved = 0;
    std::optional<std::chrono::milliseconds> meanToDetect;
    std::optional<std::chrono::milliseconds> meanToAcknowledge; ///< MTTA, of those that were
    std::optional<std::chrono::milliseconds> meanToMitigate;
    std::optional<std::chrono::milliseconds> meanToResolve; ///< MTTR, of those that are
    bool operator==(const IncidentFigures &) const = default;
};

struct IncidentReport
{
    IncidentFigures all;
    QMap<QString, IncidentFigures> byService; ///< an incident counts for each of its services
    QMap<qint64, int> byDay; ///< days since the epoch (UTC): how many were detected; every day of the period
};

/// Merged ones do not count: what they were is in another one.
IncidentReport reportOf(const QList<Incident> &incidents, WallTime from, WallTime to);
QString reportCsv(const IncidentReport &report);
/// One file with a chart of incidents a day and the table; nothing is loaded.
QString reportHtml(const IncidentReport &report, WallTime from, WallTime to);
/// The table in words: all first, then by service. MTTR and the like as "2 min 46 s".
QStringList reportHeads();
QList<QStringList> reportRows(const IncidentReport &report);

} // namespace quarterdeck
