#pragma once

#include "models/incidents/incident.h"

#include <utility>

namespace quarterdeck {

/// What came of something that happened or that a person did: for the record and for whoever shows it.
/// Applied to a record in this order it leads to what the book knows.
struct IncidentChanges
{
    QList<Event> events;                               ///< new
    QList<Incident> incidents;                         ///< new or changed, whole, each once
    QList<std::pair<qint64, IncidentNumber>> attached; ///< events of before that turned out to belong to one
    /// Events of an incident that belong to another now; of these services only, or of all when empty.
    struct Move
    {
        IncidentNumber from;
        IncidentNumber to;
        QStringList services;
        bool operator==(const Move &) const = default;
    };
    QList<Move> moved;
    QList<std::pair<qint64, bool>> pinned; ///< events
    QList<IncidentNumber> opened;          ///< to be told once; one that joins another is not among them
    /// From, to. For whoever shows them: in the record they never had the first number.
    QList<std::pair<IncidentNumber, IncidentNumber>> renumbered;
    QList<std::pair<qint64, QString>> answered; ///< orders of other consoles: number, and why it was not done

    [[nodiscard]] bool isEmpty() const
    {
        return events.isEmpty() && incidents.isEmpty() && attached.isEmpty() && moved.isEmpty() &&
               pinned.isEmpty() && renumbered.isEmpty() && answered.isEmpty();
    }
    void add(const Incident &incident)
    {
        for (Incident &known : incidents) {
            if (known.number == incident.number) {
                known = incident;
                return;
            }
        }
        incidents.append(incident);
    }
    void add(const IncidentChanges &more)
    {
        events += more.events;
        for (const Incident &incident : more.incidents) {
            add(incident);
        }
        attached += more.attached;
        moved += more.moved;
        pinned += more.pinned;
        opened += more.opened;
        renumbered += more.renumbered;
        answered += more.answered;
    }
};

/// While the record cannot be seen nobody knows which numbers it has given out: incidents are numbered from
/// here.
inline constexpr qint64 firstProvisionalIncident = 1'000'000'000;

/// The number that an incident has in a record whose last one is `last`; those that are not provisional stay.
IncidentNumber settled(IncidentNumber number, IncidentNumber last);
/// The same with everything that names one of them.
void settle(Incident &incident, IncidentNumber last);
void settle(IncidentChanges &changes, IncidentNumber last);

} // namespace quarterdeck
