// ASP.NET Core: HealthCheckOptions.cs writes one plain word; the HealthChecks.UI writer (UIResponseWriter)
// and the documentation's sample writer write JSON with `entries` or `results`.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

namespace quarterdeck {

namespace {

/// HealthStatus as a word, or as the number of its enumeration: 0 unhealthy, 1 degraded, 2 healthy.
QString statusWord(const QJsonValue &value)
{
    if (value.isDouble()) {
        const double number = value.toDouble();
        return number == 2   ? QStringLiteral("Healthy")
               : number == 1 ? QStringLiteral("Degraded")
               : number == 0 ? QStringLiteral("Unhealthy")
                             : scalarText(value);
    }
    return value.toString();
}

bool isAspNetWord(QStringView word)
{
    const QString bare = bareWord(word);
    return bare == u"healthy" || bare == u"degraded" || bare == u"unhealthy";
}

} // namespace

std::optional<HealthAnswer> readAspNetText(const HealthDocument &document)
{
    if (document.kind != HealthDocument::Kind::Text || !isAspNetWord(document.text.trimmed())) {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::AspNetText;
    answer.raw = document.text.trimmed();
    answer.verdict = verdictOrUnknown(answer.raw);
    return answer;
}

std::optional<HealthAnswer> readAspNetJson(const HealthDocument &document)
{
    const QJsonObject object = document.json.toObject();
    QJsonValue entries = member(object, u"entries");
    if (!entries.isObject()) {
        entries = member(object, u"results");
    }
    const QString raw = statusWord(member(object, u"status"));
    if (raw.isEmpty() || (!entries.isObject() && !isAspNetWord(raw))) {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::AspNetJson;
    answer.raw = oneLine(raw, HealthLimits::word);
    answer.verdict = verdictOrUnknown(raw);
    ComponentBudget budget;
    const QJsonObject map = entries.toObject();
    for (auto it = map.constBegin(); it != map.constEnd(); ++it) {
        if (!it->isObject() || !budget.take(1)) {
            continue;
        }
        const QJsonObject entry = it->toObject();
        const QString entryRaw = statusWord(member(entry, u"status"));
        QString reason = memberText(entry, u"description");
        if (reason.isEmpty()) {
            reason = memberText(entry, u"exception");
        }
        answer.components.append(makeComponent(it.key(), verdictOrUnknown(entryRaw), entryRaw, reason));
    }
    return answer;
}

} // namespace quarterdeck
