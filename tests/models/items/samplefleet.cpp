#include "tests/models/items/samplefleet.h"

#include <QDateTime>

using namespace std::chrono_literals;

namespace quarterdeck {

namespace {

struct Part
{
    const char *cluster;
    const char *service;
    int share; ///< of 1,200
};

constexpr Part parts[] = {
    {"eu-west", "checkout", 120}, {"eu-west", "orders-db", 3}, {"eu-west", "catalog", 90},
    {"eu-west", "search", 64},    {"eu-west", "cart", 80},     {"eu-west", "edge", 123},
    {"us-east", "checkout", 140}, {"us-east", "payments", 60}, {"us-east", "catalog", 110},
    {"us-east", "search", 90},    {"us-east", "edge", 120},    {"ap-south", "checkout", 80},
    {"ap-south", "edge", 40},     {"ap-south", "catalog", 80},
};

QList<BreakerReading> closedBreakers()
{
    QList<BreakerReading> breakers;
    for (const char *name : {"card-gateway", "fraud", "geo-ip", "mailer", "orders-db", "stock"}) {
        BreakerReading breaker;
        breaker.name = QLatin1String(name);
        breaker.state = BreakerState::Closed;
        breaker.raw = QStringLiteral("closed");
        breaker.convention = QStringLiteral("resilience4j");
        breaker.failureRate = 0.002;
        breaker.threshold = 0.5;
        breakers.append(breaker);
    }
    return breakers;
}

} // namespace

SampleFleet::SampleFleet(int instances, quint32 seed)
    : m_random(seed)
    , m_wall(std::chrono::milliseconds(
          QDateTime(QDate(2026, 11, 21), QTime(14, 2, 0), Qt::UTC).toMSecsSinceEpoch()))
{
    m_definition.name = QStringLiteral("prod");
    for (const Part &part : parts) {
        append(QLatin1String(part.cluster), QLatin1String(part.service),
               std::max(1, part.share * instances / 1200));
    }
    fleet.setDefinition(m_definition, m_now, m_wall);
}

InstanceNumber SampleFleet::numberOf(const QString &instance) const
{
    for (const Target &target : m_definition.targets) {
        if (target.id.instance == instance) {
            return target.number;
        }
    }
    return {};
}

void SampleFleet::append(const QString &cluster, const QString &service, int count)
{
    static const auto policy = [] {
        auto value = std::make_shared<ServicePolicy>();
        value->maxErrorRatio = 0.05;
        value->maxP99 = 500ms;
        return value;
    }();
    static const auto http = std::make_shared<HttpSettings>();
    int already = 0;
    for (const Target &target : std::as_const(m_definition.targets)) {
        already += target.cluster == cluster && target.service == service ? 1 : 0;
    }
    for (int i = already + 1; i <= already + count; ++i) {
        const auto serial = static_cast<int>(m_definition.targets.size());
        Target target;
        target.service = service;
        target.cluster = cluster;
        target.id = {service,
                     QStringLiteral("%1-%2-%3").arg(service, cluster.left(2)).arg(i, 2, 10, QLatin1Char('0')),
                     0};
        target.number = m_numbering.numberOf(target.id);
        target.labels = {
            {QStringLiteral("job"), service},
            {QStringLiteral("instance"), target.id.instance},
            {QStringLiteral("cluster"), cluster},
            {QStringLiteral("zone"), cluster + QLatin1Char("abc"[i % 3])},
            {QStringLiteral("version"), i % 10 == 3 ? QStringLiteral("2.31.0") : QStringLiteral("2.30.4")}};
        if (i % 20 == 1) {
            target.labels.insert(QStringLiteral("canary"), QStringLiteral("true"));
        }
        Endpoint endpoint;
        endpoint.host = QStringLiteral("10.2.%1.%2").arg(serial / 250).arg(serial % 250 + 1);
        endpoint.port = 8080;
        endpoint.path = QStringLiteral("/actuator/prometheus");
        target.metrics = endpoint;
        target.health = HealthProbe{endpoint, {}};
        target.health->endpoint.path = QStringLiteral("/actuator/health");
        target.readiness = HealthProbe{endpoint, {}};
        target.readiness->endpoint.path = QStringLiteral("/actuator/health/readiness");
        target.http = http;
        target.policy = policy;
        m_faults[target.number].breakers = closedBreakers();
        m_definition.targets.append(target);
    }
}

double SampleFleet::jitter()
{
    return std::uniform_real_distribution<double>(0.8, 1.2)(m_random);
}

Observation SampleFleet::observe(InstanceNumber number, ProbeKind kind)
{
    const Faults calm = [] {
        Faults faults;
        faults.breakers = closedBreakers();
        return faults;
    }();
    const Faults &faults = m_calm ? calm : m_faults[number];
    Observation o;
    o.instance = number;
    o.kind = kind;
    o.finished = m_now;
    o.finishedWall = m_wall;
    o.duration = std::chrono::microseconds(static_cast<int>(6000 * jitter()));
    o.httpStatus = 200;
    const bool reachable = faults.healthOutcome == ProbeOutcome::Ok;
    if (!reachable) {
        o.outcome = faults.healthOutcome;
        o.cause = o.outcome == ProbeOutcome::Unreachable ? UnreachableCause::Refused : UnreachableCause::None;
        o.httpStatus = 0;
        o.reason = faults.healthReason;
        o.duration = o.outcome == ProbeOutcome::TimedOut ? std::chrono::microseconds(2s) : 400us;
    } else if (kind == ProbeKind::Health) {
        auto answer = std::make_shared<HealthAnswer>();
        answer->verdict = Verdict::Up;
        answer->format = HealthFormat::SpringBoot;
        answer->raw = QStringLiteral("UP");
        o.health = faults.healthBody ? faults.healthBody : answer;
        if (faults.healthBody) {
            o.httpStatus = 503;
            o.reason = faults.healthBody->reason;
            o.duration = 3s;
        }
    } else if (kind == ProbeKind::Readiness) {
        auto answer = std::make_shared<HealthAnswer>();
        const bool ready = faults.readinessReason.isEmpty();
        answer->verdict = ready ? Verdict::Up : Verdict::Down;
        answer->format = HealthFormat::SpringBoot;
        answer->raw = ready ? QStringLiteral("UP") : QStringLiteral("OUT_OF_SERVICE");
        answer->reason = faults.readinessReason;
        o.httpStatus = ready ? 200 : 503;
        o.reason = faults.readinessReason;
        o.health = answer;
    } else {
        auto answer = std::make_shared<MetricsAnswer>();
        answer->samples = 1214;
        answer->bytes = 98304;
        answer->signals.window = 60s;
        answer->signals.requestRate = 40 * jitter();
        answer->signals.errorRate = answer->signals.requestRate * faults.errorRatio * jitter();
        answer->signals.requests = answer->signals.requestRate * 60;
        answer->signals.p50 = faults.p99 * 0.2 * jitter();
        answer->signals.p95 = faults.p99 * 0.6 * jitter();
        answer->signals.p99 = faults.p99 * jitter();
        answer->breakers = faults.breakers;
        o.metrics = answer;
    }
    int &streak = m_streaks[quint64(number.value) << 8 | quint64(kind)];
    streak = o.isGood() ? std::max(streak, 0) + 1 : std::min(streak, 0) - 1;
    o.streak = std::abs(streak);
    return o;
}

FleetChanges SampleFleet::pass(std::chrono::milliseconds time)
{
    m_now += time;
    m_wall += time;
    return fleet.tick(m_now, m_wall);
}

FleetChanges SampleFleet::poll()
{
    return poll(fleet.order());
}

FleetChanges SampleFleet::poll(const QList<InstanceNumber> &instances)
{
    m_now += 5s;
    m_wall += 5s;
    std::vector<Observation> observations;
    for (const InstanceNumber number : instances) {
        for (const ProbeKind kind : {ProbeKind::Health, ProbeKind::Readiness, ProbeKind::Metrics}) {
            observations.push_back(observe(number, kind));
        }
    }
    FleetChanges changes = fleet.apply(observations, m_now, m_wall);
    const FleetChanges later = fleet.tick(m_now, m_wall);
    for (const InstanceNumber number : later.changed) {
        if (!changes.changed.contains(number)) {
            changes.changed.append(number);
        }
    }
    changes.transitions += later.transitions;
    return changes;
}

void SampleFleet::fillHistory(int polls)
{
    m_calm = true;
    for (int i = 0; i < polls; ++i) {
        m_calm = i < polls * 3 / 4;
        poll(); // whoever shows the fleet looks at it afterwards
    }
    m_calm = false;
}

void SampleFleet::setHealth(InstanceNumber number, ProbeOutcome outcome, const QString &reason)
{
    m_faults[number].healthOutcome = outcome;
    m_faults[number].healthReason = reason;
}

void SampleFleet::setHealthBody(InstanceNumber number, const HealthAnswer &answer)
{
    m_faults[number].healthBody = std::make_shared<HealthAnswer>(answer);
}

void SampleFleet::setReadiness(InstanceNumber number, const QString &reason)
{
    m_faults[number].readinessReason = reason;
}

void SampleFleet::setErrors(InstanceNumber number, double ratio, double p99)
{
    m_faults[number].errorRatio = ratio;
    m_faults[number].p99 = p99;
}

void SampleFleet::setBreakers(InstanceNumber number, const QList<BreakerReading> &breakers)
{
    m_faults[number].breakers = breakers;
}

void SampleFleet::heal(InstanceNumber number)
{
    m_faults[number] = {};
    m_faults[number].breakers = closedBreakers();
}

FleetChanges SampleFleet::setObjective(const QString &service, double availability)
{
    for (Target &target : m_definition.targets) {
        if (target.service == service) {
            auto policy = std::make_shared<ServicePolicy>(*target.policy);
            policy->availability = availability;
            target.policy = policy;
        }
    }
    return fleet.setDefinition(m_definition, m_now, m_wall);
}

FleetChanges SampleFleet::remove(const QList<InstanceNumber> &instances)
{
    m_definition.targets.removeIf([&](const Target &target) { return instances.contains(target.number); });
    return fleet.setDefinition(m_definition, m_now, m_wall);
}

FleetChanges SampleFleet::add(const QString &cluster, const QString &service, int count)
{
    append(cluster, service, count);
    return fleet.setDefinition(m_definition, m_now, m_wall);
}

} // namespace quarterdeck
