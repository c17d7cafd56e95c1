#include "app/simfleet/fleetfile.h"
#include "app/simfleet/options.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace quarterdeck::simfleet;

namespace {

int say(const QString &text, int code)
{
    std::fprintf(stderr, "quarterdeck-simfleet: %s\n", qPrintable(text));
    return code;
}

/// A connection is a descriptor: take as many as may be had.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

QString writeFiles(const CommandLine &line, const Server &server)
{
    FleetFileOptions file{.path = line.fleetFile,
                          .port = server.port(),
                          .intervalMs = line.intervalMs,
                          .timeoutMs = line.timeoutMs,
                          .forPrometheus = false};
    if (!line.fleetFile.isEmpty()) {
        if (const QString problem = writeFleetFile(server.world(), file); !problem.isEmpty()) {
            return problem;
        }
    }
    if (!line.prometheusFile.isEmpty()) {
        file.path = line.prometheusFile;
        file.forPrometheus = true;
        return writeFleetFile(server.world(), file);
    }
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    const std::variant<CommandLine, QString> read = readCommandLine(arguments);
    if (const QString *problem = std::get_if<QString>(&read)) {
        return say(*problem + u"; --help tells more"_s, 2);
    }
    const CommandLine &line = std::get<CommandLine>(read);
    if (line.help) {
        std::fputs(qPrintable(helpText()), stdout);
        return 0;
    }
    if (line.version) {
        std::puts("quarterdeck-simfleet " QUARTERDECK_VERSION);
        return 0;
    }
    if (line.exitWithParent) {
        const pid_t parent = ::getppid();
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        // The parent may have gone before the line above.
        if (::getppid() != parent) {
            return 0;
        }
    }
    raiseDescriptorLimit();
    Server server(line.server);
    if (const std::string problem = server.open(); !problem.empty()) {
        return say(QString::fromStdString(problem), 1);
    }
    if (const QString problem = writeFiles(line, server); !problem.isEmpty()) {
        return say(problem, 1);
    }
    const std::uint32_t count = server.world().size();
    QString ready = u"ready: %1 instances on %2 to %3, port %4"_s.arg(count)
                        .arg(QString::fromStdString(addressText(instanceAddress(0))),
                             QString::fromStdString(addressText(instanceAddress(count - 1))))
                        .arg(server.port());
    if (server.controlPort() != 0) {
        ready += u", control http://127.0.0.1:%1"_s.arg(server.controlPort());
    }
    say(ready, 0);
    if (line.server.trouble) {
        say(u"trouble: %1"_s.arg(server.trouble().join(u", "_s)), 0);
    }
    if (const std::string problem = server.run(); !problem.empty()) {
        return say(QString::fromStdString(problem), 1);
    }
    return 0;
}
