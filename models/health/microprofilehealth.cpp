// MicroProfile Health: protocol-wireformat.asciidoc. 1.0 wrote `outcome` and `state` for today's `status`.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QJsonArray>

namespace quarterdeck {

static QString statusOf(const QJsonObject &object, QStringView older)
{
    const QString status = object.value(u"status").toString();
    return status.isEmpty() ? object.value(older).toString() : status;
}

std::optional<HealthAnswer> readMicroProfile(const HealthDocument &document)
{
    const QJsonObject object = document.json.toObject();
    const QString raw = statusOf(object, u"outcome");
    if (!object.value(u"checks").isArray() || raw.isEmpty()) {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::MicroProfile;
    answer.raw = oneLine(raw, HealthLimits::word);
    answer.verdict = verdictOrUnknown(raw);
    ComponentBudget budget;
    const QJsonArray checks = object.value(u"checks").toArray();
    for (const QJsonValue &value : checks) {
        const QJsonObject check = value.toObject();
        const QString checkRaw = statusOf(check, u"state");
        if (!value.isObject() || !budget.take(1)) {
            continue;
        }
        answer.components.append(makeComponent(check.value(u"name").toString(), verdictOrUnknown(checkRaw),
                                               checkRaw, detailsText(check.value(u"data").toObject())));
    }
    return answer;
}

} // namespace quarterdeck
