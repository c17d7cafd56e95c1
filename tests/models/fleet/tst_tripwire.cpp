#include "models/breakers/breakerstate.h"
#include "models/fleet/tripwire.h"

#include <QTest>

using namespace quarterdeck;

class TestTripwire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limits_data();
    void limits();
    void fewLatencies_data();
    void fewLatencies();
    void breakers_data();
    void breakers();
    void tripsAtOnceReleasesLater();
};

void TestTripwire::limits_data()
{
    QTest::addColumn<double>("requestRate");
    QTest::addColumn<double>("errorRate");
    QTest::addColumn<double>("p99");
    QTest::addColumn<QString>("errors");
    QTest::addColumn<QString>("latency");
    const QString none;
    QTest::newRow("well") << 10.0 << 0.1 << 0.1 << none << none;
    QTest::newRow("errors") << 10.0 << 0.84 << 0.1 << QStringLiteral("error rate 8.4 % > 5 %") << none;
    QTest::newRow("all errors") << 10.0 << 10.0 << 0.1 << QStringLiteral("error rate 100 % > 5 %") << none;
    QTest::newRow("at the limit") << 10.0 << 0.5 << 0.5 << none << none;
    QTest::newRow("latency") << 10.0 << 0.0 << 0.712 << none << QStringLiteral("p99 712 ms > 500 ms");
    QTest::newRow("long latency") << 10.0 << 0.0 << 3.012 << none << QStringLiteral("p99 3012 ms > 500 ms");
    QTest::newRow("very long latency") << 10.0 << 0.0 << 12.04 << none << QStringLiteral("p99 12 s > 500 ms");
    QTest::newRow("2 requests are not 50 % of anything") << 2.0 / 60 << 1.0 / 60 << 9.0 << none << none;
    QTest::newRow("9 requests") << 9.0 / 60 << 9.0 / 60 << 9.0 << none << none;
    QTest::newRow("10 requests") << 10.0 / 60 << 10.0 / 60 << 0.1 << QStringLiteral("error rate 100 % > 5 %")
                                 << none;
    QTest::newRow("nothing known") << noValue << noValue << noValue << none << none;
    QTest::newRow("requests not counted")
        << noValue << noValue << 0.712 << none << QStringLiteral("p99 712 ms > 500 ms");
}

void TestTripwire::limits()
{
    QFETCH(double, requestRate);
    QFETCH(double, errorRate);
    QFETCH(double, p99);
    QFETCH(QString, errors);
    QFETCH(QString, latency);
    ServicePolicy policy;
    policy.maxErrorRatio = 0.05;
    policy.maxP99 = std::chrono::milliseconds(500);
    SignalReading reading;
    reading.requestRate = requestRate;
    reading.errorRate = errorRate;
    reading.requests = requestRate * 60;
    reading.p99 = p99;
    QCOMPARE(errorRatioProblem(reading, &policy, 10), errors);
    reading.window = std::chrono::minutes(1);
    const PollSettings poll;
    QCOMPARE(latencyProblem(reading, &policy, poll), latency);
    QCOMPARE(errorRatioProblem(reading, nullptr, 10), QString());
    const ServicePolicy nothingSet;
    QCOMPARE(latencyProblem(reading, &nothingSet, poll), QString());
}

void TestTripwire::fewLatencies_data()
{
    QTest::addColumn<int>("windowSeconds");
    QTest::addColumn<double>("requests"); // counted, in the window
    QTest::addColumn<double>("timed");    // by the histogram, in the window; negative: no histogram
    QTest::addColumn<double>("p50");
    QTest::addColumn<bool>("trips");
    QTest::newRow("many") << 60 << 1000.0 << 1000.0 << 0.01 << true;
    QTest::newRow("few counted") << 60 << 9.0 << 1000.0 << 0.01 << false;
    QTest::newRow("few timed of many counted") << 60 << 1000.0 << 9.0 << 0.01 << false;
    QTest::newRow("few timed, none counted") << 60 << noValue << 9.0 << 0.01 << false;
    QTest::newRow("enough timed, none counted") << 60 << noValue << 11.0 << 0.01 << true;
    QTest::newRow("a summary that counts nothing") << 60 << noValue << -1.0 << 0.01 << true;
    QTest::newRow("a summary and its count") << 60 << 9.0 << -1.0 << 0.01 << false;
    // The first seconds of watching: the slowest of a handful is no p99.
    QTest::newRow("first seconds, a handful") << 5 << 12.0 << 12.0 << 0.01 << false;
    QTest::newRow("first seconds, a handful, all slow") << 5 << 12.0 << 12.0 << 0.9 << true;
    QTest::newRow("first seconds, too few, all slow") << 5 << 9.0 << 9.0 << 0.9 << false;
    QTest::newRow("first seconds, many") << 5 << 100.0 << 100.0 << 0.01 << true;
    QTest::newRow("a whole window of a handful") << 60 << 12.0 << 12.0 << 0.01 << true;
}

void TestTripwire::fewLatencies()
{
    QFETCH(int, windowSeconds);
    QFETCH(double, requests);
    QFETCH(double, timed);
    QFETCH(double, p50);
    QFETCH(bool, trips);
    ServicePolicy policy;
    policy.maxP99 = std::chrono::milliseconds(500);
    const PollSettings poll;
    SignalReading reading;
    reading.window = std::chrono::seconds(windowSeconds);
    reading.requests = requests;
    reading.requestRate = requests / windowSeconds;
    reading.p50 = p50;
    reading.p99 = 2;
    if (timed >= 0) {
        reading.buckets = {{1, timed / windowSeconds / 2},
                           {std::numeric_limits<double>::infinity(), timed / windowSeconds}};
    }
    QCOMPARE(isLatencyUncertain(reading, &policy, poll), !trips);
    QCOMPARE(latencyProblem(reading, &policy, poll).isEmpty(), !trips);
}

void TestTripwire::breakers_data()
{
    QTest::addColumn<QList<BreakerState>>("states");
    QTest::addColumn<QString>("problem");
    using enum BreakerState;
    QTest::newRow("none") << QList<BreakerState>{} << QString();
    QTest::newRow("closed") << QList{Closed, HalfOpen, Disabled, Unknown} << QString();
    QTest::newRow("open") << QList{Closed, Open} << QStringLiteral("breaker b1 open");
    QTest::newRow("forced open") << QList{ForcedOpen} << QStringLiteral("breaker b0 open");
    QTest::newRow("two") << QList{Open, Open} << QStringLiteral("breakers b0 and b1 open");
    QTest::newRow("four") << QList{Open, Open, Open, Open}
                          << QStringLiteral("breakers b0, b1 and 2 more open");
}

void TestTripwire::breakers()
{
    QFETCH(QList<BreakerState>, states);
    QFETCH(QString, problem);
    QList<BreakerReading> readings;
    for (const BreakerState state : states) {
        BreakerReading reading;
        reading.name = QStringLiteral("b%1").arg(readings.size());
        reading.state = state;
        readings.append(reading);
    }
    QCOMPARE(breakerProblem(readings), problem);
}

void TestTripwire::tripsAtOnceReleasesLater()
{
    Tripwire wire;
    QVERIFY(!wire.apply({}, 2));
    QVERIFY(wire.apply(QStringLiteral("8 %"), 2));
    QVERIFY(!wire.apply(QStringLiteral("8 %"), 2));
    QVERIFY(wire.apply(QStringLiteral("9 %"), 2));
    QCOMPARE(wire.reason(), QStringLiteral("9 %"));
    QVERIFY(wire.apply({}, 2)); // what it says is of the past now
    QVERIFY(wire.isTripped());
    QCOMPARE(wire.reason(), QStringLiteral("9 % · recovering, 1 of 2 good"));
    QVERIFY(wire.apply(QStringLiteral("9 %"), 2));
    QCOMPARE(wire.reason(), QStringLiteral("9 %"));
    QVERIFY(wire.apply({}, 2));
    QVERIFY(wire.apply({}, 2));
    QVERIFY(!wire.isTripped());
}

QTEST_GUILESS_MAIN(TestTripwire)
#include "tst_tripwire.moc"
