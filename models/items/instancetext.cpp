#include "models/items/instancetext.h"

#include "models/items/formatter.h"

namespace quarterdeck {

QString instanceName(const Target &target)
{
    // People name machines by these when the address says nothing; the first that is there wins.
    for (const auto key : {"name", "pod", "hostname", "nodename"}) {
        const QString value = target.labels.value(QLatin1String(key));
        if (!value.isEmpty()) {
            return value;
        }
    }
    return target.id.duplicate > 0
               ? QStringLiteral("%1#%2").arg(target.id.instance).arg(target.id.duplicate + 1)
               : target.id.instance;
}

QString instanceAddress(const Target &target)
{
    if (target.metrics) {
        return target.metrics->hostPort();
    }
    if (target.health) {
        return target.health->endpoint.hostPort();
    }
    if (target.readiness) {
        return target.readiness->endpoint.hostPort();
    }
    return target.id.instance;
}

QString instanceVersion(const Target &target)
{
    for (const auto key : {"version", "app_version", "release"}) {
        const QString value = target.labels.value(QLatin1String(key));
        if (!value.isEmpty()) {
            return value[0].isDigit() ? QLatin1Char('v') + value : value;
        }
    }
    return {};
}

QString breakersSummary(const QList<BreakerReading> &breakers)
{
    constexpr int states = static_cast<int>(BreakerState::Closed) + 1;
    int counts[states] = {};
    for (const BreakerReading &breaker : breakers) {
        ++counts[static_cast<int>(breaker.state)];
    }
    QList<QString> parts;
    for (int i = 0; i < states; ++i) {
        if (counts[i] > 0) {
            parts.append(QStringLiteral("%1 %2").arg(toString(static_cast<BreakerState>(i))).arg(counts[i]));
        }
    }
    return parts.join(QStringLiteral(" · "));
}

QString Freshness::toText() const
{
    if (source == ValueSource::Recorded) {
        return answered ? QStringLiteral("as recorded") : QStringLiteral("not recorded");
    }
    if (!answered) {
        return QStringLiteral("never answered");
    }
    if (stale) {
        return QStringLiteral("stale %1").arg(format::age(age));
    }
    return source == ValueSource::ViaPrometheus ? QStringLiteral("via prometheus") : QStringLiteral("live");
}

Freshness freshnessOf(const Instance &instance, std::chrono::milliseconds staleAfter, SteadyTime now)
{
    Freshness result;
    if (const auto age = instance.age(now)) {
        result.answered = true;
        result.age = *age;
        result.stale = instance.flags.testFlag(InstanceFlag::Stale) || *age > staleAfter;
    }
    const Observation &page = instance.probe(ProbeKind::Metrics).last;
    if (page.source == ValueSource::Recorded) {
        return {page.metrics != nullptr, false, page.source, {}};
    }
    for (const ProbeStatus &probe : instance.probes) {
        if (probe.answered && probe.last.source != ValueSource::Live) {
            result.source = probe.last.source;
        }
    }
    return result;
}

bool signalsAreStale(const Instance &instance, std::chrono::milliseconds staleAfter, SteadyTime now)
{
    const ProbeStatus &metrics = instance.probe(ProbeKind::Metrics);
    return metrics.answered && now - metrics.lastGood > staleAfter;
}

bool exceedsErrorRatio(const Instance &instance)
{
    const auto &policy = instance.target.policy;
    return policy && policy->maxErrorRatio && !instance.lowTraffic &&
           instance.signals.errorRatio() > *policy->maxErrorRatio;
}

bool exceedsP99(const Instance &instance)
{
    const auto &policy = instance.target.policy;
    return policy && policy->maxP99 && !instance.fewLatencies &&
           instance.signals.p99 > std::chrono::duration<double>(*policy->maxP99).count();
}

bool hasOpenBreaker(const Instance &instance)
{
    for (const BreakerReading &breaker : instance.breakers) {
        if (breaker.state == BreakerState::Open || breaker.state == BreakerState::ForcedOpen) {
            return true;
        }
    }
    return false;
}

} // namespace quarterdeck
