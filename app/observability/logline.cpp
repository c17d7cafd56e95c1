#include "app/observability/logline.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace quarterdeck {

namespace {

constexpr qsizetype longestText = 2000; ///< characters of one message or field

QString bounded(const QString &text)
{
    return text.size() <= longestText ? text : text.left(longestText) + QStringLiteral("…");
}

QString plain(const QString &text)
{
    QString result = bounded(text);
    for (QChar &c : result) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format) {
            c = QLatin1Char(' ');
        }
    }
    return result;
}

QString timeText(std::chrono::system_clock::time_point time)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString valueText(const QJsonValue &value)
{
    if (value.isString()) {
        const QString text = plain(value.toString());
        const bool quoted =
            text.isEmpty() || text.contains(QLatin1Char(' ')) || text.contains(QLatin1Char('"'));
        return quoted ? QLatin1Char('"') + QString(text).replace(QLatin1Char('"'), QStringLiteral("\\\"")) +
                            QLatin1Char('"')
                      : text;
    }
    return value.toVariant().toString();
}

} // namespace

QString toString(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return QStringLiteral("debug");
    case LogLevel::Info:
        return QStringLiteral("info");
    case LogLevel::Warning:
        return QStringLiteral("warning");
    case LogLevel::Error:
        return QStringLiteral("error");
    }
    return {};
}

QByteArray logLine(const LogEntry &entry, LogFormat format)
{
    if (format == LogFormat::Json) {
        QJsonObject object;
        for (const LogField &field : entry.fields) {
            object.insert(field.name,
                          field.value.isString() ? QJsonValue(bounded(field.value.toString())) : field.value);
        }
        object.insert(QStringLiteral("time"), timeText(entry.time));
        object.insert(QStringLiteral("level"), toString(entry.level));
        object.insert(QStringLiteral("category"), entry.category);
        object.insert(QStringLiteral("message"), bounded(entry.message));
        return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    }
    QString line =
        QStringLiteral("%1 %2 %3: %4")
            .arg(timeText(entry.time), toString(entry.level), entry.category, plain(entry.message));
    for (const LogField &field : entry.fields) {
        line += QStringLiteral(" %1=%2").arg(field.name, valueText(field.value));
    }
    return line.toUtf8() + '\n';
}

} // namespace quarterdeck
