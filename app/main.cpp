#include "app/cli/consoleoptions.h"
#include "app/cli/incidentsverb.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "app/observability/log.h"
#include "app/window/windowmain.h"
#include "app/window/windowoptions.h"
#include "widgets/postmortem/postmortempdf.h"

#include <QGuiApplication>

using namespace quarterdeck;

namespace {

/// The log from the first line of main to its last; silent unless asked for.
class Logging
{
public:
    explicit Logging(const ConsoleOptions &options)
    {
        if (options.logFormat || options.logLevel) {
            log::start(options.logFormat.value_or(LogFormat::Text),
                       options.logLevel.value_or(LogLevel::Info));
        }
    }
    ~Logging() { log::stop(); }
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("quarterdeck"));
    QCoreApplication::setApplicationVersion(QStringLiteral(QUARTERDECK_VERSION));

    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    ConsoleOptions console;
    if (const auto wrong = takeConsoleOptions(arguments, console)) {
        printMessage(*wrong);
        return exitUsage;
    }
    setConsoleOptions(console);
    const Logging logging(console);

    const QString first = arguments.value(1);
    if (first == QStringLiteral("--help") || first == QStringLiteral("-h") ||
        first == QStringLiteral("help")) {
        printData(programHelp() + QLatin1Char('\n') + windowHelp() + QLatin1Char('\n') +
                  consoleOptionsHelp());
        return 0;
    }
    if (first == QStringLiteral("--version") || first == QStringLiteral("-v")) {
        printData(QStringLiteral("quarterdeck " QUARTERDECK_VERSION "\n"));
        return 0;
    }
    if (first.isEmpty() || first.startsWith(QLatin1Char('-'))) {
        return windowMain(argc, argv, arguments);
    }
    for (const Verb &verb : verbs()) {
        if (verb.name == first) {
            if (verb.draws && verb.draws(arguments.mid(1))) {
                qputenv("QT_QPA_PLATFORM", "offscreen"); // what is drawn is a file: no display is asked for
                setPostmortemPdf(&postmortemPdf);
                const QGuiApplication application(argc, argv);
                return verb.run(arguments.mid(1));
            }
            const QCoreApplication application(argc, argv);
            return verb.run(arguments.mid(1));
        }
    }
    const QString nearest = nearestVerb(first);
    printMessage(
        nearest.isEmpty()
            ? QStringLiteral("unknown verb \"%1\"; see --help. A file is given as --config FILE.").arg(first)
            : QStringLiteral("unknown verb \"%1\" (did you mean \"%2\"?)").arg(first, nearest));
    return exitUsage;
}
