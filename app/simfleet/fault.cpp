#include "app/simfleet/fault.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

struct KindInfo
{
    FaultKind kind;
    const char *name;
    double defaultValue;
    double minimum;
    double maximum;
    bool ofBreaker;
};

constexpr std::array kinds{
    KindInfo{FaultKind::Kill, "kill", 0, 0, 0, false},
    KindInfo{FaultKind::Hang, "hang", 0, 0, 0, false},
    KindInfo{FaultKind::Slow, "slow", 0.8, 0.001, 600, false},
    KindInfo{FaultKind::Errors, "errors", 0.4, 0, 1, false},
    KindInfo{FaultKind::NotReady, "not_ready", 0, 0, 0, false},
    KindInfo{FaultKind::BreakerOpen, "breaker_open", 0, 0, 0, true},
    KindInfo{FaultKind::BreakerHalfOpen, "breaker_half_open", 0, 0, 0, true},
    KindInfo{FaultKind::BreakerForcedOpen, "breaker_forced_open", 0, 0, 0, true},
    KindInfo{FaultKind::BreakerForcedClosed, "breaker_forced_closed", 0, 0, 0, true},
    KindInfo{FaultKind::BreakerDisabled, "breaker_disabled", 0, 0, 0, true},
    KindInfo{FaultKind::BreakerBlip, "breaker_blip", 0.3, 0.001, 3600, true},
    KindInfo{FaultKind::BadPage, "bad_page", 0, 0, 0, false},
    KindInfo{FaultKind::SlowBody, "slow_body", 0, 0, 0, false},
    KindInfo{FaultKind::HugeBody, "huge_body", 1024, 1, 65536, false},
    KindInfo{FaultKind::Flap, "flap", 30, 0.1, 86400, false},
    KindInfo{FaultKind::Cut, "cut", 0, 0, 0, false},
    KindInfo{FaultKind::Degraded, "degraded", 0, 0, 0, false},
    KindInfo{FaultKind::Html, "html", 0, 0, 0, false},
    KindInfo{FaultKind::HealthDown, "health_down", 0, 0, 0, false},
};

constexpr std::array<const char *, 4> pathWords{"all", "health", "ready", "metrics"};

const KindInfo *kindNamed(const QString &name)
{
    for (const KindInfo &info : kinds) {
        if (name == QLatin1StringView(info.name)) {
            return &info;
        }
    }
    return nullptr;
}

QString kindNames()
{
    QStringList names;
    for (const KindInfo &info : kinds) {
        names.append(QString::fromLatin1(info.name));
    }
    return names.join(", "_L1);
}

/// The first key of the object that a fault does not have.
std::optional<QString> unknownKey(const QJsonObject &object)
{
    static const QStringList known{u"match"_s, u"count"_s, u"fault"_s,   u"value"_s,
                                   u"for"_s,   u"path"_s,  u"breaker"_s, u"reason"_s};
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!known.contains(it.key())) {
            return u"unknown key \"%1\"; a fault has: %2"_s.arg(it.key().left(60), known.join(", "_L1));
        }
    }
    return std::nullopt;
}

/// Reads a bounded text; gives the reason when it is none.
std::optional<QString> readText(const QJsonObject &object, const QString &key, std::string &text)
{
    const QJsonValue value = object.value(key);
    if (value.isUndefined()) {
        return std::nullopt;
    }
    if (!value.isString() || value.toString().size() > 200) {
        return u"\"%1\" must be a text of at most 200 characters"_s.arg(key);
    }
    text = value.toString().toStdString();
    return std::nullopt;
}

std::optional<QString> readValue(const QJsonObject &object, const KindInfo &info, double &result)
{
    result = info.defaultValue;
    const QJsonValue value = object.value("value"_L1);
    if (value.isUndefined()) {
        return std::nullopt;
    }
    if (info.maximum == 0) {
        return u"\"%1\" takes no \"value\""_s.arg(QLatin1StringView(info.name));
    }
    if (!value.isDouble() || value.toDouble() < info.minimum || value.toDouble() > info.maximum) {
        return u"\"value\" of \"%1\" must be a number from %2 to %3"_s.arg(QLatin1StringView(info.name))
            .arg(info.minimum)
            .arg(info.maximum);
    }
    result = value.toDouble();
    return std::nullopt;
}

std::optional<QString> readFor(const QJsonObject &object, double &result)
{
    const QJsonValue value = object.value("for"_L1);
    if (value.isUndefined()) {
        return std::nullopt;
    }
    result = value.isDouble() ? value.toDouble() : secondsFromText(value.toString());
    if (!(result > 0) || result > 7 * 86400) {
        return u"\"for\" must be a time such as \"30s\", \"500ms\", \"2m\" or \"1h\", at most a week"_s;
    }
    return std::nullopt;
}

std::optional<QString> readPath(const QJsonObject &object, FaultPath &result)
{
    const QJsonValue value = object.value("path"_L1);
    if (value.isUndefined()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < pathWords.size(); ++i) {
        if (value.toString() == QLatin1StringView(pathWords[i])) {
            result = static_cast<FaultPath>(i);
            return std::nullopt;
        }
    }
    return u"\"path\" must be all, health, ready or metrics"_s;
}

} // namespace

const std::vector<std::string> &Match::keys()
{
    static const std::vector<std::string> names{"service", "cluster", "instance",
                                                "release", "role",    "address"};
    return names;
}

std::variant<Match, QString> Match::parse(const QString &text)
{
    Match match;
    if (text.trimmed().isEmpty() || text.trimmed() == "*"_L1) {
        return match;
    }
    if (text.size() > 4096) {
        return u"the match is longer than 4096 characters"_s;
    }
    for (const QString &part : text.split(u',')) {
        const qsizetype equals = part.indexOf(u'=');
        if (equals <= 0) {
            return u"\"%1\" in the match is not KEY=VALUE"_s.arg(part.trimmed().left(60));
        }
        const std::string key = part.left(equals).trimmed().toStdString();
        if (std::find(keys().begin(), keys().end(), key) == keys().end()) {
            return u"cannot match by \"%1\"; known: service, cluster, instance, release, role, address"_s.arg(
                QString::fromStdString(key).left(60));
        }
        Term term{.key = key, .values = {}};
        for (const QString &value : part.mid(equals + 1).split(u'|')) {
            term.values.push_back(value.trimmed().toStdString());
        }
        match.terms.push_back(std::move(term));
    }
    return match;
}

std::variant<FaultOrder, QString> FaultOrder::fromJson(const QJsonObject &object)
{
    if (const std::optional<QString> problem = unknownKey(object)) {
        return *problem;
    }
    const KindInfo *info = kindNamed(object.value("fault"_L1).toString());
    if (info == nullptr) {
        const QString given = object.value("fault"_L1).toString();
        return given.isEmpty() ? u"\"fault\" is missing; known: %1"_s.arg(kindNames())
                               : u"unknown fault \"%1\"; known: %2"_s.arg(given.left(60), kindNames());
    }
    FaultOrder order;
    order.kind = info->kind;
    const QJsonValue matchValue = object.value("match"_L1);
    if (!matchValue.isUndefined() && !matchValue.isString()) {
        return u"\"match\" must be a text such as \"service=checkout,cluster=eu-west\""_s;
    }
    order.matchText = matchValue.toString();
    std::variant<Match, QString> match = Match::parse(order.matchText);
    if (const QString *problem = std::get_if<QString>(&match)) {
        return *problem;
    }
    order.match = std::get<Match>(match);
    if (const QJsonValue count = object.value("count"_L1); !count.isUndefined()) {
        const double number = count.toDouble(-1);
        if (!(number >= 1) || number > 1e6 || number != std::floor(number)) {
            return u"\"count\" must be a whole number from 1"_s;
        }
        order.count = static_cast<int>(number);
    }
    for (const std::optional<QString> &problem :
         {readValue(object, *info, order.value), readFor(object, order.forSeconds),
          readPath(object, order.path), readText(object, u"breaker"_s, order.breaker),
          readText(object, u"reason"_s, order.reason)}) {
        if (problem) {
            return *problem;
        }
    }
    if (!order.breaker.empty() && !info->ofBreaker) {
        return u"\"%1\" is not about a breaker: it takes no \"breaker\""_s.arg(QLatin1StringView(info->name));
    }
    if (order.kind == FaultKind::BreakerBlip) {
        order.forSeconds = order.value;
    }
    return order;
}

QString toString(FaultKind kind)
{
    for (const KindInfo &info : kinds) {
        if (info.kind == kind) {
            return QString::fromLatin1(info.name);
        }
    }
    return {};
}

double secondsFromText(const QString &text)
{
    struct Unit
    {
        QLatin1StringView suffix;
        double seconds;
    };
    // "ms" before "s": the longer suffix first.
    static constexpr std::array units{Unit{"ms"_L1, 0.001}, Unit{"s"_L1, 1}, Unit{"m"_L1, 60},
                                      Unit{"h"_L1, 3600}};
    QString number = text.trimmed();
    double factor = 1;
    for (const Unit &unit : units) {
        if (number.endsWith(unit.suffix)) {
            number.chop(unit.suffix.size());
            factor = unit.seconds;
            break;
        }
    }
    bool good = false;
    const double value = number.toDouble(&good);
    return good && std::isfinite(value) ? value * factor : -1;
}

} // namespace quarterdeck::simfleet
