#pragma once

#include "app/observability/logline.h"

#include <QStringList>

#include <optional>

namespace quarterdeck {

/// Options about the console itself, which go with every verb.
struct ConsoleOptions
{
    QString metricsListen; ///< empty: nobody listens
    std::optional<LogFormat> logFormat;
    std::optional<LogLevel> logLevel;
};

/// Takes --metrics-listen, --log-format and --log-level out of `arguments`, wherever they stand before a
/// "--". Gives what is wrong with them in one line, or nothing.
std::optional<QString> takeConsoleOptions(QStringList &arguments, ConsoleOptions &options);

/// Of this process; set once, before any verb runs.
const ConsoleOptions &consoleOptions();
void setConsoleOptions(const ConsoleOptions &options);

/// Their lines in the help.
QString consoleOptionsHelp();

} // namespace quarterdeck
