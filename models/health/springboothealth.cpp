// Spring Boot actuator: SimpleStatusAggregator.java, SimpleHttpCodeStatusMapper.java, and the health
// endpoint's bodies of its versions: `components` (2.2 and later), `details` (2.0, 2.1), members beside
// `status` (1.x).
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QJsonArray>

namespace quarterdeck {

namespace {

bool isIndicator(const QJsonValue &value)
{
    return value.isObject() && value.toObject().value(u"status").isString();
}

/// In 2.0 and 2.1 `details` of an aggregate holds indicators, `details` of an indicator free-form values.
bool holdsIndicators(const QJsonValue &value)
{
    if (!value.isObject()) {
        return false;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (isIndicator(*it)) {
            return true;
        }
    }
    return false;
}

QList<HealthComponent> readIndicators(const QJsonObject &object, int depth, ComponentBudget &budget);

HealthComponent readIndicator(const QString &name, const QJsonObject &object, int depth,
                              ComponentBudget &budget)
{
    const QString raw = object.value(u"status").toString();
    const QJsonValue details = object.value(u"details");
    QString reason = object.value(u"description").toString();
    if (reason.isEmpty() && details.isObject() && !holdsIndicators(details)) {
        reason = detailsText(details.toObject());
    }
    if (reason.isEmpty()) {
        reason = memberText(object, u"error"); // 1.x writes it beside the status
    }
    HealthComponent component = makeComponent(name, verdictOrUnknown(raw), raw, reason);
    component.components = readIndicators(object, depth + 1, budget);
    return component;
}

QList<HealthComponent> readIndicators(const QJsonObject &object, int depth, ComponentBudget &budget)
{
    QList<HealthComponent> components;
    const auto readAll = [&](const QJsonObject &indicators) {
        for (auto it = indicators.constBegin(); it != indicators.constEnd(); ++it) {
            if (isIndicator(*it) && budget.take(depth)) {
                components.append(readIndicator(it.key(), it->toObject(), depth, budget));
            }
        }
    };
    if (object.value(u"components").isObject()) {
        readAll(object.value(u"components").toObject());
    } else if (holdsIndicators(object.value(u"details"))) {
        readAll(object.value(u"details").toObject());
    } else {
        readAll(object);
    }
    return components;
}

} // namespace

std::optional<HealthAnswer> readSpringBoot(const HealthDocument &document)
{
    const QJsonObject object = document.json.toObject();
    const QJsonValue status = object.value(u"status");
    if (!status.isString()) {
        return std::nullopt;
    }
    ComponentBudget budget;
    const HealthComponent root = readIndicator(QString(), object, 0, budget);
    HealthAnswer answer;
    answer.format = HealthFormat::SpringBoot;
    answer.verdict = root.verdict;
    answer.raw = root.raw;
    answer.reason = root.reason;
    answer.components = root.components;
    return answer;
}

} // namespace quarterdeck
