#include "app/cli/verbhelp.h"

#include <QCoreApplication>

namespace quarterdeck {

void addHelpOption(QCommandLineParser &parser)
{
    parser.addOption(
        QCommandLineOption({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this.")));
}

QString helpOf(const QCommandLineParser &parser, const QString &verb)
{
    QString text = parser.helpText();
    const qsizetype path = text.indexOf(QStringLiteral(": ")) + 2;
    const qsizetype end = text.indexOf(QStringLiteral(" [options]"));
    if (path >= 0 && end > path) {
        text.replace(path, end - path,
                     verb.isEmpty() ? QStringLiteral("quarterdeck") : QStringLiteral("quarterdeck ") + verb);
    }
    return text;
}

} // namespace quarterdeck
