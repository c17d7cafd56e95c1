#include "app/config/secrets.h"
#include "app/polling/descriptorlimit.h"
#include "tests/app/polling/pollbench.h"
#include "tests/support/hostileserver.h"
#include "tests/support/testauthority.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSaveFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace std::chrono_literals;

namespace {

int openDescriptors()
{
    return int(QDir(QStringLiteral("/proc/self/fd"))
                   .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                   .size());
}

void addAll(Target &target, const QString &host, quint16 port, Scheme scheme = Scheme::Http)
{
    target.health = HealthProbe{PollBench::endpoint(host, port, QStringLiteral("/health"), scheme), {}};
    target.readiness = HealthProbe{PollBench::endpoint(host, port, QStringLiteral("/ready"), scheme), {}};
    target.metrics = PollBench::endpoint(host, port, QStringLiteral("/metrics"), scheme);
}

/// So many instances of one server, each with all three endpoints.
QList<Target> allProbes(PollBench &bench, const HostileServer &server, int count,
                        std::chrono::milliseconds interval, std::chrono::milliseconds timeout)
{
    QList<Target> targets;
    for (int i = 0; i < count; ++i) {
        Target target = bench.target(server.address(), server.port(), interval, timeout);
        addAll(target, server.address(), server.port());
        targets += target;
    }
    return targets;
}

/// So many instances of one server, each with a health endpoint alone.
QList<Target> healthOnly(PollBench &bench, const HostileServer &server, int count,
                         std::chrono::milliseconds interval)
{
    QList<Target> targets;
    for (int i = 0; i < count; ++i) {
        Target target = bench.target(server.address(), server.port(), interval, 2s);
        target.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/")), {}};
        targets += target;
    }
    return targets;
}

} // namespace

class TestPoller : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theThreeProbesOfAnInstanceShareOneConnection()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 150ms, 1000ms);
        addAll(target, server.address(), server.port());
        bench.poll({target});
        QTRY_VERIFY(server.requestCount() >= 30);
        QVERIFY(server.connectionCount() <= 3); // at the very start they may overlap
        QCOMPARE(server.requests().last().header("User-Agent"), QByteArray("quarterdeck/0.1"));
        QCOMPARE(server.requests().last().header("Host"), "127.0.0.1:" + QByteArray::number(server.port()));
        for (const SeenRequest &request : server.requests()) {
            if (request.path == "/metrics") {
                QVERIFY(request.header("Accept").startsWith("application/openmetrics-text;version=1.0.0,"));
                QCOMPARE(request.header("X-Prometheus-Scrape-Timeout-Seconds"), QByteArray("1"));
            }
            QCOMPARE(request.header("Accept-Encoding"), QByteArray("gzip"));
        }
    }

    void neverTwoProbesOfAKindAtOnce()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n", .delay = 300ms});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 50ms, 2000ms);
        addAll(target, server.address(), server.port());
        bench.poll({target});
        for (int i = 0; i < 40; ++i) { // asking again and again changes nothing about it
            bench.poller.probeNow({1});
        }
        QTRY_VERIFY(server.requestCount("/health") >= 5);
        std::chrono::steady_clock::time_point last{};
        for (const SeenRequest &request : server.requests()) {
            if (request.path == "/health") {
                QVERIFY(request.at - last >= 290ms);
                last = request.at;
            }
        }
    }

    void oneDeadTargetDelaysNobody()
    {
        HostileServer hanging("127.0.0.3");
        hanging.behaveElsewhere({.fault = Fault::HangAfterRequest});
        HostileServer good;
        good.behaveElsewhere({.body = "up 1\n"});
        PollBench bench(Poller::Options{.workers = 1});
        QList<Target> targets;
        for (int i = 0; i < 20; ++i) {
            HostileServer &server = i < 10 ? hanging : good;
            Target target = bench.target(server.address(), server.port(), 200ms, 150ms);
            addAll(target, server.address(), server.port());
            targets += target;
        }
        bench.poll(targets);
        QTRY_VERIFY(bench.count(20, ProbeKind::Health) >= 8 && bench.count(1, ProbeKind::Health) >= 5);
        QList<std::chrono::microseconds> lateness;
        for (const Observation &probe : bench.all()) {
            if (probe.instance.value > 10) {
                QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Ok));
                lateness += probe.lateness;
            } else {
                QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::TimedOut));
            }
        }
        std::sort(lateness.begin(), lateness.end());
        QVERIFY(lateness.at(lateness.size() / 2) < 50ms); // the median: this machine may be busy
    }

    void oneClusterThatHangsFillsItsOwnCompartment()
    {
        HostileServer hanging("127.0.0.3");
        hanging.behaveElsewhere({.fault = Fault::HangAfterRequest});
        HostileServer good;
        good.behaveElsewhere({.body = "up 1\n"});
        Poller::Options options;
        options.workers = 1;
        options.probesPerCluster = 4;
        PollBench bench(options);
        QList<Target> targets;
        for (int i = 0; i < 20; ++i) {
            HostileServer &server = i < 10 ? hanging : good;
            Target target = bench.target(server.address(), server.port(), 400ms, 300ms);
            target.cluster = i < 10 ? QStringLiteral("dead") : QStringLiteral("alive");
            addAll(target, server.address(), server.port());
            targets += target;
        }
        bench.poll(targets);
        QTRY_VERIFY(bench.count(20, ProbeKind::Health) >= 6);
        QVERIFY(hanging.openConnections() <= 4);
        int shed = 0;
        QList<std::chrono::microseconds> lateness;
        for (const Observation &probe : bench.all()) {
            if (probe.instance.value > 10) {
                // A machine with no time left may shed; that the other cluster is full may not be felt.
                QVERIFY2(probe.outcome == ProbeOutcome::Ok ||
                             probe.reason.contains(QStringLiteral("keep up")),
                         qPrintable(probe.reason));
                lateness += probe.lateness;
            } else if (probe.outcome == ProbeOutcome::Shed) {
                QVERIFY(probe.reason.startsWith(QStringLiteral("left out: ")));
                ++shed;
            }
        }
        QVERIFY(shed > 0);
        // How late the others are at most is held in tst_bulkhead, on a clock that no other program can slow,
        // and measured by ./dev bench poll; here they only have to be on time as long as there is time at
        // all.
        std::sort(lateness.begin(), lateness.end());
        QVERIFY(lateness.at(lateness.size() / 2) < 50ms);
    }

    void aReloadTouchesOnlyWhatChanged()
    {
        HostileServer one;
        HostileServer two;
        one.behaveElsewhere({.body = "up 1\n"});
        two.behaveElsewhere({.body = "up 1\n"});
        PollBench bench(Poller::Options{.workers = 2});
        Target stays = bench.target(one.address(), one.port(), 100ms, 1000ms);
        stays.health =
            HealthProbe{PollBench::endpoint(one.address(), one.port(), QStringLiteral("/stays")), {}};
        Target goes = bench.target(one.address(), one.port(), 100ms, 1000ms);
        goes.health =
            HealthProbe{PollBench::endpoint(one.address(), one.port(), QStringLiteral("/goes")), {}};
        Target moves = bench.target(one.address(), one.port(), 100ms, 1000ms);
        moves.health =
            HealthProbe{PollBench::endpoint(one.address(), one.port(), QStringLiteral("/moves")), {}};
        bench.poll({stays, goes, moves});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 3 && bench.count(2, ProbeKind::Health) >= 1 &&
                    bench.count(3, ProbeKind::Health) >= 3);
        const int connections = one.connectionCount();
        stays.labels.insert(QStringLiteral("team"), QStringLiteral("new")); // nothing to do with polling
        moves.health->endpoint.port = two.port();
        Target comes = bench.target(two.address(), two.port(), 100ms, 1000ms);
        comes.health =
            HealthProbe{PollBench::endpoint(two.address(), two.port(), QStringLiteral("/comes")), {}};
        bench.poll({stays, moves, comes});
        QTRY_VERIFY(two.requestCount("/comes") >= 2 && two.requestCount("/moves") >= 2);
        one.forgetRequests();
        bench.all();
        QTRY_VERIFY(one.requestCount("/stays") >= 3);
        QCOMPARE(one.requestCount("/goes"), 0);
        QCOMPARE(one.requestCount("/moves"), 0);
        QCOMPARE(one.connectionCount(), connections);
        QTRY_COMPARE(bench.of(1, ProbeKind::Health).last().definition, bench.generation);
        QVERIFY(bench.of(1, ProbeKind::Health).last().streak > 3); // it goes on counting
        QCOMPARE(bench.of(3, ProbeKind::Health).last().definition, bench.generation);
    }

    void fewTargetsAreAskedAtOnce()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        PollBench bench;
        const QList<Target> targets = allProbes(bench, server, 40, 60s, 2s);
        bench.poll(targets);
        QTRY_COMPARE(bench.all().size(), 120);
    }

    void manyTargetsComeAndGoQuickly()
    {
        PollBench bench;
        QList<Target> targets;
        for (int i = 0; i < 10'000; ++i) {
            const QString address = QStringLiteral("127.1.%1.%2").arg(i / 250).arg(i % 250 + 1);
            Target target = bench.target(address, 1, 1h, 2s); // nothing becomes due within this test
            addAll(target, address, 1);
            targets += target;
        }
        bench.poll(targets);
        bench.poll({});
        bench.poll(targets);
        std::atomic<int> answers = 0;
        bench.poller.requestPage({1}, [&](const QByteArray &, const QByteArray &, const QString &reason) {
            answers += reason == QStringLiteral("connection refused") ? 1 : 0;
        });
        QTRY_COMPARE(answers, 1);
        bench.poll({});
        bench.poller.requestPage({1}, [&](const QByteArray &, const QByteArray &, const QString &reason) {
            answers += reason == QStringLiteral("the instance is not polled") ? 1 : 0;
        });
        QTRY_COMPARE(answers, 2);
    }

    void leavesNoDescriptorBehind()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        server.behave("/health", {.fault = Fault::HangInBody});
        const int before = openDescriptors();
        for (int round = 0; round < 3; ++round) {
            PollBench bench;
            const QList<Target> targets = allProbes(bench, server, 30, 100ms, 80ms);
            bench.poll(targets);
            QTRY_VERIFY(bench.all().size() > 200);
        }
        QTRY_COMPARE(server.openConnections(), 0);
        QTRY_COMPARE(openDescriptors(), before);
    }

    void endsAtOnceWhateverIsUnderWay()
    {
        HostileServer server;
        server.behaveElsewhere({.fault = Fault::HangAfterRequest});
        auto bench = std::make_unique<PollBench>();
        Target target = bench->target(server.address(), server.port(), 60s, 60s);
        addAll(target, server.address(), server.port());
        bench->poll({target});
        QTRY_COMPARE(server.requestCount(), 3);
        bench.reset();
        QTRY_COMPARE(server.openConnections(), 0); // long before any deadline
    }

    void keepsNoMoreConnectionsThanItMay()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        Poller::Options options;
        options.workers = 1;
        options.connections = 5;
        PollBench bench(options);
        bench.poll(healthOnly(bench, server, 30, 300ms));
        for (int i = 0; i < 20; ++i) {
            const int seen = server.requestCount();
            QTRY_VERIFY(server.requestCount() > seen + 10);
            QVERIFY(bench.poller.statistics().connections <= 5);
        }
        QTRY_COMPARE(bench.poller.statistics().connectionsWanted, quint64(30));
        QCOMPARE(bench.poller.statistics().connectionLimit, quint64(5));
    }

    /// Asked round and round, each of a fleet would find its connection closed just before its turn.
    void keepsMostConnectionsWhenNotAllFit()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        Poller::Options options;
        options.workers = 1;
        options.connections = 48;
        PollBench bench(options);
        bench.poll(healthOnly(bench, server, 60, 900ms));
        QTRY_VERIFY(server.requestCount() > 2 * 60);
        const int requests = server.requestCount();
        const int connections = server.connectionCount();
        QTRY_VERIFY(server.requestCount() >= requests + 4 * 60);
        const int opened = server.connectionCount() - connections;
        QVERIFY(opened > 0);
        // 45 of 60 have a place; three others at a time share what is left.
        QVERIFY2(opened < (server.requestCount() - requests) / 2, qPrintable(QString::number(opened)));
    }

    /// A second connection of one would cost another its own, whose next probe would have to connect again
    /// and be slower for it: in the end each probe of a slow fleet would.
    void asksOneAfterTheOtherWhenNotAllFit()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n", .delay = 150ms});
        Poller::Options options;
        options.workers = 1;
        options.connections = 30;
        PollBench bench(options);
        const QList<Target> targets = allProbes(bench, server, 40, 1s, 900ms);
        bench.poll(targets);
        QTRY_VERIFY(server.requestCount() > 2 * 3 * 40);
        const int requests = server.requestCount();
        const int connections = server.connectionCount();
        QTRY_VERIFY(!bench.all().isEmpty() && server.requestCount() >= requests + 3 * 3 * 40);
        const int opened = server.connectionCount() - connections;
        const int asked = server.requestCount() - requests;
        QVERIFY(opened > 0);
        // 11 of 40 instances have no place of their own: one connection for each of their rounds at the
        // least, and some of others that are closed because more than the limit leaves are under way at a
        // time.
        QVERIFY2(opened < asked / 4, qPrintable(QStringLiteral("%1 for %2").arg(opened).arg(asked)));
        for (const Target &target : targets) {
            for (const ProbeKind kind : {ProbeKind::Health, ProbeKind::Readiness, ProbeKind::Metrics}) {
                QVERIFY(bench.count(target.number.value, kind) >= 3);
            }
        }
    }

    void probeNowDoesNotWaitForTheInterval()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 1h, 2s);
        addAll(target, server.address(), server.port());
        bench.poll({target});
        QTRY_COMPARE(bench.all().size(), 3);
        bench.poller.probeNow({1});
        QTRY_COMPARE(bench.all().size(), 6);
        bench.poller.probeNow({77}); // nobody: nothing happens
    }

    void handsOutAWholePage()
    {
        HostileServer server;
        server.behave("/metrics",
                      {.contentType = "text/plain; version=0.0.4", .body = "up 1\n", .gzip = true});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 1h, 2s);
        addAll(target, server.address(), server.port());
        Target noMetrics = bench.target(server.address(), server.port(), 1h, 2s);
        noMetrics.health = target.health;
        bench.poll({target, noMetrics});
        QTRY_COMPARE(bench.all().size(), 4);
        std::mutex mutex;
        QStringList got;
        const auto note = [&](const QByteArray &page, const QByteArray &type, const QString &reason) {
            const std::lock_guard lock(mutex);
            got += QString::fromUtf8(page + '|' + type) + QLatin1Char('|') + reason;
        };
        const auto last = [&] {
            const std::lock_guard lock(mutex);
            return got.isEmpty() ? QString() : got.last();
        };
        bench.poller.requestPage({1}, note);
        QTRY_COMPARE(last(), QStringLiteral("up 1\n|text/plain; version=0.0.4|"));
        bench.poller.requestPage({2}, note);
        QTRY_COMPARE(last(), QStringLiteral("||no metrics endpoint is configured"));
        server.behave("/metrics", {.status = 500});
        bench.poller.requestPage({1}, note);
        QTRY_VERIFY(last().endsWith(QStringLiteral("|HTTP 500")));
    }

    void sendsCredentials_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<bool>("basic");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("reason");
        QTest::newRow("bearer") << QByteArray("t0ken") << false << QByteArray("Bearer t0ken") << QString();
        QTest::newRow("basic") << QByteArray("pass") << true << QByteArray("Basic bWU6cGFzcw==") << QString();
        QTest::newRow("a line break is not sent") << QByteArray("t0ken\r\nX: y") << false << QByteArray()
                                                  << QStringLiteral("not asked: the credentials contain");
        QTest::newRow("missing") << QByteArray() << false << QByteArray()
                                 << QStringLiteral("not asked: no such file");
    }
    void sendsCredentials()
    {
        QFETCH(QByteArray, secret);
        QFETCH(bool, basic);
        QFETCH(QByteArray, header);
        QFETCH(QString, reason);
        HostileServer server;
        server.behaveElsewhere({.body = "ok"});
        Poller::Options options;
        options.secrets = [secret](const SecretReference &, QString *why) {
            if (secret.isEmpty()) {
                *why = QStringLiteral("no such file");
            }
            return secret;
        };
        PollBench bench(options);
        auto http = std::make_shared<HttpSettings>();
        const SecretReference reference{SecretReference::Kind::File, QStringLiteral("/run/secret")};
        if (basic) {
            http->password = reference;
        } else {
            http->credentials = reference;
        }
        http->username = QStringLiteral("me");
        http->authorizationType = QStringLiteral("Bearer");
        Target target = bench.target(server.address(), server.port(), 200ms, 1s);
        target.http = http;
        target.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 2);
        const Observation probe = bench.all().first();
        if (header.isEmpty()) {
            QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Unreachable));
            QVERIFY(probe.cause == UnreachableCause::Local);
            QVERIFY2(probe.reason.startsWith(reason), qPrintable(probe.reason));
            QVERIFY(!probe.reason.contains(QStringLiteral("t0ken")));
            QCOMPARE(server.requestCount(), 0);
        } else {
            QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Ok));
            QCOMPARE(server.requests().first().header("Authorization"), header);
        }
    }

    void followsASecretThatIsReplaced()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "ok"});
        QTemporaryDir folder;
        const QString token = folder.filePath(QStringLiteral("token"));
        const auto write = [&token](const QByteArray &text) {
            QSaveFile file(token); // takes the old one's place in one step, as tools do it
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
        };
        QVERIFY(write("first\n"));
        Poller::Options options;
        options.secrets = [](const SecretReference &reference, QString *reason) {
            return resolveSecret(reference, reason); // as the console reads it
        };
        PollBench bench(options);
        auto http = std::make_shared<HttpSettings>();
        http->credentials = {SecretReference::Kind::File, token};
        http->authorizationType = QStringLiteral("Bearer");
        Target target = bench.target(server.address(), server.port(), 200ms, 1s);
        target.http = http;
        target.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/")), {}};
        bench.poll({target});
        const auto lastSent = [&server] {
            const QList<SeenRequest> requests = server.requests();
            return requests.isEmpty() ? QByteArray() : requests.last().header("Authorization");
        };
        QTRY_COMPARE(lastSent(), QByteArray("Bearer first"));
        QVERIFY(write("second\n"));
        QTRY_COMPARE_WITH_TIMEOUT(lastSent(), QByteArray("Bearer second"), 20'000);
    }

    void followsANameThatMoves()
    {
        HostileServer server("127.0.0.5");
        server.behaveElsewhere({.body = "ok"});
        const auto moved = std::make_shared<std::atomic<bool>>(false);
        Poller::Options options;
        options.workers = 1;
        options.resolve = [moved](const QString &) {
            ResolvedName result;
            result.addresses = {boost::asio::ip::make_address(*moved ? "127.0.0.5" : "127.0.0.6")};
            return result;
        };
        PollBench bench(options);
        Target target = bench.target(QStringLiteral("moves.example"), server.port(), 200ms, 150ms);
        target.health = HealthProbe{
            PollBench::endpoint(QStringLiteral("moves.example"), server.port(), QStringLiteral("/")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 2);
        QVERIFY(bench.of(1, ProbeKind::Health).last().cause == UnreachableCause::Refused);
        *moved = true;
        // Well before the half minute after which every name is looked up again.
        QTRY_COMPARE_WITH_TIMEOUT(toString(bench.of(1, ProbeKind::Health).last().outcome),
                                  toString(ProbeOutcome::Ok), 15'000);
    }

    void asksOverIpv6()
    {
        HostileServer server("::1");
        server.behaveElsewhere({.body = "ok"});
        PollBench bench(Poller::Options{.workers = 1});
        Target target = bench.target(QStringLiteral("::1"), server.port(), 200ms, 1s);
        target.health = HealthProbe{
            PollBench::endpoint(QStringLiteral("::1"), server.port(), QStringLiteral("/health")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 2);
        QCOMPARE(toString(bench.of(1, ProbeKind::Health).first().outcome), toString(ProbeOutcome::Ok));
        QCOMPARE(server.requests().first().header("Host"), "[::1]:" + QByteArray::number(server.port()));
        QCOMPARE(server.connectionCount(), 1);
    }

    void resolvesNames()
    {
        HostileServer server("127.0.0.5");
        server.behaveElsewhere({.body = "ok"});
        std::atomic<int> asked = 0;
        Poller::Options options;
        options.workers = 1;
        options.resolve = [&asked](const QString &name) {
            ++asked;
            ResolvedName result;
            if (name == QStringLiteral("good.example")) {
                // The first address refuses, the second answers.
                result.addresses = {boost::asio::ip::make_address("127.0.0.6"),
                                    boost::asio::ip::make_address("127.0.0.5")};
            } else {
                result.failure = {ProbeOutcome::Unreachable, UnreachableCause::Dns,
                                  QStringLiteral("name %1 does not exist").arg(name)};
            }
            return result;
        };
        PollBench bench(options);
        QList<Target> targets;
        const QStringList hosts{QStringLiteral("good.example"), QStringLiteral("bad.example"),
                                QStringLiteral("127.0.0.5")};
        for (const QString &host : hosts) {
            Target target = bench.target(host, server.port(), 100ms, 1s);
            target.health = HealthProbe{PollBench::endpoint(host, server.port(), QStringLiteral("/")), {}};
            targets += target;
        }
        bench.poll(targets);
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 5 && bench.count(2, ProbeKind::Health) >= 5 &&
                    bench.count(3, ProbeKind::Health) >= 5);
        QCOMPARE(toString(bench.of(1, ProbeKind::Health).first().outcome), toString(ProbeOutcome::Ok));
        const Observation bad = bench.of(2, ProbeKind::Health).first();
        QVERIFY(bad.cause == UnreachableCause::Dns);
        QCOMPARE(bad.reason, QStringLiteral("name bad.example does not exist"));
        QCOMPARE(asked, 2); // once each; the literal address never
        QCOMPARE(server.requests().first().header("Host").endsWith(QByteArray::number(server.port())), true);
    }

    void aNameServerThatHangsDelaysNobody()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "ok"});
        Poller::Options options;
        options.workers = 1;
        const auto letGo = std::make_shared<std::atomic<bool>>(false);
        options.resolve = [letGo](const QString &) {
            while (!*letGo) {
                std::this_thread::yield();
            }
            return ResolvedName{};
        };
        PollBench bench(options);
        Target slow = bench.target(QStringLiteral("slow.example"), 80, 300ms, 200ms);
        slow.health =
            HealthProbe{PollBench::endpoint(QStringLiteral("slow.example"), 80, QStringLiteral("/")), {}};
        Target good = bench.target(server.address(), server.port(), 100ms, 1s);
        good.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/")), {}};
        bench.poll({slow, good});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 2 && bench.count(2, ProbeKind::Health) >= 5);
        *letGo = true;
        QCOMPARE(bench.of(1, ProbeKind::Health).first().reason,
                 QStringLiteral("timed out after 200 ms resolving the name"));
        QCOMPARE(toString(bench.of(2, ProbeKind::Health).first().outcome), toString(ProbeOutcome::Ok));
    }

    void aStaleConnectionIsNoFailure()
    {
        HostileServer server;
        server.behaveElsewhere({.fault = Fault::ClosesOnReuse, .body = "ok"});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 80ms, 1s);
        target.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 10);
        for (const Observation &probe : bench.all()) {
            QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Ok));
        }
    }

    void noticesADeathAndARecovery()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "ok"});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 60ms, 500ms);
        addAll(target, server.address(), server.port());
        PollSettings settings;
        settings.staleAfter = 240ms;
        bench.poll({target}, settings);
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 3);
        server.stop();
        QTRY_VERIFY(bench.of(1, ProbeKind::Health).last().cause == UnreachableCause::Refused);
        // Its own breaker opens in the end, and says so.
        QTRY_VERIFY(bench.poller.statistics().ownBreakersOpen == 1);
        QTRY_VERIFY(bench.of(1, ProbeKind::Health).last().nextTry != SteadyTime{});
        server.restart();
        QTRY_COMPARE(toString(bench.of(1, ProbeKind::Health).last().outcome), toString(ProbeOutcome::Ok));
        QTRY_VERIFY(bench.poller.statistics().ownBreakersOpen == 0);
        QTRY_COMPARE(toString(bench.of(1, ProbeKind::Readiness).last().outcome), toString(ProbeOutcome::Ok));
        QVERIFY(bench.of(1, ProbeKind::Health).last().nextTry == SteadyTime{});
    }

    void statisticsAddUp()
    {
        HostileServer server;
        server.behaveElsewhere({.body = "up 1\n"});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 100ms, 1s);
        addAll(target, server.address(), server.port());
        bench.poll({target});
        QTRY_VERIFY(bench.all().size() >= 12);
        const PollerStatistics statistics = bench.poller.statistics();
        QVERIFY(statistics.probes >= 12);
        quint64 ok = 0;
        for (const auto &byOutcome : statistics.byOutcome) {
            ok += byOutcome[int(ProbeOutcome::Ok)];
        }
        QCOMPARE(ok, statistics.probes);
        QVERIFY(statistics.p99Duration > 0us);
        QVERIFY(statistics.bytes > 0);
        QTRY_VERIFY(bench.poller.statistics().connections >= 1);
        QTRY_VERIFY(bench.poller.statistics().probesPerSecond > 5);
    }

    void raisesItsDescriptorLimit() { QVERIFY(connectionsAllowed() >= 64); }
};

QTEST_GUILESS_MAIN(TestPoller)
#include "tst_poller.moc"
