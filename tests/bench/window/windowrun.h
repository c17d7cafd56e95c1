#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace quarterdeck::bench {

/// How the window held up in one run.
struct WindowFigures
{
    int instances = 0;
    double startMs = -1;
    quint64 turns = 0;
    double p99 = -1;
    double p999 = -1;
    double worst = -1;
    double worstRunning = 0; ///< after the first second and a half
    double cpuP99 = -1;      ///< of a turn's CPU time: what a machine with nothing else to do would show
    double cpuP999 = -1;
    double cpuWorstRunning = 0;
    double cpuShare = -1;
    double memoryMiB = -1;
};

/// One run of the program itself, offscreen, on a simulated fleet of its own.
struct WindowRun
{
    int instances = 1200;
    int seconds = 30;
    QString platform = QStringLiteral("offscreen"); ///< empty: as the environment says
    QStringList fleetArguments = {QStringLiteral("--trouble")};
    QStringList windowArguments = {};
};

quint16 freePort();
/// Starts the simulated fleet and waits until it plays.
bool startFleet(QProcess &fleet, int instances, const QString &config, const QStringList &more);
/// False when a program could not be started or did not end well.
bool runWindow(const WindowRun &run, WindowFigures &figures);

} // namespace quarterdeck::bench
