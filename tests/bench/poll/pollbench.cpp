// Measures what polling costs: CPU per probe, lateness, memory, on simulated fleets of several sizes, with a
// real Prometheus that scrapes the same fleet in the same run.

#include "app/config/configuration.h"
#include "app/polling/poller.h"
#include "tests/bench/poll/consoleprobe.h"
#include "tests/bench/poll/peerprocess.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace quarterdeck::bench;

namespace {

/// One line of the table.
struct Setting
{
    QString name;
    int instances = 1000;
    int pageBytes = 0;
    bool metricsOnly = false;
    bool peer = false;
    std::chrono::seconds interval{5};
    bool oneClusterHangs = false; ///< what is measured then is what the others feel of it
    bool console = false;         ///< the whole program, with its window, instead of the poller alone
    int size = -1;                ///< which of the sizes that are held against each other; -1: none
};

struct Figures
{
    double probesPerSecond = 0;
    double cpuPercent = 0;  ///< of one core
    double cpuPerProbe = 0; ///< ms
    double latenessP50 = 0; ///< ms
    double latenessP99 = 0;
    double latenessMax = 0;
    double durationP99 = 0; ///< ms
    quint64 late = 0;
    quint64 failed = 0;
    QHash<QString, int> reasons;            ///< of those that failed
    double layouts = 0;                     ///< MiB, of pages
    double stolen = 0;                      ///< % of this machine that its host gave to others meanwhile
    double memory = 0;                      ///< MiB
    std::optional<double> peerCpuPerScrape; ///< ms
    std::optional<double> peerMemory;       ///< MiB
};

double milliseconds(std::chrono::microseconds time)
{
    return double(time.count()) / 1000;
}

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress(u"127.0.0.1"_s)) ? server.serverPort() : quint16(0);
}

double quantile(std::vector<double> &sorted, double q)
{
    return sorted.empty() ? 0 : sorted[std::size_t(q * double(sorted.size() - 1))];
}

/// Time in which the host may take this machine away, in a row, before the row says nothing: what was asked
/// during it is late through no fault of the console's.
constexpr double stolenAtMost = 1; // % of all CPUs
constexpr int attempts = 4;        // at a row that was disturbed

double stolenPercent(std::chrono::milliseconds stolen, double seconds)
{
    return double(stolen.count()) / (10 * seconds * double(std::thread::hardware_concurrency()));
}

/// Orders a fault at the simulated fleet's control port.
void order(const QString &readyLine, const QByteArray &fault)
{
    const auto port = QRegularExpression(u"control http://127\\.0\\.0\\.1:(\\d+)"_s)
                          .match(readyLine)
                          .captured(1)
                          .toUShort();
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, port);
    if (!socket.waitForConnected(5000)) {
        std::fprintf(stderr, "the simulated fleet takes no orders\n");
        return;
    }
    socket.write("POST /faults HTTP/1.1\r\nHost: simfleet\r\nConnection: close\r\nContent-Length: " +
                 QByteArray::number(fault.size()) + "\r\n\r\n" + fault);
    socket.waitForDisconnected(5000);
}

/// Polls for `seconds`; what arrives is drained as the window would.
Figures measureOurs(const Setting &setting, const QString &fleetFile, const QString &readyLine, int seconds)
{
    Figures figures;
    InstanceNumbering numbering;
    ConfigurationResult loaded = loadConfiguration(fleetFile, numbering);
    if (!loaded.configuration) {
        std::fprintf(stderr, "the simulated fleet's file cannot be read: %s\n",
                     loaded.errors.isEmpty() ? "" : qPrintable(loaded.errors.first().toString()));
        return figures;
    }
    auto definition = std::make_shared<FleetDefinition>(loaded.configuration->fleet);
    if (setting.metricsOnly) {
        for (Target &target : definition->targets) {
            target.health.reset();
            target.readiness.reset();
        }
    }
    Poller::Options options;
    options.signalRecognisers = loaded.configuration->signalRecognisers;
    options.breakerConventions = loaded.configuration->breakerConventions;
    Poller poller(options);
    poller.setDefinition(definition, 1);
    const auto drainFor = [&poller](std::chrono::steady_clock::duration time, auto take) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            for (const Observation &observation : poller.mailbox().drain(100'000)) {
                take(observation);
            }
        }
    };
    // Whose probes count: with one cluster that hangs, those of the others.
    QSet<quint32> hanging;
    if (setting.oneClusterHangs && !definition->targets.isEmpty()) {
        const QString cluster = definition->targets.first().cluster;
        for (const Target &target : definition->targets) {
            if (target.cluster == cluster) {
                hanging.insert(target.number.value);
            }
        }
        order(readyLine, "{\"match\":\"cluster=" + cluster.toUtf8() + "\",\"fault\":\"hang\"}");
    }
    // Two intervals to connect to everybody and to see every layout.
    drainFor(2 * setting.interval, [](const Observation &) {});
    std::vector<double> lateness;
    std::vector<double> durations;
    quint64 probes = 0; // those of a cluster that hangs cost as well
    const quint64 lateBefore = poller.statistics().late;
    const auto cpuBefore = ownCpuTime();
    const auto stolenBefore = stolenTime();
    const auto begin = std::chrono::steady_clock::now();
    drainFor(std::chrono::seconds(seconds), [&](const Observation &observation) {
        ++probes;
        if (hanging.contains(observation.instance.value)) {
            return;
        }
        lateness.push_back(milliseconds(observation.lateness));
        durations.push_back(milliseconds(observation.duration));
        if (observation.outcome != ProbeOutcome::Ok) {
            ++figures.failed;
            ++figures.reasons[observation.reason];
        }
    });
    const double cpu = milliseconds(ownCpuTime() - cpuBefore);
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    figures.stolen = stolenPercent(stolenTime() - stolenBefore, took);
    std::sort(lateness.begin(), lateness.end());
    std::sort(durations.begin(), durations.end());
    figures.probesPerSecond = double(lateness.size()) / took;
    figures.cpuPercent = cpu / took / 10;
    figures.cpuPerProbe = probes == 0 ? 0 : cpu / double(probes);
    figures.latenessP50 = quantile(lateness, 0.5);
    figures.latenessP99 = quantile(lateness, 0.99);
    figures.latenessMax = quantile(lateness, 1);
    figures.durationP99 = quantile(durations, 0.99);
    figures.late = poller.statistics().late - lateBefore;
    figures.memory = ownResidentMebibytes();
    figures.layouts = double(poller.statistics().layoutCacheBytes) / (1024 * 1024);
    return figures;
}

/// The program itself with its window open, as it says of itself and as /proc says of it.
Figures measureConsole(const Setting &setting, const QString &fleetFile, const QString &folder, int seconds)
{
    Figures figures;
    qputenv("XDG_CONFIG_HOME", folder.toUtf8());
    qputenv("XDG_DATA_HOME", folder.toUtf8());
    const quint16 port = freePort();
    const PeerProcess console(QCoreApplication::applicationDirPath() + u"/quarterdeck"_s,
                              {u"--config"_s, fleetFile, u"--size"_s, u"1680x1020"_s, u"--metrics-listen"_s,
                               u"127.0.0.1:%1"_s.arg(port)},
                              "");
    // Two intervals until everybody was asked, and as long again until the windows of rates begin to fill.
    std::this_thread::sleep_for(4 * setting.interval);
    const ConsoleFigures before = askConsole(port);
    const auto cpuBefore = console.cpuTime();
    const auto stolenBefore = stolenTime();
    const auto begin = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    const double cpu = milliseconds(console.cpuTime() - cpuBefore);
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    figures.stolen = stolenPercent(stolenTime() - stolenBefore, took);
    const ConsoleFigures after = askConsole(port);
    if (!before.answered || !after.answered) {
        std::fprintf(stderr, "the console did not answer at --metrics-listen\n");
        return figures;
    }
    const double probes = after.probes - before.probes;
    figures.probesPerSecond = probes / took;
    figures.cpuPercent = cpu / took / 10;
    figures.cpuPerProbe = probes > 0 ? cpu / probes : 0;
    figures.latenessP50 = after.latenessSince(before, 0.5);
    figures.latenessP99 = after.latenessSince(before, 0.99);
    figures.latenessMax = after.latenessSince(before, 1);
    figures.late = quint64(after.late - before.late);
    figures.failed = quint64(after.failed - before.failed);
    figures.memory = console.peakMebibytes();
    return figures;
}

void measurePrometheus(const Setting &setting, const QString &configuration, const QString &folder,
                       int seconds, Figures &figures)
{
    const QString program = QStandardPaths::findExecutable(u"prometheus"_s);
    if (program.isEmpty()) {
        return;
    }
    const PeerProcess prometheus(
        program,
        {u"--config.file=%1"_s.arg(configuration), u"--storage.tsdb.path=%1/tsdb"_s.arg(folder),
         u"--web.listen-address=127.0.0.1:%1"_s.arg(freePort()), u"--log.level=info"_s},
        "Server is ready to receive web requests");
    if (!prometheus.isRunning()) {
        std::fprintf(stderr, "prometheus did not start:\n%s\n", qPrintable(prometheus.output().right(2000)));
        return;
    }
    std::this_thread::sleep_for(2 * setting.interval);
    const auto before = prometheus.cpuTime();
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    const double scrapes =
        double(setting.instances) * seconds / std::chrono::duration<double>(setting.interval).count();
    figures.peerCpuPerScrape = milliseconds(prometheus.cpuTime() - before) / scrapes;
    figures.peerMemory = prometheus.residentMebibytes();
}

QJsonObject toJson(const Setting &setting, const Figures &figures)
{
    QJsonObject object{{u"name"_s, setting.name},
                       {u"instances"_s, setting.instances},
                       {u"page_bytes"_s, setting.pageBytes},
                       {u"probes_per_second"_s, figures.probesPerSecond},
                       {u"cpu_percent_of_a_core"_s, figures.cpuPercent},
                       {u"cpu_ms_per_probe"_s, figures.cpuPerProbe},
                       {u"lateness_p50_ms"_s, figures.latenessP50},
                       {u"lateness_p99_ms"_s, figures.latenessP99},
                       {u"lateness_max_ms"_s, figures.latenessMax},
                       {u"duration_p99_ms"_s, figures.durationP99},
                       {u"late"_s, qint64(figures.late)},
                       {u"failed"_s, qint64(figures.failed)},
                       {u"memory_mib"_s, figures.memory},
                       {u"layout_mib"_s, figures.layouts},
                       {u"stolen_percent"_s, figures.stolen}};
    if (figures.peerCpuPerScrape) {
        object.insert(u"prometheus_cpu_ms_per_scrape"_s, *figures.peerCpuPerScrape);
        object.insert(u"prometheus_memory_mib"_s, *figures.peerMemory);
        object.insert(u"cpu_ratio"_s, figures.cpuPerProbe / *figures.peerCpuPerScrape);
        object.insert(u"memory_ratio"_s, figures.memory / *figures.peerMemory);
    }
    return object;
}

void printRow(const Setting &setting, const Figures &f)
{
    std::printf("%-34s %9.0f %7.1f %9.3f %7.1f %7.1f %7.1f %6llu %6llu %8.0f %7.0f %6.1f",
                qPrintable(setting.name), f.probesPerSecond, f.cpuPercent, f.cpuPerProbe, f.latenessP50,
                f.latenessP99, f.latenessMax, static_cast<unsigned long long>(f.late),
                static_cast<unsigned long long>(f.failed), f.memory, f.layouts, f.stolen);
    if (f.peerCpuPerScrape) {
        std::printf(" | %9.3f %8.0f %8.2f %8.2f", *f.peerCpuPerScrape, *f.peerMemory,
                    f.cpuPerProbe / *f.peerCpuPerScrape, f.memory / *f.peerMemory);
    }
    std::printf("\n");
    for (auto reason = f.reasons.cbegin(); reason != f.reasons.cend(); ++reason) {
        if (reason.value() * 20 > int(f.failed)) { // the rare ones would drown the table
            std::printf("    %d x %s\n", reason.value(), qPrintable(reason.key()));
        }
    }
    std::fflush(stdout);
}

/// Plays the fleet of a row, measures, prints the row. Empty when the fleet did not start.
QJsonObject measure(const Setting &setting, int time)
{
    QTemporaryDir folder;
    const QString fleetFile = folder.filePath(u"fleet.yml"_s);
    const QString prometheusFile = folder.filePath(u"prometheus.yml"_s);
    const PeerProcess fleet(QCoreApplication::applicationDirPath() + u"/quarterdeck-simfleet"_s,
                            {u"--instances"_s, QString::number(setting.instances), u"--port"_s, u"0"_s,
                             u"--control"_s, u"0"_s, u"--interval"_s, u"%1s"_s.arg(setting.interval.count()),
                             u"--write-config"_s, fleetFile, u"--write-prometheus"_s, prometheusFile,
                             u"--page-bytes"_s, QString::number(setting.pageBytes), u"--exit-with-parent"_s},
                            "ready: ");
    if (!fleet.isRunning()) {
        std::fprintf(stderr, "the simulated fleet did not start:\n%s\n", qPrintable(fleet.output()));
        return {};
    }
    const int seconds = std::max(time, int(setting.interval.count()));
    Figures figures = setting.console ? measureConsole(setting, fleetFile, folder.path(), seconds)
                                      : measureOurs(setting, fleetFile, fleet.output(), seconds);
    if (figures.probesPerSecond == 0) {
        return {}; // what was not measured keeps no budget
    }
    if (setting.peer) {
        measurePrometheus(setting, prometheusFile, folder.path(), seconds, figures);
    }
    printRow(setting, figures);
    return toJson(setting, figures);
}

/// A row in a process of its own: what the one before took of memory is not this one's.
std::optional<QJsonObject> measureApart(const Setting &setting, int time)
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) {
        return std::nullopt;
    }
    std::fflush(stdout); // or the child prints it once more
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        const QByteArray row = QJsonDocument(measure(setting, time)).toJson(QJsonDocument::Compact);
        const bool written = ::write(ends[1], row.constData(), std::size_t(row.size())) == row.size();
        ::_exit(written && row != "{}" ? 0 : 1);
    }
    ::close(ends[1]);
    QFile pipe;
    QByteArray text;
    if (pipe.open(ends[0], QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        text = pipe.readAll();
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) {
        return std::nullopt;
    }
    return QJsonDocument::fromJson(text).object();
}

bool isDisturbed(const QJsonObject &row)
{
    return row[u"stolen_percent"_s].toDouble() > stolenAtMost;
}

/// The budgets of this benchmark beside what the rows came to; printed, and handed back for the JSON.
QJsonArray judge(const QJsonArray &rows, const std::vector<std::vector<double>> &rounds)
{
    QJsonArray all;
    const auto say = [&all](const QString &what, double figure, double budget, const char *unit) {
        const bool kept = figure <= budget;
        std::printf("%-58s %9.2f %-4s at most %7.2f  %s\n", qPrintable(what), figure, unit, budget,
                    kept ? "kept" : "MISSED");
        all.append(QJsonObject{{u"what"_s, what},
                               {u"figure"_s, figure},
                               {u"budget"_s, budget},
                               {u"unit"_s, QLatin1StringView(unit)},
                               {u"kept"_s, kept}});
    };
    std::printf("\n");
    std::vector<double> costs; // of a probe at each size
    for (std::vector<double> size : rounds) {
        std::sort(size.begin(), size.end());
        costs.push_back(quantile(size, 0.5));
    }
    if (costs.size() > 1) {
        const auto [least, most] = std::minmax_element(costs.begin(), costs.end());
        for (const double &cost : costs) {
            std::printf("%s%.4f", &cost == costs.data() ? "ms per probe, the median at each size: " : ", ",
                        cost);
        }
        std::printf("\n");
        say(u"cost of a probe, dearest size against cheapest"_s, 100 * (*most / *least - 1), 15, "%");
    }
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        const QString name = row[u"name"_s].toString();
        if (name.contains(u"hangs"_s)) {
            say(name + u": lateness p99"_s, row[u"lateness_p99_ms"_s].toDouble(), 50, "ms");
            continue;
        }
        if (row[u"page_bytes"_s].toInt() == 0) {
            say(name + u": late probes"_s, row[u"late"_s].toDouble(), 0, "");
        }
        if (name.contains(u"console"_s)) {
            say(name + u": CPU"_s, row[u"cpu_percent_of_a_core"_s].toDouble(), 60, "%");
            say(name + u": memory"_s, row[u"memory_mib"_s].toDouble(), 300, "MiB");
        }
        if (row[u"page_bytes"_s].toInt() > 0 && row.contains(u"cpu_ratio"_s)) {
            say(name + u": CPU beside Prometheus"_s, row[u"cpu_ratio"_s].toDouble(),
                row[u"page_bytes"_s].toInt() > 10'000 ? 0.15 : 0.35, "");
            say(name + u": memory beside Prometheus"_s, row[u"memory_ratio"_s].toDouble(), 0.25, "");
        }
    }
    return all;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption json(u"json"_s, u"Writes the figures to FILE."_s, u"FILE"_s);
    const QCommandLineOption sizes(
        u"sizes"_s,
        u"Fleet sizes, with their interval in seconds when it is not 5 (1000,3000,10000,30000@15)."_s,
        u"LIST"_s, u"1000,3000,10000,30000@15"_s);
    const QCommandLineOption seconds(u"seconds"_s, u"Measured time of each row (10)."_s, u"S"_s, u"10"_s);
    const QCommandLineOption rounds(
        u"rounds"_s, u"How often the sizes are measured, in turn; the median counts (3)."_s, u"N"_s, u"3"_s);
    const QCommandLineOption noPeer(u"no-peer"_s, u"Without Prometheus."_s);
    const QCommandLineOption sizesOnly(u"sizes-only"_s, u"Without the rows beside those of --sizes."_s);
    parser.addOptions({json, sizes, seconds, rounds, noPeer, sizesOnly});
    parser.addHelpOption();
    parser.process(application);
    const int time = std::max(parser.value(seconds).toInt(), 1);

    QList<Setting> settings;
    const bool peer = !parser.isSet(noPeer);
    const QStringList wanted = parser.value(sizes).split(u',', Qt::SkipEmptyParts);
    const int inTurn = std::max(parser.value(rounds).toInt(), 1);
    for (int round = 1; round <= inTurn; ++round) {
        for (int i = 0; i < int(wanted.size()); ++i) {
            const QString every = wanted[i].section(u'@', 1);
            Setting one{u"%1 instances, three probes"_s.arg(wanted[i].section(u'@', 0, 0)),
                        wanted[i].section(u'@', 0, 0).toInt(), 0, false, peer && round == 1};
            one.size = i;
            if (!every.isEmpty()) {
                one.name += u", %1 s"_s.arg(every);
                one.interval = std::chrono::seconds(std::max(every.toInt(), 1));
            }
            settings.append(one);
        }
    }
    if (!parser.isSet(sizesOnly)) {
        Setting hangs{u"1000, one cluster hangs: the others"_s, 1000, 0, false, false};
        hangs.oneClusterHangs = true;
        settings.append(hangs);
        Setting console{u"10000 instances, the whole console"_s, 10'000, 0, false, false};
        console.console = true;
        settings.append(console);
        settings.append({u"5000 instances, metrics of 2 kB"_s, 5000, 2000, true, peer});
        settings.append({u"1000 instances, metrics of 50 kB"_s, 1000, 50'000, true, peer});
    }

    std::printf(
        "Every 5 s where nothing else is said, keep-alive, one address per instance; the simulated "
        "fleet runs\n"
        "beside it on this machine. A row is the poller alone, or the whole console with its window "
        "(memory:\n"
        "its peak). Beside it Prometheus %s, which scrapes the same fleet's metrics at the same "
        "interval.\n"
        "The sizes are measured %d times in turn, so that each meets the machine as the others do; "
        "the median "
        "of a\n"
        "size is held against those of the others. Stolen: %% of this machine that its host gave to "
        "others; a row\n"
        "with more than %.0f is measured again, at most %d times, and then counts with what is said of "
        "it.\n\n",
        peer ? "of this system" : "(left out)", inTurn, stolenAtMost, attempts - 1);
    std::printf("%-34s %9s %7s %9s %7s %7s %7s %6s %6s %8s %7s %6s | %9s %8s %8s %8s\n", "", "probes/s",
                "% core", "ms/probe", "late50", "late99", "latemax", "late", "failed", "MiB", "layouts",
                "stolen", "prom ms", "prom MiB", "cpu", "memory");
    QJsonArray rows;
    std::vector<std::vector<double>> costs(std::size_t(wanted.size())); ///< of a probe at each size
    for (const Setting &setting : settings) {
        std::optional<QJsonObject> row = measureApart(setting, time);
        for (int i = 1; i < attempts && row && isDisturbed(*row); ++i) {
            std::printf("    not counted: its host took this machine away; measured again\n");
            row = measureApart(setting, time);
        }
        if (!row) {
            return 1;
        }
        rows.append(*row);
        if (setting.size >= 0) {
            costs[std::size_t(setting.size)].push_back((*row)[u"cpu_ms_per_probe"_s].toDouble());
        }
    }
    const QJsonArray budgets = judge(rows, costs);
    if (parser.isSet(json)) {
        QFile file(parser.value(json));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(QJsonDocument(QJsonObject{{u"poll"_s, rows}, {u"budgets"_s, budgets}}).toJson()) < 0) {
            std::fprintf(stderr, "cannot write %s\n", qPrintable(file.fileName()));
            return 1;
        }
    }
    return 0;
}
