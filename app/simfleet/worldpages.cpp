// What the instances of the world answer: the reading half of World.
#include "app/simfleet/world.h"

#include "app/simfleet/metricspages.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace quarterdeck::simfleet {

namespace {

using BreakerMode = SimulatedBreaker::Mode;

double callsOf(const SimulatedBreaker::Counts &counts, BreakerCall call)
{
    switch (call) {
    case BreakerCall::Successful:
        return counts.successful;
    case BreakerCall::Failed:
        return counts.failed;
    case BreakerCall::Slow:
        return counts.slow;
    case BreakerCall::NotPermitted:
        return counts.notPermitted;
    case BreakerCall::All:
        // The sum of what stands beside it on the page.
        return std::floor(counts.successful) + std::floor(counts.failed) + std::floor(counts.notPermitted);
    }
    return 0;
}

/// Refused calls take no time.
double secondsOf(const SimulatedBreaker::Counts &counts, BreakerCall call)
{
    return (call == BreakerCall::Successful || call == BreakerCall::All ? counts.successes.seconds : 0) +
           (call == BreakerCall::Failed || call == BreakerCall::All ? counts.failures.seconds : 0);
}

/// Cumulative, and never more than +Inf counts.
double bucketOf(const SimulatedBreaker::Counts &counts, BreakerCall call, std::size_t bucket)
{
    const double successes = std::floor(counts.successful);
    const double failures = std::floor(counts.failed);
    const bool isLast = bucket == breakerBounds.size();
    switch (call) {
    case BreakerCall::Successful:
        return isLast ? successes : std::floor(counts.successes.within[bucket]);
    case BreakerCall::Failed:
        return isLast ? failures : std::floor(counts.failures.within[bucket]);
    case BreakerCall::All: // that were let through
        return isLast
                   ? successes + failures
                   : std::floor(counts.successes.within[bucket]) + std::floor(counts.failures.within[bucket]);
    case BreakerCall::NotPermitted:
        return std::floor(counts.notPermitted); // refused at once
    case BreakerCall::Slow:
        break;
    }
    return 0;
}

double quantileDeviation(std::size_t place)
{
    static const auto deviations = [] {
        std::array<double, breakerQuantiles.size()> all{};
        std::transform(breakerQuantiles.begin(), breakerQuantiles.end(), all.begin(),
                       LatencyModel::normalQuantile);
        return all;
    }();
    return deviations[place];
}

double breakerEvents(const SimulatedBreaker::Transitions &transitions, BreakerEvent event)
{
    switch (event) {
    case BreakerEvent::Opened:
        return static_cast<double>(transitions.opened + transitions.isolated);
    case BreakerEvent::HalfOpened:
        return static_cast<double>(transitions.halfOpened);
    case BreakerEvent::Closed:
        return static_cast<double>(transitions.closed);
    case BreakerEvent::Isolated:
        return static_cast<double>(transitions.isolated);
    }
    return 0;
}

bool letsNothingPass(BreakerMode mode)
{
    return mode == BreakerMode::Open || mode == BreakerMode::ForcedOpen;
}

double breakerNumber(BreakerMode mode, BreakerEncoding encoding)
{
    if (mode == BreakerMode::HalfOpen) {
        return encoding == BreakerEncoding::ClosedHalfOpen ? 1 : 2;
    }
    if (letsNothingPass(mode)) {
        return encoding == BreakerEncoding::ClosedHalfOpen ? 2 : 1;
    }
    return 0;
}

double ejectedHosts(BreakerMode mode)
{
    if (letsNothingPass(mode)) {
        return 3;
    }
    return mode == BreakerMode::HalfOpen ? 1 : 0;
}

/// A value that moves gently around `middle`.
double wave(double middle, double amplitude, double period, double now, double phase)
{
    return middle * (1 + amplitude * std::sin(2 * std::numbers::pi * (now / period + phase)));
}

/// Sums over the classes what `of` gives, or takes one class.
template <class Of>
double ofClass(std::uint16_t kind, Of of)
{
    if (kind < requestClasses) {
        return of(kind);
    }
    double sum = 0;
    for (std::size_t i = 0; i < requestClasses; ++i) {
        sum += of(i);
    }
    return sum;
}

} // namespace

PatroniNode World::databaseNode(std::uint32_t index, double now) const
{
    const SimulatedInstance &instance = m_instances[index];
    // All members speak of one log: the same position for all.
    return {.leader = instance.isLeader,
            .timeline = m_timeline,
            .walPosition = std::floor(31'138'512'896.0 + 2'100'000.0 * now),
            .lagBytes = instance.condition.health == HealthPlay::Degraded ? 1.4e9 : 0,
            .unlocked = !hasWorkingLeader()};
}

std::string World::clusterJson(double now) const
{
    std::string members;
    for (const std::uint32_t index : m_databaseMembers) {
        const PatroniNode node = databaseNode(index, now);
        const bool runs = runsDatabase(index);
        members += members.empty() ? "" : ", ";
        members += R"({"name": ")" + m_specs[index].name + R"(", "role": ")" +
                   (node.leader ? "leader" : "replica") + R"(", "state": ")" +
                   (runs ? "running" : "stopped") + R"(", "host": ")" + addressText(instanceAddress(index)) +
                   R"(", "timeline": )" + std::to_string(node.timeline);
        if (!node.leader) {
            members += R"(, "lag": )";
            appendNumber(node.lagBytes, members);
        }
        members += '}';
    }
    return R"({"members": [)" + members + R"(], "scope": "orders"})";
}

PlainAnswer World::health(std::uint32_t index, double now) const
{
    const Condition &condition = m_instances[index].condition;
    HealthPlay play = condition.health;
    if (play == HealthPlay::Up && condition.flapPeriod > 0 &&
        std::fmod(now - condition.flapSince, condition.flapPeriod) < condition.flapPeriod / 2) {
        play = HealthPlay::Down;
    }
    return healthAnswer(service(index), release(index), play, condition.healthReason,
                        databaseNode(index, now));
}

PlainAnswer World::readiness(std::uint32_t index, double now) const
{
    const Condition &condition = m_instances[index].condition;
    return readinessAnswer(service(index), release(index), condition.ready, condition.readyReason,
                           databaseNode(index, now));
}

std::vector<PageFamily> World::families(std::uint32_t index) const
{
    return metricFamilies(service(index), release(index), m_options.pageBytes);
}

const PageTemplate &World::pageTemplate(std::uint32_t index, PageFormat format)
{
    const std::tuple key{m_specs[index].service, m_instances[index].release, format};
    const auto found = m_templates.find(key);
    if (found != m_templates.end()) {
        return found->second;
    }
    return m_templates.emplace(key, PageTemplate(families(index), format)).first->second;
}

void World::metricsPage(std::uint32_t index, double now, PageFormat &format, std::string &out)
{
    if (!speaksOpenMetrics(service(index).stack)) {
        format = PageFormat::Text;
    }
    const PageTemplate &page = pageTemplate(index, format);
    const std::size_t begin = out.size();
    page.render(values(index, now, page.slots()), out);
    if (m_instances[index].condition.badPage) {
        // Between two families, so that what is around it stays whole.
        const std::size_t place = out.find("\n# HELP ", begin + 1);
        out.insert(place == std::string::npos ? begin : place + 1,
                   "worker_queue_depth{queue=\"orders\" 17 oops\nworker_jobs_total{queue=\"orders\"} "
                   "not-a-number\n");
    }
}

std::vector<double> World::values(std::uint32_t index, double now, const std::vector<Slot> &slots) const
{
    const SimulatedInstance &instance = m_instances[index];
    const RequestCounts counts = instance.countsAt(now);
    const double sinceChange = instance.requestsSinceChange(now);
    const double requests = ofClass(requestClasses, [&](std::size_t kind) { return counts.count[kind]; });
    const double uptime = instance.uptime(now);
    const double phase = mixedUnit(m_options.seed, index, 7);
    std::vector<SimulatedBreaker::Counts> breakers;
    breakers.reserve(instance.breakers.size());
    for (const SimulatedBreaker &breaker : instance.breakers) {
        breakers.push_back(breaker.countsAfter(sinceChange));
    }
    const PatroniNode node = databaseNode(index, now);

    const auto value = [&](const Slot &slot) -> double {
        switch (slot.quantity) {
        case Quantity::Constant:
            return slot.scale;
        case Quantity::Requests:
            return ofClass(slot.index,
                           [&](std::size_t kind) { return std::floor(counts.count[kind] * slot.scale); });
        case Quantity::RequestBucket:
            return ofClass(slot.index, [&](std::size_t kind) {
                // +Inf counts all: the same arithmetic as for Requests, so that it equals _count.
                return std::floor(
                    (slot.part + 1u == latencyBuckets ? counts.count[kind] : counts.bucket[kind][slot.part]) *
                    slot.scale);
            });
        case Quantity::RequestSeconds:
            return ofClass(slot.index, [&](std::size_t kind) { return counts.seconds[kind] * slot.scale; });
        case Quantity::InFlight:
            return std::floor(instance.requestRate(now) * instance.latency().mean());
        case Quantity::BreakerIsIn:
            return static_cast<std::uint16_t>(instance.breakers[slot.index].mode()) == slot.part ? 1 : 0;
        case Quantity::BreakerIsOpen:
            // As Hystrix's isOpen(): also while a call is let through to try
            return letsNothingPass(instance.breakers[slot.index].mode()) ||
                           instance.breakers[slot.index].mode() == BreakerMode::HalfOpen
                       ? 1
                       : 0;
        case Quantity::BreakerNumber:
            return breakerNumber(instance.breakers[slot.index].mode(),
                                 static_cast<BreakerEncoding>(slot.part));
        case Quantity::BreakerCalls:
            return std::floor(callsOf(breakers[slot.index], static_cast<BreakerCall>(slot.part)));
        case Quantity::BreakerSeconds:
            return secondsOf(breakers[slot.index], static_cast<BreakerCall>(slot.part)) * slot.scale;
        case Quantity::BreakerBucket:
            return bucketOf(breakers[slot.index], static_cast<BreakerCall>(slot.part % breakerCalls),
                            slot.part / breakerCalls);
        case Quantity::BreakerQuantile:
            return instance.breakers[slot.index]
                       .latency(static_cast<BreakerCall>(slot.part % breakerCalls) == BreakerCall::Failed)
                       .atDeviation(quantileDeviation(slot.part / breakerCalls)) *
                   slot.scale;
        case Quantity::BreakerSlowNow: {
            const SimulatedBreaker &breaker = instance.breakers[slot.index];
            return std::floor(
                breaker.slowInWindow(instance.requestsInWindow(breaker, now),
                                     static_cast<BreakerCall>(slot.part) == BreakerCall::Failed));
        }
        case Quantity::BreakerEvents:
            return breakerEvents(instance.breakers[slot.index].transitions(),
                                 static_cast<BreakerEvent>(slot.part));
        case Quantity::BreakerFailurePercent:
            return std::round(10'000 * instance.breakers[slot.index].failureRate()) / 100;
        case Quantity::BreakerEjected:
            return ejectedHosts(instance.breakers[slot.index].mode());
        case Quantity::IsSaturated:
            return instance.condition.addedLatency >= 0.5 ? 1 : 0;
        case Quantity::Uptime:
            return uptime;
        case Quantity::StartTime:
            return m_options.wallStart + std::floor(instance.started());
        case Quantity::CpuSeconds:
            return std::floor((uptime * 0.02 + requests * 0.0004) * 100) / 100;
        case Quantity::MemoryBytes:
            return std::floor(wave(612e6, 0.04, 900, now, phase));
        case Quantity::HeapBytes:
            return std::floor(wave(284e6, 0.3, 47, now, phase));
        case Quantity::OpenFiles:
            return std::floor(wave(210, 0.1, 120, now, phase));
        case Quantity::Threads:
            return std::floor(wave(64, 0.08, 300, now, phase));
        case Quantity::IsLeader:
            return node.leader ? 1 : 0;
        case Quantity::IsReplica:
            return node.leader ? 0 : 1;
        case Quantity::Timeline:
            return node.timeline;
        case Quantity::WalPosition:
            return node.leader ? node.walPosition : 0;
        case Quantity::ReplayPosition:
            return node.leader ? 0 : node.walPosition - node.lagBytes;
        case Quantity::PaddingCounter:
            return std::floor(uptime * (1 + slot.index % 97) / 37);
        case Quantity::PaddingGauge:
            return std::floor(wave(40 + slot.index % 60, 0.5, 30 + slot.index % 50, now, phase));
        }
        return 0;
    };

    std::vector<double> result;
    result.reserve(slots.size());
    for (const Slot &slot : slots) {
        result.push_back(value(slot));
    }
    return result;
}

} // namespace quarterdeck::simfleet
