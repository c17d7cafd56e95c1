#include "tests/bench/window/windowrun.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace quarterdeck::bench {

namespace {

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

void readTurnLog(const QString &path, const QDateTime &started, WindowFigures &row)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        return;
    }
    static const QRegularExpression summary(
        QStringLiteral("^# turns (\\d+), p99 ([\\d.]+) ms, p99\\.9 ([\\d.]+) ms, worst ([\\d.]+) ms; CPU "
                       "p99 ([\\d.]+) ms, p99\\.9 ([\\d.]+) ms"));
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
            row.cpuP99 = match.captured(5).toDouble();
            row.cpuP999 = match.captured(6).toDouble();
        } else if (!line.startsWith(QLatin1Char('#'))) {
            const QDateTime at =
                QDateTime::fromString(line.section(QLatin1Char(' '), 0, 0), Qt::ISODateWithMs);
            if (started.msecsTo(at) > 1500) {
                row.worstRunning =
                    std::max(row.worstRunning, line.section(QLatin1Char(' '), 1, 1).toDouble());
                row.cpuWorstRunning =
                    std::max(row.cpuWorstRunning, line.section(QLatin1Char(' '), 2, 2).toDouble());
            }
        }
    }
}

} // namespace

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

bool runWindow(const WindowRun &run, WindowFigures &row)
{
    const QString bin = QCoreApplication::applicationDirPath();
    QTemporaryDir folder;
    const QString config = folder.filePath(QStringLiteral("fleet.yml"));
    QProcess fleet;
    if (!startFleet(fleet, run.instances, config, run.fleetArguments)) {
        return false;
    }

    QProcess console;
    const QString log = folder.filePath(QStringLiteral("turns.log"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QUARTERDECK_TURN_LOG"), log);
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder.path());
    if (!run.platform.isEmpty()) {
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), run.platform);
    }
    console.setProcessEnvironment(environment);
    console.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QDateTime started = QDateTime::currentDateTimeUtc();
    console.start(bin + QStringLiteral("/quarterdeck"),
                  QStringList{QStringLiteral("--config"), config, QStringLiteral("--screenshot"),
                              folder.filePath(QStringLiteral("shot.png")), QStringLiteral("--after"),
                              QString::number(run.seconds), QStringLiteral("--size"),
                              QStringLiteral("1680x1020")} +
                      run.windowArguments);
    if (!console.waitForStarted()) {
        return false;
    }
    QElapsedTimer running;
    running.start();
    double cpu = 0;
    double cpuFrom = 0;
    double cpuAt = 0;
    double fromAt = 0;
    while (!console.waitForFinished(500) && running.elapsed() < (run.seconds + 30) * 1000) {
        const double now = cpuSeconds(console.processId());
        if (cpuFrom == 0 && running.elapsed() > 2000) {
            cpuFrom = now;
            fromAt = double(running.elapsed()) / 1000.0;
        }
        if (now > 0) {
            cpu = now;
            cpuAt = double(running.elapsed()) / 1000.0;
            row.memoryMiB = std::max(row.memoryMiB, residentMiB(console.processId())); // none at its end
        }
    }
    fleet.terminate();
    fleet.waitForFinished(5000);
    row.instances = run.instances;
    row.cpuShare = cpuAt > fromAt ? (cpu - cpuFrom) / (cpuAt - fromAt) : -1;
    readTurnLog(log, started, row);
    return console.exitStatus() == QProcess::NormalExit && console.exitCode() == 0;
}

} // namespace quarterdeck::bench
