#include "app/polling/proxyhandshake.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

namespace {

using State = ProxyHandshake::State;

QByteArray text(const std::string &bytes)
{
    return QByteArray::fromStdString(bytes);
}

} // namespace

/// What is said to a proxy, byte for byte, and how its answers are taken.
class TestProxyHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routes_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("literal");
        QTest::addColumn<QByteArray>("authorization");
        const auto row = [](const char *url, bool tls, ProxyRoute::Kind kind, int port, bool literal,
                            const char *authorization = "") {
            QTest::addRow("%s %d", url, int(tls)) << QString::fromLatin1(url) << tls << int(kind) << port
                                                  << literal << QByteArray(authorization);
        };
        using Kind = ProxyRoute::Kind;
        row("http://p.example", false, Kind::Forward, 80, false);
        row("http://p.example:3128", true, Kind::Tunnel, 3128, false);
        row("socks5://10.0.0.1", false, Kind::Socks5, 1080, true);
        row("socks5://[::1]:99", true, Kind::Socks5, 99, true);
        row("http://me:p%40ss@p.example:1", false, Kind::Forward, 1, false,
            "Proxy-Authorization: Basic bWU6cEBzcw==\r\n");
    }
    void routes()
    {
        QFETCH(QString, url);
        QFETCH(bool, tls);
        QFETCH(int, port);
        QFETCH(bool, literal);
        const auto route = proxyRoute(QUrl(url), tls);
        QVERIFY(route);
        QTEST(int(route->kind), "kind");
        QCOMPARE(int(route->port), port);
        QCOMPARE(route->literal.has_value(), literal);
        QTEST(text(route->authorizationHeader()), "authorization");
        QVERIFY(!route->name().contains(u"me"_s + u":"_s));
    }
    void noProxy() { QVERIFY(!proxyRoute(QUrl(), true)); }

    void conversations_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArrayList>("says");     ///< what the proxy says, one turn each
        QTest::addColumn<QByteArrayList>("expected"); ///< what we say before each of these turns
        QTest::addColumn<QString>("reason");          ///< empty: through
        const QByteArray connect = "CONNECT shop:443 HTTP/1.1\r\nHost: shop:443\r\n\r\n";
        const auto row = [](const char *name, const char *url, const QByteArray &target,
                            const QByteArrayList &expected, const QByteArrayList &says,
                            const QString &reason = {}) {
            QTest::newRow(name) << QString::fromLatin1(url) << target << says << expected
                                << (reason.isEmpty() ? QString() : u"proxy p:1: "_s + reason);
        };
        const char *http = "http://p:1";
        row("tunnel", http, "shop", {connect}, {"HTTP/1.1 200 Connection established\r\n\r\n"});
        row("tunnel, HTTP/1.0 and headers", http, "shop", {connect},
            {"HTTP/1.0 200 OK\r\nProxy-agent: t\r\n\r\n"});
        row("tunnel to IPv6", http, "fe80::1",
            {"CONNECT [fe80::1]:443 HTTP/1.1\r\nHost: [fe80::1]:443\r\n\r\n"}, {"HTTP/1.1 200 OK\r\n\r\n"});
        row("credentials", "http://u:p@p:1", "shop",
            {"CONNECT shop:443 HTTP/1.1\r\nHost: shop:443\r\nProxy-Authorization: Basic dTpw\r\n\r\n"},
            {"HTTP/1.1 200 OK\r\n\r\n"});
        row("refused by rule", http, "shop", {connect}, {"HTTP/1.1 403 Forbidden\r\n\r\n"},
            u"it does not connect to the target (HTTP 403)"_s);
        row("wants credentials", http, "shop", {connect}, {"HTTP/1.1 407 Who are you\r\n\r\n"},
            u"it wants other credentials (HTTP 407)"_s);
        row("no HTTP", http, "shop", {connect}, {"220 smtp.example ESMTP\r\n\r\n"},
            u"its answer to CONNECT is not HTTP"_s);
        row("no end", http, "shop", {connect}, {"HTTP/1.1 200 OK\r\nX: " + QByteArray(20'000, 'x')},
            u"its answer to CONNECT does not end"_s);
        row("target speaks first", http, "shop", {connect}, {"HTTP/1.1 200 OK\r\n\r\nSSH-2.0"},
            u"the target spoke before it was asked"_s);

        const char *socks = "socks5://p:1";
        const QByteArray hello("\x05\x01\x00", 3);
        const QByteArray none("\x05\x00", 2);
        const QByteArray ask("\x05\x01\x00\x03\x04shop\x01\xbb", 11);
        const QByteArray bound("\x00\x01\x7f\x00\x00\x01\x10\x10", 8);
        const auto reply = [&bound](char code) { return QByteArray("\x05") + code + bound; };
        row("socks, name", socks, "shop", {hello, ask}, {none, reply(0)});
        row("socks, address", socks, "10.0.0.1",
            {hello, QByteArray("\x05\x01\x00\x01\x0a\x00\x00\x01\x01\xbb", 10)}, {none, reply(0)});
        row("socks, IPv6", socks, "::1",
            {hello, QByteArray("\x05\x01\x00\x04", 4) + QByteArray(15, '\0') + QByteArray("\x01\x01\xbb", 3)},
            {none, reply(0)});
        row("socks, bound to a name", socks, "shop", {hello, ask},
            {none, QByteArray("\x05\x00\x00\x03\x02"
                              "yz\x10\x10",
                              9)});
        const QByteArray helloWithUser("\x05\x02\x00\x02", 4);
        const QByteArray wantsUser("\x05\x02", 2);
        const QByteArray login("\x01\x01u\x01p", 5);
        row("socks, user", "socks5://u:p@p:1", "shop", {helloWithUser, login, ask},
            {wantsUser, QByteArray("\x01\x00", 2), reply(0)});
        row("socks, wrong user", "socks5://u:p@p:1", "shop", {helloWithUser, login},
            {wantsUser, QByteArray("\x01\x01", 2)}, u"it does not accept the user name and password"_s);
        row("socks, wants a user", socks, "shop", {hello}, {QByteArray("\x05\xff", 2)},
            u"it wants credentials, or another way to show them"_s);
        row("socks 4", socks, "shop", {hello}, {QByteArray("\x00\x5b", 2)}, u"it does not speak SOCKS 5"_s);
        row("refused", socks, "shop", {hello, ask}, {none, reply(5)}, u"the target refuses the connection"_s);
        row("no route", socks, "shop", {hello, ask}, {none, reply(4)}, u"it finds no route to the target"_s);
        row("not allowed", socks, "shop", {hello, ask}, {none, reply(2)},
            u"its rules do not allow the connection"_s);
        row("unknown code", socks, "shop", {hello, ask}, {none, reply(99)},
            u"it cannot connect to the target (SOCKS 99)"_s);
        row("socks, target speaks first", socks, "shop", {hello, ask}, {none, reply(0) + "SSH"},
            u"the target spoke before it was asked"_s);
    }
    void conversations()
    {
        QFETCH(QString, url);
        QFETCH(QByteArray, target);
        QFETCH(QByteArrayList, says);
        QFETCH(QByteArrayList, expected);
        QFETCH(QString, reason);
        const auto route = proxyRoute(QUrl(url), true);
        // All at once, and in single bytes: the network cuts where it likes.
        for (const qsizetype piece : {qsizetype(1) << 30, qsizetype(1)}) {
            ProxyHandshake handshake(*route, target.toStdString(), 443);
            State state = State::Going;
            for (qsizetype turn = 0; turn < says.size(); ++turn) {
                QCOMPARE(text(handshake.output()).toHex(' '), expected.at(turn).toHex(' '));
                handshake.outputSent();
                const QByteArray &said = says.at(turn);
                for (qsizetype at = 0; at < said.size() && state == State::Going; at += piece) {
                    QVERIFY(handshake.output().empty());
                    const QByteArray part = said.mid(at, piece);
                    state = handshake.feed({part.constData(), std::size_t(part.size())});
                }
            }
            // In single bytes the owner stops reading at the end of the answer; what follows is the target's.
            if (piece == 1 && reason.endsWith(u"before it was asked"_s)) {
                QVERIFY(state == State::Done);
                continue;
            }
            QCOMPARE(handshake.failure().reason, reason);
            QVERIFY(state == (reason.isEmpty() ? State::Done : State::Failed));
        }
    }

    void whatTheProxySaysOfTheWayIsPassedOn()
    {
        // The question of isolation rests on the cause: refused proves that packets travel.
        const auto route = proxyRoute(QUrl(u"socks5://p:1"_s), false);
        const auto cause = [&route](char code) {
            ProxyHandshake handshake(*route, "shop", 80);
            handshake.feed(std::span("\x05\x00", 2));
            const char reply[] = {5, code, 0, 1, 0, 0, 0, 0, 0, 0};
            handshake.feed(reply);
            return handshake.failure().cause;
        };
        QVERIFY(cause(5) == UnreachableCause::Refused);
        QVERIFY(cause(3) == UnreachableCause::NoRoute);
        QVERIFY(cause(2) == UnreachableCause::Protocol);
    }

    void aNameLongerThanSocksAllowsIsNotAsked()
    {
        const auto route = proxyRoute(QUrl(u"socks5://p:1"_s), false);
        ProxyHandshake handshake(*route, std::string(256, 'a'), 80);
        handshake.outputSent();
        QVERIFY(handshake.feed(std::span("\x05\x00", 2)) == State::Failed);
        QVERIFY(handshake.output().empty() || handshake.failure().cause == UnreachableCause::Local);
        QCOMPARE(handshake.failure().reason, u"proxy p:1: the target's name is longer than SOCKS allows"_s);
    }
};

QTEST_GUILESS_MAIN(TestProxyHandshake)
#include "tst_proxyhandshake.moc"
