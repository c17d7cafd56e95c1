#include "app/simfleet/world.h"

#include <algorithm>
#include <limits>
#include <set>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

bool isBreakerFault(FaultKind kind)
{
    return kind == FaultKind::BreakerOpen || kind == FaultKind::BreakerHalfOpen ||
           kind == FaultKind::BreakerForcedOpen || kind == FaultKind::BreakerForcedClosed ||
           kind == FaultKind::BreakerDisabled || kind == FaultKind::BreakerBlip;
}

void setPaths(bool (&paths)[4], FaultPath path)
{
    for (int i = 0; i < 4; ++i) {
        paths[i] = paths[i] || path == FaultPath::All || i == static_cast<int>(path);
    }
}

std::string orElse(const std::string &reason, const char *otherwise)
{
    return reason.empty() ? otherwise : reason;
}

/// What a library makes of an order: most know only some of what a person can force.
SimulatedBreaker::Mode modeIn(Stack stack, SimulatedBreaker::Mode mode)
{
    using Mode = SimulatedBreaker::Mode;
    const bool knowsForcedOpen = stack == Stack::SpringBoot || stack == Stack::Quarkus;
    if (mode == Mode::ForcedOpen && !knowsForcedOpen) {
        return Mode::Open; // Polly's Isolate() and opossum's open() count as openings
    }
    if (mode == Mode::ForcedClosed || mode == Mode::Disabled) {
        return stack == Stack::SpringBoot ? Mode::Disabled
               : stack == Stack::Quarkus  ? Mode::ForcedClosed // resilience4j disables, Hystrix forces
                                          : Mode::Closed;
    }
    return mode;
}

/// The same on every machine, unlike std::hash: FNV-1a.
std::uint64_t hashOf(const std::string &text)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return hash;
}

/// The catalog, with as many breakers for each service as are asked for.
std::vector<ServiceSpec> servicesWith(int breakers)
{
    std::vector<ServiceSpec> services = serviceCatalog();
    for (ServiceSpec &service : services) {
        if (breakers > 0 && service.stack != Stack::Patroni) {
            service.breakers.resize(static_cast<std::size_t>(breakers));
            for (std::size_t i = 0; i < service.breakers.size(); ++i) {
                if (service.breakers[i].empty()) {
                    service.breakers[i] = "dependency-" + std::to_string(i + 1);
                }
            }
        }
    }
    return services;
}

} // namespace

World::World(const WorldOptions &options)
    : m_options(options)
    , m_services(servicesWith(options.breakers))
    , m_specs(layOutFleet(options.instances))
{
    m_instances.reserve(m_specs.size());
    for (std::uint32_t i = 0; i < size(); ++i) {
        const ServiceSpec &what = service(i);
        const LoadCurve load(what.requestsPerSecond, options.seed, m_specs[i].service, m_specs[i].cluster, i);
        const LatencyModel latency{.median =
                                       what.medianLatency * (0.92 + 0.16 * mixedUnit(options.seed, i, 5)),
                                   .sigma = what.latencySigma};
        // Between two hours and nine days.
        const double uptime = 7200 + 770'000 * mixedUnit(options.seed, i, 6);
        SimulatedInstance &instance = m_instances.emplace_back(load, latency, what.clientErrorRatio, uptime);
        for (std::size_t b = 0; b < what.breakers.size(); ++b) {
            // Instances that call the same dependency wait alike
            const std::uint64_t dependency = hashOf(what.breakers[b]);
            instance.breakers.emplace_back(
                0.9 / static_cast<double>(b + 1), 0.001 + 0.008 * mixedUnit(options.seed, i, 10 + b),
                what.stack == Stack::Envoy ? SimulatedBreaker::Kind::Ejects : SimulatedBreaker::Kind::Refuses,
                LatencyModel{.median = (0.006 + 0.03 * mixedUnit(dependency, 2)) *
                                       (0.9 + 0.2 * mixedUnit(options.seed, i, 40 + b)),
                             .sigma = 0.5 + 0.3 * mixedUnit(dependency, 3)});
        }
        instance.controls.resize(what.breakers.size());
        instance.release = releaseIndex({.version = what.release});
        m_previousRelease.push_back(releaseIndex({.version = what.previousRelease}));
        if (what.stack == Stack::Patroni) {
            instance.isLeader = m_databaseMembers.empty();
            m_databaseMembers.push_back(i);
        }
        instance.condition.errorRatio = what.errorRatio;
        instance.follow();
    }
    m_faultsOf.resize(m_specs.size());
}

const ServiceSpec &World::service(std::uint32_t index) const
{
    return m_services[static_cast<std::size_t>(m_specs[index].service)];
}

const std::string &World::release(std::uint32_t index) const
{
    return m_releases[static_cast<std::size_t>(m_instances[index].release)].version;
}

std::vector<std::uint32_t> World::matching(const Match &match) const
{
    std::vector<std::uint32_t> result;
    for (std::uint32_t i = 0; i < size(); ++i) {
        const bool matches =
            std::all_of(match.terms.begin(), match.terms.end(), [&](const Match::Term &term) {
                std::string own;
                if (term.key == "service") {
                    own = service(i).name;
                } else if (term.key == "cluster") {
                    own = clusterNames[static_cast<std::size_t>(m_specs[i].cluster)];
                } else if (term.key == "instance") {
                    own = m_specs[i].name;
                } else if (term.key == "release") {
                    own = release(i);
                } else if (term.key == "address") {
                    own = addressText(instanceAddress(i));
                } else if (service(i).stack == Stack::Patroni) {
                    own = m_instances[i].isLeader ? "leader" : "replica";
                }
                return std::find(term.values.begin(), term.values.end(), own) != term.values.end();
            });
        if (matches) {
            result.push_back(i);
        }
    }
    return result;
}

std::variant<const ActiveFault *, QString> World::inject(const FaultOrder &order, double now)
{
    advance(now);
    std::vector<std::uint32_t> hit = matching(order.match);
    if (hit.empty()) {
        return u"no instance matches \"%1\""_s.arg(order.matchText.left(200));
    }
    if (order.kind == FaultKind::Degraded) {
        std::erase_if(hit, [&](std::uint32_t index) { return !canSayDegraded(service(index).stack); });
        if (hit.empty()) {
            return u"the health format of the matching instances has no word for degraded"_s;
        }
    }
    if (isBreakerFault(order.kind)) {
        std::erase_if(hit, [&](std::uint32_t index) {
            const std::vector<std::string> &names = service(index).breakers;
            return names.empty() || (!order.breaker.empty() &&
                                     std::find(names.begin(), names.end(), order.breaker) == names.end());
        });
        if (hit.empty()) {
            return order.breaker.empty() ? u"no matching instance has a breaker"_s
                                         : u"no matching instance has a breaker \"%1\""_s.arg(
                                               QString::fromStdString(order.breaker));
        }
    } else {
        // A second "3 of them down" is three more, not the same three again.
        std::erase_if(hit, [&](std::uint32_t index) {
            return std::any_of(m_faultsOf[index].begin(), m_faultsOf[index].end(),
                               [&](std::uint64_t id) { return m_faults.at(id).order.kind == order.kind; });
        });
        if (hit.empty()) {
            return u"every matching instance has the fault \"%1\" already"_s.arg(toString(order.kind));
        }
    }
    if (order.count > 0 && hit.size() > static_cast<std::size_t>(order.count)) {
        hit.resize(static_cast<std::size_t>(order.count));
    }
    ActiveFault fault{.id = m_nextFault++,
                      .order = order,
                      .began = now,
                      .ends = order.forSeconds > 0 ? now + order.forSeconds : never,
                      .instances = hit};
    const ActiveFault &active = m_faults.emplace(fault.id, std::move(fault)).first->second;
    for (const std::uint32_t index : active.instances) {
        m_faultsOf[index].push_back(active.id);
        if (isBreakerFault(order.kind)) {
            // An operator's "close" holds until the dependency fails anew.
            for (BreakerControl &control : m_instances[index].controls) {
                control.set = control.set && control.mode != SimulatedBreaker::Mode::Closed;
            }
        }
        change(index, now);
    }
    return &active;
}

bool World::removeFault(std::uint64_t id, double now)
{
    advance(now);
    const auto fault = m_faults.find(id);
    if (fault == m_faults.end()) {
        return false;
    }
    endFault(fault, now);
    return true;
}

std::size_t World::removeAllFaults(double now)
{
    advance(now);
    const std::size_t count = m_faults.size();
    while (!m_faults.empty()) {
        endFault(m_faults.begin(), now);
    }
    return count;
}

void World::endFault(std::map<std::uint64_t, ActiveFault>::iterator fault, double at)
{
    const std::vector<std::uint32_t> instances = std::move(fault->second.instances);
    const std::uint64_t id = fault->first;
    m_faults.erase(fault);
    for (const std::uint32_t index : instances) {
        std::erase(m_faultsOf[index], id);
        change(index, at);
    }
}

double World::nextEnd() const
{
    double next = never;
    for (const auto &[id, fault] : m_faults) {
        next = std::min(next, fault.ends);
    }
    return next;
}

void World::advance(double now)
{
    while (true) {
        const auto next =
            std::min_element(m_faults.begin(), m_faults.end(),
                             [](const auto &a, const auto &b) { return a.second.ends < b.second.ends; });
        if (next == m_faults.end() || next->second.ends > now) {
            return;
        }
        const double at = next->second.ends;
        endFault(next, at);
    }
}

DoorChanges World::takeDoors()
{
    // The newest state counts: the caller opens open doors and closes closed ones without harm.
    const std::set<std::uint32_t> changed(m_doorsChanged.begin(), m_doorsChanged.end());
    m_doorsChanged.clear();
    DoorChanges doors;
    for (const std::uint32_t index : changed) {
        (m_instances[index].condition.killed ? doors.close : doors.open).push_back(index);
    }
    return doors;
}

void World::change(std::uint32_t index, double now)
{
    SimulatedInstance &instance = m_instances[index];
    const bool wasKilled = instance.condition.killed;
    instance.settle(now);
    followFaults(index);
    if (wasKilled != instance.condition.killed) {
        m_doorsChanged.push_back(index);
        if (wasKilled) {
            instance.restart(now);
        }
    }
    followBreakers(index, now);
    instance.follow();
}

void World::followFaults(std::uint32_t index)
{
    SimulatedInstance &instance = m_instances[index];
    const Release &running = m_releases[static_cast<std::size_t>(instance.release)];
    Condition condition;
    condition.errorRatio = service(index).errorRatio + running.errorRatio;
    condition.addedLatency = running.latency;
    for (const std::uint64_t id : m_faultsOf[index]) {
        const ActiveFault &fault = m_faults.at(id);
        const FaultOrder &order = fault.order;
        switch (order.kind) {
        case FaultKind::Kill:
            condition.killed = true;
            break;
        case FaultKind::Hang:
            setPaths(condition.hung, order.path);
            break;
        case FaultKind::Slow:
            for (int path = 0; path < 4; ++path) {
                if (order.path == FaultPath::All || path == static_cast<int>(order.path)) {
                    condition.answerDelay[path] += order.value;
                }
            }
            if (order.path == FaultPath::All) {
                condition.addedLatency += order.value;
            }
            break;
        case FaultKind::Errors:
            condition.errorRatio += order.value;
            break;
        case FaultKind::NotReady:
            condition.ready = false;
            condition.readyReason = orElse(order.reason, "warming cache");
            break;
        case FaultKind::BadPage:
            condition.badPage = true;
            break;
        case FaultKind::SlowBody:
            setPaths(condition.slowBody, order.path);
            break;
        case FaultKind::HugeBody:
            condition.hugeBodyMiB = order.value;
            break;
        case FaultKind::Flap:
            condition.flapPeriod = order.value;
            condition.flapSince = fault.began;
            condition.healthReason = orElse(order.reason, "pool exhausted");
            break;
        case FaultKind::Cut:
            setPaths(condition.cut, order.path);
            break;
        case FaultKind::Degraded:
            condition.health = HealthPlay::Degraded;
            condition.healthReason = orElse(order.reason, "pool at 95 %");
            break;
        case FaultKind::Html:
            condition.health = HealthPlay::Html;
            break;
        case FaultKind::HealthDown:
            condition.health = HealthPlay::Down;
            condition.healthReason = orElse(order.reason, "pool exhausted");
            break;
        case FaultKind::BreakerOpen:
        case FaultKind::BreakerHalfOpen:
        case FaultKind::BreakerForcedOpen:
        case FaultKind::BreakerForcedClosed:
        case FaultKind::BreakerDisabled:
        case FaultKind::BreakerBlip:
            break; // followBreakers()
        }
    }
    if (instance.drained) {
        condition.ready = false;
        condition.readyReason = "draining";
    }
    instance.condition = condition;
}

void World::followBreakers(std::uint32_t index, double now)
{
    using Mode = SimulatedBreaker::Mode;
    SimulatedInstance &instance = m_instances[index];
    const std::vector<std::string> &names = service(index).breakers;
    for (std::size_t b = 0; b < instance.breakers.size(); ++b) {
        Mode mode = Mode::Closed;
        for (const std::uint64_t id : m_faultsOf[index]) {
            const FaultOrder &order = m_faults.at(id).order;
            if (order.breaker.empty() ? b != 0 : order.breaker != names[b]) {
                continue;
            }
            if (order.kind == FaultKind::BreakerOpen || order.kind == FaultKind::BreakerBlip) {
                mode = Mode::Open;
            } else if (order.kind == FaultKind::BreakerHalfOpen) {
                mode = Mode::HalfOpen;
            } else if (order.kind == FaultKind::BreakerForcedOpen) {
                mode = Mode::ForcedOpen;
            } else if (order.kind == FaultKind::BreakerForcedClosed) {
                mode = Mode::ForcedClosed;
            } else if (order.kind == FaultKind::BreakerDisabled) {
                mode = Mode::Disabled;
            }
        }
        if (instance.controls[b].set) {
            mode = instance.controls[b].mode;
        }
        instance.breakers[b].setMode(modeIn(service(index).stack, mode), now);
    }
}

} // namespace quarterdeck::simfleet
