#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "app/window/windowmain.h"
#include "app/window/windowoptions.h"

#include <QCoreApplication>

using namespace quarterdeck;

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("quarterdeck"));
    QCoreApplication::setApplicationVersion(QStringLiteral(QUARTERDECK_VERSION));

    const QString first = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (first == QStringLiteral("--help") || first == QStringLiteral("-h") ||
        first == QStringLiteral("help")) {
        printData(programHelp() + QLatin1Char('\n') + windowHelp());
        return 0;
    }
    if (first == QStringLiteral("--version") || first == QStringLiteral("-v")) {
        printData(QStringLiteral("quarterdeck " QUARTERDECK_VERSION "\n"));
        return 0;
    }
    if (first.isEmpty() || first.startsWith(QLatin1Char('-'))) {
        return windowMain(argc, argv);
    }
    for (const Verb &verb : verbs()) {
        if (verb.name == first) {
            QCoreApplication application(argc, argv);
            return verb.run(QCoreApplication::arguments().mid(1));
        }
    }
    const QString nearest = nearestVerb(first);
    printMessage(
        nearest.isEmpty()
            ? QStringLiteral("unknown verb \"%1\"; see --help. A file is given as --config FILE.").arg(first)
            : QStringLiteral("unknown verb \"%1\" (did you mean \"%2\"?)").arg(first, nearest));
    return exitUsage;
}
