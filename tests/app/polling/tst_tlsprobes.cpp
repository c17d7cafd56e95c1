#include "tests/app/polling/pollbench.h"
#include "tests/support/hostileserver.h"
#include "tests/support/testauthority.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace std::chrono_literals;

/// Probes over TLS: whom they trust, and in which words they refuse.
class TestTlsProbes : public QObject
{
    Q_OBJECT

private:
    Observation firstProbe(const HostileServer &server, const TlsSettings &tls)
    {
        PollBench bench(Poller::Options{.workers = 1});
        auto http = std::make_shared<HttpSettings>();
        http->tls = tls;
        Target target = bench.target(server.address(), server.port(), 200ms, 2s);
        target.http = http;
        target.health = HealthProbe{
            PollBench::endpoint(server.address(), server.port(), QStringLiteral("/"), Scheme::Https), {}};
        bench.poll({target});
        Observation probe;
        const auto answered = [&] { return bench.count(1, ProbeKind::Health) >= 2; };
        if (QTest::qWaitFor(answered, 10'000)) {
            probe = bench.of(1, ProbeKind::Health).at(1);
        }
        return probe;
    }

    TestAuthority m_authority;

private Q_SLOTS:
    /// A rotated authority: the file is replaced while the console runs.
    void readsAnAuthorityAgainWhenItsFileChanges()
    {
        TestAuthority before;
        TestAuthority after;
        const HostileServer server("127.0.0.1", 0, after.issueGood());
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("ca.pem"));
        QVERIFY(QFile::copy(before.caFile(), file));
        PollBench bench(Poller::Options{.workers = 1});
        auto http = std::make_shared<HttpSettings>();
        http->tls.caFile = file;
        Target target = bench.target(server.address(), server.port(), 200ms, 2s);
        target.http = http;
        target.health = HealthProbe{
            PollBench::endpoint(server.address(), server.port(), QStringLiteral("/"), Scheme::Https), {}};
        PollSettings settings;
        settings.staleAfter = 800ms; // the distance at which a target that fails is still asked
        bench.poll({target}, settings);
        QTRY_VERIFY(bench.count(1, ProbeKind::Health) >= 2);
        QCOMPARE(toString(bench.of(1, ProbeKind::Health).last().cause), toString(UnreachableCause::Tls));
        // As tools do it: the new file takes the old one's place in one step.
        const QString fresh = folder.filePath(QStringLiteral("ca.new"));
        QVERIFY(QFile::copy(after.caFile(), fresh));
        QVERIFY(QFile::remove(file) && QFile::rename(fresh, file));
        QTRY_COMPARE_WITH_TIMEOUT(toString(bench.of(1, ProbeKind::Health).last().outcome),
                                  toString(ProbeOutcome::Ok), 20'000);
    }

    void serverCertificates_data()
    {
        using Wish = TestAuthority::Wish;
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QString>("serverName");
        QTest::addColumn<QString>("reason");
        const auto row = [this](const char *name, const Wish &wish, const QString &reason,
                                const QString &serverName = {}, bool trusted = true) {
            const TlsFiles files = m_authority.issue(wish);
            QTest::newRow(name) << files.certificate << files.key << trusted << serverName << reason;
        };
        Wish good;
        good.commonName = QStringLiteral("shop");
        good.names = QStringList{QStringLiteral("127.0.0.1"), QStringLiteral("shop.example")};
        row("good", good, QString());
        row("good by its name", good, QString(), QStringLiteral("shop.example"));
        row("another name", good, QStringLiteral("certificate is for another name (127.0.0.1, shop.example)"),
            QStringLiteral("bank.example"));
        row("unknown authority", good,
            QStringLiteral("certificate signed by an authority that is not trusted (CN=shop, issued by "
                           "CN=Quarterdeck test authority)"),
            QString(), false);
        Wish expired = good;
        expired.validFromDays = -30;
        expired.validToDays = -3;
        row("expired", expired, QStringLiteral("certificate expired 3 days ago (CN=shop)"));
        Wish early = good;
        early.validFromDays = 2;
        row("not yet valid", early, QStringLiteral("certificate is valid only in 1 day (CN=shop)"));
        Wish wrongAddress = good;
        wrongAddress.names = QStringList{QStringLiteral("10.0.0.1")};
        row("another address", wrongAddress, QStringLiteral("certificate is for another name (10.0.0.1)"));
        Wish selfSigned = good;
        selfSigned.selfSigned = true;
        row("self-signed", selfSigned,
            QStringLiteral("certificate is self-signed and not trusted (CN=shop)"));
    }
    void serverCertificates()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        QFETCH(bool, trusted);
        QFETCH(QString, serverName);
        QFETCH(QString, reason);
        HostileServer server("127.0.0.1", 0, TlsFiles{certificate, key, QString()});
        server.behaveElsewhere({.body = "ok"});
        TlsSettings tls;
        if (trusted) {
            tls.caFile = m_authority.caFile();
        }
        tls.serverName = serverName;
        const Observation probe = firstProbe(server, tls);
        QCOMPARE(probe.reason, reason);
        QCOMPARE(toString(probe.outcome),
                 toString(reason.isEmpty() ? ProbeOutcome::Ok : ProbeOutcome::Unreachable));
        QVERIFY(reason.isEmpty() || probe.cause == UnreachableCause::Tls);
        QCOMPARE(server.requestCount() > 0,
                 reason.isEmpty()); // nothing is told to a server that is not trusted
        if (reason.isEmpty()) {
            QCOMPARE(server.connectionCount(), 1); // kept between probes
        }
        TlsSettings unverified = tls;
        unverified.skipVerify = true;
        QCOMPARE(toString(firstProbe(server, unverified).outcome), toString(ProbeOutcome::Ok));
    }

    void clientCertificates()
    {
        TlsFiles files = m_authority.issueGood();
        files.clientAuthority = m_authority.caFile();
        HostileServer server("127.0.0.1", 0, files);
        server.behaveElsewhere({.body = "ok"});
        TlsSettings tls;
        tls.caFile = m_authority.caFile();
        const Observation without = firstProbe(server, tls);
        QCOMPARE(toString(without.outcome), toString(ProbeOutcome::Unreachable));
        QCOMPARE(without.reason, QStringLiteral("server asks for a client certificate"));
        TestAuthority::Wish wish;
        wish.commonName = QStringLiteral("console");
        const TlsFiles own = m_authority.issue(wish);
        tls.certFile = own.certificate;
        tls.keyFile = own.key;
        QCOMPARE(toString(firstProbe(server, tls).outcome), toString(ProbeOutcome::Ok));
        tls.keyFile = files.key;
        const Observation wrongKey = firstProbe(server, tls);
        QVERIFY2(wrongKey.reason.contains(QStringLiteral("does not belong to certificate")),
                 qPrintable(wrongKey.reason));
        tls.certFile = QStringLiteral("/nowhere/client.pem");
        QCOMPARE(firstProbe(server, tls).reason,
                 QStringLiteral("not asked: client certificate /nowhere/client.pem does not exist"));
    }

    void whatIsNoTls_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("reason");
        QTest::newRow("garbage") << int(Fault::TlsGarbage) << QStringLiteral("answer is not TLS");
        QTest::newRow("closes") << int(Fault::CloseOnAccept)
                                << QStringLiteral("connection closed in the TLS handshake");
        QTest::newRow("hangs") << int(Fault::HangOnAccept)
                               << QStringLiteral("timed out after 2 s in the TLS handshake");
    }
    void whatIsNoTls()
    {
        QFETCH(int, fault);
        QFETCH(QString, reason);
        HostileServer server;
        server.behaveElsewhere({.fault = Fault(fault)});
        TlsSettings tls;
        tls.caFile = m_authority.caFile();
        QCOMPARE(firstProbe(server, tls).reason, reason);
    }
};

QTEST_GUILESS_MAIN(TestTlsProbes)
#include "tst_tlsprobes.moc"
