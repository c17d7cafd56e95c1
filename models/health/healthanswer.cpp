#include "models/health/healthanswer.h"

#include "models/health/healthword.h"

#include <QMap>

namespace quarterdeck {

// Here, as QList's comparison asks for that of a type which is complete.
bool HealthComponent::operator==(const HealthComponent &other) const
{
    return verdict == other.verdict && name == other.name && raw == other.raw && reason == other.reason &&
           components == other.components;
}

QString toString(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Up:
        return QStringLiteral("up");
    case Verdict::Degraded:
        return QStringLiteral("degraded");
    case Verdict::Down:
        return QStringLiteral("down");
    case Verdict::Unknown:
        return QStringLiteral("unknown");
    case Verdict::Restricted:
        return QStringLiteral("restricted");
    case Verdict::Throttled:
        return QStringLiteral("throttled");
    case Verdict::Absent:
        return QStringLiteral("absent");
    }
    return {};
}

QString toString(HealthFormat format)
{
    switch (format) {
    case HealthFormat::Auto:
        return QStringLiteral("auto");
    case HealthFormat::SpringBoot:
        return QStringLiteral("spring-boot");
    case HealthFormat::MicroProfile:
        return QStringLiteral("microprofile");
    case HealthFormat::HealthJson:
        return QStringLiteral("health+json");
    case HealthFormat::Kubernetes:
        return QStringLiteral("kubernetes");
    case HealthFormat::AspNetText:
        return QStringLiteral("aspnet-text");
    case HealthFormat::AspNetJson:
        return QStringLiteral("aspnet-json");
    case HealthFormat::Consul:
        return QStringLiteral("consul");
    case HealthFormat::Etcd:
        return QStringLiteral("etcd");
    case HealthFormat::Envoy:
        return QStringLiteral("envoy");
    case HealthFormat::Patroni:
        return QStringLiteral("patroni");
    case HealthFormat::Plain:
        return QStringLiteral("plain");
    }
    return {};
}

static constexpr HealthFormat allFormats[] = {
    HealthFormat::Auto,       HealthFormat::SpringBoot, HealthFormat::MicroProfile, HealthFormat::HealthJson,
    HealthFormat::Kubernetes, HealthFormat::AspNetText, HealthFormat::AspNetJson,   HealthFormat::Consul,
    HealthFormat::Etcd,       HealthFormat::Envoy,      HealthFormat::Patroni,      HealthFormat::Plain,
};

std::optional<HealthFormat> healthFormatFromName(QStringView name)
{
    const QString wanted = bareWord(name);
    for (const HealthFormat format : allFormats) {
        if (bareWord(toString(format)) == wanted) {
            return format;
        }
    }
    // What people write beside the names above
    static const QMap<QString, HealthFormat> others = {
        {QStringLiteral("spring"), HealthFormat::SpringBoot},
        {QStringLiteral("actuator"), HealthFormat::SpringBoot},
        {QStringLiteral("quarkus"), HealthFormat::MicroProfile},
        {QStringLiteral("ietf"), HealthFormat::HealthJson},
        {QStringLiteral("rfchealthcheck"), HealthFormat::HealthJson},
        {QStringLiteral("k8s"), HealthFormat::Kubernetes},
        {QStringLiteral("aspnet"), HealthFormat::AspNetText},
        {QStringLiteral("aspnetcore"), HealthFormat::AspNetText},
        {QStringLiteral("healthchecksui"), HealthFormat::AspNetJson},
        {QStringLiteral("text"), HealthFormat::Plain},
        {QStringLiteral("status"), HealthFormat::Plain},
    };
    const auto found = others.constFind(wanted);
    return found == others.constEnd() ? std::nullopt : std::optional(*found);
}

QList<QString> healthFormatNames()
{
    QList<QString> names;
    for (const HealthFormat format : allFormats) {
        names.append(toString(format));
    }
    return names;
}

} // namespace quarterdeck
