#include "app/simfleet/instanceapi.h"

#include "app/simfleet/httprequest.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

constexpr const char *json = "application/json";

/// The paths under which the stacks offer the three endpoints; each instance answers to all of them.
EndpointKind endpointKind(const std::string &path)
{
    static constexpr std::array<std::pair<std::string_view, EndpointKind>, 19> paths{{
        {"/health", EndpointKind::Health},
        {"/ready", EndpointKind::Readiness},
        {"/metrics", EndpointKind::Metrics},
        {"/actuator/health", EndpointKind::Health},
        {"/actuator/health/liveness", EndpointKind::Health},
        {"/actuator/health/readiness", EndpointKind::Readiness},
        {"/actuator/prometheus", EndpointKind::Metrics},
        {"/q/health", EndpointKind::Health},
        {"/q/health/live", EndpointKind::Health},
        {"/q/health/ready", EndpointKind::Readiness},
        {"/q/metrics", EndpointKind::Metrics},
        {"/healthz", EndpointKind::Health},
        {"/livez", EndpointKind::Health},
        {"/readyz", EndpointKind::Readiness},
        {"/health/live", EndpointKind::Health},
        {"/health/ready", EndpointKind::Readiness},
        {"/liveness", EndpointKind::Health},
        {"/readiness", EndpointKind::Readiness},
        {"/stats/prometheus", EndpointKind::Metrics},
    }};
    for (const auto &[name, kind] : paths) {
        if (path == name) {
            return kind;
        }
    }
    return EndpointKind::Other;
}

/// Index into the paths of a Condition: those of FaultPath.
std::size_t conditionPath(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Health:
        return static_cast<std::size_t>(FaultPath::Health);
    case EndpointKind::Readiness:
        return static_cast<std::size_t>(FaultPath::Readiness);
    case EndpointKind::Metrics:
        return static_cast<std::size_t>(FaultPath::Metrics);
    case EndpointKind::Other:
        break;
    }
    return static_cast<std::size_t>(FaultPath::All);
}

void take(PlainAnswer answer, HttpReply &reply)
{
    reply.status = answer.status;
    reply.contentType = answer.contentType;
    reply.body = std::move(answer.body);
}

const char *resilience4jWord(SimulatedBreaker::Mode mode)
{
    switch (mode) {
    case SimulatedBreaker::Mode::Open:
        return "OPEN";
    case SimulatedBreaker::Mode::HalfOpen:
        return "HALF_OPEN";
    case SimulatedBreaker::Mode::ForcedOpen:
        return "FORCED_OPEN";
    case SimulatedBreaker::Mode::Disabled:
        return "DISABLED";
    default:
        return "CLOSED";
    }
}

} // namespace

InstanceApi::InstanceApi(World &world, RequestLog &log, const SimulationClock &clock, double answerDelay,
                         std::function<void()> changed)
    : m_world(world)
    , m_log(log)
    , m_clock(clock)
    , m_answerDelay(answerDelay)
    , m_changed(std::move(changed))
{
}

double InstanceApi::delay(std::uint32_t index, const HttpRequest &request)
{
    const EndpointKind kind = endpointKind(request.path);
    m_log.add(index, kind, request.path);
    ++m_answers;
    double own = 0;
    if (m_answerDelay > 0) {
        // A tail as answers have it: median as asked for, one in a hundred takes four times as long.
        const double u = mixedUnit(m_world.options().seed, index, m_answers);
        own = m_answerDelay * (0.7 + 0.6 * u + (u > 0.97 ? 100 * (u - 0.97) : 0));
    }
    return own + m_world.instance(index).condition.answerDelay[conditionPath(kind)];
}

void InstanceApi::answer(std::uint32_t index, const HttpRequest &request, HttpReply &reply)
{
    const double now = m_clock.now();
    const EndpointKind kind = endpointKind(request.path);
    const std::size_t path = conditionPath(kind);
    const Condition &condition = m_world.instance(index).condition;
    if (request.method != "GET" && request.method != "HEAD") {
        m_log.addAct({.at = m_clock.wallStart() + now,
                      .instance = index,
                      .method = request.method,
                      .path = request.path,
                      .body = request.body});
    }
    if (condition.hung[path]) {
        reply.delivery = Delivery::Never;
        return;
    }
    if (condition.cut[path]) {
        reply.delivery = Delivery::Reset;
    } else if (condition.slowBody[path]) {
        reply.delivery = Delivery::Drip;
    }
    switch (kind) {
    case EndpointKind::Health:
        take(m_world.health(index, now), reply);
        return;
    case EndpointKind::Readiness:
        take(m_world.readiness(index, now), reply);
        return;
    case EndpointKind::Metrics:
        metrics(index, request, reply);
        return;
    case EndpointKind::Other:
        break;
    }
    if (breakers(index, request, reply) || patroni(index, request, reply)) {
        return;
    }
    application(index, reply);
}

void InstanceApi::metrics(std::uint32_t index, const HttpRequest &request, HttpReply &reply)
{
    const Condition &condition = m_world.instance(index).condition;
    if (condition.hugeBodyMiB > 0) {
        reply.delivery = Delivery::Endless;
        reply.endlessBytes = static_cast<std::uint64_t>(condition.hugeBodyMiB * 1024 * 1024);
        reply.contentType = "text/plain; version=0.0.4; charset=utf-8";
        return;
    }
    PageFormat format = request.wantsOpenMetrics ? PageFormat::OpenMetrics : PageFormat::Text;
    m_world.metricsPage(index, m_clock.now(), format, reply.body);
    reply.contentType = format == PageFormat::OpenMetrics
                            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                            : "text/plain; version=0.0.4; charset=utf-8";
}

void InstanceApi::application(std::uint32_t index, HttpReply &reply)
{
    const double u = mixedUnit(m_world.options().seed, index, 1'000'000'007ULL * m_answers);
    reply.status = u < m_world.instance(index).condition.errorRatio ? 500 : 200;
    reply.body = m_world.spec(index).name + ' ' + m_world.release(index) +
                 (reply.status == 200 ? " ok\n" : " failed\n");
}

bool InstanceApi::breakers(std::uint32_t index, const HttpRequest &request, HttpReply &reply)
{
    static const std::string prefix = "/actuator/circuitbreakers";
    if (m_world.service(index).stack != Stack::SpringBoot || !request.path.starts_with(prefix)) {
        return false;
    }
    const SimulatedInstance &instance = m_world.instance(index);
    const std::vector<std::string> &names = m_world.service(index).breakers;
    reply.contentType = json;
    if (request.method == "GET" && request.path == prefix) {
        QJsonObject all;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const SimulatedBreaker &breaker = instance.breakers[i];
            all.insert(
                QString::fromStdString(names[i]),
                QJsonObject{{u"failureRate"_s, u"%1%"_s.arg(100 * breaker.failureRate(), 0, 'f', 1)},
                            {u"failureRateThreshold"_s, u"%1%"_s.arg(100 * SimulatedBreaker::threshold)},
                            {u"state"_s, QLatin1StringView(resilience4jWord(breaker.mode()))}});
        }
        reply.body = QJsonDocument(QJsonObject{{u"circuitBreakers"_s, all}})
                         .toJson(QJsonDocument::Compact)
                         .toStdString();
        return true;
    }
    if (request.method != "POST" || request.path.size() <= prefix.size() + 1) {
        reply.status = 405;
        return true;
    }
    const std::string name = request.path.substr(prefix.size() + 1);
    const QJsonObject body = QJsonDocument::fromJson(QByteArray::fromStdString(request.body)).object();
    const QString problem = m_world.controlBreaker(
        index, name, body.value("updateState"_L1).toString().toStdString(), m_clock.now());
    if (!problem.isEmpty()) {
        reply.status = problem.startsWith("no circuit"_L1) ? 404 : 400;
        reply.body =
            QJsonDocument(QJsonObject{{u"error"_s, problem}}).toJson(QJsonDocument::Compact).toStdString();
        return true;
    }
    m_changed();
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name) {
            reply.body =
                QJsonDocument(QJsonObject{{u"circuitBreakerName"_s, QString::fromStdString(name)},
                                          {u"currentState"_s,
                                           QLatin1StringView(resilience4jWord(instance.breakers[i].mode()))},
                                          {u"message"_s, u"the state was changed"_s}})
                    .toJson(QJsonDocument::Compact)
                    .toStdString();
        }
    }
    return true;
}

bool InstanceApi::patroni(std::uint32_t index, const HttpRequest &request, HttpReply &reply)
{
    if (m_world.service(index).stack != Stack::Patroni) {
        return false;
    }
    const PatroniNode node = m_world.databaseNode(index, m_clock.now());
    const std::string &path = request.path;
    reply.contentType = json;
    if (request.method == "POST" && (path == "/switchover" || path == "/failover")) {
        const QJsonObject order = QJsonDocument::fromJson(QByteArray::fromStdString(request.body)).object();
        const World::LeaderChange change = m_world.changeLeader(
            order.value("leader"_L1).toString().toStdString(),
            order.value("candidate"_L1).toString().toStdString(), path == "/switchover", m_clock.now());
        reply.contentType = "text/plain; charset=utf-8";
        reply.status = change.done ? 200 : 412;
        const QString done = path == "/switchover" ? u"Successfully switched over to \"%1\""_s
                                                   : u"Successfully failed over to \"%1\""_s;
        reply.body = (change.done ? done.arg(change.text) : change.text).toStdString();
        if (change.done) {
            m_changed();
        }
        return true;
    }
    if (path == "/cluster") {
        reply.body = m_world.clusterJson(m_clock.now());
        return true;
    }
    const bool asksLeader =
        path == "/leader" || path == "/primary" || path == "/master" || path == "/read-write";
    const bool asksReplica = path == "/replica";
    if (!asksLeader && !asksReplica && path != "/patroni") {
        reply.status = 404;
        return true;
    }
    const bool yes = path == "/patroni" || asksLeader == node.leader;
    reply.status = yes ? 200 : 503;
    reply.body = patroniBody(node, "running");
    return true;
}

} // namespace quarterdeck::simfleet
