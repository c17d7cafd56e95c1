#include "models/incidents/pastfleet.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// An instance that only the record knows.
Target targetOf(const InstanceMoment &instance, InstanceNumber number)
{
    Target target;
    target.id.job = instance.instance.section(u'/', 0, 0);
    target.id.instance = instance.instance.section(u'/', 1);
    target.number = number;
    target.service = instance.service;
    target.cluster = instance.cluster;
    target.labels = {{u"job"_s, target.id.job}, {u"instance"_s, target.id.instance}};
    return target;
}

} // namespace

QString PastFleet::notRecorded()
{
    return u"not recorded at this moment"_s;
}

SteadyTime PastFleet::steadyAt(WallTime moment)
{
    return SteadyTime(std::chrono::duration_cast<SteadyTime::duration>(moment.time_since_epoch()));
}

void PastFleet::define(const RecordedMoment &moment)
{
    FleetDefinition definition = m_present.definition();
    m_members.clear();
    m_names.clear();
    quint32 last = 0;
    for (Target &target : definition.targets) {
        // Nobody probes the past, and so nothing waits for an answer.
        target.health.reset();
        target.readiness.reset();
        const QString name = target.id.toString();
        m_members.push_back({target.number, name});
        m_names.insert(name);
        last = std::max(last, target.number.value);
    }
    for (const InstanceMoment &instance : moment.fleet.instances()) {
        if (!m_names.contains(instance.instance)) {
            const Target target = targetOf(instance, {++last});
            m_members.push_back({target.number, instance.instance});
            m_names.insert(instance.instance);
            definition.targets.append(target);
        }
    }
    m_conventions.clear();
    for (const InstanceNumber number : m_present.order()) {
        const Instance *present = m_present.instance(number);
        for (const BreakerReading &reading : present->breakers) {
            m_conventions.insert({present->target.service, reading.name}, reading.convention);
        }
    }
    m_fleet.setDefinition(definition, steadyAt(moment.at), moment.at);
    m_isDefined = true;
}

/// The record keeps names and states. What the present readings of a service's breaker say of its library
/// holds for the past ones too, also of instances that are gone: else it would be another breaker there.
QList<BreakerReading> PastFleet::readingsOf(const InstanceMoment &instance) const
{
    QList<BreakerReading> readings;
    readings.reserve(instance.breakers.size());
    for (const BreakerMoment &breaker : instance.breakers) {
        BreakerReading reading;
        reading.name = breaker.name;
        reading.state = breaker.state;
        reading.convention = m_conventions.value({instance.service, breaker.name});
        readings.append(reading);
    }
    return readings;
}

FleetChanges PastFleet::show(const RecordedMoment &moment)
{
    const QList<InstanceMoment> &known = moment.fleet.instances();
    const bool replaced =
        !m_isDefined || std::any_of(known.begin(), known.end(), [this](const InstanceMoment &each) {
            return !m_names.contains(each.instance);
        });
    if (replaced) {
        define(moment);
    }
    std::vector<RecordedInstance> recorded;
    recorded.reserve(m_members.size());
    for (const Member &member : m_members) {
        const InstanceMoment *found = moment.isRecorded ? moment.fleet.find(member.name) : nullptr;
        if (found) {
            recorded.push_back(
                {member.number, true, found->state, found->why, found->since, readingsOf(*found)});
        } else {
            recorded.push_back({member.number, false, State::Unknown, notRecorded(), {}, {}});
        }
    }
    FleetChanges changes = m_fleet.recall(recorded, moment.history, steadyAt(moment.at), moment.at);
    changes.replaced = replaced;
    return changes;
}

} // namespace quarterdeck
