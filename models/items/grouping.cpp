#include "models/items/grouping.h"

namespace quarterdeck {

namespace {

QString noValueText(const QString &key)
{
    return QStringLiteral("(no %1)").arg(key);
}

QString quotedIfNeeded(const QString &value)
{
    for (const QChar c : value) {
        if (!c.isLetterOrNumber() && !QStringView(u"-_.:/").contains(c)) {
            QString escaped = value;
            escaped.replace(QLatin1Char('\\'), QStringLiteral("\\\\"));
            escaped.replace(QLatin1Char('"'), QStringLiteral("\\\""));
            return QLatin1Char('"') + escaped + QLatin1Char('"');
        }
    }
    return value.isEmpty() ? QStringLiteral("\"\"") : value;
}

} // namespace

Grouping defaultGrouping()
{
    return {QStringLiteral("cluster"), QStringLiteral("service")};
}

QString groupValue(const Target &target, const QString &key)
{
    if (key == QStringLiteral("cluster")) {
        return target.cluster;
    }
    if (key == QStringLiteral("service")) {
        return target.service;
    }
    const QString value = target.labels.value(key);
    return value.isEmpty() ? noValueText(key) : value;
}

QString toString(const Grouping &grouping)
{
    return grouping.isEmpty() ? QStringLiteral("none") : grouping.join(QStringLiteral(" / "));
}

QString groupFilterTerm(const QString &key, const QString &value)
{
    if (key == QStringLiteral("cluster") || key == QStringLiteral("service")) {
        return key + QLatin1Char(':') + quotedIfNeeded(value);
    }
    const QString wanted = value == noValueText(key) ? QString() : value;
    return QStringLiteral("label:%1=%2").arg(key, quotedIfNeeded(wanted));
}

} // namespace quarterdeck
