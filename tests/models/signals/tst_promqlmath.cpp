#include "models/signals/promqlmath.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

Q_DECLARE_METATYPE(std::vector<quarterdeck::CounterSample>)
Q_DECLARE_METATYPE(std::vector<quarterdeck::BucketRate>)

/// The rules in numbers that can be checked by hand; tst_promqldifferential holds the rest against
/// Prometheus.
class TestPromqlMath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void increase_data();
    void increase();
    void nothingFromOneSample();
    void quantile_data();
    void quantile();
};

void TestPromqlMath::increase_data()
{
    QTest::addColumn<std::vector<CounterSample>>("samples");
    QTest::addColumn<double>("expected"); // over 60 s, from 0 to 60000 ms
    using Samples = std::vector<CounterSample>;
    QTest::newRow("to both ends") << Samples{{0, 100}, {30000, 130}, {60000, 160}} << 60.0;
    QTest::newRow("a reset") << Samples{{0, 100}, {30000, 10}, {60000, 40}} << 40.0;
    QTest::newRow("extrapolated to near ends") << Samples{{3000, 100}, {30000, 127}, {57000, 154}} << 60.0;
    QTest::newRow("far ends: half a step each") << Samples{{25000, 100}, {30000, 105}, {35000, 110}} << 15.0;
    QTest::newRow("never before its zero") << Samples{{20000, 2}, {40000, 22}, {60000, 42}} << 42.0;
    QTest::newRow("flat") << Samples{{0, 5}, {60000, 5}} << 0.0;
}

void TestPromqlMath::increase()
{
    QFETCH(std::vector<CounterSample>, samples);
    QFETCH(double, expected);
    const TimeRange range{0, 60000};
    QCOMPARE(*quarterdeck::increase(samples, range), expected);
    QCOMPARE(*quarterdeck::rate(samples, range), expected / 60);
}

void TestPromqlMath::nothingFromOneSample()
{
    QVERIFY(!quarterdeck::rate({}, {0, 60000}));
    const CounterSample one[]{{5000, 7}};
    QVERIFY(!quarterdeck::rate(one, {0, 60000}));
}

void TestPromqlMath::quantile_data()
{
    QTest::addColumn<std::vector<BucketRate>>("buckets");
    QTest::addColumn<double>("quantile");
    QTest::addColumn<double>("expected");
    using Buckets = std::vector<BucketRate>;
    constexpr double inf = std::numeric_limits<double>::infinity();
    QTest::newRow("straight within a bucket") << Buckets{{1, 50}, {2, 100}, {inf, 100}} << 0.75 << 1.5;
    QTest::newRow("first bucket from zero") << Buckets{{1, 50}, {2, 100}, {inf, 100}} << 0.25 << 0.5;
    QTest::newRow("beyond the last bound") << Buckets{{1, 50}, {2, 60}, {inf, 100}} << 0.99 << 2.0;
    QTest::newRow("any order") << Buckets{{inf, 100}, {2, 100}, {1, 50}} << 0.75 << 1.5;
    QTest::newRow("equal bounds add up") << Buckets{{1, 20}, {1, 30}, {2, 100}, {inf, 100}} << 0.25 << 0.5;
    QTest::newRow("a count that falls is lifted")
        << Buckets{{1, 50}, {2, 40}, {4, 100}, {inf, 100}} << 0.75 << 3.0;
    QTest::newRow("no +Inf") << Buckets{{1, 50}, {2, 100}} << 0.5 << noValue;
    QTest::newRow("no observations") << Buckets{{1, 0}, {inf, 0}} << 0.5 << noValue;
    QTest::newRow("nothing") << Buckets{} << 0.5 << noValue;
}

void TestPromqlMath::quantile()
{
    QFETCH(std::vector<BucketRate>, buckets);
    QFETCH(double, quantile);
    QFETCH(double, expected);
    const double found = histogramQuantile(quantile, buckets);
    if (std::isnan(expected)) {
        QVERIFY(std::isnan(found));
    } else {
        QCOMPARE(found, expected);
    }
}

QTEST_GUILESS_MAIN(TestPromqlMath)
#include "tst_promqlmath.moc"
