// How the window holds up: the program itself, offscreen, on a simulated fleet.
//
// Start: from the moment the process is started to the first paint with every instance on it, read from the
// turn log's own time stamps. Turns: what the UI thread spends between waking and waiting again, over the
// whole run, start included. CPU: of the console alone.

#include "tests/bench/window/reaction.h"
#include "tests/bench/window/windowrun.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cstdio>

using namespace quarterdeck::bench;

namespace {

/// Failures of 1,200 instances, until they are seen.
bool react(QJsonObject &row)
{
    QTemporaryDir folder;
    const QString config = folder.filePath(QStringLiteral("fleet.yml"));
    const quint16 control = freePort();
    QProcess fleet;
    if (!startFleet(fleet, 1200, config, {QStringLiteral("--control"), QString::number(control)})) {
        return false;
    }
    const quarterdeck::bench::Reaction reaction = quarterdeck::bench::measureReaction(config, control, 12);
    fleet.terminate();
    fleet.waitForFinished(5000);
    std::printf(
        "\nA killed instance, %d times: told after %.0f ms in the median, %.0f ms at worst (budget: interval "
        "+ "
        "timeout + 200 ms = %.0f);\ndown, confirmed by fail_after probes in a row, after %.0f ms at worst.\n",
        reaction.failures, reaction.shownMedianMs, reaction.shownWorstMs, reaction.budgetMs,
        reaction.downWorstMs);
    row = {{QStringLiteral("failures"), reaction.failures},
           {QStringLiteral("shown_median_ms"), reaction.shownMedianMs},
           {QStringLiteral("shown_worst_ms"), reaction.shownWorstMs},
           {QStringLiteral("down_worst_ms"), reaction.downWorstMs},
           {QStringLiteral("budget_ms"), reaction.budgetMs}};
    return reaction.failures > 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Measures the window on simulated fleets."));
    parser.addHelpOption();
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("Write the figures to FILE."),
                                  QStringLiteral("FILE"));
    const QCommandLineOption seconds(QStringLiteral("seconds"), QStringLiteral("Length of each run (30)."),
                                     QStringLiteral("N"), QStringLiteral("30"));
    const QCommandLineOption sizes(QStringLiteral("instances"),
                                   QStringLiteral("Fleet sizes (1000,1200,10000)."), QStringLiteral("N,N"),
                                   QStringLiteral("1000,1200,10000"));
    const QCommandLineOption platform(QStringLiteral("platform"), QStringLiteral("Qt platform (offscreen)."),
                                      QStringLiteral("NAME"), QStringLiteral("offscreen"));
    parser.addOptions({json, seconds, sizes, platform});
    parser.process(application);

    std::printf("%9s %10s %9s %8s %9s %9s %12s %7s %9s\n", "instances", "start ms", "turns", "p99 ms",
                "p99.9 ms", "worst ms", "running ms", "CPU %", "RSS MiB");
    QJsonArray rows;
    bool allFine = true;
    for (const QString &size : parser.value(sizes).split(QLatin1Char(','))) {
        WindowFigures row;
        allFine &= runWindow({.instances = size.toInt(),
                              .seconds = parser.value(seconds).toInt(),
                              .platform = parser.value(platform)},
                             row);
        std::printf("%9d %10.0f %9llu %8.1f %9.1f %9.1f %12.1f %7.1f %9.0f\n", row.instances, row.startMs,
                    row.turns, row.p99, row.p999, row.worst, row.worstRunning, row.cpuShare * 100,
                    row.memoryMiB);
        std::fflush(stdout);
        rows.append(QJsonObject{{QStringLiteral("instances"), row.instances},
                                {QStringLiteral("start_to_painted_ms"), row.startMs},
                                {QStringLiteral("turns"), double(row.turns)},
                                {QStringLiteral("turn_p99_ms"), row.p99},
                                {QStringLiteral("turn_p999_ms"), row.p999},
                                {QStringLiteral("turn_worst_ms"), row.worst},
                                {QStringLiteral("turn_worst_running_ms"), row.worstRunning},
                                {QStringLiteral("cpu_share"), row.cpuShare},
                                {QStringLiteral("memory_mib"), row.memoryMiB}});
    }
    std::printf(
        "start: process start to first paint of every instance; running: worst turn after 1.5 s;\n"
        "CPU: of the console alone, share of one core. Budget: start 400 ms at 1,000; no turn over 50 ms.\n");
    QJsonObject reaction;
    allFine &= react(reaction);
    rows.append(reaction);
    if (parser.isSet(json)) {
        QFile file(parser.value(json));
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(rows).toJson()) < 0) {
            std::fprintf(stderr, "%s: %s\n", qPrintable(file.fileName()), qPrintable(file.errorString()));
            return 1;
        }
    }
    return allFine ? 0 : 1;
}
