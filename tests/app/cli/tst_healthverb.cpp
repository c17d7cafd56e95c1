#include "app/cli/healthverb.h"
#include "app/cli/output.h"
#include "tests/app/cli/verbrun.h"
#include "tests/support/hostileserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;

class TestHealthVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCodes_data();
    void exitCodes();
    void json();
    void text();
    void addresses();
    void nothingAnswers();
    void usage_data();
    void usage();
};

static QString data(const QString &name)
{
    return QStringLiteral(QUARTERDECK_TEST_DATA "/health/") + name;
}

static QStringList words(const QString &line)
{
    return line.isEmpty() ? QStringList() : line.split(u' ');
}

void TestHealthVerb::exitCodes_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("options");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("up") << "spring_up.json"
                        << "" << 0 << "up";
    QTest::newRow("degraded") << "healthjson_warn.json"
                              << "" << 1 << "degraded";
    QTest::newRow("down by code") << "spring_down.json"
                                  << "--status 503" << 2 << "down";
    QTest::newRow("unknown") << "login.html"
                             << "" << 3 << "unknown";
    QTest::newRow("restricted") << "login.html"
                                << "--status 401" << 3 << "restricted";
    QTest::newRow("absent") << "spring_error_404.json"
                            << "--status 404" << 3 << "absent";
    QTest::newRow("throttled") << "grafana.json"
                               << "--status 429" << 3 << "throttled";
    QTest::newRow("a replica is alive") << "patroni_replica.json"
                                        << "--status 503" << 0 << "up";
    QTest::newRow("a replica is no primary") << "patroni_replica.json"
                                             << "--status 503 --readiness" << 2 << "down";
    QTest::newRow("format given") << "grafana.json"
                                  << "--format plain" << 0 << "up";
    QTest::newRow("content type given") << "terminus.json"
                                        << "--content-type application/health+json" << 2 << "down";
}

void TestHealthVerb::exitCodes()
{
    QFETCH(QString, file);
    QFETCH(QString, options);
    QFETCH(int, code);
    QFETCH(QString, verdict);
    const VerbRun run =
        runVerb(healthVerb,
                QStringList{QStringLiteral("health"), data(file), QStringLiteral("--json")} + words(options));
    QCOMPARE(run.code, code);
    QCOMPARE(run.err, QByteArray());
    QCOMPARE(QJsonDocument::fromJson(run.out)[u"verdict"].toString(), verdict);
}

void TestHealthVerb::json()
{
    const VerbRun run =
        runVerb(healthVerb, {QStringLiteral("health"), data(QStringLiteral("spring_down.json")),
                             QStringLiteral("--status"), QStringLiteral("503"), QStringLiteral("--json")});
    QVERIFY(run.out.endsWith('\n'));
    const QJsonObject answer = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(answer.keys(),
             (QStringList{QStringLiteral("components"), QStringLiteral("format"), QStringLiteral("raw"),
                          QStringLiteral("reason"), QStringLiteral("verdict")}));
    QCOMPARE(answer.value(u"format").toString(), QStringLiteral("spring-boot"));
    QCOMPARE(answer.value(u"raw").toString(), QStringLiteral("DOWN"));
    QVERIFY(answer.value(u"reason").toString().startsWith(
        QStringLiteral("HTTP 503 \u00b7 db / ordersDataSource: DOWN (")));
    const QJsonObject db = answer.value(u"components").toArray().at(0).toObject();
    QCOMPARE(db.value(u"name").toString(), QStringLiteral("db"));
    QCOMPARE(db.value(u"components").toArray().size(), 2);
    QCOMPARE(db.value(u"components").toArray().at(0).toObject().value(u"verdict").toString(),
             QStringLiteral("down"));
}

void TestHealthVerb::text()
{
    const VerbRun run =
        runVerb(healthVerb, {QStringLiteral("health"), data(QStringLiteral("aspnet_ui.json"))});
    QCOMPARE(run.code, 1);
    QCOMPARE(QString::fromUtf8(run.out), QStringLiteral("degraded \u00b7 payments: Degraded (slow answers)\n"
                                                        "format: aspnet-json, said: Degraded\n"
                                                        "  orders-db: up [Healthy]\n"
                                                        "  payments: degraded (slow answers)\n"));
}

void TestHealthVerb::addresses()
{
    HostileServer server;
    server.behave("/health",
                  {.status = 503, .contentType = "application/json", .body = R"({"status":"DOWN"})"});
    server.behave("/gzip", {.contentType = "application/json", .body = R"({"status":"UP"})", .gzip = true});
    server.behave("/login", {.status = 302, .body = "", .headers = {"Location: https://sso.example.org/"}});
    server.behave("/secret", {.status = 401, .body = "no"});
    const auto ask = [&server](const QString &path) {
        return runVerb(healthVerb, {QStringLiteral("health"), server.url(path), QStringLiteral("--json")});
    };
    QCOMPARE(ask(QStringLiteral("/health")).code, 2);
    QCOMPARE(ask(QStringLiteral("/gzip")).code, 0);
    QCOMPARE(ask(QStringLiteral("/nowhere")).code, 3);
    QCOMPARE(QJsonDocument::fromJson(ask(QStringLiteral("/secret")).out)[u"verdict"].toString(),
             QStringLiteral("restricted"));
    QCOMPARE(QJsonDocument::fromJson(ask(QStringLiteral("/login")).out)[u"reason"].toString(),
             QStringLiteral("HTTP 302 \u00b7 redirect to https://sso.example.org/"));
    QCOMPARE(server.requestCount("/login"), 1);
}

void TestHealthVerb::nothingAnswers()
{
    const RefusingPort port;
    const QString address = QStringLiteral("http://127.0.0.1:%1/health").arg(port.port());
    const VerbRun refused =
        runVerb(healthVerb, {QStringLiteral("health"), address, QStringLiteral("--json")});
    QCOMPARE(refused.code, 3);
    QVERIFY(refused.err.contains("connection refused"));
    QCOMPARE(QJsonDocument::fromJson(refused.out)[u"verdict"].toString(), QStringLiteral("unknown"));
    QCOMPARE(QJsonDocument::fromJson(refused.out)[u"reason"].toString(),
             QStringLiteral("connection refused"));

    const VerbRun missing =
        runVerb(healthVerb, {QStringLiteral("health"), data(QStringLiteral("no_such_file"))});
    QCOMPARE(missing.code, 3);
    QCOMPARE(missing.out, QByteArray());
    QVERIFY(missing.err.contains("no_such_file: "));
}

void TestHealthVerb::usage_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("nothing") << "health" << QByteArray("one file");
    QTest::newRow("two files") << "health a b" << QByteArray("one file");
    QTest::newRow("unknown option") << "health a --shape" << QByteArray("shape");
    QTest::newRow("unknown format") << "health a --format soap" << QByteArray("spring-boot");
    QTest::newRow("status in words") << "health a --status good" << QByteArray("100 to 599");
    QTest::newRow("status out of range") << "health a --status 99" << QByteArray("100 to 599");
}

void TestHealthVerb::usage()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, message);
    const VerbRun run = runVerb(healthVerb, words(line));
    QCOMPARE(run.code, exitUsage);
    QVERIFY2(run.err.contains(message), run.err.constData());
    QCOMPARE(run.out, QByteArray());
}

QTEST_GUILESS_MAIN(TestHealthVerb)
#include "tst_healthverb.moc"
