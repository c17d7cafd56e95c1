#include "tests/app/polling/pollbench.h"
#include "tests/support/hostileserver.h"

#include <QDir>
#include <QSet>
#include <QTest>

#include <memory>
#include <random>
#include <vector>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(quarterdeck::test::Behaviour)
Q_DECLARE_METATYPE(quarterdeck::ProbeOutcome)
Q_DECLARE_METATYPE(quarterdeck::UnreachableCause)

namespace {

int openDescriptors()
{
    return int(QDir(QStringLiteral("/proc/self/fd"))
                   .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                   .size());
}

} // namespace

/// Every way in which a server can answer badly, and what the console says of it. The text in the column
/// "reason" must stand at the start of the reason.
class TestHostileAnswers : public QObject
{
    Q_OBJECT

private:
    static constexpr std::chrono::milliseconds timeout{400};

private Q_SLOTS:
    void metricsProbe_data()
    {
        QTest::addColumn<Behaviour>("behaviour");
        QTest::addColumn<ProbeOutcome>("outcome");
        QTest::addColumn<UnreachableCause>("cause");
        QTest::addColumn<QString>("reason");

        const Behaviour page{.contentType = "text/plain; version=0.0.4", .body = "up 1\nrequests_total 17\n"};
        const auto row = [&page](const char *name, Fault fault, ProbeOutcome outcome, UnreachableCause cause,
                                 const char *reason) {
            Behaviour behaviour = page;
            behaviour.fault = fault;
            QTest::newRow(name) << behaviour << outcome << cause << QString::fromUtf8(reason);
        };
        const auto good = [](const char *name, const Behaviour &behaviour) {
            QTest::newRow(name) << behaviour << ProbeOutcome::Ok << UnreachableCause::None << QString();
        };
        const auto answer = [](const char *name, const Behaviour &behaviour, ProbeOutcome outcome,
                               const char *reason) {
            QTest::newRow(name) << behaviour << outcome << UnreachableCause::None
                                << QString::fromUtf8(reason);
        };
        using enum ProbeOutcome;
        using Cause = UnreachableCause;

        row("resets on accept", Fault::ResetOnAccept, Unreachable, Cause::Reset,
            "connection reset before an answer");
        row("closes on accept", Fault::CloseOnAccept, Unreachable, Cause::Closed,
            "connection closed before an answer");
        row("hangs on accept", Fault::HangOnAccept, TimedOut, Cause::None,
            "timed out after 400 ms waiting for the first byte");
        row("resets after the request", Fault::ResetAfterRequest, Unreachable, Cause::Reset,
            "connection reset before an answer");
        row("closes after the request", Fault::CloseAfterRequest, Unreachable, Cause::Closed,
            "connection closed before an answer");
        row("hangs after the request", Fault::HangAfterRequest, TimedOut, Cause::None,
            "timed out after 400 ms waiting for the first byte");
        row("resets in the header", Fault::ResetInHeader, Unreachable, Cause::Reset,
            "connection reset in the middle of the header");
        row("closes in the header", Fault::CloseInHeader, Unreachable, Cause::Closed,
            "connection closed in the middle of the header");
        row("hangs in the header", Fault::HangInHeader, TimedOut, Cause::None,
            "timed out after 400 ms in the middle of the header");
        row("resets in the body", Fault::ResetInBody, Unreachable, Cause::Reset,
            "connection reset in the middle of the body");
        row("closes in the body", Fault::CloseInBody, Unreachable, Cause::Closed,
            "connection closed in the middle of the body (11 of 23 bytes)");
        row("hangs in the body", Fault::HangInBody, TimedOut, Cause::None,
            "timed out after 400 ms in the middle of the body (11 of 23 bytes)");
        row("drips", Fault::Drip, TimedOut, Cause::None,
            "timed out after 400 ms in the middle of the header");
        row("announces more than it sends", Fault::LengthTooLong, Unreachable, Cause::Closed,
            "connection closed in the middle of the body (23 of 123 bytes)");
        row("announces less than it sends", Fault::LengthTooShort, Unreachable, Cause::Protocol,
            "body is longer than its Content-Length of 13 bytes");
        row("announces a negative length", Fault::NegativeLength, Unreachable, Cause::Protocol,
            "malformed or contradictory Content-Length");
        row("announces two lengths", Fault::TwoLengths, Unreachable, Cause::Protocol,
            "malformed or contradictory Content-Length");
        row("never ends its body", Fault::EndlessBody, TooLarge, Cause::None, "body over 1 MiB");
        row("announces a gigabyte", Fault::AnnouncedHuge, TooLarge, Cause::None,
            "body over 1 MiB (953.7 MiB announced)");
        row("breaks a chunk", Fault::BadChunk, Unreachable, Cause::Protocol, "malformed chunk in the body");
        row("sends a gzip bomb", Fault::GzipBomb, TooLarge, Cause::None, "body over 1 MiB when decompressed");
        row("damages its gzip", Fault::DamagedGzip, Unparsable, Cause::None, "gzip body is");
        row("cuts its gzip", Fault::CutGzip, Unparsable, Cause::None, "gzip body is cut off");
        row("encodes as nobody asked", Fault::UnknownEncoding, Unparsable, Cause::None,
            "body is encoded as \"br\", which nobody asked for");
        row("speaks SSH", Fault::Garbage, Unreachable, Cause::Protocol,
            "answer is not HTTP: \"SSH-2.0-OpenSSH_9.2p1 Debian-2\"");
        row("sends binary", Fault::Binary, Unreachable, Cause::Protocol, "answer is not HTTP");
        row("speaks HTTP/0.9", Fault::Http09, Unreachable, Cause::Protocol,
            "answer is not HTTP: \"up 1 requests_total 17\"");
        row("sends a header line of 64 KiB", Fault::HugeHeader, TooLarge, Cause::None, "header over 32 KiB");
        row("sends 10,000 headers", Fault::ManyHeaders, TooLarge, Cause::None, "over 256 header fields");
        row("redirects to itself", Fault::RedirectLoop, HttpError, Cause::None,
            "HTTP 302 (redirect to /loop, not followed)");
        row("switches protocols", Fault::SwitchesProtocol, Unreachable, Cause::Protocol,
            "server switched protocols unasked");
        row("hints for ever", Fault::EndlessInterim, Unreachable, Cause::Protocol,
            "interim answers without an end");
        row("answers twice", Fault::AnswersTwice, Ok, Cause::None, "");
        row("answers unasked", Fault::AnswersUnasked, Ok, Cause::None, "");
        row("closes between probes", Fault::ClosesBetween, Ok, Cause::None, "");
        row("closes when asked again", Fault::ClosesOnReuse, Ok, Cause::None, "");

        Behaviour one = page;
        good("plain", one);
        one.chunked = true;
        good("chunked", one);
        one.gzip = true;
        good("chunked and gzip", one);
        one.chunked = false;
        good("gzip", one);
        one = page;
        one.http10 = true;
        good("HTTP/1.0", one);
        one = page;
        one.saysClose = true;
        good("Connection: close", one);
        one = page;
        one.interim = 2;
        good("103 early hints", one);
        one.interimStatus = 100;
        one.interim = 1;
        good("100 Continue, although nobody waits for it", one);
        one.interimStatus = 102;
        one.interim = 3;
        one.chunked = true;
        good("102 Processing, three times, then chunked", one);
        one = page;
        one.delay = 100ms;
        good("slow but in time", one);
        one = page;
        one.body.clear();
        good("an empty page", one);

        one = page;
        one.status = 500;
        answer("HTTP 500", one, HttpError, "HTTP 500");
        one.status = 404;
        answer("HTTP 404", one, HttpError, "HTTP 404");
        one = page;
        one.contentType = "text/html";
        one.body = "<!DOCTYPE html><html><body>Please log in</body></html>";
        answer("HTML", one, Unparsable, "the metrics page is an HTML page, not an exposition");
        one.contentType = "application/json";
        one.body = "{\n  \"status\": \"UP\"\n}";
        answer("JSON", one, Unparsable, "the metrics page is JSON, not an exposition");
        one.contentType = "application/octet-stream";
        one.body = QByteArray("\0\1\2\3 \xff\xfe", 7);
        answer("binary as a page", one, Unparsable, "the metrics page is binary data, not an exposition");
        one.contentType = "text/plain";
        one.body = "= =\n";
        answer("no readable line", one, Unparsable, "line 1, column ");
        one.body = "up 1\n= =\nrequests_total 5\n";
        answer("one bad line costs one line", one, Ok, "line 2, column ");
    }
    void metricsProbe()
    {
        QFETCH(Behaviour, behaviour);
        QFETCH(ProbeOutcome, outcome);
        QFETCH(UnreachableCause, cause);
        QFETCH(QString, reason);

        HostileServer server;
        server.behaveElsewhere(behaviour);
        HostileServer neighbour("127.0.0.2");
        neighbour.behaveElsewhere({.body = "up 1\n"});
        PollBench bench(Poller::Options{.workers = 1});
        Target target = bench.target(server.address(), server.port(), 150ms, timeout);
        target.metrics = PollBench::endpoint(server.address(), server.port(), QStringLiteral("/metrics"));
        auto http = std::make_shared<HttpSettings>();
        http->bodySizeLimit = 1024 * 1024;
        target.http = http;
        Target other = bench.target(neighbour.address(), neighbour.port(), 150ms, timeout);
        other.metrics =
            PollBench::endpoint(neighbour.address(), neighbour.port(), QStringLiteral("/metrics"));
        bench.poll({target, other});

        // Three in a row: a fault that leaves something behind shows in the next ones.
        QTRY_VERIFY(bench.count(1, ProbeKind::Metrics) >= 3);
        const QList<Observation> probes = bench.of(1, ProbeKind::Metrics);
        for (int i = 0; i < 3; ++i) {
            const Observation &probe = probes.at(i);
            QCOMPARE(toString(probe.outcome), toString(outcome));
            QCOMPARE(toString(probe.cause), toString(cause));
            QVERIFY2(
                reason.isEmpty() ? probe.reason.isEmpty() : probe.reason.startsWith(reason),
                qPrintable(QStringLiteral("\"%1\" does not start with \"%2\"").arg(probe.reason, reason)));
            QVERIFY(!probe.reason.contains(QLatin1Char('\n')));
            QVERIFY(probe.streak >= i + 1); // more when a slow test did not see every one of them
            QCOMPARE(bool(probe.metrics), outcome == ProbeOutcome::Ok);
            QVERIFY(probe.duration <= timeout + 250ms);
        }
        if (outcome == ProbeOutcome::Ok && behaviour.body.startsWith("up 1\nrequests")) {
            QCOMPARE(probes.first().metrics->samples, quint64(2));
        }
        // The rest of the fleet is unharmed.
        QTRY_VERIFY(bench.count(2, ProbeKind::Metrics) >= 3);
        for (const Observation &probe : bench.of(2, ProbeKind::Metrics)) {
            QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Ok));
        }
        // Nothing stays open to a server that misbehaved, beyond the probe under way.
        bench.poll({other});
        if (behaviour.fault != Fault::HangOnAccept) {
            QTRY_COMPARE(server.openConnections(), 0);
        }
        QTRY_COMPARE(bench.poller.statistics().connections, quint64(1));
    }

    void refuses()
    {
        const RefusingPort port;
        PollBench bench;
        Target target = bench.target(QStringLiteral("127.0.0.1"), port.port(), 200ms, timeout);
        target.health = HealthProbe{
            PollBench::endpoint(QStringLiteral("127.0.0.1"), port.port(), QStringLiteral("/")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 2);
        const Observation probe = bench.of(1, ProbeKind::Health).at(1);
        QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Unreachable));
        QCOMPARE(toString(probe.cause), toString(UnreachableCause::Refused));
        QCOMPARE(probe.reason, QStringLiteral("connection refused"));
        QCOMPARE(probe.streak, 2);
    }

    void healthIsAnAnswerWhateverItsCode_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("verdict");
        QTest::newRow("up") << 200 << QByteArray(R"({"status":"UP"})") << int(Verdict::Up);
        QTest::newRow("down") << 503 << QByteArray(R"({"status":"DOWN"})") << int(Verdict::Down);
        QTest::newRow("forbidden") << 403 << QByteArray("no") << int(Verdict::Restricted);
        QTest::newRow("absent") << 404 << QByteArray("no") << int(Verdict::Absent);
    }
    void healthIsAnAnswerWhateverItsCode()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, verdict);
        HostileServer server;
        server.behave("/health", {.status = status, .contentType = "application/json", .body = body});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 200ms, timeout);
        target.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/health")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 1);
        const Observation probe = bench.of(1, ProbeKind::Health).first();
        QCOMPARE(toString(probe.outcome), toString(ProbeOutcome::Ok));
        QCOMPARE(probe.httpStatus, status);
        QVERIFY(probe.health);
        QCOMPARE(int(probe.health->verdict), verdict);
        QCOMPARE(probe.reason.isEmpty(), probe.health->verdict == Verdict::Up);
    }

    /// All faults in turn and at once, at random, changing under way: afterwards nothing is left open.
    /// QUARTERDECK_ROUNDS=10000 makes it a long one, as the sanitizers want it.
    void roundsOfMixedFaults()
    {
        const int asked = qEnvironmentVariableIntValue("QUARTERDECK_ROUNDS");
        const int rounds = asked > 0 ? asked : 400;
        constexpr int faults = int(Fault::EndlessInterim) + 1;
        constexpr int servers = 24;
        const int before = openDescriptors();
        {
            std::minstd_rand random(20261121); // the same faults each time
            std::vector<std::unique_ptr<HostileServer>> all;
            const auto misbehave = [&random](HostileServer &server) {
                Behaviour behaviour{.contentType = "text/plain; version=0.0.4",
                                    .body = "up 1\nrequests_total 17\n"};
                behaviour.fault = Fault(random() % unsigned(faults));
                behaviour.chunked = random() % 4 == 0;
                behaviour.gzip = random() % 4 == 0;
                behaviour.http10 = random() % 8 == 0;
                behaviour.interim = random() % 8 == 0 ? 1 : 0;
                server.behaveElsewhere(behaviour);
            };
            PollBench bench;
            auto http = std::make_shared<HttpSettings>();
            http->bodySizeLimit = 256 * 1024;
            QList<Target> targets;
            for (int i = 0; i < servers; ++i) {
                all.push_back(std::make_unique<HostileServer>("127.0.1." + QByteArray::number(i + 1)));
                misbehave(*all.back());
                Target target = bench.target(all.back()->address(), all.back()->port(), 60ms, 50ms);
                target.metrics = PollBench::endpoint(all.back()->address(), all.back()->port(),
                                                     QStringLiteral("/metrics"));
                target.health = HealthProbe{
                    PollBench::endpoint(all.back()->address(), all.back()->port(), QStringLiteral("/")), {}};
                target.http = http;
                targets += target;
            }
            bench.poll(targets);
            int ended = 0;
            QSet<int> outcomes;
            const auto enough = [&] {
                for (const Observation &probe : bench.poller.mailbox().drain(100'000)) {
                    ++ended;
                    outcomes.insert(int(probe.outcome));
                    if (ended % 20 == 0) {
                        misbehave(*all[random() % all.size()]);
                        // Whoever is not answered is asked more and more rarely: all are asked now.
                        bench.poller.probeNow({quint32(random() % servers) + 1});
                    }
                }
                return ended >= rounds;
            };
            QVERIFY(QTest::qWaitFor(enough, 30'000 + 60 * rounds));
            // Every way for a probe to end was among them.
            for (const ProbeOutcome outcome :
                 {ProbeOutcome::Ok, ProbeOutcome::HttpError, ProbeOutcome::Unreachable,
                  ProbeOutcome::TimedOut, ProbeOutcome::TooLarge, ProbeOutcome::Unparsable}) {
                QVERIFY2(rounds < 2000 || outcomes.contains(int(outcome)), qPrintable(toString(outcome)));
            }
            bench.poll({});
            QTRY_COMPARE(bench.poller.statistics().connections, quint64(0));
        }
        QTRY_COMPARE(openDescriptors(), before);
    }

    void aHealthAnswerIsBoundedToo()
    {
        HostileServer server;
        server.behaveElsewhere({.fault = Fault::EndlessBody});
        PollBench bench;
        Target target = bench.target(server.address(), server.port(), 500ms, timeout);
        target.health =
            HealthProbe{PollBench::endpoint(server.address(), server.port(), QStringLiteral("/")), {}};
        bench.poll({target});
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 1);
        QCOMPARE(toString(bench.of(1, ProbeKind::Health).first().outcome), toString(ProbeOutcome::TooLarge));
        QCOMPARE(bench.of(1, ProbeKind::Health).first().reason, QStringLiteral("body over 1 MiB"));
    }
};

QTEST_GUILESS_MAIN(TestHostileAnswers)
#include "tst_hostileanswers.moc"
