#include "app/simfleet/options.h"

#include "app/simfleet/fault.h"
#include "app/simfleet/shape.h"

#include <QCommandLineOption>
#include <QCommandLineParser>

#include <optional>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

/// A whole number in a range; else `problem` says what was expected.
template <class Number>
std::optional<Number> wholeNumber(const QCommandLineParser &parser, const QString &name, quint64 minimum,
                                  quint64 maximum, QString &problem)
{
    if (!parser.isSet(name)) {
        return std::nullopt;
    }
    bool good = false;
    const quint64 value = parser.value(name).toULongLong(&good);
    if (!good || value < minimum || value > maximum) {
        problem =
            u"--%1 wants a whole number from %2 to %3, not \"%4\""_s.arg(name).arg(minimum).arg(maximum).arg(
                parser.value(name));
        return std::nullopt;
    }
    return static_cast<Number>(value);
}

std::optional<int> milliseconds(const QCommandLineParser &parser, const QString &name, QString &problem)
{
    if (!parser.isSet(name)) {
        return std::nullopt;
    }
    const double seconds = secondsFromText(parser.value(name));
    if (!(seconds >= 0.001) || seconds > 86400) {
        problem = u"--%1 wants a time such as 5s or 500ms, not \"%2\""_s.arg(name, parser.value(name));
        return std::nullopt;
    }
    return static_cast<int>(seconds * 1000 + 0.5);
}

} // namespace

std::variant<CommandLine, QString> readCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    for (const char *name : {"instances", "port", "control", "seed", "write-config", "write-prometheus",
                             "interval", "timeout", "page-bytes", "breakers", "answer-delay"}) {
        parser.addOption(QCommandLineOption(QString::fromLatin1(name), {}, u"value"_s));
    }
    for (const char *name : {"gzip", "trouble", "exit-with-parent", "help", "version"}) {
        parser.addOption(QCommandLineOption(QString::fromLatin1(name)));
    }
    // QCommandLineParser takes the first argument for the program's name.
    if (!parser.parse(QStringList{u"quarterdeck-simfleet"_s} + arguments)) {
        return parser.errorText();
    }
    if (!parser.positionalArguments().isEmpty()) {
        return u"unexpected argument \"%1\""_s.arg(parser.positionalArguments().constFirst());
    }
    CommandLine line;
    line.help = parser.isSet(u"help"_s);
    line.version = parser.isSet(u"version"_s);
    if (line.help || line.version) {
        return line;
    }
    QString problem;
    line.server.world.instances =
        wholeNumber<int>(parser, u"instances"_s, 1, maxInstances, problem).value_or(1200);
    line.server.port = wholeNumber<quint16>(parser, u"port"_s, 0, 65535, problem).value_or(0);
    line.server.controlPort = wholeNumber<quint16>(parser, u"control"_s, 0, 65535, problem);
    line.server.world.seed = wholeNumber<quint64>(parser, u"seed"_s, 0, UINT64_MAX, problem).value_or(1);
    line.server.world.pageBytes =
        wholeNumber<std::size_t>(parser, u"page-bytes"_s, 0, 16 * 1024 * 1024, problem).value_or(0);
    line.server.world.breakers = wholeNumber<int>(parser, u"breakers"_s, 0, 1000, problem).value_or(0);
    line.intervalMs = milliseconds(parser, u"interval"_s, problem).value_or(5000);
    line.timeoutMs = milliseconds(parser, u"timeout"_s, problem).value_or(std::min(2000, line.intervalMs));
    if (parser.isSet(u"answer-delay"_s)) {
        const double seconds = secondsFromText(parser.value(u"answer-delay"_s));
        if (!(seconds >= 0) || seconds > 60) {
            problem = u"--answer-delay wants a time such as 2ms, or 0"_s;
        }
        line.server.answerDelay = seconds;
    }
    if (line.timeoutMs > line.intervalMs) {
        problem = u"--timeout must not be longer than --interval"_s;
    }
    if (!problem.isEmpty()) {
        return problem;
    }
    line.server.gzip = parser.isSet(u"gzip"_s);
    line.server.trouble = parser.isSet(u"trouble"_s);
    line.exitWithParent = parser.isSet(u"exit-with-parent"_s);
    line.fleetFile = parser.value(u"write-config"_s);
    line.prometheusFile = parser.value(u"write-prometheus"_s);
    return line;
}

QString helpText()
{
    return uR"(Usage: quarterdeck-simfleet [options]
Plays a fleet of services on loopback addresses (127.20.0.1, 127.20.0.2, ...), all at one port: each instance
answers /health, /ready and /metrics as its stack would. All are well until a fault is ordered.

  --instances N           how many, 1 to 100000 (1200)
  --port P                their port; 0 or nothing takes a free one
  --control P             control port on 127.0.0.1 (none); 0 takes a free one
  --seed S                another fleet of the same shape (1); the same seed plays the same
  --write-config FILE     write the fleet.yml for it, and its targets in a folder beside FILE
  --write-prometheus FILE write a prometheus.yml for it, likewise
  --interval T            poll interval in the written files (5s)
  --timeout T             timeout in the written files (2s)
  --page-bytes N          cut or pad each metrics page to about N bytes (0: as it is)
  --breakers N            how many circuit breakers every instance has (0: as its service has)
  --answer-delay T        median time a well instance takes to answer (2ms)
  --gzip                  compress for those who accept it
  --trouble               start with a standing set of faults and say which: 3 down, 11 degraded, 4 not ready;
                          in a small fleet one of each kind, on up to a third of its instances
  --exit-with-parent      end when the process that started this one ends
  --help, --version

When all instances listen (and the files are written) it says so on stderr: "ready: 1200 instances on
127.20.0.1 to 127.20.4.200, port 9100, control http://127.0.0.1:9101". It ends on SIGTERM and SIGINT.

Control port, JSON: GET / lists it.
  POST /faults   {"match":"service=checkout,cluster=eu-west","count":3,"fault":"slow","value":0.8,"for":"30s"}
                 match: service, cluster, instance, release, role, address; alternatives by "|"
                 fault: kill hang slow errors not_ready degraded health_down html flap breaker_open
                 breaker_half_open breaker_forced_open breaker_blip bad_page slow_body huge_body cut
                 also: "path" (health, ready, metrics), "breaker" (its name), "reason"
  GET /faults, DELETE /faults, DELETE /faults/ID, GET /instances, GET /requests, DELETE /requests
  POST /release  {"match":"service=checkout","release":"2.32.0","error_ratio":0.2,"latency":0.3}
  POST /rollback {"match":"service=checkout"}
  POST /drain, POST /undrain {"match":"instance=checkout-eu-41"}
  POST /switchover, POST /failover {"candidate":"pg2"}
Exit: 0 ended when asked to, 1 could not go on, 2 wrong arguments.
)"_s;
}

} // namespace quarterdeck::simfleet
