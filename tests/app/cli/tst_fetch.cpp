#include "app/cli/fetch.h"
#include "tests/support/hostileserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;

class TestFetch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void faults_data();
    void faults();
    void refused();
    void addresses();
    void files();
};

void TestFetch::answers_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 204, 302, 400, 401, 404, 429, 500, 503}) {
        QTest::newRow(QByteArray::number(status).constData()) << status;
    }
}

void TestFetch::answers()
{
    QFETCH(int, status);
    const bool hasBody = status != 204;
    HostileServer server;
    server.behaveElsewhere({.status = status,
                            .contentType = "application/json",
                            .body = hasBody ? "{\"status\":\"DOWN\"}" : "",
                            .headers = {"Location: /elsewhere"}});
    const FetchedPage page = fetchPage(QUrl(server.url()), std::chrono::seconds(5), 1024);
    QCOMPARE(page.error, QString());
    QCOMPARE(page.status, status);
    QCOMPARE(page.body, hasBody ? QByteArray("{\"status\":\"DOWN\"}") : QByteArray());
    QCOMPARE(page.contentType, QByteArray("application/json"));
    QCOMPARE(page.location, QByteArray("/elsewhere"));
    QCOMPARE(server.requestCount(), 1);
}

void TestFetch::faults_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("timeout"); // milliseconds: short where it is what ends the exchange
    const auto row = [](const char *name, Fault fault, const char *words, int timeout = 20000) {
        QTest::newRow(name) << static_cast<int>(fault) << QString::fromLatin1(words) << timeout;
    };
    row("hang", Fault::HangAfterRequest, "no complete answer within 0.5 s", 500);
    row("hang in the body", Fault::HangInBody, "no complete answer within 0.5 s", 500);
    row("drip", Fault::Drip, "no complete answer within 0.5 s", 500);
    row("endless", Fault::EndlessBody, "larger than 1000 bytes");
    row("bomb", Fault::GzipBomb, "larger than 1000 bytes");
    row("reset", Fault::ResetAfterRequest, "clos");
}

void TestFetch::faults()
{
    QFETCH(int, fault);
    QFETCH(QString, words);
    QFETCH(int, timeout);
    HostileServer server;
    server.behaveElsewhere({.fault = static_cast<Fault>(fault),
                            .body = QByteArray(800, 'x'),
                            .dripEvery = std::chrono::milliseconds(50)});
    const FetchedPage page = fetchPage(QUrl(server.url()), std::chrono::milliseconds(timeout), 1000);
    QVERIFY2(page.error.contains(words), qPrintable(page.error));
    QCOMPARE(page.body, QByteArray());
}

void TestFetch::refused()
{
    const RefusingPort port;
    const FetchedPage page = fetchPage(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(port.port())),
                                       std::chrono::seconds(5), 1000);
    QCOMPARE(page.error, QStringLiteral("connection refused"));
    QCOMPARE(page.status, 0);
}

void TestFetch::addresses()
{
    QVERIFY(isAddress(QStringLiteral("http://a/")));
    QVERIFY(isAddress(QStringLiteral("HTTPS://a/")));
    QVERIFY(!isAddress(QStringLiteral("page.txt")));
    QVERIFY(!isAddress(QStringLiteral("-")));
    QVERIFY(!fetchPage(QUrl(QStringLiteral("http://")), std::chrono::seconds(1), 10).error.isEmpty());
}

void TestFetch::files()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("page"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("0123456789");
    file.close();
    QCOMPARE(readFile(path, 10).body, QByteArray("0123456789"));
    QCOMPARE(readFile(path, 9).error, QStringLiteral("is larger than 9 bytes"));
    QCOMPARE(readFile(path, 9).body, QByteArray());
    QCOMPARE(readFile(folder.path(), 10).error, QStringLiteral("is a folder"));
    QVERIFY(!readFile(folder.filePath(QStringLiteral("nothing")), 10).error.isEmpty());
}

QTEST_GUILESS_MAIN(TestFetch)
#include "tst_fetch.moc"
