#include "models/fleet/fleet.h"

#include "models/fleet/grouptable.h"
#include "models/fleet/isolationdetector.h"
#include "models/fleet/maintenanceplan.h"
#include "models/fleet/servicetable.h"
#include "models/fleet/trackedinstance.h"
#include "models/signals/bucketsum.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <vector>

namespace quarterdeck {

namespace {

constexpr std::chrono::seconds historyStep{5};
constexpr std::chrono::minutes historySpan{30};

} // namespace

struct Fleet::Private
{
    FleetDefinition definition;
    QList<InstanceNumber> order;
    /// By number: numbers are dense and never used again, so a vector is the quickest map.
    std::vector<std::unique_ptr<TrackedInstance>> byNumber;
    std::vector<ClusterLoss> clusters; ///< `lost` counts instances that are lost, however long ago
    int lost = 0;
    RollUp total;
    MaintenancePlan maintenance;
    IsolationDetector isolation;
    QList<SignalPoint> history;
    ServiceTable services;
    GroupTable groups;
    SteadyTime lastPoint{};
    quint64 turn = 0;

    [[nodiscard]] TrackedInstance *find(InstanceNumber number) const
    {
        return number.value < byNumber.size() ? byNumber[number.value].get() : nullptr;
    }
    [[nodiscard]] TrackedInstance::Context context(SteadyTime now, WallTime wall) const
    {
        return {&definition.poll,
                isolation.holdsStates(),
                isolation.isolation() == Isolation::Isolated,
                isolation.isolation() == Isolation::None && IsolationDetector::canBeWidespread(clusters),
                now,
                wall};
    }
    void countClusters();
    void noteReach(TrackedInstance &tracked, const Observation &observation,
                   const TrackedInstance::Context &context);
    void conclude(TrackedInstance &tracked, TrackedInstance::Effects effects,
                  const TrackedInstance::Context &context, WallTime happened, FleetChanges &changes);
    void recount(TrackedInstance &tracked);
    void tell(TrackedInstance &tracked, FleetChanges &changes) const;
    void judgeIsolation(SteadyTime now, WallTime wall, FleetChanges &changes);
    void isolationBecame(Isolation before, SteadyTime now, WallTime wall, FleetChanges &changes);
    [[nodiscard]] std::chrono::milliseconds twoIntervals() const;
    void addPoint(SteadyTime now, WallTime wall);
};

Fleet::Fleet() : d(std::make_shared<Private>()) {}

Fleet::~Fleet() = default;

FleetChanges Fleet::setDefinition(const FleetDefinition &definition, SteadyTime now, WallTime wall,
                                  quint64 generation)
{
    FleetChanges changes;
    changes.replaced = true;
    ++d->turn;
    d->definition = definition;
    d->maintenance.setWindows(definition.maintenance, wall);
    d->order.clear();
    d->order.reserve(definition.targets.size());
    std::vector<std::unique_ptr<TrackedInstance>> before = std::move(d->byNumber);
    d->byNumber.clear();
    for (const Target &target : definition.targets) {
        const std::size_t number = target.number.value;
        if (number >= d->byNumber.size()) {
            d->byNumber.resize(number + 1);
        }
        if (d->byNumber[number]) {
            continue; // The same number twice is the same instance twice.
        }
        const bool isKnown = number < before.size() && before[number];
        d->byNumber[number] = isKnown ? std::move(before[number]) : std::make_unique<TrackedInstance>();
        TrackedInstance &tracked = *d->byNumber[number];
        tracked.setTarget(target, generation);
        if (!isKnown) {
            tracked.instance.since = wall;
            tracked.instance.sinceSteady = now;
        }
        tracked.setFlag(InstanceFlag::Maintenance, d->maintenance.covers(target));
        d->order.append(target.number);
    }
    d->countClusters();
    d->services.begin(definition.poll.minRequests);
    d->groups.begin();
    for (const InstanceNumber number : std::as_const(d->order)) {
        TrackedInstance &tracked = *d->find(number);
        tracked.service = d->services.index(tracked.instance.target);
        tracked.group = d->groups.index(tracked.instance.target);
    }
    d->total = {};
    const TrackedInstance::Context context = d->context(now, wall);
    for (const InstanceNumber number : std::as_const(d->order)) {
        TrackedInstance &tracked = *d->find(number);
        tracked.counted = RollUp::shareOf(tracked.instance);
        d->total.add(tracked.counted);
        d->conclude(tracked, TrackedInstance::Effect::Ruled, context, wall, changes);
    }
    return changes;
}

const FleetDefinition &Fleet::definition() const
{
    return d->definition;
}

FleetChanges Fleet::apply(std::span<const Observation> observations, SteadyTime now, WallTime wall)
{
    FleetChanges changes;
    ++d->turn;
    // First who is lost and who answered, then the states: a whole fleet lost in one turn must raise the
    // question before the first of them is declared down.
    TrackedInstance::Context context = d->context(now, wall);
    for (const Observation &observation : observations) {
        TrackedInstance *tracked = d->find(observation.instance);
        if (tracked && observation.definition >= tracked->generation) {
            d->noteReach(*tracked, observation, context);
        }
    }
    d->judgeIsolation(now, wall, changes);
    context = d->context(now, wall);
    for (const Observation &observation : observations) {
        TrackedInstance *tracked = d->find(observation.instance);
        if (!tracked || observation.definition < tracked->generation) {
            continue;
        }
        const TrackedInstance::Effects effects = tracked->apply(observation, context);
        if (effects) {
            d->conclude(*tracked, effects, context, observation.finishedWall, changes);
        }
        if (observation.kind == ProbeKind::Metrics && observation.metrics) {
            changes.pages.append(observation.instance);
        }
    }
    return changes;
}

FleetChanges Fleet::tick(SteadyTime now, WallTime wall)
{
    FleetChanges changes;
    ++d->turn;
    d->judgeIsolation(now, wall, changes);
    const TrackedInstance::Context context = d->context(now, wall);
    const bool maintenanceChanged = d->maintenance.update(wall);
    for (const InstanceNumber number : std::as_const(d->order)) {
        TrackedInstance &tracked = *d->find(number);
        TrackedInstance::Effects effects = tracked.age(context);
        if (tracked.instance.flags.testFlag(InstanceFlag::Flapping) && tracked.calm(now)) {
            effects |= TrackedInstance::Effect::Shown;
        }
        if (maintenanceChanged &&
            tracked.setFlag(InstanceFlag::Maintenance, d->maintenance.covers(tracked.instance.target))) {
            effects |= TrackedInstance::Effect::Shown;
        }
        if (effects) {
            d->conclude(tracked, effects, context, wall, changes);
        }
    }
    if (d->lastPoint == SteadyTime{} || now - d->lastPoint >= historyStep) {
        d->addPoint(now, wall);
    }
    return changes;
}

void Fleet::setReferences(bool routesExist, int reachable, int unreachable, SteadyTime now)
{
    d->isolation.setReferences({true, routesExist, reachable, unreachable, now});
}

QList<InstanceNumber> Fleet::outOfReach(SteadyTime now) const
{
    QList<InstanceNumber> numbers;
    if (d->lost == 0) {
        return numbers;
    }
    for (const InstanceNumber number : std::as_const(d->order)) {
        const TrackedInstance &tracked = *d->find(number);
        if (tracked.lost && now - tracked.lostSince >= tracked.instance.target.interval) {
            numbers.append(number);
        }
    }
    return numbers;
}

Isolation Fleet::isolation() const
{
    return d->isolation.isolation();
}

QString Fleet::isolationText() const
{
    return d->isolation.text();
}

FleetChanges Fleet::markSeen(const QList<InstanceNumber> &instances)
{
    FleetChanges changes;
    ++d->turn;
    for (const InstanceNumber number : instances) {
        TrackedInstance *tracked = d->find(number);
        if (tracked && tracked->setFlag(InstanceFlag::Unseen, false)) {
            d->recount(*tracked);
            d->tell(*tracked, changes);
        }
    }
    return changes;
}

FleetChanges Fleet::recall(std::span<const RecordedInstance> instances, const QList<SignalPoint> &history,
                           SteadyTime now, WallTime moment)
{
    FleetChanges changes;
    ++d->turn;
    for (const RecordedInstance &recorded : instances) {
        TrackedInstance *tracked = d->find(recorded.number);
        if (tracked && tracked->recall(recorded, now, moment)) {
            d->recount(*tracked);
            d->tell(*tracked, changes);
        }
    }
    d->history = history;
    if (!d->order.isEmpty()) {
        d->groups.recall(history);
    }
    return changes;
}

void Fleet::mirror(const Fleet &other)
{
    d = other.d;
}

const QList<InstanceNumber> &Fleet::order() const
{
    return d->order;
}

const Instance *Fleet::instance(InstanceNumber number) const
{
    const TrackedInstance *tracked = d->find(number);
    return tracked ? &tracked->instance : nullptr;
}

const RollUp &Fleet::total() const
{
    return d->total;
}

RollUp Fleet::rollUp(std::span<const InstanceNumber> instances) const
{
    RollUp sum;
    for (const InstanceNumber number : instances) {
        if (const TrackedInstance *tracked = d->find(number)) {
            sum.add(tracked->counted);
        }
    }
    return sum;
}

SignalReading Fleet::signals(std::span<const InstanceNumber> instances) const
{
    SignalSum sum;
    for (const InstanceNumber number : instances) {
        if (const TrackedInstance *tracked = d->find(number)) {
            sum.add(tracked->instance.signals);
        }
    }
    return sum.total();
}

const QList<SignalPoint> &Fleet::history() const
{
    return d->history;
}

const ServiceSignals *Fleet::service(const QString &name) const
{
    return d->services.find(name);
}

bool Fleet::hasObjectives() const
{
    return d->services.hasObjectives();
}

const SignalHistory *Fleet::groupHistory(const QString &cluster, const QString &service) const
{
    if (cluster.isEmpty() && !service.isEmpty()) {
        const ServiceSignals *known = d->services.find(service);
        return known ? &known->history : nullptr;
    }
    return d->groups.find(cluster, service);
}

std::optional<std::chrono::milliseconds> Instance::age(SteadyTime now) const
{
    SteadyTime newest{};
    for (const ProbeStatus &status : probes) {
        newest = std::max(newest, status.lastAnswer);
    }
    if (newest == SteadyTime{}) {
        return std::nullopt;
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - newest);
}

void Fleet::Private::countClusters()
{
    QHash<QString, int> indices;
    clusters.clear();
    lost = 0;
    for (const InstanceNumber number : std::as_const(order)) {
        TrackedInstance &tracked = *find(number);
        const QString &name = tracked.instance.target.cluster;
        const auto known = indices.constFind(name);
        const int index = known == indices.constEnd() ? static_cast<int>(clusters.size()) : *known;
        if (known == indices.constEnd()) {
            indices.insert(name, index);
            clusters.emplace_back();
        }
        tracked.cluster = index;
        ++clusters[static_cast<std::size_t>(index)].total;
        if (tracked.lost) {
            ++clusters[static_cast<std::size_t>(index)].lost;
            ++lost;
        }
    }
}

void Fleet::Private::noteReach(TrackedInstance &tracked, const Observation &observation,
                               const TrackedInstance::Context &context)
{
    if (tracked.noteReach(observation, context)) {
        const int difference = tracked.lost ? 1 : -1;
        clusters[static_cast<std::size_t>(tracked.cluster)].lost += difference;
        lost += difference;
    }
}

void Fleet::Private::conclude(TrackedInstance &tracked, TrackedInstance::Effects effects,
                              const TrackedInstance::Context &context, WallTime happened,
                              FleetChanges &changes)
{
    if (effects.testFlag(TrackedInstance::Effect::Ruled)) {
        effects.setFlag(TrackedInstance::Effect::Ruled, false);
        if (const std::optional<StateTransition> transition = tracked.rule(context, happened, &effects)) {
            changes.transitions.append(*transition);
        }
    }
    if (effects) {
        recount(tracked);
        tell(tracked, changes);
    }
}

void Fleet::Private::recount(TrackedInstance &tracked)
{
    const RollUp::Share share = RollUp::shareOf(tracked.instance);
    if (share != tracked.counted) {
        total.remove(tracked.counted);
        total.add(share);
        tracked.counted = share;
    }
}

void Fleet::Private::tell(TrackedInstance &tracked, FleetChanges &changes) const
{
    if (tracked.changedIn != turn) {
        tracked.changedIn = turn;
        changes.changed.append(tracked.instance.target.number);
    }
}

std::chrono::milliseconds Fleet::Private::twoIntervals() const
{
    return 2 * definition.poll.interval;
}

void Fleet::Private::judgeIsolation(SteadyTime now, WallTime wall, FleetChanges &changes)
{
    const Isolation before = isolation.isolation();
    if (before == Isolation::None && !IsolationDetector::isWidespread(clusters)) {
        return;
    }
    std::vector<ClusterLoss> recent = clusters;
    if (before == Isolation::None) {
        for (ClusterLoss &cluster : recent) {
            cluster.lost = 0;
        }
        for (const InstanceNumber number : std::as_const(order)) {
            const TrackedInstance &tracked = *find(number);
            if (tracked.lost && now - tracked.lostLast <= twoIntervals()) {
                ++recent[static_cast<std::size_t>(tracked.cluster)].lost;
            }
        }
    }
    const IsolationDetector::Settings settings{definition.poll.interval, !definition.reachability.isEmpty()};
    if (isolation.judge(recent, clusters, settings, now)) {
        changes.isolationChanged = true;
        changes.isolationNews = isolation.news();
        isolationBecame(before, now, wall, changes);
    }
}

void Fleet::Private::isolationBecame(Isolation before, SteadyTime now, WallTime wall, FleetChanges &changes)
{
    const TrackedInstance::Context current = context(now, wall);
    const bool held = before == Isolation::Suspected || before == Isolation::Isolated;
    for (const InstanceNumber number : std::as_const(order)) {
        TrackedInstance &tracked = *find(number);
        TrackedInstance::Effects effects = TrackedInstance::Effect::None;
        if (isolation.isolation() == Isolation::Isolated) {
            // What was declared before the question could be raised was as much our own fault.
            tracked.restore(isolation.raisedAt() - twoIntervals() - tracked.instance.target.timeout);
            effects = TrackedInstance::Effect::Ruled;
        } else if (held && !current.statesHeld) {
            if (before == Isolation::Isolated && isolation.isolation() == Isolation::None) {
                tracked.forgetHeld(now);
            } else {
                tracked.releaseHeld(current);
            }
            effects = TrackedInstance::Effect::Ruled;
        }
        if (effects) {
            conclude(tracked, effects, current, wall, changes);
        }
    }
}

void Fleet::Private::addPoint(SteadyTime now, WallTime wall)
{
    const bool withBuckets = services.isStepDue(now);
    for (const InstanceNumber number : std::as_const(order)) {
        TrackedInstance &tracked = *find(number);
        services.add(tracked.service, tracked.instance.signals, tracked.takeCounted(), withBuckets);
        if (withBuckets) {
            groups.add(tracked.group, tracked.instance.signals);
        }
    }
    if (withBuckets) {
        groups.addPoints(wall);
    }
    history.append(services.addPoints(now, wall));
    while (!history.isEmpty() && wall - history.first().at > historySpan) {
        history.removeFirst();
    }
    lastPoint = now;
}

} // namespace quarterdeck
