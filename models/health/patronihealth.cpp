// Patroni: docs/rest_api.rst, patroni/api.py. The body is the same at every endpoint; the code depends on
// what the endpoint asks: 503 on /primary of a healthy replica is normal and says nothing about its health.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

namespace quarterdeck {

namespace {

/// PostgreSQL's states as patroni/postgresql/misc.py and its callers write them.
Verdict stateVerdict(const QString &state)
{
    if (state == u"running" || state == u"streaming" || state == u"in archive recovery") {
        return Verdict::Up;
    }
    if (state == u"starting" || state == u"restarting" || state == u"creating replica" ||
        state.startsWith(u"initializing") || state.startsWith(u"running custom bootstrap")) {
        return Verdict::Degraded; // on its way, alive and not yet serving
    }
    if (state == u"stopped" || state == u"stopping" || state == u"crashed" || state.contains(u"failed")) {
        return Verdict::Down;
    }
    return Verdict::Unknown;
}

} // namespace

std::optional<HealthAnswer> readPatroni(const HealthDocument &document)
{
    const QJsonObject object = document.json.toObject();
    const QString state = object.value(u"state").toString();
    if (state.isEmpty() || (!object.value(u"patroni").isObject() && !object.value(u"role").isString())) {
        return std::nullopt;
    }
    const QString role = object.value(u"role").toString();
    HealthAnswer answer;
    answer.format = HealthFormat::Patroni;
    answer.raw = oneLine(state, HealthLimits::word);
    answer.verdict = stateVerdict(state);
    answer.reason = oneLine(role.isEmpty() ? state : state + QStringLiteral(" as ") + role);
    if (document.question == HealthQuestion::Readiness &&
        (document.input.status >= 400 || answer.verdict == Verdict::Degraded)) {
        // Asked whether the node takes this endpoint's traffic, the code is the answer
        answer.verdict = Verdict::Down;
    }
    if (object.value(u"pause").toBool()) {
        answer.reason += QStringLiteral(", automatic failover paused");
    }
    if (object.value(u"cluster_unlocked").toBool()) {
        answer.reason += QStringLiteral(", cluster has no leader");
        if (answer.verdict == Verdict::Up) {
            answer.verdict = Verdict::Degraded;
        }
    }
    if (object.value(u"pending_restart").toBool()) {
        answer.reason += QStringLiteral(", restart pending");
    }
    return answer;
}

} // namespace quarterdeck
