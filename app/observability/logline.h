#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <chrono>

namespace quarterdeck {

enum class LogLevel : quint8 { Debug, Info, Warning, Error };
enum class LogFormat : quint8 { Text, Json };

struct LogField
{
    QString name;
    QJsonValue value;
};

/// One thing to be told. Nobody puts a secret into one: fields are names, states, counts and reasons.
struct LogEntry
{
    std::chrono::system_clock::time_point time;
    LogLevel level = LogLevel::Info;
    QString category; ///< the subsystem: config, polling, fleet, window, qt
    QString message;
    QList<LogField> fields;
};

/// One line with its newline, UTF-8. JSON: an object with time (RFC 3339, UTC), level, category, message and
/// the fields beside them. Control characters of a text that came from outside never reach the terminal.
QByteArray logLine(const LogEntry &entry, LogFormat format);

QString toString(LogLevel level);

} // namespace quarterdeck
