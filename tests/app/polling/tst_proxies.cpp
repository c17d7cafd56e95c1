#include "tests/app/polling/pollbench.h"
#include "tests/support/childprocess.h"
#include "tests/support/hostileserver.h"
#include "tests/support/testauthority.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString loopback = u"127.0.0.1"_s;

} // namespace

/// Probes through real proxies: tinyproxy (HTTP) and microsocks (SOCKS 5), with and without a password.
class TestProxies : public QObject
{
    Q_OBJECT

private:
    struct Proxy
    {
        std::unique_ptr<ChildProcess> process;
        quint16 port = 0;
        [[nodiscard]] QUrl url(const QString &scheme, const QString &user = {}) const
        {
            return QUrl(scheme + u"://"_s + user + u"127.0.0.1:"_s + QString::number(port));
        }
    };

    void startTinyproxy(Proxy &proxy, const QByteArray &more = {})
    {
        proxy.port = freePort();
        const QString file = m_folder.filePath(u"tinyproxy-%1.conf"_s.arg(proxy.port));
        QFile configuration(file);
        QVERIFY(configuration.open(QIODevice::WriteOnly));
        configuration.write("Port " + QByteArray::number(proxy.port) +
                            "\nListen 127.0.0.1\nTimeout 30\nLogLevel Error\nMaxClients 50\n"
                            "DisableViaHeader Yes\n" +
                            more);
        configuration.close();
        proxy.process = std::make_unique<ChildProcess>(u"tinyproxy"_s, QStringList{u"-d"_s, u"-c"_s, file});
        QVERIFY2(proxy.process->listensOn(loopback, proxy.port), proxy.process->output().constData());
    }
    void startMicrosocks(Proxy &proxy, const QStringList &more = {})
    {
        proxy.port = freePort();
        proxy.process = std::make_unique<ChildProcess>(
            u"microsocks"_s, QStringList{u"-i"_s, loopback, u"-p"_s, QString::number(proxy.port)} + more);
        QVERIFY2(proxy.process->listensOn(loopback, proxy.port), proxy.process->output().constData());
    }

    /// The last of so many answers of a target that is only known by name, to the proxy.
    Observation probe(const Endpoint &endpoint, const QUrl &proxy, int answers = 1)
    {
        Poller::Options options;
        options.workers = 1;
        options.resolve = [this](const QString &name) {
            ++m_asked;
            ResolvedName none;
            none.failure = {ProbeOutcome::Unreachable, UnreachableCause::Dns, u"asked for "_s + name};
            return none;
        };
        PollBench bench(options);
        Target target = bench.target(endpoint.host, endpoint.port, 200ms, 2s);
        auto http = std::make_shared<HttpSettings>();
        http->proxy = proxy;
        http->tls.caFile = m_authority.caFile();
        target.http = http;
        target.health = HealthProbe{endpoint, {}};
        bench.poll({target});
        const auto answered = [&] { return bench.count(1, ProbeKind::Health) >= answers; };
        return QTest::qWaitFor(answered, 15'000) ? bench.of(1, ProbeKind::Health).at(answers - 1)
                                                 : Observation();
    }

    QTemporaryDir m_folder;
    TestAuthority m_authority;
    Proxy m_http;
    Proxy m_httpWithUser;
    Proxy m_socks;
    Proxy m_socksWithUser;
    std::unique_ptr<HostileServer> m_plain;
    std::unique_ptr<HostileServer> m_tls;
    int m_asked = 0; ///< names that the console itself looked up

private Q_SLOTS:
    void initTestCase()
    {
        startTinyproxy(m_http);
        startTinyproxy(m_httpWithUser, "BasicAuth me secret\n");
        startMicrosocks(m_socks);
        startMicrosocks(m_socksWithUser, {u"-u"_s, u"me"_s, u"-P"_s, u"secret"_s});
        m_plain = std::make_unique<HostileServer>("127.0.0.1");
        TestAuthority::Wish wish;
        wish.commonName = u"shop"_s;
        wish.names = QStringList{u"localhost"_s};
        m_tls = std::make_unique<HostileServer>("127.0.0.1", 0, m_authority.issue(wish));
        for (HostileServer *server : {m_plain.get(), m_tls.get()}) {
            server->behaveElsewhere({.body = "ok"});
        }
    }

    void throughTheProxy_data()
    {
        QTest::addColumn<QUrl>("proxy");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QUrl &proxy, bool tls, const QString &reason = {}) {
            QTest::newRow(name) << proxy << tls
                                << (reason.isEmpty()
                                        ? reason
                                        : u"proxy 127.0.0.1:%1: %2"_s.arg(proxy.port()).arg(reason));
        };
        const QString user = u"me:secret@"_s;
        const QString wrong = u"me:guess@"_s;
        const QString http = u"http"_s;
        const QString socks = u"socks5"_s;
        row("forward", m_http.url(http), false);
        row("tunnel", m_http.url(http), true);
        row("forward with user", m_httpWithUser.url(http, user), false);
        row("tunnel with user", m_httpWithUser.url(http, user), true);
        row("forward without user", m_httpWithUser.url(http), false,
            u"it wants other credentials (HTTP 407)"_s);
        row("tunnel without user", m_httpWithUser.url(http), true,
            u"it wants other credentials (HTTP 407)"_s);
        row("socks", m_socks.url(socks), false);
        row("socks, TLS", m_socks.url(socks), true);
        row("socks with user", m_socksWithUser.url(socks, user), false);
        row("socks with user, TLS", m_socksWithUser.url(socks, user), true);
        row("socks without user", m_socksWithUser.url(socks), false,
            u"it wants credentials, or another way to show them"_s);
        row("socks with a wrong password", m_socksWithUser.url(socks, wrong), false,
            u"it does not accept the user name and password"_s);
    }
    void throughTheProxy()
    {
        QFETCH(QUrl, proxy);
        QFETCH(bool, tls);
        QFETCH(QString, reason);
        HostileServer &server = tls ? *m_tls : *m_plain;
        server.forgetRequests();
        m_asked = 0;
        const Endpoint endpoint = PollBench::endpoint(u"localhost"_s, server.port(), u"/health?deep=1"_s,
                                                      tls ? Scheme::Https : Scheme::Http);
        const Observation answer = probe(endpoint, proxy, 2);
        QCOMPARE(answer.reason, reason);
        QCOMPARE(toString(answer.outcome),
                 toString(reason.isEmpty() ? ProbeOutcome::Ok : ProbeOutcome::Unreachable));
        QCOMPARE(m_asked, 0); // the target's name is the proxy's to look up
        if (!reason.isEmpty()) {
            QCOMPARE(server.requestCount(), 0);
            QVERIFY(!answer.reason.contains(u"secret"_s));
            return;
        }
        QVERIFY(server.requestCount() >= 2);
        const SeenRequest seen = server.requests().first();
        QCOMPARE(seen.path, QByteArray("/health?deep=1"));
        QCOMPARE(seen.header("Host"), "localhost:" + QByteArray::number(server.port()));
        QVERIFY(seen.header("Proxy-Authorization").isEmpty()); // not for the target's eyes
    }

    void aTunnelIsKeptBetweenProbes()
    {
        const int before = m_tls->connectionCount();
        probe(PollBench::endpoint(u"localhost"_s, m_tls->port(), u"/"_s, Scheme::Https),
              m_http.url(u"http"_s), 3);
        QCOMPARE(m_tls->connectionCount() - before, 1);
    }

    void aTargetThatRefusesIsToldAsSuch()
    {
        const RefusingPort nobody;
        const Observation answer =
            probe(PollBench::endpoint(loopback, nobody.port(), u"/"_s), m_socks.url(u"socks5"_s));
        QVERIFY(answer.cause == UnreachableCause::Refused);
        QVERIFY2(answer.reason.endsWith(u"the target refuses the connection"_s), qPrintable(answer.reason));
        // An HTTP proxy answers in the target's place.
        const Observation forwarded =
            probe(PollBench::endpoint(loopback, nobody.port(), u"/"_s), m_http.url(u"http"_s));
        QVERIFY(forwarded.health);
        QVERIFY(forwarded.health->verdict != Verdict::Up);
        const Observation tunnelled =
            probe(PollBench::endpoint(loopback, nobody.port(), u"/"_s, Scheme::Https), m_http.url(u"http"_s));
        QCOMPARE(toString(tunnelled.outcome), toString(ProbeOutcome::Unreachable));
        QVERIFY2(tunnelled.reason.contains(u"it does not connect to the target (HTTP 5"_s),
                 qPrintable(tunnelled.reason));
    }

    void aProxyThatIsGoneIsNotTheTargetsFault()
    {
        const RefusingPort nobody;
        for (const QString &scheme : {u"http"_s, u"socks5"_s}) {
            const Observation answer = probe(PollBench::endpoint(u"localhost"_s, m_plain->port(), u"/"_s),
                                             QUrl(u"%1://127.0.0.1:%2"_s.arg(scheme).arg(nobody.port())));
            QVERIFY(answer.cause == UnreachableCause::Refused);
            QCOMPARE(answer.reason, u"proxy 127.0.0.1:%1: connection refused"_s.arg(nobody.port()));
        }
    }

    void aProxyThatHangsIsCutAtTheDeadline()
    {
        HostileServer hanging;
        hanging.behaveElsewhere({.fault = Fault::HangOnAccept});
        const Observation answer = probe(PollBench::endpoint(u"localhost"_s, m_plain->port(), u"/"_s),
                                         QUrl(u"socks5://127.0.0.1:%1"_s.arg(hanging.port())));
        QCOMPARE(answer.reason, u"timed out after 2 s waiting for the proxy"_s);
    }
};

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"
