// etcd: server/etcdserver/api/etcdhttp/health.go writes {"health":"true","reason":""}; health is a string.
#include "models/health/healthformats.h"
#include "models/health/healthword.h"

namespace quarterdeck {

std::optional<HealthAnswer> readEtcd(const HealthDocument &document)
{
    const QJsonObject object = document.json.toObject();
    const QJsonValue health = object.value(u"health");
    const QString raw = scalarText(health);
    const QString bare = bareWord(raw);
    if ((!health.isString() && !health.isBool()) || object.size() > 4 ||
        (bare != u"true" && bare != u"false")) {
        return std::nullopt;
    }
    HealthAnswer answer;
    answer.format = HealthFormat::Etcd;
    answer.raw = raw;
    answer.verdict = bare == u"true" ? Verdict::Up : Verdict::Down;
    answer.reason = oneLine(memberText(object, u"reason"));
    return answer;
}

} // namespace quarterdeck
