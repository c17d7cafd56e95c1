#include "app/simfleet/controlapi.h"

#include "app/simfleet/httprequest.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

QString timeText(double unixSeconds)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(unixSeconds * 1000), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

/// The JSON object that a request carries; an empty body is an empty object.
std::variant<QJsonObject, QString> bodyObject(const HttpRequest &request)
{
    if (request.body.empty()) {
        return QJsonObject();
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(request.body), &error);
    if (error.error != QJsonParseError::NoError) {
        return u"the body is not JSON: %1 at offset %2"_s.arg(error.errorString()).arg(error.offset);
    }
    if (!document.isObject()) {
        return u"the body must be a JSON object"_s;
    }
    return document.object();
}

/// The first key that is none of `known`.
std::optional<QString> unknownKey(const QJsonObject &object, const QStringList &known)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!known.contains(it.key())) {
            return u"unknown key \"%1\"; known: %2"_s.arg(it.key().left(60), known.join(", "_L1));
        }
    }
    return std::nullopt;
}

} // namespace

ControlApi::ControlApi(World &world, RequestLog &log, const SimulationClock &clock,
                       std::function<void()> changed)
    : m_world(world)
    , m_log(log)
    , m_clock(clock)
    , m_changed(std::move(changed))
{
}

void ControlApi::answer(std::uint32_t, const HttpRequest &request, HttpReply &reply)
{
    m_world.advance(m_clock.now());
    const Answer answer = route(request);
    reply.status = answer.status;
    reply.contentType = "application/json";
    reply.body = QJsonDocument(answer.body).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

namespace {

QJsonObject problem(const QString &text)
{
    return {{u"error"_s, text}};
}

} // namespace

ControlApi::Answer ControlApi::route(const HttpRequest &request)
{
    const QString path = QString::fromStdString(request.path);
    const bool gets = request.method == "GET" || request.method == "HEAD";
    const bool posts = request.method == "POST";
    if (path == "/"_L1 && gets) {
        return {.body = {{u"endpoints"_s,
                          QJsonArray{u"GET /instances[?match=...]"_s, u"GET /requests[?match=...]"_s,
                                     u"DELETE /requests"_s, u"GET /faults"_s, u"POST /faults"_s,
                                     u"DELETE /faults[/ID]"_s, u"POST /release"_s, u"POST /rollback"_s,
                                     u"POST /drain"_s, u"POST /undrain"_s, u"POST /switchover"_s,
                                     u"POST /failover"_s, u"POST /restart"_s}}}};
    }
    if (path == "/instances"_L1 && gets) {
        return instances(request);
    }
    if (path == "/requests"_L1 && (gets || request.method == "DELETE")) {
        return requests(request);
    }
    if (path == "/faults"_L1 || path.startsWith("/faults/"_L1)) {
        return faults(request, path.mid(8));
    }
    static const QStringList acts{u"/release"_s,    u"/rollback"_s, u"/drain"_s,  u"/undrain"_s,
                                  u"/switchover"_s, u"/failover"_s, u"/restart"_s};
    const qsizetype act = acts.indexOf(path);
    if (act < 0) {
        return {.status = 404,
                .body = problem(u"nothing is at %1; GET / lists what there is"_s.arg(path.left(100)))};
    }
    if (!posts) {
        return {.status = 405, .body = problem(u"%1 wants POST"_s.arg(path))};
    }
    const std::variant<QJsonObject, QString> order = bodyObject(request);
    if (const QString *text = std::get_if<QString>(&order)) {
        return {.status = 400, .body = problem(*text)};
    }
    const QJsonObject &object = std::get<QJsonObject>(order);
    switch (act) {
    case 0:
        return deploy(object);
    case 1:
        return rollBack(object);
    case 2:
        return drain(object, true);
    case 3:
        return drain(object, false);
    case 6:
        return restart(request, object);
    default:
        return failOver(object, act == 4);
    }
}

ControlApi::Answer ControlApi::restart(const HttpRequest &request, const QJsonObject &order)
{
    const QString instance = order.value("instance"_L1).toString();
    const std::variant<Match, QString> match = Match::parse(u"instance="_s + instance);
    if (std::holds_alternative<QString>(match) || instance.isEmpty() ||
        m_world.matching(std::get<Match>(match)).size() != 1) {
        return {.status = 404, .body = problem(u"there is no instance \"%1\""_s.arg(instance.left(100)))};
    }
    m_log.addAct({.at = m_clock.wallStart() + m_clock.now(),
                  .instance = m_world.matching(std::get<Match>(match)).front(),
                  .method = request.method,
                  .path = request.path,
                  .body = request.body});
    const QJsonObject kill{{u"match"_s, u"instance="_s + instance},
                           {u"fault"_s, u"kill"_s},
                           {u"for"_s, order.value("for"_L1).toString(u"2s"_s)}};
    HttpRequest as = request;
    as.body = QJsonDocument(kill).toJson(QJsonDocument::Compact).toStdString();
    return inject(as);
}

ControlApi::Answer ControlApi::faults(const HttpRequest &request, const QString &id)
{
    if (request.method == "POST" && id.isEmpty()) {
        return inject(request);
    }
    if (request.method == "DELETE") {
        if (id.isEmpty()) {
            const std::size_t removed = m_world.removeAllFaults(m_clock.now());
            m_changed();
            return {.body = {{u"removed"_s, static_cast<qint64>(removed)}}};
        }
        bool isNumber = false;
        const qulonglong number = id.toULongLong(&isNumber);
        if (!isNumber || !m_world.removeFault(number, m_clock.now())) {
            return {.status = 404, .body = problem(u"no fault %1 is on"_s.arg(id.left(40)))};
        }
        m_changed();
        return {.body = {{u"removed"_s, 1}}};
    }
    if ((request.method == "GET" || request.method == "HEAD") && id.isEmpty()) {
        QJsonArray list;
        for (const auto &[number, fault] : m_world.faults()) {
            list.append(faultJson(fault));
        }
        return {.body = {{u"faults"_s, list}}};
    }
    return {.status = 405, .body = problem(u"faults want GET, POST or DELETE"_s)};
}

ControlApi::Answer ControlApi::inject(const HttpRequest &request)
{
    const std::variant<QJsonObject, QString> object = bodyObject(request);
    if (const QString *text = std::get_if<QString>(&object)) {
        return {.status = 400, .body = problem(*text)};
    }
    const std::variant<FaultOrder, QString> order = FaultOrder::fromJson(std::get<QJsonObject>(object));
    if (const QString *text = std::get_if<QString>(&order)) {
        return {.status = 400, .body = problem(*text)};
    }
    const std::variant<const ActiveFault *, QString> fault =
        m_world.inject(std::get<FaultOrder>(order), m_clock.now());
    if (const QString *text = std::get_if<QString>(&fault)) {
        return {.status = 400, .body = problem(*text)};
    }
    const QJsonObject body = faultJson(*std::get<const ActiveFault *>(fault));
    m_changed();
    return {.status = 201, .body = body};
}

QJsonObject ControlApi::faultJson(const ActiveFault &fault) const
{
    QJsonObject object{{u"id"_s, static_cast<qint64>(fault.id)},
                       {u"fault"_s, toString(fault.order.kind)},
                       {u"match"_s, fault.order.matchText},
                       {u"began"_s, timeText(m_clock.wallStart() + fault.began)},
                       {u"instances"_s, namesOf(fault.instances)}};
    if (fault.order.value > 0) {
        object.insert(u"value"_s, fault.order.value);
    }
    if (!fault.order.breaker.empty()) {
        object.insert(u"breaker"_s, QString::fromStdString(fault.order.breaker));
    }
    if (std::isfinite(fault.ends)) {
        object.insert(u"ends"_s, timeText(m_clock.wallStart() + fault.ends));
    }
    return object;
}

QJsonArray ControlApi::namesOf(const std::vector<std::uint32_t> &indexes) const
{
    QJsonArray names;
    for (const std::uint32_t index : indexes) {
        names.append(QString::fromStdString(m_world.spec(index).name));
    }
    return names;
}

ControlApi::Answer ControlApi::instances(const HttpRequest &request)
{
    const std::variant<Match, QString> match =
        Match::parse(QString::fromStdString(queryValue(request.query, "match")));
    if (const QString *text = std::get_if<QString>(&match)) {
        return {.status = 400, .body = problem(*text)};
    }
    std::vector<QJsonArray> faultsOf(m_world.size());
    for (const auto &[id, fault] : m_world.faults()) {
        for (const std::uint32_t index : fault.instances) {
            faultsOf[index].append(toString(fault.order.kind));
        }
    }
    QJsonArray list;
    for (const std::uint32_t index : m_world.matching(std::get<Match>(match))) {
        const SimulatedInstance &instance = m_world.instance(index);
        QJsonObject object{
            {u"instance"_s, QString::fromStdString(m_world.spec(index).name)},
            {u"service"_s, QString::fromStdString(m_world.service(index).name)},
            {u"cluster"_s,
             QLatin1StringView(clusterNames[static_cast<std::size_t>(m_world.spec(index).cluster)])},
            {u"address"_s, QString::fromStdString(addressText(instanceAddress(index)))},
            {u"release"_s, QString::fromStdString(m_world.release(index))},
            {u"drained"_s, instance.drained},
            {u"request_rate"_s, instance.requestRate(m_clock.now())},
            {u"faults"_s, faultsOf[index]}};
        if (m_world.service(index).stack == Stack::Patroni) {
            object.insert(u"role"_s, instance.isLeader ? "leader"_L1 : "replica"_L1);
        }
        list.append(object);
    }
    return {.body = {{u"instances"_s, list}}};
}

ControlApi::Answer ControlApi::requests(const HttpRequest &request)
{
    if (request.method == "DELETE") {
        m_log.clear();
        return {.body = {{u"cleared"_s, true}}};
    }
    const QString matchText = QString::fromStdString(queryValue(request.query, "match"));
    const std::variant<Match, QString> match = Match::parse(matchText);
    if (const QString *text = std::get_if<QString>(&match)) {
        return {.status = 400, .body = problem(*text)};
    }
    static constexpr std::array kinds{"health", "ready", "metrics", "other"};
    QJsonObject byInstance;
    std::array<std::uint64_t, kinds.size()> sums{};
    std::vector<bool> wanted(m_world.size());
    for (const std::uint32_t index : m_world.matching(std::get<Match>(match))) {
        wanted[index] = true;
        QJsonObject counts;
        for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
            const std::uint64_t count = m_log.count(index, static_cast<EndpointKind>(kind));
            sums[kind] += count;
            counts.insert(QLatin1StringView(kinds[kind]), static_cast<qint64>(count));
        }
        byInstance.insert(QString::fromStdString(m_world.spec(index).name), counts);
    }
    QJsonObject byKind;
    std::uint64_t total = 0;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        byKind.insert(QLatin1StringView(kinds[kind]), static_cast<qint64>(sums[kind]));
        total += sums[kind];
    }
    QJsonArray acts;
    for (const RequestLog::Act &act : m_log.acts()) {
        if (wanted[act.instance]) {
            acts.append(QJsonObject{{u"time"_s, timeText(act.at)},
                                    {u"instance"_s, QString::fromStdString(m_world.spec(act.instance).name)},
                                    {u"method"_s, QString::fromStdString(act.method)},
                                    {u"path"_s, QString::fromStdString(act.path)},
                                    {u"body"_s, QString::fromStdString(act.body)}});
        }
    }
    QJsonObject body{{u"total"_s, static_cast<qint64>(total)},
                     {u"by_endpoint"_s, byKind},
                     {u"instances"_s, byInstance},
                     {u"acts"_s, acts},
                     {u"acts_forgotten"_s, static_cast<qint64>(m_log.forgottenActs())}};
    if (matchText.isEmpty()) {
        QJsonObject byPath;
        for (const auto &[path, count] : m_log.byPath()) {
            byPath.insert(QString::fromStdString(path), static_cast<qint64>(count));
        }
        body.insert(u"by_path"_s, byPath);
    }
    return {.body = body};
}

ControlApi::Answer ControlApi::hitAnswer(const std::variant<std::vector<std::uint32_t>, QString> &hit)
{
    if (const QString *text = std::get_if<QString>(&hit)) {
        return {.status = 400, .body = problem(*text)};
    }
    m_changed();
    return {.body = {{u"instances"_s, namesOf(std::get<std::vector<std::uint32_t>>(hit))}}};
}

ControlApi::Answer ControlApi::deploy(const QJsonObject &order)
{
    if (const auto text = unknownKey(order, {u"match"_s, u"release"_s, u"error_ratio"_s, u"latency"_s})) {
        return {.status = 400, .body = problem(*text)};
    }
    const QString version = order.value("release"_L1).toString();
    const double errors = order.value("error_ratio"_L1).toDouble(0);
    const double latency = order.value("latency"_L1).toDouble(0);
    if (version.isEmpty() || version.size() > 100) {
        return {.status = 400, .body = problem(u"\"release\" must name a version, at most 100 characters"_s)};
    }
    if (!(errors >= 0 && errors <= 1) || !(latency >= 0 && latency <= 600)) {
        return {.status = 400, .body = problem(u"\"error_ratio\" is 0 to 1, \"latency\" 0 to 600 seconds"_s)};
    }
    std::variant<Match, QString> match = Match::parse(order.value("match"_L1).toString());
    if (const QString *text = std::get_if<QString>(&match)) {
        return {.status = 400, .body = problem(*text)};
    }
    return hitAnswer(m_world.deploy(
        {.match = std::get<Match>(match),
         .release = {.version = version.toStdString(), .errorRatio = errors, .latency = latency}},
        m_clock.now()));
}

ControlApi::Answer ControlApi::rollBack(const QJsonObject &order)
{
    if (const auto text = unknownKey(order, {u"match"_s})) {
        return {.status = 400, .body = problem(*text)};
    }
    const std::variant<Match, QString> match = Match::parse(order.value("match"_L1).toString());
    if (const QString *text = std::get_if<QString>(&match)) {
        return {.status = 400, .body = problem(*text)};
    }
    return hitAnswer(m_world.rollBack(std::get<Match>(match), m_clock.now()));
}

ControlApi::Answer ControlApi::drain(const QJsonObject &order, bool drained)
{
    if (const auto text = unknownKey(order, {u"match"_s, u"count"_s})) {
        return {.status = 400, .body = problem(*text)};
    }
    const std::variant<Match, QString> match = Match::parse(order.value("match"_L1).toString());
    if (const QString *text = std::get_if<QString>(&match)) {
        return {.status = 400, .body = problem(*text)};
    }
    return hitAnswer(
        m_world.setDrained(std::get<Match>(match), order.value("count"_L1).toInt(0), drained, m_clock.now()));
}

ControlApi::Answer ControlApi::failOver(const QJsonObject &order, bool planned)
{
    if (const auto text = unknownKey(order, {u"leader"_s, u"candidate"_s})) {
        return {.status = 400, .body = problem(*text)};
    }
    const World::LeaderChange change =
        m_world.changeLeader(order.value("leader"_L1).toString().toStdString(),
                             order.value("candidate"_L1).toString().toStdString(), planned, m_clock.now());
    if (!change.done) {
        return {.status = 412, .body = problem(change.text)};
    }
    m_changed();
    return {.body = {{u"leader"_s, change.text}}};
}

} // namespace quarterdeck::simfleet
