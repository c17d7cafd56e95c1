// What people do to incidents: the other half of IncidentBook.

#include "models/incidents/incidentbook.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentChanges IncidentBook::acknowledge(IncidentNumber number, const QString &person,
                                          const QString &comment, bool clearsOnRecovery, WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number)) {
        Incident &incident = entry->incident;
        if (!incident.clock.acknowledged) {
            incident.clock.acknowledged = now;
        }
        incident.acknowledgementStands = true;
        incident.clearsOnRecovery = clearsOnRecovery;
        incident.acknowledgedBy = person;
        incident.acknowledgement = comment;
        tell(*entry, u"acknowledged"_s, comment, now, now, changes, person, EventKind::Acknowledgement);
    }
    return changes;
}

IncidentChanges IncidentBook::withdrawAcknowledgement(IncidentNumber number, const QString &person,
                                                      WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && entry->incident.acknowledgementStands) {
        entry->incident.acknowledgementStands = false;
        tell(*entry, u"withdrew the acknowledgement"_s, {}, now, now, changes, person,
             EventKind::Acknowledgement);
    }
    return changes;
}

IncidentChanges IncidentBook::resolve(IncidentNumber number, const QString &person, const QString &comment,
                                      WallTime now)
{
    IncidentChanges changes;
    Entry *entry = find(number);
    if (!entry || !entry->incident.isActive()) {
        return changes;
    }
    Incident &incident = entry->incident;
    incident.state = IncidentState::Resolved;
    incident.clock.resolved = now;
    incident.resolvedBy = person;
    m_signs.setSettled(incident.services, true);
    tell(*entry, u"resolved"_s, comment, now, now, changes, person);
    return changes;
}

IncidentChanges IncidentBook::reopen(IncidentNumber number, const QString &person, WallTime now)
{
    IncidentChanges changes;
    Entry *entry = find(number);
    if (!entry || entry->incident.state != IncidentState::Resolved) {
        return changes;
    }
    Incident &incident = entry->incident;
    for (const QString &service : std::as_const(incident.services)) {
        if (activeOf(service)) {
            return changes; // what is bad now belongs to another one
        }
    }
    incident.state = incident.clock.mitigated ? IncidentState::Mitigated : IncidentState::Open;
    incident.clock.resolved.reset();
    incident.resolvedBy.clear();
    m_signs.setSettled(incident.services, false);
    tell(*entry, u"reopened"_s, {}, now, now, changes, person);
    return changes;
}

IncidentChanges IncidentBook::addNote(IncidentNumber number, const QString &person, const QString &text,
                                      WallTime happened, WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && !text.trimmed().isEmpty()) {
        tell(*entry, {}, text.trimmed(), std::min(happened, now), now, changes, person, EventKind::Note);
    }
    return changes;
}

IncidentChanges IncidentBook::setTitle(IncidentNumber number, const QString &person, const QString &title,
                                       WallTime now)
{
    IncidentChanges changes;
    Entry *entry = find(number);
    if (entry && !title.trimmed().isEmpty() && entry->incident.title != title.trimmed()) {
        entry->incident.title = title.trimmed();
        entry->incident.titleIsOwn = true;
        tell(*entry, u"titled"_s, entry->incident.title, now, now, changes, person);
    }
    return changes;
}

IncidentChanges IncidentBook::setSeverity(IncidentNumber number, const QString &person, Severity severity,
                                          WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && entry->incident.severity != severity) {
        const QString before = toString(entry->incident.severity);
        entry->incident.severity = severity;
        entry->incident.severityIsOwn = true;
        tell(*entry, toString(severity), u"severity, was %1"_s.arg(before), now, now, changes, person);
    }
    return changes;
}

IncidentChanges IncidentBook::setCommander(IncidentNumber number, const QString &person,
                                           const QString &commander, WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && entry->incident.commander != commander) {
        entry->incident.commander = commander;
        tell(*entry, u"commander"_s, commander.isEmpty() ? u"nobody"_s : commander, now, now, changes,
             person);
    }
    return changes;
}

IncidentChanges IncidentBook::setPinned(IncidentNumber number, const QString &person, bool pinned,
                                        WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && entry->incident.pinned != pinned) {
        entry->incident.pinned = pinned;
        tell(*entry, pinned ? u"pinned"_s : u"unpinned"_s,
             pinned ? u"kept for good"_s : u"kept as long as others"_s, now, now, changes, person);
    }
    return changes;
}

IncidentChanges IncidentBook::pinEvent(const Event &event, const QString &person, bool pinned, WallTime now)
{
    IncidentChanges changes;
    changes.pinned.append({event.number, pinned});
    if (Entry *entry = find(event.incident)) {
        tell(*entry, pinned ? u"event pinned"_s : u"event unpinned"_s, event.text(), now, now, changes,
             person);
    }
    return changes;
}

IncidentChanges IncidentBook::linkRun(IncidentNumber number, const QString &person, qint64 run, WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && !entry->incident.runs.contains(run)) {
        entry->incident.runs.append(run);
        tell(*entry, u"linked"_s, u"run %1"_s.arg(run), now, now, changes, person);
        changes.events.last().run = run;
    }
    return changes;
}

IncidentChanges IncidentBook::unlinkRun(IncidentNumber number, const QString &person, qint64 run,
                                        WallTime now)
{
    IncidentChanges changes;
    if (Entry *entry = find(number); entry && entry->incident.runs.removeAll(run) > 0) {
        tell(*entry, u"unlinked"_s, u"run %1"_s.arg(run), now, now, changes, person);
        changes.events.last().run = run;
    }
    return changes;
}

IncidentChanges IncidentBook::merge(IncidentNumber from, IncidentNumber into, const QString &person,
                                    WallTime now)
{
    IncidentChanges changes;
    Entry *source = find(from);
    Entry *target = find(into);
    if (!source || !target || from == into || source->incident.state == IncidentState::Merged ||
        target->incident.state == IncidentState::Merged) {
        return changes;
    }
    Incident &gone = source->incident;
    Incident &kept = target->incident;
    const bool wasActive = gone.isActive();
    for (const QString &service : std::as_const(gone.services)) {
        if (!kept.services.contains(service)) {
            kept.services.append(service);
        }
        kept.dependants.removeAll(service);
    }
    for (const QString &service : std::as_const(gone.dependants)) {
        if (!kept.concerns(service)) {
            kept.dependants.append(service);
        }
    }
    for (const QString &cluster : std::as_const(gone.clusters)) {
        if (!kept.clusters.contains(cluster)) {
            kept.clusters.append(cluster);
        }
    }
    for (const qint64 run : std::as_const(gone.runs)) {
        if (!kept.runs.contains(run)) {
            kept.runs.append(run);
        }
    }
    kept.instances.insert(gone.instances);
    kept.clock.started = std::min(kept.clock.started, gone.clock.started);
    kept.clock.detected = std::min(kept.clock.detected, gone.clock.detected);
    for (auto failed = gone.failedRequests.cbegin(); failed != gone.failedRequests.cend(); ++failed) {
        const double before = kept.failedRequests.value(failed.key(), 0);
        kept.failedRequests.insert(failed.key(), std::max(before, failed.value()));
    }
    if (wasActive && kept.state == IncidentState::Resolved) {
        kept.state = IncidentState::Open;
        kept.clock.mitigated.reset();
        kept.clock.resolved.reset();
        kept.resolvedBy.clear();
    }
    gone.state = IncidentState::Merged;
    gone.mergedInto = into;
    changes.moved.append({from, into, {}});
    tell(*source, u"merged"_s, u"into incident %1"_s.arg(into.value), now, now, changes, person);
    tell(*target, u"merged"_s, u"incident %1 into this one"_s.arg(from.value), now, now, changes, person);
    return changes;
}

IncidentChanges IncidentBook::split(IncidentNumber number, const QStringList &services, const QString &person,
                                    WallTime now)
{
    IncidentChanges changes;
    Entry *source = find(number);
    if (!source || source->incident.state == IncidentState::Merged) {
        return changes;
    }
    QStringList leaving;
    for (const QString &service : services) {
        if (source->incident.concerns(service) && !leaving.contains(service)) {
            leaving.append(service);
        }
    }
    const bool oneStays =
        std::any_of(source->incident.services.begin(), source->incident.services.end(),
                    [&leaving](const QString &service) { return !leaving.contains(service); });
    if (leaving.isEmpty() || !oneStays) {
        return changes;
    }
    m_last.value += 1;
    Entry &made = m_entries[m_last];
    source = find(number);
    Incident &old = source->incident;
    Incident &fresh = made.incident;
    fresh = old;
    fresh.number = m_last;
    fresh.rule = IncidentRule::Person;
    fresh.ruleText = u"split off incident %1"_s.arg(number.value);
    fresh.title = leaving.join(u", "_s);
    fresh.titleIsOwn = true;
    fresh.services = leaving;
    fresh.dependants.clear();
    fresh.runs.clear();
    fresh.pinned = false;
    for (const QString &service : std::as_const(leaving)) {
        old.services.removeAll(service);
        old.dependants.removeAll(service);
        old.failedRequests.remove(service);
        if (source->failedBefore.contains(service)) {
            made.failedBefore.insert(service, source->failedBefore.take(service));
        }
    }
    using Touched = QMap<QString, QString>::iterator;
    fresh.instances.removeIf([&](Touched one) { return !leaving.contains(one.value()); });
    old.instances.removeIf([&](Touched one) { return leaving.contains(one.value()); });
    for (const QString &service : fresh.failedRequests.keys()) {
        if (!leaving.contains(service)) {
            fresh.failedRequests.remove(service);
        }
    }
    changes.moved.append({number, fresh.number, leaving});
    tell(made, u"split"_s, fresh.ruleText, now, now, changes, person);
    tell(*source, u"split"_s,
         u"%1 went into incident %2"_s.arg(leaving.join(u", "_s), QString::number(fresh.number.value)), now,
         now, changes, person);
    return changes;
}

} // namespace quarterdeck
