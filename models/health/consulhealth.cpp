// Consul: /v1/health/checks|node|state (arrays of checks), /v1/health/service (entries with Checks),
// /v1/agent/checks (a map of checks), /v1/agent/health/service (AggregatedStatus). The worst check wins.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

#include <QJsonArray>

#include <algorithm>

namespace quarterdeck {

namespace {

bool isCheck(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    return object.value(u"Status").isString() &&
           (object.contains(u"CheckID") || object.contains(u"Node") || object.contains(u"ServiceID"));
}

bool isEntry(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    return object.value(u"Checks").isArray() &&
           (object.contains(u"Service") || object.contains(u"Node") || object.contains(u"AggregatedStatus"));
}

class Reading
{
public:
    void addCheck(const QJsonObject &check)
    {
        const QString raw = check.value(u"Status").toString();
        const Verdict verdict = verdictOrUnknown(raw);
        if (m_answer.raw.isEmpty() || severity(verdict) > severity(m_answer.verdict)) {
            m_answer.verdict = verdict;
            m_answer.raw = oneLine(raw, HealthLimits::word);
        }
        QString name = memberText(check, u"Name");
        if (name.isEmpty()) {
            name = memberText(check, u"CheckID");
        }
        if (m_budget.take(1)) {
            m_answer.components.append(makeComponent(name, verdict, raw, memberText(check, u"Output")));
        }
    }

    void addEntry(const QJsonObject &entry)
    {
        const QString aggregated = entry.value(u"AggregatedStatus").toString();
        if (!aggregated.isEmpty() &&
            (m_answer.raw.isEmpty() || severity(verdictOrUnknown(aggregated)) > severity(m_answer.verdict))) {
            m_answer.verdict = verdictOrUnknown(aggregated);
            m_answer.raw = oneLine(aggregated, HealthLimits::word);
        }
        const QJsonArray checks = entry.value(u"Checks").toArray();
        for (const QJsonValue &check : checks) {
            if (isCheck(check)) {
                addCheck(check.toObject());
            }
        }
    }

    std::optional<HealthAnswer> take()
    {
        if (m_answer.raw.isEmpty()) {
            return std::nullopt;
        }
        m_answer.format = HealthFormat::Consul;
        return m_answer;
    }

private:
    HealthAnswer m_answer;
    ComponentBudget m_budget;
};

} // namespace

std::optional<HealthAnswer> readConsul(const HealthDocument &document)
{
    Reading reading;
    if (document.json.isArray()) {
        const QJsonArray array = document.json.toArray();
        for (const QJsonValue &value : array) {
            if (isEntry(value)) {
                reading.addEntry(value.toObject());
            } else if (isCheck(value)) {
                reading.addCheck(value.toObject());
            }
        }
    } else if (isEntry(document.json)) {
        reading.addEntry(document.json.toObject());
    } else if (isCheck(document.json)) {
        reading.addCheck(document.json.toObject());
    } else if (document.json.isObject()) {
        const QJsonObject map = document.json.toObject();
        if (!map.isEmpty() && std::all_of(map.constBegin(), map.constEnd(), isCheck)) {
            for (const QJsonValue &check : map) {
                reading.addCheck(check.toObject());
            }
        }
    }
    return reading.take();
}

} // namespace quarterdeck
