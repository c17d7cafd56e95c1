#include "app/config/targetaddress.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestTargetAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data();
    void addresses();
    void requestTargets_data();
    void requestTargets();
};

void TestTargetAddress::addresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("expected"); // host|port, or a part of the reason
    QTest::newRow("host and port") << u"a.b:8080"_s << u"http"_s << u"a.b|8080"_s;
    QTest::newRow("port of http") << u"a"_s << u"http"_s << u"a|80"_s;
    QTest::newRow("port of https") << u"a"_s << u"https"_s << u"a|443"_s;
    QTest::newRow("no scheme is http") << u"a"_s << QString() << u"a|80"_s;
    QTest::newRow("IPv6") << u"[::1]:9100"_s << u"http"_s << u"::1|9100"_s;
    QTest::newRow("IPv6 without port") << u"[fe80::1]"_s << u"https"_s << u"fe80::1|443"_s;
    QTest::newRow("no host is this one") << u":9100"_s << u"http"_s << u"localhost|9100"_s;
    QTest::newRow("IPv6 without brackets") << u"::1:9100"_s << u"http"_s << u"too many colons"_s;
    QTest::newRow("open bracket") << u"[::1:80"_s << u"http"_s << u"brackets do not fit"_s;
    QTest::newRow("stray bracket") << u"a]:80"_s << u"http"_s << u"brackets do not fit"_s;
    QTest::newRow("port too high") << u"a:65536"_s << u"http"_s << u"\"65536\" is not a port"_s;
    QTest::newRow("port zero") << u"a:0"_s << u"http"_s << u"\"0\" is not a port"_s;
    QTest::newRow("port of letters") << u"a:http"_s << u"http"_s << u"\"http\" is not a port"_s;
    QTest::newRow("empty port") << u"a:"_s << u"http"_s << u"\"\" is not a port"_s;
    QTest::newRow("a blank in the name") << u"a b:1"_s << u"http"_s << u"is not a host name"_s;
    QTest::newRow("a line break in the name") << u"a\r\nX:1"_s << u"http"_s << u"is not a host name"_s;
    QTest::newRow("a user in the name") << u"user@a:1"_s << u"http"_s << u"is not a host name"_s;
}

void TestTargetAddress::addresses()
{
    QFETCH(QString, address);
    QFETCH(QString, scheme);
    QFETCH(QString, expected);
    const auto split = splitHostPort(withDefaultPort(address, scheme));
    if (const auto *hostPort = std::get_if<HostPort>(&split)) {
        QCOMPARE(hostPort->host + u'|' + QString::number(hostPort->port), expected);
    } else {
        const QString reason = std::get<QString>(split);
        QVERIFY2(reason.contains(expected), qPrintable(reason));
    }
}

void TestTargetAddress::requestTargets_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QMap<QString, QList<QString>>>("parameters");
    QTest::addColumn<QString>("expected");
    using Parameters = QMap<QString, QList<QString>>;
    QTest::newRow("plain") << u"/metrics"_s << Parameters{} << u"/metrics"_s;
    QTest::newRow("relative") << u"metrics"_s << Parameters{} << u"/metrics"_s;
    QTest::newRow("escaped") << u"/a b/ü?c#d%20"_s << Parameters{} << u"/a%20b/%C3%BC%3Fc%23d%2520"_s;
    QTest::newRow("a line break") << u"/a\r\nX: 1"_s << Parameters{} << u"/a%0D%0AX:%201"_s;
    QTest::newRow("parameters, by name")
        << u"/p"_s << Parameters{{u"b"_s, {u"1"_s, u"2"_s}}, {u"a"_s, {u"x y&z"_s}}}
        << u"/p?a=x+y%26z&b=1&b=2"_s;
    QTest::newRow("names are escaped too")
        << u"/p"_s << Parameters{{u"a b="_s, {u"~"_s}}} << u"/p?a+b%3D=~"_s;
    QTest::newRow("a parameter without values") << u"/p"_s << Parameters{{u"a"_s, {}}} << u"/p"_s;
}

void TestTargetAddress::requestTargets()
{
    QFETCH(QString, path);
    using Parameters = QMap<QString, QList<QString>>;
    QFETCH(Parameters, parameters);
    QFETCH(QString, expected);
    QCOMPARE(requestTarget(path, parameters), expected);
}

QTEST_APPLESS_MAIN(TestTargetAddress)
#include "tst_targetaddress.moc"
