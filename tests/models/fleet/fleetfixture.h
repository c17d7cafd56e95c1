#pragma once

#include "models/fleet/fleet.h"
#include "tests/support/fakeclock.h"

#include <vector>

namespace quarterdeck::test {

/// A small fleet under a clock that moves when told, and the observations that a poller would have made of
/// it.
class FleetFixture
{
public:
    FleetDefinition definition;
    Fleet fleet;
    FakeClock clock;

    /// Adds a target with health, readiness and metrics; take away what a test does not want.
    Target &addTarget(const QString &service, const QString &cluster = QStringLiteral("eu-west"))
    {
        Target target;
        target.number = {static_cast<quint32>(definition.targets.size() + 1)};
        target.id = {service, QStringLiteral("10.0.0.%1:8080").arg(target.number.value), 0};
        target.service = service;
        target.cluster = cluster;
        target.labels = {{QStringLiteral("job"), service},
                         {QStringLiteral("instance"), target.id.instance},
                         {QStringLiteral("cluster"), cluster}};
        target.metrics = Endpoint();
        target.health = HealthProbe();
        target.readiness = HealthProbe();
        // A port each: what a closed port says of one probe holds for all probes of that port.
        target.health->endpoint.port = 8081;
        target.readiness->endpoint.port = 8082;
        target.timeout = std::chrono::seconds(3);
        definition.targets.append(target);
        return definition.targets.last();
    }

    FleetChanges define(quint64 generation = 1)
    {
        return fleet.setDefinition(definition, clock.steady(), clock.wall(), generation);
    }

    [[nodiscard]] Observation observation(quint32 number, ProbeKind kind, ProbeOutcome outcome) const
    {
        Observation made;
        made.instance = {number};
        made.definition = 1;
        made.kind = kind;
        made.outcome = outcome;
        made.finished = clock.steady();
        made.finishedWall = clock.wall();
        made.httpStatus = outcome == ProbeOutcome::Ok ? 200 : 0;
        return made;
    }

    [[nodiscard]] Observation answer(quint32 number, ProbeKind kind, Verdict verdict,
                                     const QString &reason = {}) const
    {
        Observation made =
            observation(number, kind, verdict == Verdict::Up ? ProbeOutcome::Ok : ProbeOutcome::HttpError);
        made.httpStatus = verdict == Verdict::Up ? 200 : 503;
        HealthAnswer health;
        health.verdict = verdict;
        health.reason = reason;
        made.health = std::make_shared<const HealthAnswer>(health);
        return made;
    }

    [[nodiscard]] Observation page(quint32 number, const SignalReading &reading = {},
                                   const QList<BreakerReading> &breakers = {}) const
    {
        Observation made = observation(number, ProbeKind::Metrics, ProbeOutcome::Ok);
        MetricsAnswer metrics;
        metrics.samples = 10;
        metrics.signals = reading;
        metrics.breakers = breakers;
        made.metrics = std::make_shared<const MetricsAnswer>(metrics);
        return made;
    }

    [[nodiscard]] Observation unreachable(quint32 number, ProbeKind kind, UnreachableCause cause) const
    {
        Observation made = observation(number, kind, ProbeOutcome::Unreachable);
        made.cause = cause;
        return made;
    }

    [[nodiscard]] Observation timedOut(quint32 number, ProbeKind kind) const
    {
        return observation(number, kind, ProbeOutcome::TimedOut);
    }

    /// Counts the streak as a worker does, then applies.
    FleetChanges apply(std::vector<Observation> observations)
    {
        for (Observation &made : observations) {
            Streak &streak = m_streaks[{made.instance.value, static_cast<int>(made.kind)}];
            if (made.outcome != ProbeOutcome::Shed) {
                const bool continues = streak.length > 0 && streak.good == made.isGood();
                streak = {made.isGood(), continues ? streak.length + 1 : 1};
            }
            made.streak = std::max(1, streak.length);
        }
        return fleet.apply(observations, clock.steady(), clock.wall());
    }
    FleetChanges apply(const Observation &made) { return apply(std::vector<Observation>{made}); }

    /// All three probes of an instance well.
    void allGood(quint32 number)
    {
        apply({answer(number, ProbeKind::Health, Verdict::Up),
               answer(number, ProbeKind::Readiness, Verdict::Up), page(number)});
    }

    [[nodiscard]] const Instance &instance(quint32 number = 1) const { return *fleet.instance({number}); }
    FleetChanges tick() { return fleet.tick(clock.steady(), clock.wall()); }

private:
    struct Streak
    {
        bool good = false;
        int length = 0;
    };
    QMap<std::pair<quint32, int>, Streak> m_streaks;
};

} // namespace quarterdeck::test
