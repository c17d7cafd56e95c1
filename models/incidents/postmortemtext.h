#pragma once

#include "models/incidents/incidentlanes.h"
#include "models/incidents/postmortem.h"

namespace quarterdeck {

// The words that all forms of a postmortem share, as plain text: each form escapes them in its own way.

/// The same facts with every text as it can be printed: see plainText(), and cut where a fleet's text is
/// longer than anybody reads. What people wrote stays whole.
Postmortem printable(Postmortem facts);

/// What a timeline for people tells: everything that people and rules did, and of the changes of instances
/// and breakers the first and the last. A storm has a hundred thousand, which would be three thousand pages.
struct Timeline
{
    QList<Event> events;
    QString left; ///< what is told of those that are not among them; empty: all are
};
Timeline timelineOf(const Postmortem &facts);

struct ClockRow
{
    QString name;
    QString time;  ///< empty: it did not happen
    QString after; ///< "2 min 46 s (TTM)"
};

QString dateTimeText(WallTime time); ///< "2026-11-21 14:15:21"; UTC, which the head says
QString summaryText(const Postmortem &facts);
QList<std::pair<QString, QString>> impactRows(const Postmortem &facts);
QList<ClockRow> clockRows(const Postmortem &facts);
QString lateText(const Event &event);  ///< " (recorded 14:20:00)" where that is over a minute later
QString marksText(const Event &event); ///< " [inferred, pinned]"
QString tookText(const ActionFact &action);
QString
seriesText(const SeriesFact &series); ///< "Error ratio of checkout: 0.4 % at first, 86 % at most, ..."
/// What people noted as still to do: notes that begin with "follow-up", "todo" or an empty box of Markdown,
/// and events that somebody pinned.
QStringList followUpTexts(const Postmortem &facts);
/// The lanes as they are drawn on paper: they end soon after the last that happened, not with the quiet half
/// hour before it was resolved.
IncidentLanes lanesOfStory(const Postmortem &facts);
QStringList peoplesHeadings(); ///< "Causes", "Lessons", ...

} // namespace quarterdeck
