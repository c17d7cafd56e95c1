#include "app/running/httpcall.h"
#include "tests/support/hostileserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;
using namespace quarterdeck::test;

/// What a request that acts may say of itself: never "failed" when nobody knows, never twice.
class TestHttpCall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatBecameOfIt_data();
    void whatBecameOfIt();
    void refusedIsNotSent();
    void sendsWhatItIsTold();
    void cancelTellsWhetherItWasSent();

private:
    static HttpResult run(const HttpOrder &order)
    {
        HttpCall call(order);
        bool done = false;
        connect(&call, &HttpCall::finished, &call, [&done] { done = true; });
        call.start();
        if (!QTest::qWaitFor([&done] { return done; }, 10000)) {
            qWarning("the call did not end");
        }
        return call.result();
    }
};

void TestHttpCall::whatBecameOfIt_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<int>("kind");
    using Kind = HttpResult::Kind;
    const auto row = [](const char *name, Fault fault, Kind kind) {
        QTest::newRow(name) << int(fault) << int(kind);
    };
    row("good", Fault::None, Kind::Answered);
    row("reset after the request", Fault::ResetAfterRequest, Kind::Lost);
    row("closed after the request", Fault::CloseAfterRequest, Kind::Lost);
    row("silent after the request", Fault::HangAfterRequest, Kind::Lost);
    row("reset in the header", Fault::ResetInHeader, Kind::Lost);
    row("closed in the body", Fault::CloseInBody, Kind::Lost);
    row("silent in the body", Fault::HangInBody, Kind::Lost);
    row("not HTTP", Fault::Garbage, Kind::Lost);
    row("wrong length", Fault::LengthTooLong, Kind::Lost);
    row("1 GB announced", Fault::AnnouncedHuge, Kind::Answered);
    row("body without end", Fault::EndlessBody, Kind::Answered);
    row("a huge header", Fault::HugeHeader, Kind::Answered);
}

void TestHttpCall::whatBecameOfIt()
{
    QFETCH(int, fault);
    QFETCH(int, kind);
    HostileServer server;
    server.behave("/act", {.fault = Fault(fault)});
    HttpOrder order;
    order.method = "POST";
    order.url = QUrl(server.url(u"/act"_s));
    order.body = "{}";
    order.contentType = "application/json";
    order.timeout = 1500ms;
    order.maxBody = 100'000;
    const HttpResult result = run(order);
    QVERIFY2(int(result.kind) == kind, qPrintable(result.reason));
    QVERIFY(result.kind == HttpResult::Kind::Answered || !result.reason.isEmpty());
    QVERIFY(result.body.size() <= order.maxBody);
    const bool tooLarge = Fault(fault) == Fault::AnnouncedHuge || Fault(fault) == Fault::EndlessBody ||
                          Fault(fault) == Fault::HugeHeader;
    QCOMPARE(result.cut, tooLarge);
    QCOMPARE(server.requestCount("/act"), 1); // whatever went wrong: once
}

void TestHttpCall::refusedIsNotSent()
{
    const RefusingPort port;
    HttpOrder order;
    order.method = "POST";
    order.url = QUrl(u"http://127.0.0.1:%1/"_s.arg(port.port()));
    const HttpResult result = run(order);
    QCOMPARE(result.kind, HttpResult::Kind::NotSent);
    QCOMPARE(result.reason, u"connection refused"_s);
    // A server that speaks no TLS has not got the request either.
    HostileServer server;
    server.behaveElsewhere({.fault = Fault::TlsGarbage});
    order.url = QUrl(u"https://127.0.0.1:%1/"_s.arg(server.port()));
    order.timeout = 2s;
    QCOMPARE(run(order).kind, HttpResult::Kind::NotSent);
    QCOMPARE(server.requestCount(), 0);
}

void TestHttpCall::sendsWhatItIsTold()
{
    HostileServer server;
    server.behave("/a b", {});
    server.behave("/a%20b", {});
    HttpOrder order;
    order.method = "PUT";
    order.url = QUrl(server.url(u"/a%20b?x=1%262"_s), QUrl::StrictMode);
    order.headers = {{"X-Own", "yes"}};
    order.authorization = "Bearer abc";
    order.body = "text";
    order.contentType = "text/plain";
    const HttpResult result = run(order);
    QCOMPARE(result.status, 200);
    QCOMPARE(result.body, QByteArray("ok\n"));
    const SeenRequest seen = server.requests().value(0);
    QCOMPARE(seen.method, QByteArray("PUT"));
    QVERIFY2(seen.path.startsWith("/a%20b"), seen.path.constData());
    QCOMPARE(seen.header("X-Own"), QByteArray("yes"));
    QCOMPARE(seen.header("Authorization"), QByteArray("Bearer abc"));
    QCOMPARE(seen.header("Content-Length"), QByteArray("4"));
    QCOMPARE(seen.header("Host"), "127.0.0.1:" + QByteArray::number(server.port()));
}

void TestHttpCall::cancelTellsWhetherItWasSent()
{
    HostileServer server;
    server.behave("/act", {.fault = Fault::HangAfterRequest});
    HttpOrder order;
    order.method = "POST";
    order.url = QUrl(server.url(u"/act"_s));
    HttpCall before(order);
    before.cancel(u"stopped"_s);
    before.start();
    QCOMPARE(before.result().kind, HttpResult::Kind::NotSent);
    HttpCall after(order);
    after.start();
    QTRY_COMPARE(server.requestCount("/act"), 1);
    after.cancel(u"stopped"_s);
    QCOMPARE(after.result().kind, HttpResult::Kind::Lost);
    QCOMPARE(after.result().reason, u"stopped"_s);
}

QTEST_GUILESS_MAIN(TestHttpCall)
#include "tst_httpcall.moc"
