// How the window holds up: the program itself, offscreen, on a simulated fleet.
//
// Start: from the moment the process is started to the first paint with every instance on it, read from the
// turn log's own time stamps. Turns: what the UI thread spends between waking and waiting again, over the
// whole run, start included. CPU: of the console alone.

#include "tests/bench/window/reaction.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>

#include <cstdio>
#include <unistd.h>

namespace {

struct Row
{
    int instances = 0;
    double startMs = -1;
    quint64 turns = 0;
    double p99 = -1;
    double p999 = -1;
    double worst = -1;
    double worstRunning = 0; ///< after the first second
    double cpuShare = -1;
    double memoryMiB = -1;
};

/// user + system time of a process in seconds, 0 when it is gone
double cpuSeconds(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray all = file.readAll();
    const QList<QByteArray> fields = all.mid(all.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 12 ? double(fields.at(11).toLongLong() + fields.at(12).toLongLong()) /
                                    double(sysconf(_SC_CLK_TCK))
                              : 0;
}

double residentMiB(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(pid));
    if (!file.open(QIODevice::ReadOnly)) {
        return -1;
    }
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() > 1 ? double(fields.at(1).toLongLong()) * double(sysconf(_SC_PAGESIZE)) / 1048576.0
                             : -1;
}

void readTurnLog(const QString &path, const QDateTime &started, Row &row)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        return;
    }
    static const QRegularExpression summary(
        QStringLiteral("^# turns (\\d+), p99 ([\\d.]+) ms, p99\\.9 ([\\d.]+) ms, worst ([\\d.]+) ms"));
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (line.startsWith(QStringLiteral("# first fleet paint "))) {
            const QDateTime painted =
                QDateTime::fromString(line.section(QLatin1Char(' '), 4, 4), Qt::ISODateWithMs);
            row.startMs = double(started.msecsTo(painted));
        } else if (const auto match = summary.match(line); match.hasMatch()) {
            row.turns = match.captured(1).toULongLong();
            row.p99 = match.captured(2).toDouble();
            row.p999 = match.captured(3).toDouble();
            row.worst = match.captured(4).toDouble();
        } else if (!line.startsWith(QLatin1Char('#'))) {
            const QDateTime at =
                QDateTime::fromString(line.section(QLatin1Char(' '), 0, 0), Qt::ISODateWithMs);
            if (started.msecsTo(at) > 1500) {
                row.worstRunning =
                    std::max(row.worstRunning, line.section(QLatin1Char(' '), 1, 1).toDouble());
            }
        }
    }
}

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress(QStringLiteral("127.0.0.1"))) ? server.serverPort() : quint16(0);
}

/// Starts the simulated fleet and waits until it plays.
bool startFleet(QProcess &fleet, int instances, const QString &config, const QStringList &more)
{
    fleet.setProcessChannelMode(QProcess::MergedChannels);
    fleet.start(QCoreApplication::applicationDirPath() + QStringLiteral("/quarterdeck-simfleet"),
                QStringList{QStringLiteral("--instances"), QString::number(instances),
                            QStringLiteral("--port"), QString::number(freePort()),
                            QStringLiteral("--write-config"), config, QStringLiteral("--exit-with-parent")} +
                    more);
    QElapsedTimer waited;
    waited.start();
    QByteArray said;
    while (!said.contains("ready") && waited.elapsed() < 20000 && fleet.state() != QProcess::NotRunning) {
        fleet.waitForReadyRead(500);
        said += fleet.readAll();
    }
    if (!said.contains("ready")) {
        std::fprintf(stderr, "the simulated fleet did not start: %s\n", said.constData());
        return false;
    }
    return true;
}

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

bool measure(int instances, int seconds, const QString &platform, Row &row)
{
    const QString bin = QCoreApplication::applicationDirPath();
    QTemporaryDir folder;
    const QString config = folder.filePath(QStringLiteral("fleet.yml"));
    QProcess fleet;
    if (!startFleet(fleet, instances, config, {QStringLiteral("--trouble")})) {
        return false;
    }

    QProcess console;
    const QString log = folder.filePath(QStringLiteral("turns.log"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QUARTERDECK_TURN_LOG"), log);
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder.path());
    if (!platform.isEmpty()) {
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), platform);
    }
    console.setProcessEnvironment(environment);
    console.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QDateTime started = QDateTime::currentDateTimeUtc();
    console.start(bin + QStringLiteral("/quarterdeck"),
                  {QStringLiteral("--config"), config, QStringLiteral("--screenshot"),
                   folder.filePath(QStringLiteral("shot.png")), QStringLiteral("--after"),
                   QString::number(seconds), QStringLiteral("--size"), QStringLiteral("1680x1020")});
    if (!console.waitForStarted()) {
        return false;
    }
    QElapsedTimer running;
    running.start();
    double cpu = 0;
    double cpuFrom = 0;
    double cpuAt = 0;
    double fromAt = 0;
    while (!console.waitForFinished(500) && running.elapsed() < (seconds + 30) * 1000) {
        const double now = cpuSeconds(console.processId());
        if (cpuFrom == 0 && running.elapsed() > 2000) {
            cpuFrom = now;
            fromAt = double(running.elapsed()) / 1000.0;
        }
        if (now > 0) {
            cpu = now;
            cpuAt = double(running.elapsed()) / 1000.0;
            row.memoryMiB = residentMiB(console.processId());
        }
    }
    fleet.terminate();
    fleet.waitForFinished(5000);
    row.instances = instances;
    row.cpuShare = cpuAt > fromAt ? (cpu - cpuFrom) / (cpuAt - fromAt) : -1;
    readTurnLog(log, started, row);
    return console.exitStatus() == QProcess::NormalExit && console.exitCode() == 0;
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
        Row row;
        allFine &= measure(size.toInt(), parser.value(seconds).toInt(), parser.value(platform), row);
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
