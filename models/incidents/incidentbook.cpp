#include "models/incidents/incidentbook.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr auto tellFiguresEvery = 10s; ///< counters of an incident move with every poll
constexpr auto burnWindow = 5min;

bool isBad(const QString &state)
{
    return state == u"down" || state == u"not ready" || state == u"degraded" || state == u"unknown";
}

} // namespace

void IncidentBook::restore(const QList<Incident> &incidents, IncidentNumber last, qint64 lastEvent)
{
    for (const Incident &incident : incidents) {
        m_entries[incident.number].incident = incident;
        last = std::max(last, incident.number);
    }
    m_last = last;
    m_lastEvent = lastEvent;
}

IncidentChanges IncidentBook::adopt(const QList<Incident> &incidents, IncidentNumber last)
{
    IncidentChanges changes;
    std::map<IncidentNumber, Entry> entries;
    for (auto &[number, entry] : m_entries) {
        settle(entry.incident, last);
        changes.renumbered.append({number, entry.incident.number});
        changes.add(entry.incident);
        entries.emplace(entry.incident.number, std::move(entry));
    }
    m_last = m_last.value >= firstProvisionalIncident
                 ? IncidentNumber{last.value + m_last.value - firstProvisionalIncident}
                 : m_last;
    for (const Incident &incident : incidents) {
        if (entries.try_emplace(incident.number).second) {
            entries[incident.number].incident = incident;
            changes.add(incident);
        }
    }
    m_entries = std::move(entries);
    return changes;
}

const Incident *IncidentBook::incident(IncidentNumber number) const
{
    const auto known = m_entries.find(number);
    return known == m_entries.end() ? nullptr : &known->second.incident;
}

QList<Incident> IncidentBook::active() const
{
    QList<Incident> found;
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        if (entry->second.incident.isActive()) {
            found.append(entry->second.incident);
        }
    }
    return found;
}

IncidentNumber IncidentBook::activeOf(const QString &service) const
{
    if (!service.isEmpty()) {
        for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
            const Incident &incident = entry->second.incident;
            if (incident.isActive() && incident.concerns(service) && isOwn(incident)) {
                return entry->first;
            }
        }
    }
    return {};
}

IncidentBook::Entry *IncidentBook::find(IncidentNumber number)
{
    const auto known = m_entries.find(number);
    return known == m_entries.end() ? nullptr : &known->second;
}

IncidentBook::Entry *IncidentBook::activeEntryOf(const QString &service)
{
    return find(activeOf(service));
}

IncidentChanges IncidentBook::take(QList<Event> events, WallTime now)
{
    IncidentChanges changes;
    QSet<IncidentNumber> touched;
    QHash<QString, IncidentNumber> active; // a storm has thousands of events of few services
    for (Event &event : events) {
        event.number = ++m_lastEvent;
        event.recorded = now;
        if (!event.incident) {
            auto known = active.constFind(event.service);
            if (known == active.constEnd()) {
                known = active.insert(event.service, activeOf(event.service));
            }
            event.incident = *known;
        }
        Entry *entry = find(event.incident);
        if (!entry) {
            m_recent.add(event);
            continue;
        }
        if (event.kind == EventKind::State && isBad(event.to) &&
            !entry->incident.instances.contains(event.subject)) {
            entry->incident.instances.insert(event.subject, event.service);
            entry->hasNews = true;
        }
        if (event.run != 0 && !entry->incident.runs.contains(event.run)) {
            entry->incident.runs.append(event.run);
            touched.insert(event.incident);
        }
    }
    changes.events = events;
    for (const IncidentNumber number : touched) {
        changes.add(find(number)->incident);
    }
    return changes;
}

IncidentChanges IncidentBook::tick(std::span<const ServiceCondition> conditions, FleetReach reach,
                                   const QString &reachText, SteadyTime now, WallTime wall)
{
    IncidentChanges changes;
    m_recent.forget(wall);
    if (reach == FleetReach::Held) {
        return changes; // what is known is not the fleet's doing
    }
    m_conditions.clear();
    for (const ServiceCondition &condition : conditions) {
        m_conditions.insert(condition.service, &condition);
    }
    if (reach == FleetReach::Unreachable &&
        std::none_of(m_entries.begin(), m_entries.end(), [this](const auto &entry) {
            return entry.second.incident.isActive() && isOwn(entry.second.incident) &&
                   entry.second.incident.rule == IncidentRule::FleetUnreachable;
        })) {
        IncidentSign sign;
        sign.rule = IncidentRule::FleetUnreachable;
        sign.text = reachText;
        sign.title = reachText;
        sign.since = wall;
        sign.severity = Severity::Critical;
        open(sign, wall, changes);
    }
    m_signs.note(m_conditions, now, wall, m_timing);
    for (const IncidentSign &sign : m_signs.due(m_conditions, now)) {
        place(sign, wall, changes);
    }
    gatherDependants(wall, changes);
    for (auto &[number, entry] : m_entries) {
        if (entry.incident.isActive() && isOwn(entry.incident)) {
            judge(entry, reach, now, wall, changes);
        }
    }
    countFailed(now, wall, changes);
    dropEnded();
    m_conditions.clear();
    return changes;
}

void IncidentBook::place(const IncidentSign &sign, WallTime wall, IncidentChanges &changes)
{
    const QString key = HeldSigns::keyOf(sign);
    Entry *entry = activeEntryOf(sign.service);
    bool isCause = false;
    if (!entry) {
        entry = joinableBy(sign, wall, &isCause);
    }
    if (!entry) {
        Entry &opened = open(sign, wall, changes);
        opened.signs.insert(key);
        return;
    }
    Incident &incident = entry->incident;
    if (!incident.services.contains(sign.service)) {
        if (isCause) {
            incident.services.prepend(sign.service);
            if (!incident.titleIsOwn) {
                incident.title = sign.title;
            }
        }
        join(*entry, sign, wall, changes);
    } else if (!entry->signs.contains(key)) {
        tell(*entry, u"also"_s, sign.ruleText(), wall, wall, changes);
    }
    entry->signs.insert(key);
    if (incident.state == IncidentState::Mitigated && !sign.ebbs) {
        incident.state = IncidentState::Open;
        incident.clock.mitigated.reset();
        entry->openSince = wall;
        tell(*entry, u"open again"_s, sign.ruleText(), wall, wall, changes);
    }
    const ServiceCondition *condition = m_conditions.value(sign.service);
    if (sign.rule == IncidentRule::InstancesDown && condition && incident.services.first() == sign.service &&
        condition->bad() > entry->worst) {
        entry->worst = condition->bad();
        // An incident grows: its title and severity say how far it went.
        if (!incident.titleIsOwn && incident.rule != IncidentRule::FleetUnreachable &&
            incident.title != sign.title) {
            incident.title = sign.title;
            changes.add(incident);
        }
        if (!incident.severityIsOwn && sign.severity < incident.severity) {
            incident.severity = sign.severity;
            changes.add(incident);
        }
    }
}

IncidentBook::Entry *IncidentBook::joinableBy(const IncidentSign &sign, WallTime wall, bool *isCause)
{
    const ServiceCondition *own = m_conditions.value(sign.service);
    for (auto &[number, entry] : m_entries) {
        const Incident &incident = entry.incident;
        if (!incident.isActive() || !isOwn(incident) || wall - incident.clock.detected > joinsWithin) {
            continue;
        }
        if (incident.rule == IncidentRule::FleetUnreachable) {
            return &entry;
        }
        if (own && std::any_of(own->dependsOn.begin(), own->dependsOn.end(),
                               [&](const QString &cause) { return incident.concerns(cause); })) {
            return &entry;
        }
        // The cause can be seen after its effects: it takes the place in front.
        for (const QString &service : incident.services) {
            const ServiceCondition *effect = m_conditions.value(service);
            if (effect && effect->dependsOn.contains(sign.service)) {
                *isCause = true;
                return &entry;
            }
        }
    }
    return nullptr;
}

IncidentBook::Entry &IncidentBook::open(const IncidentSign &sign, WallTime wall, IncidentChanges &changes)
{
    m_last.value += 1;
    Entry &entry = m_entries[m_last];
    Incident &incident = entry.incident;
    entry.openSince = wall;
    incident.number = m_last;
    incident.fleet = m_fleet;
    incident.title = sign.title;
    incident.severity = sign.severity;
    incident.rule = sign.rule;
    incident.ruleText = sign.ruleText();
    incident.clusters = sign.clusters;
    incident.clock.started = sign.since;
    if (sign.rule == IncidentRule::BudgetBurn) {
        // What burns began within the short window: the first of what happened to the service in it.
        incident.clock.started = m_recent.first(sign.service, wall - burnWindow).value_or(sign.since);
    }
    incident.clock.detected = wall;
    if (!sign.service.isEmpty()) {
        incident.services.append(sign.service);
        attach(entry, sign.service, changes);
        if (const ServiceCondition *condition = m_conditions.value(sign.service)) {
            incident.rto = condition->rto;
            entry.worst = condition->bad();
        }
    }
    tell(entry, u"opened"_s, incident.ruleText, wall, wall, changes);
    changes.opened.append(incident.number);
    return entry;
}

void IncidentBook::join(Entry &entry, const IncidentSign &sign, WallTime wall, IncidentChanges &changes)
{
    Incident &incident = entry.incident;
    incident.dependants.removeAll(sign.service);
    if (!incident.services.contains(sign.service)) {
        incident.services.append(sign.service);
    }
    for (const QString &cluster : sign.clusters) {
        if (!incident.clusters.contains(cluster)) {
            incident.clusters.append(cluster);
        }
    }
    // What was there before the first sign of the cause is part of it too.
    incident.clock.started = std::min(incident.clock.started, std::max(sign.since, wall - joinsWithin));
    if (const ServiceCondition *condition = m_conditions.value(sign.service); condition && condition->rto) {
        incident.rto = incident.rto ? std::min(*incident.rto, *condition->rto) : *condition->rto;
    }
    for (const QString &service : incident.services + incident.dependants) {
        attach(entry, service, changes); // it may have begun earlier than was known
    }
    tell(entry, u"joined"_s, u"%1: %2"_s.arg(sign.service, sign.ruleText()), wall, wall, changes);
}

void IncidentBook::gatherDependants(WallTime wall, IncidentChanges &changes)
{
    for (const ServiceCondition *condition : std::as_const(m_conditions)) {
        if (condition->isWell() || condition->dependsOn.isEmpty() || activeOf(condition->service)) {
            continue;
        }
        for (auto &[number, entry] : m_entries) {
            const auto cause =
                std::find_if(condition->dependsOn.begin(), condition->dependsOn.end(),
                             [&](const QString &service) { return entry.incident.concerns(service); });
            if (entry.incident.state != IncidentState::Open || !isOwn(entry.incident) ||
                cause == condition->dependsOn.end()) {
                continue;
            }
            entry.incident.dependants.append(condition->service);
            attach(entry, condition->service, changes);
            tell(entry, u"dependant"_s, u"%1 depends on %2"_s.arg(condition->service, *cause), wall, wall,
                 changes);
            break;
        }
    }
}

void IncidentBook::judge(Entry &entry, FleetReach reach, SteadyTime now, WallTime wall,
                         IncidentChanges &changes)
{
    Incident &incident = entry.incident;
    const bool bad = m_signs.isBad(incident.services);
    bool badByItself = incident.rule == IncidentRule::FleetUnreachable && reach == FleetReach::Unreachable;
    // Who comes back in stages (down, not ready, degraded, up) is flagged as well; only a relapse is
    // flapping.
    entry.relapsed = entry.relapsed || ((bad || badByItself) && entry.goodSince);
    for (const QString &service : std::as_const(incident.services)) {
        const ServiceCondition *condition = m_conditions.value(service);
        badByItself = badByItself || (entry.relapsed && condition && condition->flapping > 0 &&
                                      incident.state == IncidentState::Open);
    }
    if (bad || badByItself) {
        entry.goodSince.reset();
        entry.badByItself = badByItself;
        return;
    }
    if (!entry.goodSince) {
        entry.goodSince = now;
        entry.goodSinceWall = entry.badByItself ? wall : goodFrom(entry, wall);
    }
    const auto good = now - *entry.goodSince;
    if (incident.state == IncidentState::Open && good >= m_timing.mitigatedAfter) {
        incident.state = IncidentState::Mitigated;
        incident.clock.mitigated = entry.goodSinceWall;
        if (incident.clearsOnRecovery) {
            incident.acknowledgementStands = false;
        }
        tell(entry, u"mitigated"_s,
             u"all its signals are good since then, for %1"_s.arg(spanText(m_timing.mitigatedAfter)),
             entry.goodSinceWall, wall, changes);
    } else if (incident.state == IncidentState::Mitigated && good >= m_timing.resolvedAfter) {
        incident.state = IncidentState::Resolved;
        incident.clock.resolved = wall;
        tell(entry, u"resolved"_s, u"by itself, quiet for %1"_s.arg(spanText(m_timing.resolvedAfter)), wall,
             wall, changes);
    }
}

/// When the last of what was bad about it was over.
WallTime IncidentBook::goodFrom(const Entry &entry, WallTime wall) const
{
    const std::optional<WallTime> last = m_signs.endedLast(entry.incident.services);
    // Not before it was told: whoever reads the clock takes its lines to follow each other.
    return last ? std::min(wall, std::max({*last, entry.incident.clock.detected, entry.openSince})) : wall;
}

void IncidentBook::countFailed(SteadyTime now, WallTime wall, IncidentChanges &changes)
{
    m_failed.note(m_conditions, now, wall);
    for (auto &[number, entry] : m_entries) {
        Incident &incident = entry.incident;
        if (incident.state == IncidentState::Open) {
            for (const QString &service : incident.services + incident.dependants) {
                const ServiceCondition *condition = m_conditions.value(service);
                if (!condition || std::isnan(condition->failedRequests)) {
                    continue;
                }
                if (!entry.failedBefore.contains(service)) {
                    // An incident of before this console started goes on from what was counted then.
                    entry.failedBefore.insert(service, incident.failedRequests.contains(service)
                                                           ? condition->failedRequests -
                                                                 incident.failedRequests.value(service)
                                                           : m_failed.at(service, incident.clock.started));
                }
                const double failed =
                    std::max(0.0, condition->failedRequests - entry.failedBefore.value(service));
                if (!incident.failedRequests.contains(service) ||
                    incident.failedRequests.value(service) != failed) {
                    incident.failedRequests.insert(service, failed);
                    entry.hasNews = true;
                }
            }
        }
        if (entry.hasNews && now - entry.toldAt >= tellFiguresEvery) {
            entry.hasNews = false;
            entry.toldAt = now;
            changes.add(incident);
        }
    }
}

void IncidentBook::attach(Entry &entry, const QString &service, IncidentChanges &changes)
{
    for (const RecentEvents::Entry &event : m_recent.take(service, entry.incident.clock.started)) {
        changes.attached.append({event.number, entry.incident.number});
        if (!event.instance.isEmpty()) {
            entry.incident.instances.insert(event.instance, service);
        }
    }
}

void IncidentBook::tell(Entry &entry, const QString &to, const QString &reason, WallTime happened,
                        WallTime now, IncidentChanges &changes, const QString &person, EventKind kind)
{
    Event event;
    event.number = ++m_lastEvent;
    event.happened = happened;
    event.recorded = now;
    event.kind = kind;
    event.subject = kind == EventKind::Incident ? u"incident %1"_s.arg(entry.incident.number.value) : person;
    event.service = entry.incident.services.value(0);
    event.to = to;
    event.reason = reason;
    event.source = person.isEmpty() ? u"auto"_s : person;
    event.incident = entry.incident.number;
    changes.events.append(event);
    changes.add(entry.incident);
}

void IncidentBook::dropEnded()
{
    std::size_t ended = 0;
    for (const auto &[number, entry] : m_entries) {
        ended += entry.incident.isActive() ? 0 : 1;
    }
    for (auto entry = m_entries.begin(); ended > keptEnded && entry != m_entries.end();) {
        if (entry->second.incident.isActive()) {
            ++entry;
        } else {
            entry = m_entries.erase(entry);
            --ended;
        }
    }
}

} // namespace quarterdeck
