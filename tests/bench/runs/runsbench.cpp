// What the runner adds to the steps of a run: everything on disk before and after each request, checks, log.
//
//   quarterdeck-bench-runs [--steps N] [--json FILE]

#include "app/running/httpcall.h"
#include "tests/app/running/runfixture.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using quarterdeck::test::HostileServer;
using quarterdeck::test::RunFixture;

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

double cpuMilliseconds()
{
    struct rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval &time) {
        return 1000.0 * double(time.tv_sec) + double(time.tv_usec) / 1000;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

struct Cost
{
    double wall = 0; ///< ms
    double cpu = 0;  ///< ms, of this process: server, recorder and runner
};

template <typename Work>
Cost measured(int count, Work work)
{
    const auto begun = std::chrono::steady_clock::now();
    const double cpu = cpuMilliseconds();
    work();
    return {Milliseconds(std::chrono::steady_clock::now() - begun).count() / count,
            (cpuMilliseconds() - cpu) / count};
}

QJsonArray rows;

void row(const QString &what, const Cost &cost, double budget = 0)
{
    std::printf("%-52s %8.2f ms %8.2f ms CPU  %s\n", qPrintable(what), cost.wall, cost.cpu,
                budget > 0 ? qPrintable(u"budget %1 ms%2"_s.arg(QString::number(budget),
                                                                cost.wall <= budget ? u""_s : u"  MISSED"_s))
                           : "");
    rows.append(QJsonObject{{u"what"_s, what},
                            {u"wall_ms"_s, cost.wall},
                            {u"cpu_ms"_s, cost.cpu},
                            {u"budget_ms"_s, budget > 0 ? QJsonValue(budget) : QJsonValue()}});
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"steps"_s, u"Steps of the run (200)."_s, u"N"_s, u"200"_s},
                       {u"json"_s, u"Write the table as JSON."_s, u"FILE"_s}});
    parser.addHelpOption();
    parser.process(application);
    const int count = std::max(1, parser.value(u"steps"_s).toInt());

    HostileServer server;
    server.behave("/act", {});
    const QByteArray url = server.url(u"/act"_s).toUtf8();
    const Cost alone = measured(count, [&] {
        for (int i = 0; i < count; ++i) {
            HttpOrder order;
            order.method = "POST";
            order.url = QUrl(QString::fromUtf8(url));
            HttpCall call(order);
            QEventLoop loop;
            QObject::connect(&call, &HttpCall::finished, &loop, &QEventLoop::quit);
            QMetaObject::invokeMethod(&call, &HttpCall::start, Qt::QueuedConnection);
            loop.exec();
        }
    });
    row(u"a request alone"_s, alone);

    RunFixture fixture;
    fixture.add(u"svc"_s, server);
    fixture.define();
    QByteArray steps;
    for (int i = 0; i < count; ++i) {
        steps += "  - {step: Act, http: {method: POST, url: \"" + url + "\"}}\n";
    }
    RunState ended = RunState::Planned;
    const Cost whole = measured(count, [&] { ended = fixture.run(RunFixture::text(steps)); });
    row(u"a step of a run, with its request and its record"_s, whole);
    row(u"what the runner adds to a step"_s, {whole.wall - alone.wall, whole.cpu - alone.cpu}, 20);
    if (ended != RunState::Succeeded) {
        std::fprintf(stderr, "the run ended as %s\n", qPrintable(quarterdeck::toString(ended)));
        return 1;
    }
    if (parser.isSet(u"json"_s)) {
        QFile file(parser.value(u"json"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(rows).toJson()) < 0) {
            return 1;
        }
    }
    return 0;
}
