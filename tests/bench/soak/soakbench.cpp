// Plays 24 simulated hours of polling with faults that come and go, ten times as fast as a console polls:
// memory, descriptors, threads and the cost of a probe must stay what they were in the first hour.
//
// A console remembers so much and no more: a minute of every series for its rates, 360 points of every
// instance's history, 50 changes of its state. Until these are full it grows because it is meant to, so they
// are filled first, under the same faults, and the first hour begins after that.

#include "app/observability/processfigures.h"
#include "app/session/fleetsession.h"
#include "tests/bench/poll/peerprocess.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <cmath>
#include <cstdio>
#include <vector>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace quarterdeck::bench;

namespace {

constexpr int hours = 24;
/// The fullest of an instance's rings: 360 points, one each 500 ms.
constexpr double fillSeconds = 190;

/// What one simulated hour came to.
struct Hour
{
    double probes = 0;
    double cpuPerProbe = 0; ///< microseconds
    double besideFleet = 0; ///< of what the simulated fleet spent on answering them: the same work every hour
    double memory = 0;      ///< MiB at its end
    int descriptors = 0;
    int threads = 0;
    quint64 late = 0;
    int down = 0; ///< instances, at its end
};

void order(quint16 port, const QByteArray &fault)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    if (!socket.waitForConnected(2000)) {
        return;
    }
    socket.write("POST /faults HTTP/1.1\r\nHost: simfleet\r\nConnection: close\r\nContent-Length: " +
                 QByteArray::number(fault.size()) + "\r\n\r\n" + fault);
    socket.waitForDisconnected(2000);
}

/// One kind of fault after the other, over before the hour is: it begins and ends as it would on a bad day.
void orderFaults(quint16 port, int hour, double hourSeconds)
{
    static const char *const kinds[] = {"kill",      "hang",         "slow",     "errors",
                                        "not_ready", "breaker_open", "bad_page", "slow_body",
                                        "huge_body", "flap",         "cut"};
    constexpr int kindCount = int(std::size(kinds));
    for (int i = 0; i < 3; ++i) {
        const QJsonObject fault{{u"match"_s, i == 0 ? u"service=checkout"_s : u""_s},
                                {u"count"_s, 5},
                                {u"fault"_s, QString::fromLatin1(kinds[(hour * 3 + i) % kindCount])},
                                {u"value"_s, 0.4},
                                {u"for"_s, u"%1s"_s.arg(std::max(1, int(hourSeconds * 0.6)))}};
        order(port, QJsonDocument(fault).toJson(QJsonDocument::Compact));
    }
}

void runFor(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(std::chrono::milliseconds(qint64(seconds * 1000)), &loop, &QEventLoop::quit);
    loop.exec();
}

double percent(double first, double last)
{
    return first > 0 ? 100 * (last / first - 1) : 0;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption json(u"json"_s, u"Writes the figures to FILE."_s, u"FILE"_s);
    const QCommandLineOption minutes(u"minutes"_s, u"Real time in all (20)."_s, u"M"_s, u"20"_s);
    const QCommandLineOption instances(u"instances"_s, u"Size of the fleet (200)."_s, u"N"_s, u"200"_s);
    parser.addOptions({json, minutes, instances});
    parser.addHelpOption();
    parser.process(application);
    const double hourSeconds = std::max(parser.value(minutes).toDouble(), 1.0) * 60 / hours;

    const QTemporaryDir folder;
    const QString file = folder.filePath(u"fleet.yml"_s);
    const PeerProcess fleet(QCoreApplication::applicationDirPath() + u"/quarterdeck-simfleet"_s,
                            {u"--instances"_s, parser.value(instances), u"--port"_s, u"0"_s, u"--control"_s,
                             u"0"_s, u"--interval"_s, u"500ms"_s, u"--timeout"_s, u"300ms"_s,
                             u"--write-config"_s, file, u"--exit-with-parent"_s},
                            "ready: ");
    const auto control = QRegularExpression(u"control http://127\\.0\\.0\\.1:(\\d+)"_s)
                             .match(fleet.output())
                             .captured(1)
                             .toUShort();
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(file, numbering);
    if (!fleet.isRunning() || control == 0 || !loaded.configuration) {
        std::fprintf(stderr, "the simulated fleet did not start:\n%s\n", qPrintable(fleet.output()));
        return 1;
    }
    FleetSession session(std::make_shared<const Configuration>(*loaded.configuration), numbering);

    std::printf("%s instances, three probes each every 0.5 s; an hour takes %.1f s.\n"
                "By fleet: the CPU time against that of the simulated fleet in the same hour. On a machine "
                "that is\n"
                "shared, a microsecond of one hour is not worth that of another; this is free of it.\n\n"
                "%4s %9s %10s %10s %8s %6s %8s %6s %6s\n",
                qPrintable(parser.value(instances)), hourSeconds, "hour", "probes", "us/probe", "by fleet",
                "MiB", "fds", "threads", "late", "down");
    std::vector<Hour> all;
    const int filling = int(std::ceil(fillSeconds / hourSeconds));
    for (int hour = -filling; hour < hours; ++hour) {
        const PollerStatistics before = session.poller().statistics();
        const auto cpu = ownCpuTime();
        const auto fleetCpu = fleet.cpuTime();
        orderFaults(control, hour + filling, hourSeconds);
        runFor(hourSeconds);
        const PollerStatistics after = session.poller().statistics();
        const ProcessFigures process = readProcessFigures();
        Hour one;
        one.probes = double(after.probes - before.probes);
        const auto spent = double((ownCpuTime() - cpu).count());
        one.cpuPerProbe = spent / std::max(one.probes, 1.0);
        one.besideFleet = spent / std::max(double((fleet.cpuTime() - fleetCpu).count()), 1.0);
        one.memory = ownResidentMebibytes();
        one.descriptors = int(process.openDescriptors);
        one.threads = int(process.threads);
        one.late = after.late - before.late;
        one.down = session.fleet().total().of(State::Down);
        if (hour >= 0) {
            all.push_back(one);
        }
        std::printf("%4s %9.0f %10.1f %10.3f %8.1f %6d %8d %6llu %6d\n",
                    hour < 0 ? "fill" : qPrintable(QString::number(hour + 1)), one.probes, one.cpuPerProbe,
                    one.besideFleet, one.memory, one.descriptors, one.threads,
                    static_cast<unsigned long long>(one.late), one.down);
        std::fflush(stdout);
    }
    const Hour &first = all.front();
    const Hour &last = all.back();
    std::printf(
        "\nlast hour against first: cost per probe %+.1f %% (beside the fleet's %+.1f %%), memory %+.1f %%, "
        "descriptors %+d, threads %+d\n",
        percent(first.cpuPerProbe, last.cpuPerProbe), percent(first.besideFleet, last.besideFleet),
        percent(first.memory, last.memory), last.descriptors - first.descriptors,
        last.threads - first.threads);
    if (parser.isSet(json)) {
        QJsonArray rows;
        for (const Hour &one : all) {
            rows.append(QJsonObject{{u"probes"_s, one.probes},
                                    {u"cpu_us_per_probe"_s, one.cpuPerProbe},
                                    {u"cpu_beside_fleet"_s, one.besideFleet},
                                    {u"memory_mib"_s, one.memory},
                                    {u"descriptors"_s, one.descriptors},
                                    {u"threads"_s, one.threads},
                                    {u"late"_s, qint64(one.late)},
                                    {u"down"_s, one.down}});
        }
        QFile out(parser.value(json));
        if (!out.open(QIODevice::WriteOnly) ||
            out.write(QJsonDocument(QJsonObject{{u"soak"_s, rows}}).toJson()) < 0) {
            std::fprintf(stderr, "cannot write %s\n", qPrintable(out.fileName()));
            return 1;
        }
    }
    return 0;
}
