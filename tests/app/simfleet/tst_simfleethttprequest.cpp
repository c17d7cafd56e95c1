#include "app/simfleet/httprequest.h"

#include <QtTest>

using namespace quarterdeck::simfleet;
using Kind = HttpRequestResult::Kind;

class SimfleetHttpRequestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatItNeeds();
    void kinds_data();
    void kinds();
    void leavesTheNextRequest();
    void queryValues();
};

void SimfleetHttpRequestTest::readsWhatItNeeds()
{
    const HttpRequestResult result =
        readHttpRequest("POST /a%20b?x=1&match=service%3Dcart HTTP/1.1\r\nHost: h\r\n"
                        "ACCEPT: application/openmetrics-text;version=1.0.0,*/*\r\n"
                        "accept-encoding:gzip, br\r\nContent-Length: 3\r\n\r\nabc");
    QCOMPARE(int(result.kind), int(Kind::Complete));
    QCOMPARE(result.request.method, std::string("POST"));
    QCOMPARE(result.request.path, std::string("/a b"));
    QCOMPARE(queryValue(result.request.query, "match"), std::string("service=cart"));
    QCOMPARE(result.request.body, std::string("abc"));
    QVERIFY(result.request.keepAlive && result.request.wantsOpenMetrics && result.request.takesGzip);
}

void SimfleetHttpRequestTest::kinds_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, QByteArray bytes, Kind kind, int status) {
        QTest::newRow(name) << std::move(bytes) << int(kind) << status;
    };
    row("nothing", "", Kind::Incomplete, 400);
    row("half a header", "GET / HTTP/1.1\r\nHost: x\r\n", Kind::Incomplete, 400);
    row("half a body", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", Kind::Incomplete, 400);
    row("no headers", "GET / HTTP/1.1\r\n\r\n", Kind::Complete, 400);
    row("not HTTP", "hello\r\n\r\n", Kind::Bad, 400);
    row("other version", "GET / HTTP/2.0\r\n\r\n", Kind::Bad, 400);
    row("no slash", "GET x HTTP/1.1\r\n\r\n", Kind::Bad, 400);
    row("line without colon", "GET / HTTP/1.1\r\nnonsense\r\n\r\n", Kind::Bad, 400);
    row("length is no number", "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", Kind::Bad, 400);
    row("body too large", "POST / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n", Kind::Bad, 413);
    row("chunked", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Kind::Bad, 411);
    row("header too large", "GET / HTTP/1.1\r\nX: " + QByteArray(20'000, 'x'), Kind::Bad, 431);
}

void SimfleetHttpRequestTest::kinds()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QFETCH(int, status);
    const HttpRequestResult result = readHttpRequest({bytes.constData(), std::size_t(bytes.size())});
    QCOMPARE(int(result.kind), kind);
    QCOMPARE(result.status, status);
}

void SimfleetHttpRequestTest::leavesTheNextRequest()
{
    const std::string_view two = "GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.1\r\nConnection: close\r\n\r\n";
    const HttpRequestResult first = readHttpRequest(two);
    QCOMPARE(first.request.path, std::string("/a"));
    QVERIFY2(!first.request.keepAlive, "HTTP/1.0 closes unless asked not to");
    const HttpRequestResult second = readHttpRequest(two.substr(first.size));
    QCOMPARE(second.request.path, std::string("/b"));
    QVERIFY(!second.request.keepAlive);
}

void SimfleetHttpRequestTest::queryValues()
{
    QCOMPARE(queryValue("a=1&b=2%2C3", "b"), std::string("2,3"));
    QCOMPARE(queryValue("ab=1", "b"), std::string());
    QCOMPARE(queryValue("", "b"), std::string());
    QCOMPARE(percentDecoded("100%"), std::string("100%"));
    QCOMPARE(percentDecoded("%zz"), std::string("%zz"));
}

QTEST_GUILESS_MAIN(SimfleetHttpRequestTest)
#include "tst_simfleethttprequest.moc"
