// What breakers cost: the window with the breakers page open on fleets of six breakers an instance, the time
// from a change in a target's metrics to its tile, twelve live charts, and the recognition on a page.

#include "tests/bench/breakers/chartload.h"
#include "tests/bench/breakers/recognition.h"
#include "tests/bench/breakers/tilereaction.h"
#include "tests/bench/window/windowrun.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cstdio>

using namespace quarterdeck;
using namespace quarterdeck::bench;

namespace {

constexpr int breakersOfAnInstance = 6;

double loadAverage()
{
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : -1;
}

bool window(const QStringList &sizes, int seconds, QJsonArray &rows)
{
    bool allFine = true;
    std::printf("The window, breakers page open, %d breakers an instance; ms of a turn of the UI thread:\n"
                "%9s %9s %7s %8s %8s %9s | %8s %8s %9s | %6s %8s\n",
                breakersOfAnInstance, "instances", "breakers", "turns", "p99", "p99.9", "running", "CPU p99",
                "p99.9", "running", "core %", "RSS MiB");
    for (const QString &size : sizes) {
        WindowFigures f;
        allFine &= runWindow({.instances = size.toInt(),
                              .seconds = seconds,
                              .fleetArguments = {QStringLiteral("--trouble"), QStringLiteral("--breakers"),
                                                 QString::number(breakersOfAnInstance)},
                              .windowArguments = {QStringLiteral("--page"), QStringLiteral("breakers")}},
                             f);
        std::printf("%9d %9d %7llu %8.1f %8.1f %9.1f | %8.1f %8.1f %9.1f | %6.1f %8.0f\n", f.instances,
                    f.instances * breakersOfAnInstance, f.turns, f.p99, f.p999, f.worstRunning, f.cpuP99,
                    f.cpuP999, f.cpuWorstRunning, f.cpuShare * 100, f.memoryMiB);
        std::fflush(stdout);
        rows.append(QJsonObject{{QStringLiteral("instances"), f.instances},
                                {QStringLiteral("breakers"), f.instances * breakersOfAnInstance},
                                {QStringLiteral("turns"), double(f.turns)},
                                {QStringLiteral("turn_p99_ms"), f.p99},
                                {QStringLiteral("turn_p999_ms"), f.p999},
                                {QStringLiteral("turn_worst_ms"), f.worst},
                                {QStringLiteral("turn_worst_running_ms"), f.worstRunning},
                                {QStringLiteral("turn_cpu_p99_ms"), f.cpuP99},
                                {QStringLiteral("turn_cpu_p999_ms"), f.cpuP999},
                                {QStringLiteral("turn_cpu_worst_running_ms"), f.cpuWorstRunning},
                                {QStringLiteral("cpu_share"), f.cpuShare},
                                {QStringLiteral("memory_mib"), f.memoryMiB}});
    }
    std::printf(
        "running: the longest turn after 1.5 s; CPU: the thread's CPU time of a turn, without waiting for a "
        "core. Budget: p99 16 ms at 7,200 breakers, no turn over 50 ms "
        "at 60,000.\n\n");
    return allFine;
}

bool reaction(int changes, QJsonObject &row)
{
    QTemporaryDir folder;
    const QString config = folder.filePath(QStringLiteral("fleet.yml"));
    const quint16 control = freePort();
    QProcess fleet;
    if (!startFleet(fleet, 1200, config,
                    {QStringLiteral("--control"), QString::number(control), QStringLiteral("--breakers"),
                     QString::number(breakersOfAnInstance)})) {
        return false;
    }
    const TileReaction r = measureTileReaction(config, control, changes);
    fleet.terminate();
    fleet.waitForFinished(5000);
    std::printf("A breaker opened, %d times, to its tile painted: %.0f ms in the median, %.0f ms at worst "
                "(budget: interval + 200 ms = %.0f).\n\n",
                r.changes, r.medianMs, r.worstMs, r.budgetMs);
    std::fflush(stdout);
    row = {{QStringLiteral("changes"), r.changes},
           {QStringLiteral("median_ms"), r.medianMs},
           {QStringLiteral("worst_ms"), r.worstMs},
           {QStringLiteral("budget_ms"), r.budgetMs}};
    return r.changes > 0;
}

void charts(int seconds, QJsonArray &rows)
{
    for (const int minutes : {15, 60, 360}) {
        const ChartLoad load = measureCharts(minutes, seconds);
        std::printf("%d charts over %.0f min: %.1f %% of a core (budget 25), %d drawings in %.0f s.\n",
                    load.charts, load.minutes, load.cpuShare * 100, load.drawn, load.seconds);
        std::fflush(stdout);
        rows.append(QJsonObject{{QStringLiteral("charts"), load.charts},
                                {QStringLiteral("minutes"), load.minutes},
                                {QStringLiteral("cpu_share"), load.cpuShare},
                                {QStringLiteral("drawings"), load.drawn},
                                {QStringLiteral("seconds"), load.seconds}});
    }
    std::printf("\n");
}

void recognition(int seconds, QJsonArray &rows)
{
    std::printf(
        "Recognition on pages whose layout is unchanged, CPU us a page:\n%9s %9s %9s %9s %9s %10s %11s\n",
        "bytes", "breakers", "without", "with", "added", "of scrape", "of reading");
    for (const int bytes : {0, 50'000}) {
        const Recognition r = measureRecognition(breakersOfAnInstance, bytes, seconds);
        std::printf("%9.0f %9.1f %9.2f %9.2f %9.2f %9.1f%% %10.1f%%\n", r.pageBytes, r.breakers, r.readMicros,
                    r.withMicros, r.added(), r.ofScrape() * 100, r.ofReading() * 100);
        std::fflush(stdout);
        rows.append(QJsonObject{{QStringLiteral("page_bytes"), r.pageBytes},
                                {QStringLiteral("breakers"), r.breakers},
                                {QStringLiteral("read_us"), r.readMicros},
                                {QStringLiteral("read_with_breakers_us"), r.withMicros},
                                {QStringLiteral("scrape_us"), r.scrapeMicros},
                                {QStringLiteral("added_of_scrape"), r.ofScrape()},
                                {QStringLiteral("added_of_reading"), r.ofReading()}});
    }
    std::printf("of scrape: of the CPU of a whole scrape without breakers, HTTP and all (budget 10 %%); of "
                "reading: of parsing and signals alone.\n");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application, ThemeMode::Dark);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Measures the breakers page, charts and recognition on simulated fleets."));
    parser.addHelpOption();
    const QCommandLineOption json(QStringLiteral("json"), QStringLiteral("Write the figures to FILE."),
                                  QStringLiteral("FILE"));
    const QCommandLineOption seconds(QStringLiteral("seconds"), QStringLiteral("Length of each run (30)."),
                                     QStringLiteral("N"), QStringLiteral("30"));
    const QCommandLineOption sizes(QStringLiteral("instances"), QStringLiteral("Fleet sizes (1200,10000)."),
                                   QStringLiteral("N,N"), QStringLiteral("1200,10000"));
    const QCommandLineOption only(QStringLiteral("only"),
                                  QStringLiteral("One part: window, reaction, charts or recognition."),
                                  QStringLiteral("PART"));
    parser.addOptions({json, seconds, sizes, only});
    parser.process(application);
    const int time = std::max(5, parser.value(seconds).toInt());
    const auto wanted = [&](const QString &part) {
        return !parser.isSet(only) || parser.value(only) == part;
    };

    bool allFine = true;
    QJsonArray windows;
    QJsonObject reacted;
    QJsonArray drawn;
    QJsonArray recognised;
    const double loadBefore = loadAverage();
    std::printf("Load of the machine before: %.2f\n\n", loadBefore);
    if (wanted(QStringLiteral("window"))) {
        allFine &= window(parser.value(sizes).split(QLatin1Char(',')), time, windows);
    }
    if (wanted(QStringLiteral("reaction"))) {
        allFine &= reaction(12, reacted);
    }
    if (wanted(QStringLiteral("charts"))) {
        charts(std::min(time, 20), drawn);
    }
    if (wanted(QStringLiteral("recognition"))) {
        recognition(std::min(time, 15), recognised);
    }
    if (parser.isSet(json)) {
        QFile file(parser.value(json));
        const QJsonObject all{{QStringLiteral("load_before"), loadBefore},
                              {QStringLiteral("window"), windows},
                              {QStringLiteral("reaction"), reacted},
                              {QStringLiteral("charts"), drawn},
                              {QStringLiteral("recognition"), recognised}};
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(all).toJson()) < 0) {
            std::fprintf(stderr, "%s: %s\n", qPrintable(file.fileName()), qPrintable(file.errorString()));
            return 1;
        }
    }
    return allFine ? 0 : 1;
}
