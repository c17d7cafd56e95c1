#include "app/cli/breakersverb.h"

#include "app/cli/fetch.h"
#include "app/cli/metricsreport.h"
#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/config/breakerrules.h"
#include "app/config/builtinrules.h"
#include "app/config/configuration.h"
#include "models/breakers/breakerconventions.h"
#include "models/breakers/breakerextractor.h"
#include "models/exposition/contenttype.h"
#include "models/exposition/pagereader.h"

#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonObject>
#include <QThread>

namespace quarterdeck {

namespace {

constexpr std::chrono::seconds fetchTimeout{10};
constexpr std::chrono::seconds betweenPages{1};   ///< long enough for a call or two, short enough to wait for
constexpr qint64 fetchLimit = 16LL * 1024 * 1024; ///< the bound that polling has too
constexpr qint64 fileLimit = 1024LL * 1024 * 1024;
constexpr char acceptedTypes[] =
    "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

/// The conventions of a configuration, or the built-in ones; nothing when the configuration is wrong.
std::shared_ptr<const BreakerConventions> conventionsOf(const QString &config)
{
    ProblemList problems;
    if (config.isEmpty()) {
        return breakerConventionsFor({}, builtInFile(QStringLiteral(":/quarterdeck/breakers.yml"), problems));
    }
    InstanceNumbering numbering;
    const ConfigurationResult result = loadConfiguration(config, numbering);
    for (const ConfigProblem &problem : result.errors) {
        printMessage(problem.toString());
    }
    return result.configuration ? result.configuration->breakerConventions : nullptr;
}

QJsonObject toJson(const QMap<QString, QString> &labels)
{
    QJsonObject object;
    for (auto it = labels.constBegin(); it != labels.constEnd(); ++it) {
        object.insert(it.key(), it.value());
    }
    return object;
}

QJsonValue toJson(const std::optional<double> &number)
{
    return number ? QJsonValue(*number) : QJsonValue(QJsonValue::Null);
}

QJsonObject toJson(const QList<BreakerReading> &readings, const QList<SaturationReading> &saturation)
{
    QJsonArray breakers;
    QJsonArray unknown;
    for (const BreakerReading &reading : readings) {
        QJsonObject breaker{{QStringLiteral("name"), reading.name},
                            {QStringLiteral("labels"), toJson(reading.labels)},
                            {QStringLiteral("state"), toString(reading.state)},
                            {QStringLiteral("raw"), reading.raw},
                            {QStringLiteral("convention"), reading.convention},
                            {QStringLiteral("threshold"), toJson(reading.threshold)},
                            {QStringLiteral("failure_rate"), toJson(reading.failureRate)}};
        if (reading.openings > 0) {
            breaker.insert(QStringLiteral("openings"), reading.openings);
            breaker.insert(QStringLiteral("inferred"), reading.inferred);
        }
        breakers.append(breaker);
        if (reading.state == BreakerState::Unknown) {
            unknown.append(QJsonObject{{QStringLiteral("series"), reading.series},
                                       {QStringLiteral("value"), reading.raw},
                                       {QStringLiteral("hint"), reading.hint}});
        }
    }
    QJsonArray limits;
    for (const SaturationReading &reading : saturation) {
        limits.append(QJsonObject{{QStringLiteral("name"), reading.name},
                                  {QStringLiteral("labels"), toJson(reading.labels)},
                                  {QStringLiteral("limit"), reading.limit},
                                  {QStringLiteral("at_limit"), reading.atLimit},
                                  {QStringLiteral("convention"), reading.convention}});
    }
    QJsonObject object{{QStringLiteral("breakers"), breakers}, {QStringLiteral("unknown"), unknown}};
    if (!limits.isEmpty()) {
        object.insert(QStringLiteral("saturation"), limits);
    }
    return object;
}

QString labelText(const QMap<QString, QString> &labels)
{
    QStringList parts;
    for (auto it = labels.constBegin(); it != labels.constEnd(); ++it) {
        parts.append(it.key() + u'=' + it.value());
    }
    return parts.isEmpty() ? QString() : QStringLiteral(" {") + parts.join(QStringLiteral(", ")) + u'}';
}

QString percent(double ratio)
{
    return QString::number(ratio * 100, 'g', 4) + QStringLiteral(" %");
}

QString toText(const QList<BreakerReading> &readings, const QList<SaturationReading> &saturation)
{
    QString text;
    for (const BreakerReading &reading : readings) {
        text +=
            QStringLiteral("%1%2: %3").arg(reading.name, labelText(reading.labels), toString(reading.state));
        text += QStringLiteral(" [%1, %2]").arg(reading.raw, reading.convention);
        if (reading.failureRate) {
            text += QStringLiteral(", failure rate ") + percent(*reading.failureRate);
        }
        if (reading.threshold) {
            text += QStringLiteral(", opens at ") + percent(*reading.threshold);
        }
        if (reading.openings > 0) {
            text += reading.openings == 1
                        ? QStringLiteral(", opened since the page before")
                        : QStringLiteral(", opened %1 times since the page before").arg(reading.openings);
            text += reading.inferred ? QStringLiteral(" (inferred)") : QString();
        }
        text += u'\n';
        if (!reading.hint.isEmpty()) {
            text += QStringLiteral("  ") + reading.series + u'\n';
            const QStringList lines = reading.hint.trimmed().split(u'\n');
            for (const QString &line : lines) {
                text += QStringLiteral("    ") + line + u'\n';
            }
        }
    }
    for (const SaturationReading &reading : saturation) {
        if (reading.atLimit) {
            text += QStringLiteral("%1%2: at its limit, %3\n")
                        .arg(reading.name, labelText(reading.labels), reading.limit);
        }
    }
    return text.isEmpty() ? QStringLiteral("no breakers\n") : text;
}

/// The pages of one target, one after the other.
class ObservedTarget
{
public:
    explicit ObservedTarget(std::shared_ptr<const BreakerConventions> conventions)
        : m_extractor(std::move(conventions))
        , m_reader(m_extractor)
    {
    }

    /// Whether there was a page.
    bool readFrom(const QString &source)
    {
        const bool isUrl = isAddress(source);
        const FetchedPage page = isUrl ? fetchPage(QUrl(source), fetchTimeout, fetchLimit, acceptedTypes)
                                       : readFile(source, fileLimit);
        QString trouble = page.error;
        if (trouble.isEmpty() && isUrl && (page.status < 200 || page.status > 299)) {
            trouble = QStringLiteral("HTTP %1").arg(page.status);
        }
        if (!trouble.isEmpty()) {
            printMessage(source + QStringLiteral(": ") + trouble);
            return false;
        }
        const std::string_view text(page.body.constData(), static_cast<std::size_t>(page.body.size()));
        const ExpositionDialect dialect =
            isUrl ? expositionDialect(
                        {page.contentType.constData(), static_cast<std::size_t>(page.contentType.size())})
                  : dialectOfPage(text);
        std::vector<SelectedSample> samples;
        const PageReport report = m_reader.read(text, dialect, samples);
        if (report.badLines > 0 && !report.problems.empty()) {
            const ExpositionProblem &first = report.problems.front();
            printMessage(QStringLiteral("%1:%2:%3: %4 (%5 unreadable lines in all)")
                             .arg(source)
                             .arg(first.line)
                             .arg(first.column)
                             .arg(QString::fromStdString(first.message))
                             .arg(report.badLines));
        }
        readings = m_extractor.update(samples);
        saturation = m_extractor.saturation();
        return true;
    }

    [[nodiscard]] bool anotherPageMayTell() const { return m_extractor.anotherPageMayTell(); }

    QList<BreakerReading> readings;
    QList<SaturationReading> saturation;

private:
    BreakerExtractor m_extractor;
    PageReader m_reader;
};

} // namespace

int breakersVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Says which circuit breakers a metrics page shows and in what state.\n"
                       "Several files are successive pages of one target. An address is asked again after a\n"
                       "second where one page alone cannot tell a state.\n"
                       "Exit: 0, 1 when there is no page."));
    const QCommandLineOption config(QStringLiteral("config"),
                                    QStringLiteral("a fleet.yml with rules of its own"),
                                    QStringLiteral("FILE"));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("print JSON"));
    const QCommandLineOption help(QStringList{QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("show this"));
    parser.addOptions({config, json, help});
    parser.addPositionalArgument(QStringLiteral("FILE|URL|-"), QStringLiteral("the page; - is stdin"),
                                 QStringLiteral("FILE|URL|- [FILE...]"));
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(help)) {
        printData(helpOf(parser, QStringLiteral("breakers")));
        return 0;
    }
    const QStringList sources = parser.positionalArguments();
    if (sources.isEmpty()) {
        printMessage(QStringLiteral("breakers takes a file, an address or - (stdin)"));
        return exitUsage;
    }
    const std::shared_ptr<const BreakerConventions> conventions = conventionsOf(parser.value(config));
    if (!conventions) {
        return 1;
    }
    ObservedTarget target(conventions);
    for (const QString &source : sources) {
        if (!target.readFrom(source)) {
            return 1;
        }
    }
    // Two more: evidence from calls needs two pages in a row that agree
    for (int more = 0; more < 2 && isAddress(sources.last()) && target.anotherPageMayTell(); ++more) {
        QThread::sleep(betweenPages.count());
        if (!target.readFrom(sources.last())) {
            break;
        }
    }
    if (parser.isSet(json)) {
        printJson(QJsonDocument(toJson(target.readings, target.saturation)));
    } else {
        printData(toText(target.readings, target.saturation));
    }
    return 0;
}

} // namespace quarterdeck
