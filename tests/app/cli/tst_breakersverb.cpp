#include "app/cli/breakersverb.h"
#include "app/cli/output.h"
#include "tests/app/cli/verbrun.h"
#include "tests/support/hostileserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;

class TestBreakersVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void json();
    void unknownHasAHint();
    void configurationDeclares();
    void brokenConfiguration();
    void successivePages();
    void text();
    void saturationIsApart();
    void openMetricsFile();
    void badLinesAreSaid();
    void addresses();
    void addressIsAskedAgain();
    void usage();
};

static QString data(const char *name)
{
    return QStringLiteral(QUARTERDECK_TEST_DATA "/breakers/") + QString::fromLatin1(name);
}

static VerbRun breakers(const QStringList &arguments)
{
    return runVerb(breakersVerb, QStringList{QStringLiteral("breakers")} + arguments);
}

static QJsonObject breakersJson(const QStringList &arguments)
{
    return QJsonDocument::fromJson(breakers(arguments + QStringList{QStringLiteral("--json")}).out).object();
}

static QString write(const QTemporaryDir &folder, const QString &name, const QByteArray &content)
{
    QFile file(folder.filePath(name));
    const bool written = file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    return written ? file.fileName() : QString();
}

void TestBreakersVerb::json()
{
    const VerbRun run = breakers({data("hystrix_2.txt"), QStringLiteral("--json")});
    QCOMPARE(run.code, 0);
    QCOMPARE(run.err, QByteArray());
    const QJsonObject root = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(root.value(u"unknown").toArray().size(), 0);
    const QJsonObject breaker = root.value(u"breakers").toArray().at(0).toObject();
    QCOMPARE(breaker.value(u"name").toString(), QStringLiteral("GetPrice"));
    QCOMPARE(breaker.value(u"labels").toObject(),
             (QJsonObject{{QStringLiteral("command_group"), QStringLiteral("CatalogGroup")}}));
    QCOMPARE(breaker.value(u"state").toString(), QStringLiteral("open"));
    QCOMPARE(breaker.value(u"raw").toString(), QStringLiteral("1"));
    QCOMPARE(breaker.value(u"convention").toString(), QStringLiteral("hystrix"));
    QCOMPARE(breaker.value(u"threshold").toDouble(), 0.5);
    QVERIFY(breaker.value(u"failure_rate").isNull());
}

void TestBreakersVerb::unknownHasAHint()
{
    const QJsonObject root = breakersJson({data("ambiguous.txt")});
    QCOMPARE(root.value(u"unknown").toArray().size(), 3);
    const QJsonObject first = root.value(u"unknown").toArray().at(0).toObject();
    QCOMPARE(first.value(u"series").toString(), QStringLiteral("circuit_breaker_state{service=\"billing\"}"));
    QCOMPARE(first.value(u"value").toString(), QStringLiteral("1"));
    QVERIFY(first.value(u"hint").toString().startsWith(QStringLiteral("breakers:\n  rules:\n")));
    QCOMPARE(root.value(u"breakers").toArray().at(0).toObject().value(u"state").toString(),
             QStringLiteral("unknown"));
}

void TestBreakersVerb::configurationDeclares()
{
    const QTemporaryDir folder;
    const QString config =
        write(folder, QStringLiteral("fleet.yml"),
              "fleet: test\n"
              "breakers:\n"
              "  rules:\n"
              "    - {id: house, metric: circuit_breaker_state, encoding: number, name_labels: [service],\n"
              "       map: {0: open, 1: closed}}\n"
              "scrape_configs: [{job_name: a, static_configs: [{targets: [\"127.0.0.1:1\"]}]}]\n");
    const QJsonArray found = breakersJson({data("ambiguous.txt"), QStringLiteral("--config"), config})
                                 .value(u"breakers")
                                 .toArray();
    QCOMPARE(found.size(), 3);
    QCOMPARE(found.at(0).toObject().value(u"state").toString(), QStringLiteral("closed"));
    QCOMPARE(found.at(0).toObject().value(u"convention").toString(), QStringLiteral("house"));
    QCOMPARE(found.at(1).toObject().value(u"state").toString(), QStringLiteral("open"));
    QCOMPARE(found.at(2).toObject().value(u"state").toString(), QStringLiteral("unknown"));
}

void TestBreakersVerb::brokenConfiguration()
{
    const QTemporaryDir folder;
    const QString config = write(folder, QStringLiteral("fleet.yml"), "fleet: [\n");
    const VerbRun run = breakers({data("ambiguous.txt"), QStringLiteral("--config"), config});
    QCOMPARE(run.code, 1);
    QVERIFY(run.err.contains("fleet.yml:"));
    QCOMPARE(run.out, QByteArray());
}

void TestBreakersVerb::successivePages()
{
    const QJsonObject last = breakersJson({data("resilience4j_4.txt"), data("resilience4j_5.txt")})
                                 .value(u"breakers")
                                 .toArray()
                                 .at(0)
                                 .toObject();
    QCOMPARE(last.value(u"state").toString(), QStringLiteral("closed"));
    QCOMPARE(last.value(u"openings").toInt(), 1);
    QCOMPARE(last.value(u"inferred").toBool(), true);
    QCOMPARE(last.value(u"failure_rate").toDouble(), 0.1);
}

void TestBreakersVerb::text()
{
    const VerbRun run = breakers({data("resilience4j_2.txt")});
    QCOMPARE(QString::fromUtf8(run.out), QStringLiteral("inventory {application=checkout, group=none}: open "
                                                        "[open, resilience4j], failure rate 62.5 %\n"));
    QCOMPARE(QString::fromUtf8(breakers({data("lookalikes.txt")}).out), QStringLiteral("no breakers\n"));
}

void TestBreakersVerb::saturationIsApart()
{
    const QJsonObject root = breakersJson({data("envoy_1.txt")});
    QCOMPARE(root.value(u"breakers").toArray().size(), 1);
    QCOMPARE(root.value(u"breakers").toArray().at(0).toObject().value(u"state").toString(),
             QStringLiteral("closed"));
    QCOMPARE(root.value(u"saturation").toArray().at(0).toObject().value(u"at_limit").toBool(), true);
}

void TestBreakersVerb::openMetricsFile()
{
    const QJsonObject breaker =
        breakersJson({data("polly_3.txt")}).value(u"breakers").toArray().at(0).toObject();
    QCOMPARE(breaker.value(u"name").toString(), QStringLiteral("orders"));
    QCOMPARE(breaker.value(u"state").toString(), QStringLiteral("half-open"));
}

void TestBreakersVerb::badLinesAreSaid()
{
    const QTemporaryDir folder;
    const QString page =
        write(folder, QStringLiteral("page.txt"), "what is this\ngobreaker_state{name=\"a\"} 2\n");
    const VerbRun run = breakers({page});
    QCOMPARE(run.code, 0);
    QVERIFY2(run.err.contains("page.txt:1:"), run.err.constData());
    QCOMPARE(QString::fromUtf8(run.out), QStringLiteral("a: open [2, gobreaker]\n"));
}

void TestBreakersVerb::addresses()
{
    HostileServer server;
    server.behave("/metrics",
                  {.contentType = "text/plain; version=0.0.4", .body = "gobreaker_state{name=\"a\"} 1\n"});
    const QJsonObject breaker =
        breakersJson({server.url(QStringLiteral("/metrics"))}).value(u"breakers").toArray().at(0).toObject();
    QCOMPARE(breaker.value(u"state").toString(), QStringLiteral("half-open"));
    QCOMPARE(server.requestCount("/metrics"), 1);
    const VerbRun absent = breakers({server.url(QStringLiteral("/elsewhere"))});
    QCOMPARE(absent.code, 1);
    QVERIFY(absent.err.contains("HTTP 404"));
}

void TestBreakersVerb::addressIsAskedAgain()
{
    HostileServer server;
    server.behave("/metrics", {.contentType = "text/plain; version=0.0.4",
                               .body = "ft_circuitbreaker_state_total{method=\"m\",state=\"closed\"} 5\n"
                                       "ft_circuitbreaker_state_total{method=\"m\",state=\"open\"} 2\n"});
    const QJsonObject root = breakersJson({server.url(QStringLiteral("/metrics"))});
    QCOMPARE(root.value(u"breakers").toArray().at(0).toObject().value(u"state").toString(),
             QStringLiteral("unknown"));
    QCOMPARE(server.requestCount("/metrics"), 3);
}

void TestBreakersVerb::usage()
{
    QCOMPARE(breakers({}).code, exitUsage);
    QCOMPARE(breakers({QStringLiteral("--colour")}).code, exitUsage);
    QCOMPARE(breakers({QStringLiteral("--help")}).code, 0);
    QCOMPARE(breakers({data("no_such_file")}).code, 1);
}

QTEST_GUILESS_MAIN(TestBreakersVerb)
#include "tst_breakersverb.moc"
