#include "models/incidents/fleetjournal.h"

#include "models/breakerboard/breakermembers.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

bool isOpen(BreakerState state)
{
    return state == BreakerState::Open || state == BreakerState::ForcedOpen;
}

Event eventOf(const Instance &instance, EventKind kind, WallTime happened)
{
    Event event;
    event.kind = kind;
    event.happened = happened;
    event.subject = instance.target.id.toString();
    event.service = instance.target.service;
    event.cluster = instance.target.cluster;
    event.source = kind == EventKind::State ? u"probe"_s : u"metrics"_s;
    return event;
}

bool sharesPort(const Target &target)
{
    return target.health && target.metrics && target.health->endpoint.host == target.metrics->host &&
           target.health->endpoint.port == target.metrics->port;
}

/// Whether what fails in the short window that is shown everywhere burns the budget as fast as the rule wants
/// it. The rule's own five minutes remember errors that are over; with too little traffic nobody can tell,
/// and they decide.
bool burnsNow(const ServiceSignals &service, double windowSeconds)
{
    if (service.history.isEmpty() || !service.availability) {
        return true;
    }
    const SignalPoint now = service.history.last();
    if (std::isnan(now.errorRatio) || double(now.requestRate) * windowSeconds < service.minRequests) {
        return true;
    }
    return double(now.errorRatio) / (1 - *service.availability) > fastBurn;
}

} // namespace

FleetJournal::Followed &FleetJournal::followed(InstanceNumber number)
{
    if (m_instances.size() <= number.value) {
        m_instances.resize(number.value + 1);
    }
    return m_instances[number.value];
}

int FleetJournal::serviceIndex(const QString &name)
{
    const auto known = m_serviceIndices.constFind(name);
    if (known != m_serviceIndices.constEnd()) {
        return *known;
    }
    const int index = static_cast<int>(m_services.size());
    m_serviceIndices.insert(name, index);
    m_services.push_back({name, noValue});
    return index;
}

void FleetJournal::drop(Followed &gone)
{
    for (Member &member : gone.breakers) {
        Slot &slot = m_slots[static_cast<std::size_t>(member.slot)];
        --slot.instances;
        slot.open -= isOpen(member.state) ? 1 : 0;
        if (slot.open == 0) {
            slot.openSince.reset();
        }
    }
    gone = {};
}

void FleetJournal::rebuild()
{
    for (Followed &each : m_instances) {
        each.known = false;
    }
    for (const InstanceNumber number : m_fleet.order()) {
        const Instance *instance = m_fleet.instance(number);
        Followed &each = followed(number);
        const int service = serviceIndex(instance->target.service);
        if (each.service != service) {
            drop(each);
        }
        each.known = true;
        each.service = service;
        each.name = instance->target.id.toString();
    }
    for (Followed &each : m_instances) {
        if (!each.known) {
            drop(each);
        }
    }
}

QList<Event> FleetJournal::apply(const FleetChanges &changes, WallTime wall)
{
    QList<Event> events;
    if (changes.replaced) {
        rebuild();
    }
    for (const StateTransition &transition : changes.transitions) {
        const Instance *instance = m_fleet.instance(transition.instance);
        if (!instance || (transition.first && transition.to == State::Up)) {
            continue;
        }
        Event event = eventOf(*instance, EventKind::State, transition.happened);
        event.from = transition.first ? QString() : toString(transition.from);
        event.to = toString(transition.to);
        event.reason = transition.why;
        events.append(event);
    }
    const auto read = [&](InstanceNumber number) {
        if (const Instance *instance = m_fleet.instance(number)) {
            Followed &each = followed(number);
            if (each.known) {
                readCourse(*instance, each);
                readErrors(*instance, each);
                readBreakers(*instance, each, wall, events);
            }
        }
    };
    if (changes.replaced) {
        for (const InstanceNumber number : m_fleet.order()) {
            read(number);
        }
    } else {
        for (const InstanceNumber number : changes.changed) {
            read(number);
        }
    }
    if (changes.isolationChanged && !changes.isolationNews.isEmpty()) {
        Event event;
        event.kind = EventKind::Console;
        event.happened = wall;
        event.subject = u"console"_s;
        event.reason = changes.isolationNews;
        event.source = u"auto"_s;
        events.append(event);
    }
    return events;
}

void FleetJournal::readCourse(const Instance &instance, Followed &each)
{
    // An instance is down after some failures in a row, and well after some good answers: what it suffers
    // began with the first of those, and ended with the first of these.
    const bool hasHealth = instance.probe(ProbeKind::Health).configured;
    const std::array kinds{hasHealth ? ProbeKind::Health : ProbeKind::Metrics, ProbeKind::Readiness};
    bool fails = false;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const ProbeStatus &probe = instance.probe(kinds[i]);
        if (!probe.configured || !probe.answered) {
            continue;
        }
        std::optional<WallTime> &good = each.goodFrom[i];
        if (probe.last.isGood()) {
            good = good.value_or(probe.last.finishedWall);
        } else {
            good.reset();
            fails = true;
            each.firstSign =
                std::min(each.firstSign.value_or(probe.last.finishedWall), probe.last.finishedWall);
        }
    }
    bool isShut = false;
    if (const ProbeStatus &page = instance.probe(ProbeKind::Metrics);
        hasHealth && page.configured && page.answered && sharesPort(instance.target)) {
        // Where nobody listens a refused scrape counts for health too.
        isShut = page.last.outcome == ProbeOutcome::Unreachable;
        if (isShut) {
            each.firstSign =
                std::min(each.firstSign.value_or(page.last.finishedWall), page.last.finishedWall);
        }
    }
    const bool isBad = instance.state == State::Down || instance.state == State::NotReady;
    if (!fails && !isShut && !isBad) {
        each.firstSign.reset();
    }
    if (each.isBad && !isBad) {
        // Nothing good was heard of one that is merely unknown now.
        const std::optional<WallTime> good = std::max(each.goodFrom[0], each.goodFrom[1]);
        each.recovered = fails || !good ? instance.since : std::min(*good, instance.since);
    }
    each.isBad = isBad;
}

void FleetJournal::readErrors(const Instance &instance, Followed &each)
{
    const double counted = instance.signals.countedErrors;
    if (std::isnan(counted)) {
        return;
    }
    Service &service = m_services[static_cast<std::size_t>(each.service)];
    if (std::isnan(service.failed)) {
        service.failed = 0;
    }
    if (counted > each.errors) { // not at the first sight, when there is nothing to compare with
        service.failed += counted - each.errors;
    }
    each.errors = counted;
}

void FleetJournal::count(Member &member, BreakerState state, WallTime wall)
{
    Slot &slot = m_slots[static_cast<std::size_t>(member.slot)];
    slot.open += (isOpen(state) ? 1 : 0) - (isOpen(member.state) ? 1 : 0);
    if (slot.open == 0) {
        slot.openSince.reset();
    } else if (!slot.openSince) {
        slot.openSince = wall;
    }
    member.state = state;
}

void FleetJournal::readBreakers(const Instance &instance, Followed &each, WallTime wall, QList<Event> &events)
{
    const QList<BreakerReading> &readings = instance.breakers;
    const auto count = static_cast<std::size_t>(readings.size());
    bool same = each.own.size() == count;
    for (std::size_t i = 0; same && i < count; ++i) {
        same = each.own[i] == readings.at(static_cast<qsizetype>(i)).name;
    }
    if (!same) {
        // Others than before: those that stay keep what is known of them.
        QHash<QString, Member> before;
        for (const Member &member : each.breakers) {
            before.insert(member.name, member);
        }
        const std::vector<QString> names = tileNames(readings);
        std::vector<Member> now(count);
        each.own.clear();
        for (std::size_t i = 0; i < count; ++i) {
            const BreakerReading &reading = readings.at(static_cast<qsizetype>(i));
            each.own.push_back(reading.name);
            const auto known = before.constFind(names[i]);
            if (known != before.constEnd()) {
                now[i] = *known;
                before.erase(known);
                continue;
            }
            Member &member = now[i];
            member.name = names[i];
            const QString key = instance.target.service + u'\0' + instance.target.cluster + u'\0' + names[i];
            const auto slot = m_slotIndices.constFind(key);
            member.slot = slot != m_slotIndices.constEnd() ? *slot : static_cast<int>(m_slots.size());
            if (slot == m_slotIndices.constEnd()) {
                m_slotIndices.insert(key, member.slot);
                m_slots.push_back({each.service, names[i], instance.target.cluster, 0, 0, {}});
            }
            ++m_slots[static_cast<std::size_t>(member.slot)].instances;
            member.trips = reading.trips;
            if (isOpen(reading.state) || reading.state == BreakerState::HalfOpen) {
                Event event = eventOf(instance, EventKind::Breaker, wall);
                event.component = member.name;
                event.to = toString(reading.state);
                event.reason = u"so when first seen"_s;
                events.append(event);
            }
            this->count(member, reading.state, wall);
        }
        for (Member &gone : before) {
            this->count(gone, BreakerState::Closed, wall);
            --m_slots[static_cast<std::size_t>(gone.slot)].instances;
        }
        each.breakers = std::move(now);
    }
    bool changed = !same;
    for (std::size_t i = 0; i < count; ++i) {
        const BreakerReading &reading = readings.at(static_cast<qsizetype>(i));
        Member &member = each.breakers[i];
        if (reading.state == member.state && reading.trips == member.trips) {
            continue;
        }
        const ProbeStatus &metrics = instance.probe(ProbeKind::Metrics);
        const WallTime happened = metrics.answered ? metrics.last.finishedWall : wall;
        const int openings =
            reading.trips >= member.trips ? static_cast<int>(reading.trips - member.trips) : 0;
        for (const BreakerTransition &step : transitionsBetween(member.state, reading.state, openings)) {
            Event event = eventOf(instance, EventKind::Breaker, happened);
            event.component = member.name;
            event.from = toString(step.from);
            event.to = toString(step.to);
            event.inferred = step.inferred;
            events.append(event);
        }
        this->count(member, reading.state, happened);
        member.trips = reading.trips;
        changed = true;
    }
    if (changed) {
        each.moments.clear();
        for (const Member &member : each.breakers) {
            each.moments.append({member.name, member.state});
        }
    }
}

std::vector<ServiceCondition> FleetJournal::conditions(SteadyTime now) const
{
    std::vector<ServiceCondition> found(m_services.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        found[i].service = m_services[i].name;
        found[i].failedRequests = m_services[i].failed;
    }
    std::vector<const ServicePolicy *> policies(m_services.size());
    for (const InstanceNumber number : m_fleet.order()) {
        const Instance *instance = m_fleet.instance(number);
        if (number.value >= m_instances.size() || m_instances[number.value].service < 0) {
            continue;
        }
        const auto index = static_cast<std::size_t>(m_instances[number.value].service);
        ServiceCondition &condition = found[index];
        const ServicePolicy *policy = instance->target.policy.get();
        if (policy && policy != policies[index]) {
            policies[index] = policy;
            for (const QString &cause : policy->dependsOn) {
                if (!condition.dependsOn.contains(cause)) {
                    condition.dependsOn.append(cause);
                }
            }
            if (policy->rto) {
                condition.rto = condition.rto ? std::min(*condition.rto, *policy->rto) : *policy->rto;
            }
        }
        if (instance->flags.testFlag(InstanceFlag::Maintenance)) {
            continue;
        }
        ++condition.instances;
        condition.wellSince = std::max(condition.wellSince, m_instances[number.value].recovered);
        condition.flapping += instance->flags.testFlag(InstanceFlag::Flapping) ? 1 : 0;
        condition.degraded += instance->state == State::Degraded ? 1 : 0;
        if (instance->state == State::Down || instance->state == State::NotReady) {
            ++(instance->state == State::Down ? condition.down : condition.notReady);
            const WallTime since =
                std::min(m_instances[number.value].firstSign.value_or(instance->since), instance->since);
            condition.badSince = std::min(condition.badSince.value_or(since), since);
            if (!condition.clusters.contains(instance->target.cluster)) {
                condition.clusters.append(instance->target.cluster);
            }
        }
    }
    for (const Slot &slot : m_slots) {
        if (slot.open > 0) {
            found[static_cast<std::size_t>(slot.service)].breakers.append(
                {slot.name, slot.cluster, slot.instances, slot.open, slot.openSince});
        }
    }
    const double window = std::chrono::duration<double>(m_fleet.definition().poll.signalWindow).count();
    for (ServiceCondition &condition : found) {
        const ServiceSignals *service = m_fleet.service(condition.service);
        const std::optional<BurnRates> burn = service ? service->burnRates(now) : std::nullopt;
        if (burn && burn->isFast()) {
            condition.fastBurn = burn->fiveMinutes;
            condition.burnEbbs = !burnsNow(*service, window);
        }
    }
    std::erase_if(found, [](const ServiceCondition &condition) { return condition.instances == 0; });
    return found;
}

FleetMoment FleetJournal::moment(WallTime wall) const
{
    FleetMoment moment;
    moment.at = wall;
    moment.reserve(m_fleet.size());
    for (const InstanceNumber number : m_fleet.order()) {
        if (number.value >= m_instances.size() || !m_instances[number.value].known) {
            continue;
        }
        const Instance *instance = m_fleet.instance(number);
        const Followed &each = m_instances[number.value];
        moment.add({each.name, instance->target.service, instance->target.cluster, instance->state,
                    instance->why, instance->since, each.moments});
    }
    return moment;
}

} // namespace quarterdeck
