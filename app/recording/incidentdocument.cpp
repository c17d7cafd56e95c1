#include "app/recording/incidentdocument.h"

#include "app/recording/recordtime.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QJsonValue timeValue(std::optional<WallTime> time)
{
    return time ? QJsonValue(toMilliseconds(*time)) : QJsonValue();
}

std::optional<WallTime> timeOf(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(toWallTime(value.toInteger())) : std::nullopt;
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &each : value.toArray()) {
        texts.append(each.toString());
    }
    return texts;
}

} // namespace

QByteArray incidentDocument(const Incident &incident)
{
    QJsonObject failed;
    for (auto each = incident.failedRequests.cbegin(); each != incident.failedRequests.cend(); ++each) {
        if (std::isfinite(*each)) {
            failed.insert(each.key(), *each);
        }
    }
    QJsonArray runs;
    for (const qint64 run : incident.runs) {
        runs.append(run);
    }
    QJsonObject touched; // instance: its service
    for (auto each = incident.instances.cbegin(); each != incident.instances.cend(); ++each) {
        touched.insert(each.key(), each.value());
    }
    const IncidentClock &clock = incident.clock;
    const QJsonObject object{
        {u"number"_s, incident.number.value},
        {u"title"_s, incident.title},
        {u"title_own"_s, incident.titleIsOwn},
        {u"severity"_s, toString(incident.severity)},
        {u"severity_own"_s, incident.severityIsOwn},
        {u"state"_s, toString(incident.state)},
        {u"rule"_s, toString(incident.rule)},
        {u"rule_text"_s, incident.ruleText},
        {u"fleet"_s, incident.fleet},
        {u"services"_s, QJsonArray::fromStringList(incident.services)},
        {u"dependants"_s, QJsonArray::fromStringList(incident.dependants)},
        {u"clusters"_s, QJsonArray::fromStringList(incident.clusters)},
        {u"instances"_s, touched},
        {u"started"_s, timeValue(clock.started)},
        {u"detected"_s, timeValue(clock.detected)},
        {u"acknowledged"_s, timeValue(clock.acknowledged)},
        {u"mitigated"_s, timeValue(clock.mitigated)},
        {u"resolved"_s, timeValue(clock.resolved)},
        {u"acknowledged_stands"_s, incident.acknowledgementStands},
        {u"clears"_s, incident.clearsOnRecovery},
        {u"acknowledged_by"_s, incident.acknowledgedBy},
        {u"acknowledgement"_s, incident.acknowledgement},
        {u"commander"_s, incident.commander},
        {u"resolved_by"_s, incident.resolvedBy},
        {u"rto_s"_s, incident.rto ? QJsonValue(qint64(incident.rto->count())) : QJsonValue()},
        {u"failed"_s, failed},
        {u"pinned"_s, incident.pinned},
        {u"runs"_s, runs},
        {u"merged_into"_s, incident.mergedInto.value}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<Incident> incidentFromDocument(const QByteArray &document)
{
    const QJsonObject object = QJsonDocument::fromJson(document).object();
    const auto started = timeOf(object.value(u"started"_s));
    const auto detected = timeOf(object.value(u"detected"_s));
    if (!started || !detected) {
        return std::nullopt;
    }
    const auto text = [&object](const QString &key) { return object.value(key).toString(); };
    Incident incident;
    incident.number = {object.value(u"number"_s).toInteger()};
    incident.title = text(u"title"_s);
    incident.titleIsOwn = object.value(u"title_own"_s).toBool();
    incident.severity = severityFromString(text(u"severity"_s)).value_or(Severity::Major);
    incident.severityIsOwn = object.value(u"severity_own"_s).toBool();
    incident.state = incidentStateFromString(text(u"state"_s)).value_or(IncidentState::Resolved);
    incident.rule = incidentRuleFromString(text(u"rule"_s)).value_or(IncidentRule::Person);
    incident.ruleText = text(u"rule_text"_s);
    incident.fleet = text(u"fleet"_s);
    incident.services = textsOf(object.value(u"services"_s));
    incident.dependants = textsOf(object.value(u"dependants"_s));
    incident.clusters = textsOf(object.value(u"clusters"_s));
    const QJsonValue touched = object.value(u"instances"_s);
    for (const QString &instance : textsOf(touched)) { // as it was before each had its service beside it
        incident.instances.insert(instance, {});
    }
    const QJsonObject services = touched.toObject();
    for (auto one = services.begin(); one != services.end(); ++one) {
        incident.instances.insert(one.key(), one.value().toString());
    }
    incident.clock = {*started, *detected, timeOf(object.value(u"acknowledged"_s)),
                      timeOf(object.value(u"mitigated"_s)), timeOf(object.value(u"resolved"_s))};
    incident.acknowledgementStands = object.value(u"acknowledged_stands"_s).toBool();
    incident.clearsOnRecovery = object.value(u"clears"_s).toBool();
    incident.acknowledgedBy = text(u"acknowledged_by"_s);
    incident.acknowledgement = text(u"acknowledgement"_s);
    incident.commander = text(u"commander"_s);
    incident.resolvedBy = text(u"resolved_by"_s);
    if (object.value(u"rto_s"_s).isDouble()) {
        incident.rto = std::chrono::seconds(object.value(u"rto_s"_s).toInteger());
    }
    const QJsonObject failed = object.value(u"failed"_s).toObject();
    for (auto each = failed.begin(); each != failed.end(); ++each) {
        incident.failedRequests.insert(each.key(), each.value().toDouble());
    }
    incident.pinned = object.value(u"pinned"_s).toBool();
    for (const QJsonValue &run : object.value(u"runs"_s).toArray()) {
        incident.runs.append(run.toInteger());
    }
    incident.mergedInto = {object.value(u"merged_into"_s).toInteger()};
    return incident;
}

} // namespace quarterdeck
