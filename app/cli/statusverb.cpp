#include "app/cli/statusverb.h"

#include "app/cli/fleetjson.h"
#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/session/fleetsession.h"
#include "models/items/formatter.h"
#include "models/items/objectivetext.h"
#include "models/signals/signalrecognisers.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QEventLoop>

#include <algorithm>
#include <cmath>
#include <functional>

namespace quarterdeck {

namespace {

constexpr int exitAllUp = 0;
constexpr int exitAttention = 1;
constexpr int exitDown = 2;

/// Whether an instance has been heard of: each probe that it has ended once.
bool answeredOnce(const Instance &instance)
{
    return std::all_of(std::begin(instance.probes), std::end(instance.probes),
                       [](const ProbeStatus &probe) { return !probe.configured || probe.answered; });
}

QList<InstanceNumber> matching(const Fleet &fleet, const InstanceFilter &filter, SteadyTime now)
{
    QList<InstanceNumber> numbers;
    for (const InstanceNumber number : fleet.order()) {
        if (filter.matches(*fleet.instance(number), now)) {
            numbers.append(number);
        }
    }
    return numbers;
}

/// "3 of 1200 down", or "3 of 120 down (of 1200 instances, filtered by service:checkout)".
QString summary(const Fleet &fleet, const InstanceFilter &filter, SteadyTime now)
{
    if (filter.isEmpty()) {
        return fleet.total().toText();
    }
    const QList<InstanceNumber> numbers = matching(fleet, filter, now);
    return QStringLiteral("%1 (of %2, filtered by %3)")
        .arg(numbers.isEmpty() ? QStringLiteral("no instance matches") : fleet.rollUp(numbers).toText())
        .arg(fleet.size())
        .arg(filter.text());
}

struct Column
{
    QString head;
    bool right = false; ///< figures end at the same place
    std::function<QString(const Instance &)> text;
};

/// The columns that some row has something to say in.
QList<Column> columnsFor(const QList<const Instance *> &rows)
{
    const bool rates = std::any_of(rows.begin(), rows.end(), [](const Instance *row) {
        return !std::isnan(row->signals.requestRate) || !std::isnan(row->signals.p99);
    });
    const auto figure = [](double value, QString (*text)(double)) {
        return std::isnan(value) ? format::missing() : text(value);
    };
    const auto state = [](const Instance &row) {
        return toString(row.state).leftJustified(9); // as wide as the longest: the same place in every print
    };
    QList<Column> columns{
        {QStringLiteral("STATE"), false, state},
        {QStringLiteral("INSTANCE"), false, [](const Instance &row) { return row.target.id.instance; }},
        {QStringLiteral("SERVICE"), false, [](const Instance &row) { return row.target.service; }},
        {QStringLiteral("CLUSTER"), false, [](const Instance &row) { return row.target.cluster; }}};
    if (rates) {
        columns +=
            {{QStringLiteral("REQ/S"), true,
              [figure](const Instance &row) { return figure(row.signals.requestRate, format::rate); }},
             {QStringLiteral("ERRORS"), true,
              [figure](const Instance &row) { return figure(row.signals.errorRatio(), format::percent); }},
             {QStringLiteral("P99"), true,
              [figure](const Instance &row) { return figure(row.signals.p99, format::latency); }}};
    }
    columns.append({QStringLiteral("WHY"), false, [](const Instance &row) { return row.why; }});
    return columns;
}

void printTable(const Fleet &fleet, const InstanceFilter &filter, SteadyTime now)
{
    QList<const Instance *> rows;
    for (const InstanceNumber number : fleet.order()) {
        const Instance *instance = fleet.instance(number);
        if (filter.matches(*instance, now)) {
            rows.append(instance);
        }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Instance *a, const Instance *b) { return a->state < b->state; });

    printData(QStringLiteral("%1: %2\n").arg(fleet.definition().name, summary(fleet, filter, now)));
    if (fleet.isolation() != Isolation::None) {
        printData(fleet.isolationText() + QLatin1Char('\n'));
    }
    for (const QString &line : burnLines(fleet, matching(fleet, filter, now), now)) {
        printData(line + QLatin1Char('\n'));
    }
    if (rows.isEmpty()) {
        return;
    }
    constexpr qsizetype widest = 48;
    QStringList lines(rows.size() + 1);
    for (const Column &column : columnsFor(rows)) {
        QStringList cells{column.head};
        for (const Instance *row : rows) {
            cells.append(column.text(*row));
        }
        qsizetype width = 0;
        for (const QString &cell : cells) {
            width = std::max(width, std::min(cell.size(), widest));
        }
        for (qsizetype i = 0; i < lines.size(); ++i) {
            lines[i] +=
                (column.right ? cells.at(i).rightJustified(width) : cells.at(i).leftJustified(width)) +
                QStringLiteral("  ");
        }
    }
    for (QString &line : lines) {
        while (line.endsWith(QLatin1Char(' '))) {
            line.chop(1);
        }
        printData(line + QLatin1Char('\n'));
    }
}

int exitCodeOf(const RollUp &roll)
{
    if (roll.of(State::Down) > 0) {
        return exitDown;
    }
    return roll.of(State::Up) == roll.total ? exitAllUp : exitAttention;
}

} // namespace

int statusVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Polls a fleet without a window and prints it."));
    const QCommandLineOption config({QStringLiteral("c"), QStringLiteral("config")},
                                    QStringLiteral("A fleet.yml or a prometheus.yml."),
                                    QStringLiteral("FILE"));
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("Print JSON."));
    const QCommandLineOption duration(
        QStringLiteral("for"), QStringLiteral("Poll for this long, then print. Rates need two scrapes."),
        QStringLiteral("SECONDS"));
    const QCommandLineOption filterOption(QStringLiteral("filter"),
                                          QStringLiteral("Only instances that match, as in the window."),
                                          QStringLiteral("TEXT"));
    parser.addOptions({config, json, duration, filterOption});
    addHelpOption(parser);
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(QStringLiteral("help"))) {
        printData(helpOf(parser, QStringLiteral("status")));
        return exitAllUp;
    }
    if (!parser.isSet(config) || !parser.positionalArguments().isEmpty()) {
        printMessage(
            QStringLiteral("status needs --config FILE (a fleet.yml or a prometheus.yml); see --help"));
        return exitUsage;
    }
    bool durationFine = true;
    const double seconds = parser.isSet(duration) ? parser.value(duration).toDouble(&durationFine) : 0;
    if (!durationFine || !(seconds >= 0 && seconds <= 86400)) {
        printMessage(
            QStringLiteral("--for wants seconds, 0 to 86400, not \"%1\"").arg(parser.value(duration)));
        return exitUsage;
    }
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(parser.value(config), numbering);
    for (const QList<ConfigProblem> &problems : {loaded.errors, loaded.warnings}) {
        for (const ConfigProblem &problem : problems) {
            printMessage(problem.toString());
        }
    }
    if (!loaded.configuration) {
        return exitCouldNot;
    }

    FleetSession session(std::make_shared<const Configuration>(*loaded.configuration), numbering);
    const Fleet &fleet = session.fleet();
    const auto parsedFilter =
        InstanceFilter::parse(parser.value(filterOption), InstanceFilter::labelNames(fleet));
    if (const auto *errors = std::get_if<QList<FilterError>>(&parsedFilter)) {
        for (const FilterError &error : *errors) {
            printMessage(
                QStringLiteral("--filter, column %1: %2").arg(error.position + 1).arg(error.message));
        }
        return exitUsage;
    }
    const auto &filter = std::get<InstanceFilter>(parsedFilter);
    QEventLoop loop;
    QTimer deadline;
    deadline.setSingleShot(true);
    QObject::connect(&deadline, &QTimer::timeout, &loop, &QEventLoop::quit);
    if (parser.isSet(duration)) {
        deadline.start(static_cast<int>(seconds * 1000));
    } else {
        // First probes are spread over an interval, and the slowest of them ends with its timeout.
        std::chrono::milliseconds longest{1000};
        for (const Target &target : fleet.definition().targets) {
            longest = std::max(longest, target.interval + target.timeout + std::chrono::milliseconds(1000));
            session.poller().probeNow(target.number);
        }
        deadline.start(longest);
        qsizetype heard = 0;
        QObject::connect(&session, &FleetSession::changed, &loop, [&] {
            const QList<InstanceNumber> &order = fleet.order();
            while (heard < order.size() && answeredOnce(*fleet.instance(order.at(heard)))) {
                ++heard;
            }
            if (heard == order.size()) {
                loop.quit();
            }
        });
    }
    if (fleet.size() > 0) {
        loop.exec();
    }

    const SteadyTime now = std::chrono::steady_clock::now();
    if (parser.isSet(json)) {
        printJson(QJsonDocument(fleetToJson(fleet, filter, now)));
    } else {
        printTable(fleet, filter, now);
    }
    const bool anyPage =
        std::any_of(fleet.order().cbegin(), fleet.order().cend(), [&fleet](InstanceNumber number) {
            return fleet.instance(number)->probe(ProbeKind::Metrics).last.metrics != nullptr;
        });
    if (anyPage && loaded.configuration->signalRecognisers) {
        for (const QString &rule : loaded.configuration->signalRecognisers->silentRules()) {
            printMessage(QStringLiteral("signals rule \"%1\": no series matched on any page").arg(rule));
        }
    }
    if (fleet.size() == 0) {
        printMessage(QStringLiteral("%1 names no targets").arg(parser.value(config)));
        return exitCouldNot;
    }
    if (fleet.isolation() == Isolation::Isolated) {
        return exitCouldNot;
    }
    const QList<InstanceNumber> matches = matching(fleet, filter, now);
    if (matches.isEmpty()) {
        printMessage(QStringLiteral("no instance matches --filter \"%1\"").arg(filter.text()));
        return exitCouldNot;
    }
    return exitCodeOf(fleet.rollUp(matches));
}

} // namespace quarterdeck
