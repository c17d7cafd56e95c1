#include "app/cli/fleetjson.h"

#include "models/items/instancetext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSet>
#include <QTimeZone>

#include <cmath>

namespace quarterdeck {

namespace {

/// JSON has no NaN: what is not known is null.
QJsonValue number(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue(QJsonValue::Null);
}

QJsonObject labelsToJson(const Labels &labels)
{
    QJsonObject object;
    for (auto it = labels.begin(); it != labels.end(); ++it) {
        object.insert(it.key(), it.value());
    }
    return object;
}

QJsonArray componentsToJson(const QList<HealthComponent> &components)
{
    QJsonArray array;
    for (const HealthComponent &component : components) {
        array.append(QJsonObject{{QStringLiteral("name"), component.name},
                                 {QStringLiteral("verdict"), toString(component.verdict)},
                                 {QStringLiteral("raw"), component.raw},
                                 {QStringLiteral("reason"), component.reason},
                                 {QStringLiteral("components"), componentsToJson(component.components)}});
    }
    return array;
}

/// What every probe has in common. A probe that is not configured or not finished yet has no outcome.
QJsonObject probeToJson(const ProbeStatus &probe)
{
    QJsonObject object{{QStringLiteral("configured"), probe.configured}};
    if (!probe.answered) {
        object.insert(QStringLiteral("outcome"), QJsonValue::Null);
        return object;
    }
    object.insert(QStringLiteral("outcome"), toString(probe.last.outcome));
    object.insert(QStringLiteral("status"), probe.last.httpStatus > 0 ? QJsonValue(probe.last.httpStatus)
                                                                      : QJsonValue(QJsonValue::Null));
    object.insert(QStringLiteral("reason"), probe.last.reason);
    object.insert(QStringLiteral("duration_ms"), double(probe.last.duration.count()) / 1000.0);
    object.insert(QStringLiteral("at"), toRfc3339(probe.last.finishedWall));
    object.insert(QStringLiteral("source"), probe.last.source == ValueSource::ViaPrometheus
                                                ? QStringLiteral("via prometheus")
                                                : QStringLiteral("live"));
    return object;
}

QJsonObject healthToJson(const ProbeStatus &probe)
{
    QJsonObject object = probeToJson(probe);
    if (probe.answered && probe.last.health) {
        const HealthAnswer &answer = *probe.last.health;
        object.insert(QStringLiteral("verdict"), toString(answer.verdict));
        object.insert(QStringLiteral("format"), toString(answer.format));
        object.insert(QStringLiteral("raw"), answer.raw);
        object.insert(QStringLiteral("reason"), answer.reason);
        object.insert(QStringLiteral("components"), componentsToJson(answer.components));
    }
    return object;
}

QJsonObject metricsToJson(const ProbeStatus &probe)
{
    QJsonObject object = probeToJson(probe);
    object.insert(QStringLiteral("samples"), probe.answered && probe.last.metrics
                                                 ? QJsonValue(qint64(probe.last.metrics->samples))
                                                 : QJsonValue(QJsonValue::Null));
    if (!probe.answered) {
        object.insert(QStringLiteral("duration_ms"), QJsonValue::Null);
    }
    return object;
}

QJsonObject signalsToJson(const SignalReading &reading)
{
    return {{QStringLiteral("request_rate"), number(reading.requestRate)},
            {QStringLiteral("error_ratio"), number(reading.errorRatio())},
            {QStringLiteral("p50"), number(reading.p50)},
            {QStringLiteral("p95"), number(reading.p95)},
            {QStringLiteral("p99"), number(reading.p99)},
            {QStringLiteral("window_s"), double(reading.window.count()) / 1000.0}};
}

/// Every service that has an objective, with its budget and what each window really holds.
QJsonArray servicesToJson(const Fleet &fleet, const QList<QString> &names, SteadyTime now)
{
    QJsonArray array;
    for (const QString &name : names) {
        const ServiceSignals *service = fleet.service(name);
        const std::optional<BurnRates> rates = service ? service->burnRates(now) : std::nullopt;
        if (!rates) {
            continue;
        }
        QJsonArray windows;
        for (const BurnWindow window : burnWindows) {
            windows.append(
                QJsonObject{{QStringLiteral("window_s"), qint64(lengthOf(window).count())},
                            {QStringLiteral("covered_s"), qint64(rates->coveredOf(window).count())},
                            {QStringLiteral("burn_rate"), number(rates->of(window))}});
        }
        QJsonArray alerts;
        if (rates->isFast()) {
            alerts.append(QStringLiteral("fast"));
        }
        if (rates->isSlow()) {
            alerts.append(QStringLiteral("slow"));
        }
        array.append(QJsonObject{{QStringLiteral("service"), name},
                                 {QStringLiteral("objective"), *service->availability},
                                 {QStringLiteral("budget_left"), number(rates->budgetLeft)},
                                 {QStringLiteral("burn"), windows},
                                 {QStringLiteral("alerts"), alerts}});
    }
    return array;
}

QJsonArray breakersToJson(const QList<BreakerReading> &breakers)
{
    QJsonArray array;
    for (const BreakerReading &breaker : breakers) {
        array.append(QJsonObject{{QStringLiteral("name"), breaker.name},
                                 {QStringLiteral("labels"), labelsToJson(breaker.labels)},
                                 {QStringLiteral("state"), toString(breaker.state)},
                                 {QStringLiteral("raw"), breaker.raw},
                                 {QStringLiteral("convention"), breaker.convention}});
    }
    return array;
}

QJsonArray flagsToJson(InstanceFlags flags)
{
    QJsonArray array;
    const std::pair<InstanceFlag, QString> words[] = {
        {InstanceFlag::Flapping, QStringLiteral("flapping")},
        {InstanceFlag::Maintenance, QStringLiteral("maintenance")},
        {InstanceFlag::Stale, QStringLiteral("stale")},
        {InstanceFlag::Unseen, QStringLiteral("unseen")}};
    for (const auto &[flag, word] : words) {
        if (flags.testFlag(flag)) {
            array.append(word);
        }
    }
    return array;
}

} // namespace

QString toRfc3339(WallTime time)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

QJsonObject fleetToJson(const Fleet &fleet, const InstanceFilter &filter, SteadyTime now)
{
    QJsonArray instances;
    QList<QString> services; // in the order of the fleet
    QSet<QString> seen;
    for (const InstanceNumber number : fleet.order()) {
        const Instance &instance = *fleet.instance(number);
        if (!filter.matches(instance, now)) {
            continue;
        }
        if (const QString &service = instance.target.service; !seen.contains(service)) {
            seen.insert(service);
            services.append(service);
        }
        instances.append(QJsonObject{
            {QStringLiteral("instance"), instance.target.id.instance},
            {QStringLiteral("service"), instance.target.service},
            {QStringLiteral("cluster"), instance.target.cluster},
            {QStringLiteral("labels"), labelsToJson(instance.target.labels)},
            {QStringLiteral("state"), toString(instance.state)},
            {QStringLiteral("why"), instance.why},
            {QStringLiteral("since"), toRfc3339(instance.since)},
            {QStringLiteral("flags"), flagsToJson(instance.flags)},
            {QStringLiteral("source"),
             freshnessOf(instance, fleet.definition().poll.staleAfter, now).toText()},
            {QStringLiteral("health"), healthToJson(instance.probe(ProbeKind::Health))},
            {QStringLiteral("readiness"), healthToJson(instance.probe(ProbeKind::Readiness))},
            {QStringLiteral("metrics"), metricsToJson(instance.probe(ProbeKind::Metrics))},
            {QStringLiteral("signals"), signalsToJson(instance.signals)},
            {QStringLiteral("breakers"), breakersToJson(instance.breakers)},
        });
    }
    return {{QStringLiteral("fleet"), fleet.definition().name},
            {QStringLiteral("isolated"), fleet.isolation() == Isolation::Isolated},
            {QStringLiteral("services"), servicesToJson(fleet, services, now)},
            {QStringLiteral("instances"), instances}};
}

} // namespace quarterdeck
