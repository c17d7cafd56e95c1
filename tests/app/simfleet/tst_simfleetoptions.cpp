#include "app/simfleet/options.h"

#include <QtTest>

using namespace quarterdeck::simfleet;
using namespace Qt::StringLiterals;

class SimfleetOptionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void defaults();
    void readsAll();
    void refuses_data();
    void refuses();
    void helpNamesEveryOption();
};

void SimfleetOptionsTest::defaults()
{
    const auto read = readCommandLine({});
    const CommandLine *line = std::get_if<CommandLine>(&read);
    QVERIFY(line != nullptr);
    QCOMPARE(line->server.world.instances, 1200);
    QVERIFY(!line->server.controlPort.has_value());
    QCOMPARE(line->intervalMs, 5000);
    QCOMPARE(line->timeoutMs, 2000);
}

void SimfleetOptionsTest::readsAll()
{
    const auto read = readCommandLine({u"--instances"_s, u"7"_s,
                                       u"--port=9100"_s, u"--control"_s,
                                       u"0"_s,           u"--seed"_s,
                                       u"42"_s,          u"--write-config"_s,
                                       u"f.yml"_s,       u"--interval"_s,
                                       u"500ms"_s,       u"--page-bytes"_s,
                                       u"2000"_s,        u"--answer-delay"_s,
                                       u"0"_s,           u"--breakers"_s,
                                       u"6"_s,           u"--gzip"_s,
                                       u"--trouble"_s,   u"--exit-with-parent"_s});
    const CommandLine *line = std::get_if<CommandLine>(&read);
    QVERIFY(line != nullptr);
    QCOMPARE(line->server.world.instances, 7);
    QCOMPARE(line->server.port, 9100);
    QCOMPARE(line->server.controlPort.value(), 0);
    QCOMPARE(line->server.world.seed, 42u);
    QCOMPARE(line->fleetFile, u"f.yml"_s);
    QCOMPARE(line->intervalMs, 500);
    QCOMPARE(line->timeoutMs, 500);
    QCOMPARE(line->server.answerDelay, 0.0);
    QCOMPARE(line->server.world.breakers, 6);
    QVERIFY(line->server.gzip && line->server.trouble && line->exitWithParent);
}

void SimfleetOptionsTest::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("reason");
    QTest::newRow("unknown") << QStringList{u"--instance"_s, u"7"_s} << u"instance"_s;
    QTest::newRow("none") << QStringList{u"--instances"_s, u"0"_s} << u"--instances wants a whole number"_s;
    QTest::newRow("too many") << QStringList{u"--instances"_s, u"100001"_s} << u"to 100000"_s;
    QTest::newRow("no port") << QStringList{u"--port"_s, u"http"_s} << u"not \"http\""_s;
    QTest::newRow("port") << QStringList{u"--port"_s, u"65536"_s} << u"65535"_s;
    QTest::newRow("interval") << QStringList{u"--interval"_s, u"often"_s} << u"--interval wants a time"_s;
    QTest::newRow("timeout") << QStringList{u"--timeout"_s, u"9s"_s} << u"longer than --interval"_s;
    QTest::newRow("positional") << QStringList{u"fleet.yml"_s} << u"unexpected argument"_s;
}

void SimfleetOptionsTest::refuses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, reason);
    const auto read = readCommandLine(arguments);
    const QString *problem = std::get_if<QString>(&read);
    QVERIFY(problem != nullptr);
    QVERIFY2(problem->contains(reason), qPrintable(*problem));
}

void SimfleetOptionsTest::helpNamesEveryOption()
{
    const QString help = helpText();
    for (const char *option :
         {"instances", "port", "control", "seed", "write-config", "write-prometheus", "interval", "timeout",
          "page-bytes", "answer-delay", "gzip", "trouble", "exit-with-parent"}) {
        QVERIFY2(help.contains("--"_L1 + QLatin1StringView(option)), option);
    }
}

QTEST_GUILESS_MAIN(SimfleetOptionsTest)
#include "tst_simfleetoptions.moc"
