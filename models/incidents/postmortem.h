#pragma once

#include "models/incidents/incident.h"

#include <QJsonObject>

namespace quarterdeck {

/// A run of a runbook, as far as a postmortem speaks of it.
struct ActionFact
{
    qint64 run = 0;
    QString title;
    QString person;
    QString outcome; ///< "succeeded", "outcome unknown"
    WallTime started;
    std::optional<WallTime> ended;
};

/// Error ratio of a service during the incident.
struct SeriesFact
{
    QString name;
    QList<std::pair<WallTime, double>> points; ///< in order of time; NaN: nothing known
};

/// The facts of an incident: what an export writes. `events` in the order in which they happened.
struct Postmortem
{
    Incident incident;
    QList<Event> events;
    QList<ActionFact> actions;
    QList<SeriesFact> errorRatios;
    WallTime written;
};

/// Headings of what only people know stand empty. Everything from the fleet is escaped.
QString postmortemMarkdown(const Postmortem &facts);
/// One file: styles and drawings are in it, no script, nothing is loaded.
QString postmortemHtml(const Postmortem &facts);
/// The timeline, a row an event.
QString postmortemCsv(const Postmortem &facts);

QJsonObject incidentToJson(const Incident &incident);
QJsonObject eventToJson(const Event &event);
/// As `incidents show --json`.
QJsonObject postmortemJson(const Postmortem &facts);

} // namespace quarterdeck
