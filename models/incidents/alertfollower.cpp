#include "models/incidents/alertfollower.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

Event eventOf(const FiringAlert &alert)
{
    Event event;
    event.kind = EventKind::Alert;
    event.subject = alert.instance.isEmpty() ? alert.service : alert.instance;
    event.component = alert.name;
    event.service = alert.service;
    event.cluster = alert.cluster;
    event.source = u"prometheus"_s;
    return event;
}

} // namespace

bool FiringAlert::isCritical() const
{
    return severity.compare(u"critical"_s, Qt::CaseInsensitive) == 0 ||
           severity.compare(u"page"_s, Qt::CaseInsensitive) == 0;
}

QList<Event> AlertFollower::apply(const QList<FiringAlert> &firing, WallTime wall)
{
    QList<Event> events;
    std::map<QString, FiringAlert> now;
    for (const FiringAlert &alert : firing) {
        FiringAlert &known = now.emplace(alert.key, alert).first->second;
        known.since = std::min(known.since, wall);
    }
    for (const auto &[key, alert] : now) {
        if (m_firing.count(key) == 0) {
            Event event = eventOf(alert);
            event.happened = alert.since;
            event.to = u"firing"_s;
            event.reason = alert.summary.isEmpty() ? alert.severity : alert.summary;
            events.append(event);
        }
    }
    for (const auto &[key, alert] : m_firing) {
        if (now.count(key) == 0) {
            Event event = eventOf(alert);
            event.happened = wall;
            event.from = u"firing"_s;
            event.to = u"resolved"_s;
            events.append(event);
        }
    }
    m_firing = std::move(now);
    return events;
}

void AlertFollower::addTo(std::vector<ServiceCondition> &conditions) const
{
    for (const auto &[key, alert] : m_firing) {
        if (!alert.isCritical() || alert.service.isEmpty()) {
            continue;
        }
        auto known = std::find_if(conditions.begin(), conditions.end(),
                                  [&alert = alert](const ServiceCondition &condition) {
                                      return condition.service == alert.service;
                                  });
        if (known == conditions.end()) {
            known = conditions.insert(conditions.end(), ServiceCondition());
            known->service = alert.service;
        }
        known->alertsSince = std::min(known->alertsSince.value_or(alert.since), alert.since);
        if (!known->criticalAlerts.contains(alert.name)) {
            known->criticalAlerts.append(alert.name);
        }
    }
}

} // namespace quarterdeck
