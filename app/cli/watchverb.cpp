#include "app/cli/watchverb.h"

#include "app/cli/output.h"
#include "app/cli/verbhelp.h"
#include "app/journal/chronicle.h"
#include "app/recording/recorder.h"
#include "models/incidents/plaintext.h"
#include "models/incidents/postmortem.h"

#include <QCommandLineParser>
#include <QEventLoop>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// SIGINT and SIGTERM as something that can be waited for.
class StopSignals
{
public:
    StopSignals()
    {
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGTERM);
        // Threads begun from now on leave them to this one.
        pthread_sigmask(SIG_BLOCK, &signals, &m_before);
        m_file = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    ~StopSignals()
    {
        // What was asked for is done: a signal that still waits would end the process before its last words.
        signalfd_siginfo taken{};
        while (::read(m_file, &taken, sizeof(taken)) > 0) {}
        ::close(m_file);
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;
    [[nodiscard]] int file() const { return m_file; }

private:
    sigset_t m_before{};
    int m_file = -1;
};

QString lineOf(const Event &event)
{
    const QString what = event.reason.isEmpty() ? event.to : u"%1: %2"_s.arg(event.to, event.reason);
    return u"%1  incident %2  %3\n"_s.arg(rfc3339Text(event.happened), QString::number(event.incident.value),
                                          shortened(plainText(what).simplified(), 2000));
}

/// Whether every probe of every instance has ended once: before that most are unknown.
bool wasAsked(const Fleet &fleet)
{
    return std::all_of(fleet.order().begin(), fleet.order().end(), [&fleet](InstanceNumber number) {
        const Instance *instance = fleet.instance(number);
        return std::all_of(std::begin(instance->probes), std::end(instance->probes),
                           [](const ProbeStatus &probe) { return probe.answered || !probe.configured; });
    });
}

/// "1200 instances: 3 down, 1197 up"
QString howItIs(const Fleet &fleet)
{
    QStringList counts;
    for (int i = 0; i < stateCount; ++i) {
        const auto state = static_cast<State>(i);
        if (const int count = fleet.total().of(state); count > 0) {
            counts.append(u"%1 %2"_s.arg(QString::number(count), toString(state)));
        }
    }
    return u"%1 instances: %2"_s.arg(QString::number(fleet.size()), counts.join(u", "_s));
}

void print(const IncidentChanges &changes, bool json)
{
    for (const Event &event : changes.events) {
        if (event.kind != EventKind::Incident && event.kind != EventKind::Acknowledgement) {
            continue;
        }
        if (json) {
            QJsonObject object = eventToJson(event);
            object.insert(u"incident"_s, event.incident.value);
            printJson(QJsonDocument(object));
        } else {
            printData(lineOf(event));
        }
    }
    std::fflush(stdout); // whoever reads a pipe or a file reads it now
}

} // namespace

int watchVerb(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Polls a fleet and records what happens, without a window, until "
                                     u"SIGINT or SIGTERM. Prints a line for each "
                                     "step of an incident."_s);
    const QCommandLineOption config({u"c"_s, u"config"_s}, u"A fleet.yml or a prometheus.yml."_s, u"FILE"_s);
    const QCommandLineOption store(u"store"_s, u"The record's file."_s, u"FILE"_s);
    const QCommandLineOption json(u"json"_s, u"Print one JSON object a line."_s);
    const QCommandLineOption duration(u"for"_s, u"Stop after this long."_s, u"SECONDS"_s);
    const QCommandLineOption days(u"keep"_s, u"Keep events for so many days (30)."_s, u"DAYS"_s);
    const QCommandLineOption size(u"keep-size"_s, u"Keep at most so many MB (2000)."_s, u"MB"_s);
    parser.addOptions({config, store, json, duration, days, size});
    addHelpOption(parser);
    if (!parser.parse(arguments)) {
        printMessage(parser.errorText());
        return exitUsage;
    }
    if (parser.isSet(u"help"_s)) {
        printData(helpOf(parser, u"watch"_s));
        return 0;
    }
    if (!parser.isSet(config) || !parser.positionalArguments().isEmpty()) {
        printMessage(u"watch needs --config FILE (a fleet.yml or a prometheus.yml); see --help"_s);
        return exitUsage;
    }
    EventRecorder::Options options;
    options.path = parser.isSet(store) ? parser.value(store) : Recorder::standardPath();
    const auto number = [&parser](const QCommandLineOption &option, double least, double most,
                                  double *value) {
        bool fine = true;
        *value = parser.isSet(option) ? parser.value(option).toDouble(&fine) : *value;
        if (!fine || !(*value >= least && *value <= most)) {
            printMessage(u"--%1 wants a number from %2 to %3, not \"%4\""_s.arg(
                option.names().first(), QString::number(least), QString::number(most, 'f', 0),
                parser.value(option)));
            return false;
        }
        return true;
    };
    double seconds = 0;
    double keptDays = 30;
    double keptMegabytes = 2000;
    if (!number(duration, 0, 31'536'000, &seconds) || !number(days, 1, 36500, &keptDays) ||
        !number(size, 1, 1e9, &keptMegabytes)) {
        return exitUsage;
    }

    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(parser.value(config), numbering);
    for (const ConfigProblem &problem : loaded.errors + loaded.warnings) {
        printMessage(problem.toString());
    }
    if (!loaded.configuration) {
        return exitCouldNot;
    }
    const RecordKeeping &keeping = loaded.configuration->record;
    options.retention.age =
        parser.isSet(days) ? std::chrono::hours(static_cast<int>(keptDays * 24)) : keeping.age;
    options.retention.bytes = parser.isSet(size) ? static_cast<qint64>(keptMegabytes * 1e6) : keeping.bytes;
    const StopSignals stopSignals;
    QEventLoop loop;
    const QSocketNotifier stop(stopSignals.file(), QSocketNotifier::Read);
    QObject::connect(&stop, &QSocketNotifier::activated, &loop, &QEventLoop::quit);

    FleetSession session(std::make_shared<const Configuration>(*loaded.configuration), numbering);
    session.watchFiles();
    Chronicle chronicle(session, options);
    const bool asJson = parser.isSet(json);
    QObject::connect(&chronicle, &Chronicle::changed, &loop,
                     [asJson](const IncidentChanges &changes) { print(changes, asJson); });
    // What is wrong with recording is told once, and again when it changes.
    QString trouble;
    bool saidHow = false; // once, when everybody was asked
    QTimer second;
    QObject::connect(&second, &QTimer::timeout, &loop, [&] {
        if (!saidHow && wasAsked(session.fleet())) {
            saidHow = true;
            printMessage(howItIs(session.fleet()) + u"; recording into "_s + chronicle.recorder().path());
        }
        if (const QString now = chronicle.trouble(); now != trouble) {
            trouble = now;
            printMessage(now.isEmpty() ? u"recording goes well again"_s : now);
        }
        if (chronicle.recorder().status().mode == RecordingStatus::Mode::Reading) {
            loop.exit(exitCouldNot);
        }
    });
    second.start(std::chrono::seconds(1));
    if (parser.isSet(duration)) {
        QTimer::singleShot(static_cast<int>(seconds * 1000), &loop, &QEventLoop::quit);
    }
    const int code = loop.exec();
    constexpr std::chrono::seconds patience{3};
    if (chronicle.isRecording() && !chronicle.recorder().flush(patience)) {
        const RecordingStatus status = chronicle.recorder().status();
        printMessage(u"what happened last could not be written and is lost: %1"_s.arg(status.problem));
        return exitCouldNot;
    }
    return code;
}

} // namespace quarterdeck
