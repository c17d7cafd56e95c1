#include "app/simfleet/fault.h"

#include <QJsonDocument>
#include <QtTest>

using namespace quarterdeck::simfleet;
using namespace Qt::StringLiterals;

class FaultOrderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void readsTimes_data();
    void readsTimes();
    void matchHasAlternatives();
};

void FaultOrderTest::reads_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("seconds");
    const auto row = [](const char *name, const char *json, FaultKind kind, int count, double value,
                        double seconds) {
        QTest::newRow(name) << QByteArray(json) << int(kind) << count << value << seconds;
    };
    row("least", R"({"fault":"kill"})", FaultKind::Kill, 0, 0, 0);
    row("all",
        R"({"match":"service=checkout,cluster=eu-west","count":3,"fault":"errors","value":0.4,"for":"30s"})",
        FaultKind::Errors, 3, 0.4, 30);
    row("default of slow", R"({"fault":"slow"})", FaultKind::Slow, 0, 0.8, 0);
    row("number of seconds", R"({"fault":"hang","for":2.5})", FaultKind::Hang, 0, 0, 2.5);
    row("blip ends itself", R"({"fault":"breaker_blip","value":0.3})", FaultKind::BreakerBlip, 0, 0.3, 0.3);
    row("breaker", R"({"fault":"breaker_forced_open","breaker":"stock"})", FaultKind::BreakerForcedOpen, 0, 0,
        0);
    row("path", R"({"fault":"slow_body","path":"metrics"})", FaultKind::SlowBody, 0, 0, 0);
}

void FaultOrderTest::reads()
{
    QFETCH(QByteArray, json);
    QFETCH(int, kind);
    QFETCH(int, count);
    QFETCH(double, value);
    QFETCH(double, seconds);
    const auto result = FaultOrder::fromJson(QJsonDocument::fromJson(json).object());
    const FaultOrder *order = std::get_if<FaultOrder>(&result);
    QVERIFY(order != nullptr);
    QCOMPARE(int(order->kind), kind);
    QCOMPARE(order->count, count);
    QCOMPARE(order->value, value);
    QCOMPARE(order->forSeconds, seconds);
}

void FaultOrderTest::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const char *json, const char *reason) {
        QTest::newRow(name) << QByteArray(json) << QString::fromLatin1(reason);
    };
    row("no fault", R"({"match":"service=checkout"})", "\"fault\" is missing");
    row("unknown fault", R"({"fault":"explode"})", "unknown fault \"explode\"");
    row("unknown key", R"({"fault":"kill","matches":"x"})", "unknown key \"matches\"");
    row("match without value", R"({"fault":"kill","match":"checkout"})", "is not KEY=VALUE");
    row("unknown match", R"({"fault":"kill","match":"zone=1"})", "cannot match by \"zone\"");
    row("match is a number", R"({"fault":"kill","match":7})", "\"match\" must be a text");
    row("no count", R"({"fault":"kill","count":0})", "\"count\" must be a whole number");
    row("half a count", R"({"fault":"kill","count":1.5})", "\"count\" must be a whole number");
    row("value too large", R"({"fault":"errors","value":1.5})", "must be a number from 0 to 1");
    row("value is a text", R"({"fault":"errors","value":"much"})", "must be a number from 0 to 1");
    row("value not wanted", R"({"fault":"kill","value":1})", "takes no \"value\"");
    row("for never", R"({"fault":"kill","for":"soon"})", "\"for\" must be a time");
    row("for nothing", R"({"fault":"kill","for":"0s"})", "\"for\" must be a time");
    row("path", R"({"fault":"hang","path":"login"})", "\"path\" must be");
    row("breaker of a kill", R"({"fault":"kill","breaker":"stock"})", "is not about a breaker");
    row("reason is a list", R"({"fault":"not_ready","reason":[]})", "\"reason\" must be a text");
}

void FaultOrderTest::refuses()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, reason);
    const auto result = FaultOrder::fromJson(QJsonDocument::fromJson(json).object());
    const QString *problem = std::get_if<QString>(&result);
    QVERIFY(problem != nullptr);
    QVERIFY2(problem->contains(reason), qPrintable(*problem));
}

void FaultOrderTest::readsTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("seconds");
    QTest::newRow("s") << u"30s"_s << 30.0;
    QTest::newRow("ms") << u"500ms"_s << 0.5;
    QTest::newRow("m") << u"2m"_s << 120.0;
    QTest::newRow("h") << u"1h"_s << 3600.0;
    QTest::newRow("bare") << u"7"_s << 7.0;
    QTest::newRow("blank") << u""_s << -1.0;
    QTest::newRow("word") << u"soon"_s << -1.0;
    QTest::newRow("endless") << u"infs"_s << -1.0;
}

void FaultOrderTest::readsTimes()
{
    QFETCH(QString, text);
    QFETCH(double, seconds);
    QCOMPARE(secondsFromText(text), seconds);
}

void FaultOrderTest::matchHasAlternatives()
{
    const auto result = Match::parse(u" service = checkout|cart , cluster=eu-west"_s);
    const Match *match = std::get_if<Match>(&result);
    QVERIFY(match != nullptr);
    QCOMPARE(match->terms.size(), std::size_t{2});
    QCOMPARE(match->terms[0].key, std::string("service"));
    QCOMPARE(match->terms[0].values, (std::vector<std::string>{"checkout", "cart"}));
}

QTEST_GUILESS_MAIN(FaultOrderTest)
#include "tst_faultorder.moc"
