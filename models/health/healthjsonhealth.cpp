// "Health Check Response Format for HTTP APIs", draft-inadarei-api-health-check: application/health+json.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QJsonArray>

namespace quarterdeck {

namespace {

QString checkReason(const QJsonObject &check)
{
    const QJsonValue output = check.value(u"output");
    QString reason = output.isObject() ? detailsText(output.toObject()) : scalarText(output);
    if (reason.isEmpty()) {
        const QString observed = memberText(check, u"observedValue");
        if (!observed.isEmpty()) {
            reason = observed + u' ' + memberText(check, u"observedUnit");
        }
    }
    if (reason.trimmed().isEmpty()) {
        // What others put there who borrow the shape
        reason = memberText(check, u"message");
        if (reason.isEmpty()) {
            reason = memberText(check, u"error");
        }
    }
    return reason.trimmed();
}

HealthComponent readCheck(const QString &name, const QJsonObject &check)
{
    const QString raw = check.value(u"status").toString();
    // `status` may be left out of a check: then the check only informs, and the root's word stands
    return makeComponent(name, raw.isEmpty() ? Verdict::Unknown : verdictOrUnknown(raw), raw,
                         checkReason(check));
}

/// Each key points to an array, one entry per node or thread; a single object there is a common slip.
HealthComponent readMeasurement(const QString &key, const QJsonValue &value, ComponentBudget &budget)
{
    const QJsonArray entries = value.isArray() ? value.toArray() : QJsonArray{value};
    if (entries.size() == 1) {
        return readCheck(key, entries.at(0).toObject());
    }
    HealthComponent group = makeComponent(key, Verdict::Up, QString(), QString());
    int number = 0;
    for (const QJsonValue &entry : entries) {
        const QJsonObject check = entry.toObject();
        const QString id = memberText(check, u"componentId");
        const HealthComponent component = readCheck(id.isEmpty() ? QString::number(++number) : id, check);
        if (number <= 1 && group.components.isEmpty()) {
            group.raw = component.raw;
            group.verdict = component.verdict;
        }
        if (severity(component.verdict) > severity(group.verdict)) {
            group.verdict = component.verdict;
            group.raw = component.raw;
        }
        if (budget.take(2)) {
            group.components.append(component);
        }
    }
    return group;
}

} // namespace

std::optional<HealthAnswer> readHealthJson(const HealthDocument &document)
{
    const QJsonObject object = document.json.toObject();
    const QString raw = object.value(u"status").toString();
    QJsonValue checks = object.value(u"checks");
    if (!checks.isObject()) {
        checks = object.value(u"details"); // its name in older drafts
    }
    if (raw.isEmpty() && !checks.isObject()) {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::HealthJson;
    answer.raw = oneLine(raw, HealthLimits::word);
    answer.reason = oneLine(memberText(object, u"output"));
    if (answer.reason.isEmpty()) {
        answer.reason = oneLine(object.value(u"notes").toArray().at(0).toString());
    }
    Verdict worst = Verdict::Up;
    ComponentBudget budget;
    const QJsonObject measurements = checks.toObject();
    for (auto it = measurements.constBegin(); it != measurements.constEnd(); ++it) {
        if (!it->isArray() && !it->isObject()) {
            continue;
        }
        if (it->isArray() && it->toArray().isEmpty()) {
            continue;
        }
        if (budget.take(1)) {
            const HealthComponent component = readMeasurement(it.key(), *it, budget);
            worst = worseOf(worst, component.verdict);
            answer.components.append(component);
        }
    }
    // `status` is required; where it is left out all the same, the checks speak, if there are any
    if (!raw.isEmpty()) {
        answer.verdict = verdictOrUnknown(raw);
    } else {
        answer.verdict = answer.components.isEmpty() ? Verdict::Unknown : worst;
    }
    return answer;
}

} // namespace quarterdeck
