#include "models/health/healthword.h"

#include <QHash>

namespace quarterdeck {

QString bareWord(QStringView word)
{
    QString bare;
    bare.reserve(word.size());
    for (const QChar character : word) {
        if (character.isLetterOrNumber()) {
            bare.append(character.toLower());
        }
    }
    return bare;
}

std::optional<Verdict> verdictFromWord(QStringView word)
{
    using enum Verdict;
    static const QHash<QString, Verdict> words = {
        // Spring Boot and MicroProfile; Spring Boot Admin adds the last two
        {QStringLiteral("up"), Up},
        {QStringLiteral("down"), Down},
        {QStringLiteral("outofservice"), Down},
        {QStringLiteral("unknown"), Unknown},
        {QStringLiteral("offline"), Down},
        {QStringLiteral("restricted"), Restricted},
        // health+json with its aliases
        {QStringLiteral("pass"), Up},
        {QStringLiteral("ok"), Up},
        {QStringLiteral("warn"), Degraded},
        {QStringLiteral("fail"), Down},
        {QStringLiteral("error"), Down},
        // ASP.NET Core
        {QStringLiteral("healthy"), Up},
        {QStringLiteral("degraded"), Degraded},
        {QStringLiteral("unhealthy"), Down},
        // Consul; what is in maintenance takes no traffic on purpose
        {QStringLiteral("passing"), Up},
        {QStringLiteral("warning"), Degraded},
        {QStringLiteral("critical"), Down},
        {QStringLiteral("maintenance"), Down},
        // grpc.health.v1 through a gateway
        {QStringLiteral("serving"), Up},
        {QStringLiteral("notserving"), Down},
        {QStringLiteral("serviceunknown"), Unknown},
        // Elasticsearch, OpenSearch
        {QStringLiteral("green"), Up},
        {QStringLiteral("yellow"), Degraded},
        {QStringLiteral("red"), Down},
        // What plain endpoints say
        {QStringLiteral("okay"), Up},
        {QStringLiteral("alive"), Up},
        {QStringLiteral("live"), Up},
        {QStringLiteral("ready"), Up},
        {QStringLiteral("running"), Up},
        {QStringLiteral("available"), Up},
        {QStringLiteral("online"), Up},
        {QStringLiteral("operational"), Up},
        {QStringLiteral("passed"), Up},
        {QStringLiteral("success"), Up},
        {QStringLiteral("pong"), Up},
        {QStringLiteral("imok"), Up},
        {QStringLiteral("true"), Up},
        {QStringLiteral("notok"), Down},
        {QStringLiteral("notready"), Down},
        {QStringLiteral("unavailable"), Down},
        {QStringLiteral("serviceunavailable"), Down},
        {QStringLiteral("failed"), Down},
        {QStringLiteral("failing"), Down},
        {QStringLiteral("failure"), Down},
        {QStringLiteral("dead"), Down},
        {QStringLiteral("stopped"), Down},
        {QStringLiteral("crashed"), Down},
        {QStringLiteral("fatal"), Down},
        {QStringLiteral("fatalerror"), Down},
        {QStringLiteral("false"), Down},
    };
    const auto found = words.constFind(bareWord(word));
    return found == words.constEnd() ? std::nullopt : std::optional(*found);
}

int severity(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Down:
        return 6;
    case Verdict::Degraded:
        return 5;
    case Verdict::Unknown:
        return 4;
    case Verdict::Restricted:
        return 3;
    case Verdict::Throttled:
        return 2;
    case Verdict::Absent:
        return 1;
    case Verdict::Up:
        return 0;
    }
    return 0;
}

} // namespace quarterdeck
