#include "models/incidents/incidentnotices.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QString heading(const Incident &incident)
{
    return u"%1 %2"_s.arg(QString::number(incident.number.value), incident.title);
}

} // namespace

void IncidentNotices::noteOpened(const Incident &incident, SteadyTime now)
{
    if (!m_firstOpened) {
        m_firstOpened = now;
    }
    m_opened.append(u"%1 (%2)"_s.arg(heading(incident), incident.ruleText));
    m_told.insert(incident.number, now);
}

std::optional<IncidentNotices::Notice> IncidentNotices::due(const QList<Incident> &active, SteadyTime now,
                                                            WallTime wall)
{
    if (m_firstOpened && now - *m_firstOpened >= bundledFor) {
        const qsizetype count = m_opened.size();
        Notice notice{count == 1 ? u"New incident"_s : u"%1 new incidents"_s.arg(count),
                      m_opened.join(u'\n')};
        m_opened.clear();
        m_firstOpened.reset();
        return notice;
    }
    QStringList waiting;
    QHash<IncidentNumber, SteadyTime> told;
    for (const Incident &incident : active) {
        if (incident.state != IncidentState::Open) {
            continue;
        }
        // One that was open before this console started is not news, but it is reminded of.
        SteadyTime &last = *told.insert(incident.number, m_told.value(incident.number, now));
        if (!incident.acknowledgementStands && now - last >= remindEvery) {
            last = now;
            waiting.append(u"%1, for %2"_s.arg(heading(incident),
                                               spanText(std::chrono::duration_cast<std::chrono::milliseconds>(
                                                   wall - incident.clock.started))));
        }
    }
    m_told = told;
    if (waiting.isEmpty()) {
        return std::nullopt;
    }
    return Notice{u"Still open, and nobody has acknowledged"_s, waiting.join(u'\n')};
}

} // namespace quarterdeck
