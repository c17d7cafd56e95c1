#include "app/cli/metricsverb.h"

#include "app/cli/fetch.h"
#include "app/cli/metricsjson.h"
#include "app/cli/metricsreport.h"
#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "models/exposition/contenttype.h"

#include <QCommandLineParser>
#include <QUrl>

#include <chrono>

namespace quarterdeck {

namespace {

constexpr int exitAccepted = 0;
constexpr int exitRejected = 1;
constexpr qint64 maxFetchedBytes = 16 * 1024 * 1024; ///< the bound that polling has too
constexpr qint64 maxFileBytes = 2LL * 1024 * 1024 * 1024 - 2 * 1024 * 1024; ///< what a QByteArray holds
constexpr std::chrono::seconds fetchTimeout{10};

/// What Prometheus 2.42 asks for, and newer text versions behind it.
constexpr char acceptedTypes[] = "application/openmetrics-text;version=1.0.0,"
                                 "application/openmetrics-text;version=0.0.1;q=0.75,"
                                 "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

QString placed(const QString &source, std::uint64_t line, std::uint64_t column, const std::string &message)
{
    return QStringLiteral("%1:%2:%3: %4")
        .arg(source, QString::number(line), QString::number(column), QString::fromStdString(message));
}

void printProblems(const QString &source, const MetricsReport &report)
{
    for (const ExpositionProblem &problem : report.problems) {
        printMessage(placed(source, problem.line, problem.column, problem.message));
    }
    if (report.problemCount > report.problems.size()) {
        printMessage(QStringLiteral("%1: %2 more problems")
                         .arg(source)
                         .arg(report.problemCount - report.problems.size()));
    }
}

void printWarnings(const QString &source, const MetricsReport &report)
{
    for (const ExpositionWarning &warning : report.warnings) {
        printMessage(placed(source, warning.line, warning.column, "warning: " + warning.message));
    }
    if (report.warningCount > report.warnings.size()) {
        printMessage(QStringLiteral("%1: %2 more warnings")
                         .arg(source)
                         .arg(report.warningCount - report.warnings.size()));
    }
}

std::string sourceProblemJson(const QString &message)
{
    MetricsReport report;
    report.problemCount = 1;
    report.problems.push_back({0, 0, message.toStdString()});
    return problemsJson(report);
}

/// "1 family", "2 families".
QString counted(std::uint64_t number, const char *one, const char *many)
{
    return QStringLiteral("%1 %2").arg(number).arg(QLatin1String(number == 1 ? one : many));
}

} // namespace

int metricsVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Reads a metrics page as Prometheus does and says what is wrong with it.\n"
                       "Exit: 0 readable, 1 rejected."));
    const QCommandLineOption format(
        QStringLiteral("format"),
        QStringLiteral("auto (by content type, or by a last line \"# EOF\"), text, openmetrics"),
        QStringLiteral("FORMAT"), QStringLiteral("auto"));
    const QCommandLineOption strict(QStringLiteral("strict"),
                                    QStringLiteral("reject what breaks a rule, although it can be read"));
    const QCommandLineOption quoted(
        QStringLiteral("quoted-names"),
        QStringLiteral("read quoted UTF-8 names, as a newer content type allows them"));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("print JSON"));
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("show this"));
    parser.addOptions({format, strict, quoted, json, help});
    parser.addPositionalArgument(QStringLiteral("FILE|URL|-"), QStringLiteral("the page; - is stdin"));
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(help)) {
        printData(helpOf(parser, QStringLiteral("metrics")));
        return exitAccepted;
    }
    const QString wanted = parser.value(format);
    if (wanted != QStringLiteral("auto") && wanted != QStringLiteral("text") &&
        wanted != QStringLiteral("openmetrics")) {
        printMessage(QStringLiteral("--format is auto, text or openmetrics, not \"%1\"").arg(wanted));
        return exitUsage;
    }
    if (parser.positionalArguments().size() != 1) {
        printMessage(QStringLiteral("metrics takes one file, address or - (stdin)"));
        return exitUsage;
    }
    const QString source = parser.positionalArguments().constFirst();
    const bool isUrl = isAddress(source);
    const FetchedPage fetched = isUrl ? fetchPage(QUrl(source), fetchTimeout, maxFetchedBytes, acceptedTypes)
                                      : readFile(source, maxFileBytes);
    QString trouble = fetched.error;
    if (trouble.isEmpty() && isUrl && fetched.status != 200) {
        trouble = QStringLiteral("HTTP status %1").arg(fetched.status);
        if (!fetched.location.isEmpty()) {
            trouble += QStringLiteral(", to %1 (redirects are not followed)")
                           .arg(QString::fromUtf8(fetched.location));
        }
    }
    if (!trouble.isEmpty()) {
        printMessage(QStringLiteral("%1: %2").arg(source, trouble));
        if (parser.isSet(json)) {
            printData(QByteArray::fromStdString(sourceProblemJson(trouble)));
        }
        return exitRejected;
    }

    const std::string_view page(fetched.body.constData(), static_cast<std::size_t>(fetched.body.size()));
    ExpositionDialect dialect =
        isUrl ? expositionDialect(
                    {fetched.contentType.constData(), static_cast<std::size_t>(fetched.contentType.size())})
              : dialectOfPage(page);
    if (wanted != QStringLiteral("auto")) {
        dialect.format =
            wanted == QStringLiteral("text") ? ExpositionFormat::Text : ExpositionFormat::OpenMetrics;
    }
    dialect.quotedNames = dialect.quotedNames || parser.isSet(quoted);

    const MetricsReport report = lintMetrics(page, dialect, parser.isSet(strict));
    const QString shown = source == QStringLiteral("-") ? QStringLiteral("stdin") : source;
    if (report.rejected()) {
        if (parser.isSet(json)) {
            printData(QByteArray::fromStdString(problemsJson(report)));
        } else {
            printProblems(shown, report);
        }
        return exitRejected;
    }
    if (parser.isSet(json)) {
        writeMetricsJson(page, dialect, report, [](std::string_view piece) {
            printData(QByteArray::fromRawData(piece.data(), static_cast<qsizetype>(piece.size())));
        });
        return exitAccepted;
    }
    printWarnings(shown, report);
    printData(QStringLiteral("%1: %2, %3, %4, %5\n")
                  .arg(shown,
                       dialect.format == ExpositionFormat::Text ? QStringLiteral("text 0.0.4")
                                                                : QStringLiteral("OpenMetrics"),
                       counted(report.families, "family", "families"),
                       counted(report.samples, "sample", "samples"),
                       counted(report.warningCount, "warning", "warnings")));
    return exitAccepted;
}

} // namespace quarterdeck
