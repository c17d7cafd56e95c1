#include "app/cli/consoleoptions.h"

namespace quarterdeck {

namespace {

ConsoleOptions current;

std::optional<QString> use(const QString &name, const QString &value, ConsoleOptions &options)
{
    if (name == QStringLiteral("--metrics-listen")) {
        options.metricsListen = value;
        return std::nullopt;
    }
    if (name == QStringLiteral("--log-format")) {
        if (value == QStringLiteral("text")) {
            options.logFormat = LogFormat::Text;
        } else if (value == QStringLiteral("json")) {
            options.logFormat = LogFormat::Json;
        } else {
            return QStringLiteral("--log-format is text or json, not \"%1\"").arg(value);
        }
        return std::nullopt;
    }
    for (const LogLevel level : {LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error}) {
        if (value == toString(level)) {
            options.logLevel = level;
            return std::nullopt;
        }
    }
    return QStringLiteral("--log-level is debug, info, warning or error, not \"%1\"").arg(value);
}

} // namespace

std::optional<QString> takeConsoleOptions(QStringList &arguments, ConsoleOptions &options)
{
    static const QStringList names{QStringLiteral("--metrics-listen"), QStringLiteral("--log-format"),
                                   QStringLiteral("--log-level")};
    for (qsizetype i = 1; i < arguments.size() && arguments.at(i) != QStringLiteral("--");) {
        const QString argument = arguments.at(i);
        const QString name = argument.section(QLatin1Char('='), 0, 0);
        if (!names.contains(name)) {
            ++i;
            continue;
        }
        arguments.removeAt(i);
        QString value = argument.mid(name.size() + 1);
        if (argument.size() == name.size()) {
            if (i >= arguments.size()) {
                return QStringLiteral("%1 wants a value").arg(name);
            }
            value = arguments.takeAt(i);
        }
        if (const auto wrong = use(name, value, options)) {
            return wrong;
        }
    }
    return std::nullopt;
}

const ConsoleOptions &consoleOptions()
{
    return current;
}

void setConsoleOptions(const ConsoleOptions &options)
{
    current = options;
}

QString consoleOptionsHelp()
{
    return QStringLiteral("About the console itself:\n"
                          "  --metrics-listen ADDR  With the window: serve the console's own metrics, e.g.\n"
                          "                         127.0.0.1:9464; a port alone listens on loopback.\n"
                          "  --log-format FORMAT    text or json: log to stderr, one line an entry.\n"
                          "  --log-level LEVEL      debug, info (default), warning or error.\n");
}

} // namespace quarterdeck
