#include "models/breakerboard/breakertile.h"

namespace quarterdeck {

QString libraryName(const QString &convention)
{
    static const QHash<QString, QString> names{
        {QStringLiteral("resilience4j"), QStringLiteral("Resilience4j")},
        {QStringLiteral("hystrix"), QStringLiteral("Hystrix")},
        {QStringLiteral("smallrye"), QStringLiteral("SmallRye")},
        {QStringLiteral("microprofile"), QStringLiteral("MicroProfile")},
        {QStringLiteral("envoy"), QStringLiteral("Envoy")},
        {QStringLiteral("linkerd"), QStringLiteral("Linkerd")},
        {QStringLiteral("finagle"), QStringLiteral("Finagle")},
        {QStringLiteral("polly"), QStringLiteral("Polly")},
        {QStringLiteral("sentinel-go"), QStringLiteral("Sentinel Go")},
        {QStringLiteral("sentinel-java"), QStringLiteral("Sentinel Java")},
        {QStringLiteral("armeria"), QStringLiteral("Armeria")},
        {QStringLiteral("gofr"), QStringLiteral("GoFr")},
        {QStringLiteral("labelled"), QStringLiteral("home-grown, labelled")},
    };
    return names.value(convention, convention);
}

} // namespace quarterdeck
