#include "models/incidents/incidentchanges.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentNumber settled(IncidentNumber number, IncidentNumber last)
{
    return number.value > firstProvisionalIncident
               ? IncidentNumber{last.value + (number.value - firstProvisionalIncident)}
               : number;
}

void settle(Incident &incident, IncidentNumber last)
{
    incident.number = settled(incident.number, last);
    incident.mergedInto = settled(incident.mergedInto, last);
}

void settle(IncidentChanges &changes, IncidentNumber last)
{
    for (Event &event : changes.events) {
        if (event.kind == EventKind::Incident && event.incident.value > firstProvisionalIncident) {
            event.subject = u"incident %1"_s.arg(settled(event.incident, last).value);
        }
        event.incident = settled(event.incident, last);
    }
    for (Incident &incident : changes.incidents) {
        settle(incident, last);
    }
    for (auto &[event, incident] : changes.attached) {
        incident = settled(incident, last);
    }
    for (IncidentChanges::Move &move : changes.moved) {
        move.from = settled(move.from, last);
        move.to = settled(move.to, last);
    }
    for (IncidentNumber &number : changes.opened) {
        number = settled(number, last);
    }
}

} // namespace quarterdeck
