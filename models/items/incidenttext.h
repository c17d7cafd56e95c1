#pragma once

#include "models/incidents/incident.h"

#include <QList>

namespace quarterdeck {

// The words about incidents that the window shows. Times of day always say their zone.

QString utcTime(WallTime time);   ///< "14:15:21 UTC"
QString localTime(WallTime time); ///< "16:15:21 CEST": of this machine's zone, by name
QString bothTimes(WallTime time); ///< "2026-11-21 14:15:21 UTC (16:15:21 CEST)"; once where they are the same

/// What a person types for a time: "14:05" or "14:05:30" (UTC, today or yesterday, never later than now),
/// "10 min ago", "2h ago", or a full RFC 3339 time. Empty is now.
std::optional<WallTime> timeFromText(const QString &text, WallTime now);

/// One line of the timeline: "checkout/10.0.0.1:80 up → down: connection refused", "ana acknowledged".
QString eventLine(const Event &event);

/// One figure of an incident's head: what it is, its value, and more below it.
struct IncidentFigure
{
    enum class Tone : quint8 { Usual, Good, Bad, Dim };
    QString id; ///< stable, for tests
    QString title;
    QString value;
    QString note;
    QString hint; ///< in full, with both zones
    Tone tone = Tone::Usual;
    bool operator==(const IncidentFigure &) const = default;
};
/// Clock, objective, instances, failed requests, commander.
QList<IncidentFigure> incidentFigures(const Incident &incident, WallTime now);

/// What else there is to say: rule, services, dependants, clusters, who acknowledged, runs, pinned.
QList<std::pair<QString, QString>> incidentFacts(const Incident &incident);

/// "open for 4 min", "mitigated after 2 min 46 s", "resolved after 1 h 04 min by ana".
QString courseText(const Incident &incident, WallTime now);

} // namespace quarterdeck
