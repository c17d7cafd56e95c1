#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QString>

namespace quarterdeck {

/// Exit codes that all verbs share; each verb's own are in its header.
inline constexpr int exitCouldNot = 3; ///< what was asked could not be done or told
inline constexpr int exitUsage = 64;   ///< EX_USAGE of sysexits.h: the command line itself is wrong

/// Data goes to stdout and messages to stderr, both UTF-8, so that output can be piped.
void printData(const QByteArray &utf8);
void printData(const QString &text);
void printJson(const QJsonDocument &document); ///< one line, compact, newline at the end
void printMessage(const QString &text);        ///< "quarterdeck: " is put before it

} // namespace quarterdeck
