#include "models/fleet/trackedinstance.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace quarterdeck {

namespace {

constexpr qsizetype keptTransitions = 50;

enum Wire : std::size_t { breakerWire, ratioWire, latencyWire };

/// Equal as shown: NaN is equal to NaN.
bool sameNumber(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool sameShown(const SignalReading &a, const SignalReading &b)
{
    return sameNumber(a.requestRate, b.requestRate) && sameNumber(a.errorRate, b.errorRate) &&
           sameNumber(a.p50, b.p50) && sameNumber(a.p95, b.p95) && sameNumber(a.p99, b.p99) &&
           a.window == b.window;
}

bool sameComponents(const QList<HealthComponent> &a, const QList<HealthComponent> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const HealthComponent &x, const HealthComponent &y) {
                          return x.verdict == y.verdict && x.name == y.name && x.raw == y.raw &&
                                 x.reason == y.reason && sameComponents(x.components, y.components);
                      });
}

bool sameAnswer(const std::shared_ptr<const HealthAnswer> &a, const std::shared_ptr<const HealthAnswer> &b)
{
    return a == b || (a && b && a->verdict == b->verdict && a->raw == b->raw && a->reason == b->reason &&
                      sameComponents(a->components, b->components));
}

/// Whether a person sees a difference between two probes of a kind, durations and times aside.
bool sameShown(const Observation &a, const Observation &b)
{
    return a.outcome == b.outcome && a.httpStatus == b.httpStatus && a.cause == b.cause &&
           a.source == b.source && a.reason == b.reason && sameAnswer(a.health, b.health) &&
           (a.metrics != nullptr) == (b.metrics != nullptr) &&
           (!a.metrics ||
            (a.metrics->samples == b.metrics->samples && a.metrics->badLines == b.metrics->badLines));
}

Hysteresis hysteresisOf(const PollSettings &poll)
{
    return {poll.failAfter, poll.recoverAfter};
}

bool sameHttp(const std::shared_ptr<const HttpSettings> &a, const std::shared_ptr<const HttpSettings> &b)
{
    return a == b || (a && b && *a == *b);
}

const Endpoint *endpointOf(const Target &target, ProbeKind kind)
{
    switch (kind) {
    case ProbeKind::Health:
        return target.health ? &target.health->endpoint : nullptr;
    case ProbeKind::Readiness:
        return target.readiness ? &target.readiness->endpoint : nullptr;
    case ProbeKind::Metrics:
        return target.metrics ? &*target.metrics : nullptr;
    }
    return nullptr;
}

/// The connection was not taken: whatever was to be asked over it.
bool isShut(const Observation &observation)
{
    return observation.outcome == ProbeOutcome::Unreachable &&
           (observation.cause == UnreachableCause::Refused ||
            observation.cause == UnreachableCause::NoRoute ||
            observation.cause == UnreachableCause::NetworkDown || observation.cause == UnreachableCause::Dns);
}

} // namespace

void TrackedInstance::setTarget(const Target &target, quint64 newGeneration)
{
    const Target &old = instance.target;
    const bool samePeer = sameHttp(old.http, target.http);
    const auto adopt = [this, samePeer](ProbeKind kind, bool configured, bool same) {
        ProbeStatus &probe = status(kind);
        const bool keeps = probe.configured && configured && same && samePeer;
        if (!keeps && (probe.answered || probe.configured != configured)) {
            probe = {};
            track(kind).clear();
            m_stale[static_cast<std::size_t>(kind)] = false;
            m_held[static_cast<std::size_t>(kind)] = false;
            if (kind == ProbeKind::Metrics) {
                dropSignals();
            }
        }
        probe.configured = configured;
        return keeps || !configured;
    };
    const bool healthKept = adopt(ProbeKind::Health, target.health.has_value(), old.health == target.health);
    const bool readinessKept =
        adopt(ProbeKind::Readiness, target.readiness.has_value(), old.readiness == target.readiness);
    const bool metricsKept =
        adopt(ProbeKind::Metrics, target.metrics.has_value(), old.metrics == target.metrics);
    if (!healthKept || !readinessKept || !metricsKept) {
        generation = newGeneration;
        m_beforeLoss.reset();
    }
    instance.target = target;
}

bool TrackedInstance::noteReach(const Observation &observation, const Context &context)
{
    if (observation.source != ValueSource::Live) {
        return false;
    }
    const ProbeWord word = wordOf(observation);
    if (word.network) {
        lostLast = observation.finished;
        if (lost) {
            return false;
        }
        lost = true;
        lostSince = observation.finished;
        if (!context.statesHeld) {
            m_beforeLoss = std::make_unique<Memory>(m_memory);
        }
        return true;
    }
    // A silent word was no packet of the target's, except that it told us to slow down.
    const bool reached = word.level != ProbeLevel::Silent || observation.httpStatus != 0;
    if (!reached || !lost || observation.finished < lostLast) {
        return false;
    }
    lost = false;
    m_beforeLoss.reset();
    return true;
}

TrackedInstance::Effects TrackedInstance::apply(const Observation &observation, const Context &context)
{
    ProbeStatus &probe = status(observation.kind);
    const bool isLive = observation.source == ValueSource::Live;
    const bool replacesLive = !isLive && probe.last.source == ValueSource::Live;
    if (!probe.configured || (!isLive && !lost) ||
        (probe.answered && !replacesLive && observation.finished < probe.last.finished)) {
        return Effect::None;
    }
    if (!isLive) {
        m_viaPrometheus = std::max(m_viaPrometheus, observation.finished);
    } else if (!wordOf(observation).network) {
        m_viaPrometheus = {};
    } else if (isViaPrometheus(context)) {
        return Effect::None; // known already: it is why Prometheus is asked
    }
    const auto kindIndex = static_cast<std::size_t>(observation.kind);
    if (observation.outcome == ProbeOutcome::Shed && probe.answered) {
        // Nobody asked: what the last answer said stays on display, and ages.
        feed(observation, 1, *context.poll);
        return Effect::None;
    }
    Effects effects = probe.answered && sameShown(probe.last, observation) ? Effect::None : Effect::Shown;
    // The streak counts in the worker; what it is ahead of ours are observations that the mailbox replaced.
    const bool isGood = observation.isGood();
    const int expected = probe.answered && probe.last.isGood() == isGood ? probe.last.streak + 1 : 1;
    int times = 1 + std::max(0, observation.streak - expected);
    probe.last = observation;
    // A probe that was left out before the first real one says nothing that the next could continue.
    probe.answered = observation.outcome != ProbeOutcome::Shed;
    if (isGood) {
        probe.lastGood = observation.finished;
    }
    if (observation.httpStatus != 0 || isGood) {
        probe.lastAnswer = observation.finished;
    }

    const ProbeWord word = wordOf(observation);
    if (word.network && context.statesHeld) {
        m_held[kindIndex] = true;
        if (context.isolated && !instance.flags.testFlag(InstanceFlag::Stale)) {
            effects |= Effect::Ruled;
        }
        return effects;
    }
    if (word.network && track(observation.kind).isKnown() && mayBeOurs(context)) {
        m_held[kindIndex] = true;
        return effects;
    }
    if (std::exchange(m_held[kindIndex], false) && word.network) {
        times = observation.streak; // with those that were held back
    }
    if (word.level != ProbeLevel::Silent && instance.flags.testFlag(InstanceFlag::Stale)) {
        m_stale[kindIndex] = false;
        effects |= Effect::Ruled;
    }
    if (word.level != ProbeLevel::Silent && std::exchange(m_unheard, false)) {
        effects |= Effect::Ruled;
    }
    if (feed(observation, times, *context.poll)) {
        effects |= Effect::Ruled;
    }
    if (observation.kind == ProbeKind::Metrics && word.level != ProbeLevel::Silent) {
        effects |= applyPage(observation, context);
    }
    return effects;
}

bool TrackedInstance::feed(const Observation &observation, int times, const PollSettings &poll)
{
    ProbeTrack &probe = track(observation.kind);
    const ProbeWord word = wordOf(observation);
    if (word.level == ProbeLevel::Silent) {
        if (observation.outcome == ProbeOutcome::Shed && probe.level() == ProbeLevel::Bad) {
            // The console spares a target that keeps failing: that is why there is no newer word.
            probe.confirm(observation.finished);
        }
        return false;
    }
    static const QString nothing;
    if (word.level == ProbeLevel::Good) {
        return probe.apply(word, nothing, times, observation.finished, hysteresisOf(poll));
    }
    const QString reason = reasonOf(observation, instance.target.timeout);
    bool changed = probe.apply(word, reason, times, observation.finished, hysteresisOf(poll));
    if (!isShut(observation)) {
        return changed;
    }
    // Where nobody listens, no probe is answered: the word counts for every probe of that host and port, so a
    // dead instance is known after `fail_after` probes of any kind. Not so for a timeout: a page that takes
    // long says nothing of the others.
    const Endpoint *endpoint = endpointOf(instance.target, observation.kind);
    for (const ProbeKind kind : {ProbeKind::Health, ProbeKind::Readiness, ProbeKind::Metrics}) {
        const Endpoint *other = endpointOf(instance.target, kind);
        if (kind != observation.kind && endpoint && other && track(kind).isKnown() &&
            endpoint->host == other->host && endpoint->port == other->port) {
            changed |= track(kind).apply(word, reason, times, observation.finished, hysteresisOf(poll));
        }
    }
    return changed;
}

TrackedInstance::Effects TrackedInstance::applyPage(const Observation &observation, const Context &context)
{
    Effects effects = Effect::None;
    SignalPoint point{
        observation.finishedWall, std::nanf(""), std::nanf(""), std::nanf(""), std::nanf(""), std::nanf("")};
    if (observation.metrics) {
        const PollSettings &poll = *context.poll;
        const SignalReading &reading = observation.metrics->signals;
        const ServicePolicy *policy = instance.target.policy.get();
        const bool lowTraffic = isLowTraffic(reading, poll.minRequests);
        const bool fewLatencies = isLatencyUncertain(reading, policy, poll);
        if (!sameShown(instance.signals, reading) || lowTraffic != instance.lowTraffic ||
            fewLatencies != instance.fewLatencies || instance.breakers != observation.metrics->breakers ||
            instance.saturation != observation.metrics->saturation) {
            effects |= Effect::Shown;
        }
        instance.signals = reading;
        m_page = observation.finished;
        instance.lowTraffic = lowTraffic;
        instance.fewLatencies = fewLatencies;
        count(observation);
        instance.breakers = observation.metrics->breakers;
        instance.saturation = observation.metrics->saturation;
        const std::array problems{
            breakerProblem(instance.breakers), errorRatioProblem(reading, policy, poll.minRequests),
            latencyProblem(reading, policy, poll), metricProblem(observation.metrics->limitValues, policy)};
        for (std::size_t wire = 0; wire < problems.size(); ++wire) {
            if (m_memory.wires[wire].apply(problems[wire], poll.recoverAfter)) {
                effects |= Effect::Ruled;
            }
        }
        point = {observation.finishedWall,
                 static_cast<float>(reading.requestRate),
                 static_cast<float>(reading.errorRatio()),
                 static_cast<float>(reading.p50),
                 static_cast<float>(reading.p95),
                 static_cast<float>(reading.p99)};
    }
    instance.history.append(point);
    return effects;
}

void TrackedInstance::count(const Observation &page)
{
    const SignalReading &reading = page.metrics->signals;
    if (std::isfinite(reading.countedRequests) && std::isfinite(reading.countedErrors)) {
        // Less than before: the poller began to count anew, as after a reload.
        const bool anew = reading.countedRequests < m_counted.requests;
        m_since.requests += reading.countedRequests - (anew ? 0 : m_counted.requests);
        m_since.errors +=
            reading.countedErrors - (anew || reading.countedErrors < m_counted.errors ? 0 : m_counted.errors);
        m_counted = {reading.countedRequests, reading.countedErrors};
    } else if (std::isfinite(reading.requestRate) && std::isfinite(reading.errorRate) &&
               m_countedAt != SteadyTime{}) {
        // A source that knows rates only.
        const double elapsed = std::min(std::chrono::duration<double>(page.finished - m_countedAt).count(),
                                        std::chrono::duration<double>(reading.window).count());
        m_since.requests += reading.requestRate * elapsed;
        m_since.errors += reading.errorRate * elapsed;
    }
    m_countedAt = page.finished;
}

CountedTraffic TrackedInstance::takeCounted()
{
    if (std::isnan(instance.signals.requestRate) || std::isnan(instance.signals.errorRate)) {
        return {noValue, noValue};
    }
    return std::exchange(m_since, {});
}

TrackedInstance::Effects TrackedInstance::age(const Context &context)
{
    Effects effects = Effect::None;
    if (!context.statesHeld && !mayBeOurs(context) &&
        std::find(m_held.begin(), m_held.end(), true) != m_held.end()) {
        releaseHeld(context);
        effects |= Effect::Ruled;
    }
    for (std::size_t kind = 0; kind < probeKinds; ++kind) {
        const bool stale = isStale(static_cast<ProbeKind>(kind), context);
        if (stale == m_stale[kind]) {
            continue;
        }
        m_stale[kind] = stale;
        effects |= Effect::Ruled;
    }
    // Numbers that old would pass for live ones, also where the instance goes on refusing
    if (m_page != SteadyTime{} && !context.statesHeld && context.now - m_page > staleAfter(*context.poll)) {
        dropSignals();
        effects |= Effect::Ruled;
        effects |= Effect::Shown;
    }
    return effects;
}

bool TrackedInstance::mayBeOurs(const Context &context) const
{
    if (!context.mayBeIsolation || !lost) {
        return false;
    }
    // When our own network goes, every instance fails by its next probe; four fifths of them raise the
    // question. Before that many were asked, a second failure of the first ones would be taken for theirs.
    const auto probed = std::count_if(std::begin(instance.probes), std::end(instance.probes),
                                      [](const ProbeStatus &probe) { return probe.configured; });
    return context.now - lostSince < instance.target.interval * 5 / 4 / std::max<std::ptrdiff_t>(probed, 1);
}

bool TrackedInstance::isViaPrometheus(const Context &context) const
{
    return lost && m_viaPrometheus != SteadyTime{} &&
           context.now - m_viaPrometheus <= staleAfter(*context.poll);
}

bool TrackedInstance::isStale(ProbeKind kind, const Context &context) const
{
    const ProbeTrack &probe = track(kind);
    // Nobody could be asked while our own network was gone: the age counts from its return.
    return !context.statesHeld && probe.isKnown() &&
           context.now - std::max(probe.lastWord(), m_returned) > staleAfter(*context.poll);
}

std::chrono::milliseconds TrackedInstance::staleAfter(const PollSettings &poll) const
{
    // `stale_after` is said for the fleet's interval; a job that is asked less often gets as many of its own.
    const auto own = instance.target.interval;
    if (own <= poll.interval || poll.interval.count() <= 0) {
        return poll.staleAfter;
    }
    return std::chrono::milliseconds(poll.staleAfter.count() * own.count() / poll.interval.count());
}

std::optional<StateTransition> TrackedInstance::rule(const Context &context, WallTime happened,
                                                     Effects *effects)
{
    const auto evidenceOf = [this](ProbeKind kind) {
        return ProbeEvidence{instance.probe(kind).configured, m_stale[static_cast<std::size_t>(kind)],
                             &track(kind)};
    };
    StateEvidence evidence;
    const bool viaPrometheus = isViaPrometheus(context);
    evidence.health = evidenceOf(ProbeKind::Health);
    evidence.readiness = evidenceOf(ProbeKind::Readiness);
    if (viaPrometheus) {
        evidence.readiness.configured = false; // nobody but ourselves asks for it
    }
    evidence.metrics = evidenceOf(ProbeKind::Metrics);
    const ProbeStatus &page = instance.probe(ProbeKind::Metrics);
    evidence.lineUnreadable = page.answered && page.last.outcome == ProbeOutcome::Ok;
    evidence.pageUnreadable = page.answered && (page.last.outcome == ProbeOutcome::TooLarge ||
                                                page.last.outcome == ProbeOutcome::Unparsable);
    for (const Tripwire &wire : m_memory.wires) {
        if (wire.isTripped()) {
            evidence.limits.append(wire.reason());
        }
    }
    evidence.staleAfter = staleAfter(*context.poll);
    evidence.hysteresis = hysteresisOf(*context.poll);
    const StateRuling ruling = ruleOn(evidence);

    if (setFlag(InstanceFlag::Stale,
                ruling.stale || (lost && !viaPrometheus && (context.isolated || m_unheard)))) {
        *effects |= Effect::Shown;
    }
    const QString why = viaPrometheus && ruling.why.isEmpty()
                            ? QStringLiteral("as Prometheus knows it: this console gets no answer")
                            : ruling.why;
    if (instance.why != why) {
        instance.why = why;
        *effects |= Effect::Shown;
    }
    const bool isFirst = !m_found;
    m_found = m_found || !ruling.waiting;
    if (ruling.state == instance.state) {
        return std::nullopt;
    }

    const StateTransition transition{
        instance.target.number, instance.state, ruling.state, ruling.why, happened, isFirst};
    instance.state = ruling.state;
    instance.since = happened;
    instance.sinceSteady = context.now;
    instance.transitions.prepend(transition);
    if (instance.transitions.size() > keptTransitions) {
        instance.transitions.removeLast();
    }
    if (!isFirst) {
        m_flaps.add(context.now);
        setFlag(InstanceFlag::Unseen, true);
        setFlag(InstanceFlag::Flapping, m_flaps.isFlapping(context.now));
    }
    *effects |= Effect::Shown;
    return transition;
}

bool TrackedInstance::recall(const RecordedInstance &recorded, SteadyTime now, WallTime moment)
{
    const Observation &page = status(ProbeKind::Metrics).last;
    const bool isFirst = page.source != ValueSource::Recorded;
    const bool isSame = !isFirst && (page.metrics != nullptr) == recorded.isKnown &&
                        instance.state == recorded.state && instance.why == recorded.why &&
                        instance.since == recorded.since && instance.breakers == recorded.breakers;
    // Ages are those of the moment, and so new at each.
    instance.sinceSteady =
        recorded.isKnown ? now - std::chrono::duration_cast<SteadyTime::duration>(moment - recorded.since)
                         : now;
    if (isSame) {
        return false;
    }
    instance.state = recorded.state;
    instance.why = recorded.why;
    instance.since = recorded.since;
    instance.breakers = recorded.breakers;
    instance.flags &= InstanceFlags(InstanceFlag::Maintenance);
    // Breakers come with a page, so one stands for what was recorded of it.
    static const auto nothingElse = std::make_shared<const MetricsAnswer>();
    Observation &shown = status(ProbeKind::Metrics).last;
    shown = {};
    shown.instance = recorded.number;
    shown.kind = ProbeKind::Metrics;
    shown.source = ValueSource::Recorded;
    shown.finished = now;
    shown.finishedWall = moment;
    shown.metrics = recorded.isKnown ? nothingElse : nullptr;
    return true;
}

bool TrackedInstance::calm(SteadyTime now)
{
    return setFlag(InstanceFlag::Flapping, m_flaps.isFlapping(now));
}

bool TrackedInstance::restore(SteadyTime since)
{
    if (!lost || !m_beforeLoss || lostSince < since) {
        return false;
    }
    m_memory = *m_beforeLoss;
    m_held.fill(true);
    return true;
}

void TrackedInstance::releaseHeld(const Context &context)
{
    for (std::size_t kind = 0; kind < probeKinds; ++kind) {
        if (m_held[kind]) {
            m_held[kind] = false;
            const Observation &last = instance.probes[kind].last;
            if (instance.probes[kind].answered && wordOf(last).network) {
                feed(last, last.streak, *context.poll);
            }
        }
    }
}

void TrackedInstance::forgetHeld(SteadyTime now)
{
    m_held.fill(false);
    m_returned = now;
    m_unheard = true;
}

bool TrackedInstance::setFlag(InstanceFlag flag, bool on)
{
    if (instance.flags.testFlag(flag) == on) {
        return false;
    }
    instance.flags.setFlag(flag, on);
    return true;
}

void TrackedInstance::dropSignals()
{
    instance.signals = {};
    m_page = {};
    instance.lowTraffic = false;
    instance.fewLatencies = false;
    instance.breakers.clear();
    instance.saturation.clear();
    for (Tripwire &wire : m_memory.wires) {
        wire.clear();
    }
}

} // namespace quarterdeck
