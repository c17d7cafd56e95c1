#include "models/signals/bucketsum.h"
#include "models/signals/promqlmath.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

SignalReading reading(double requests, double errors, QList<BucketRate> buckets)
{
    SignalReading made;
    made.window = std::chrono::seconds(60);
    made.requestRate = requests;
    made.errorRate = errors;
    made.requests = requests * 60;
    made.buckets = std::move(buckets);
    return made;
}

} // namespace

class TestBucketSum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing();
    void percentilesAreNotAveraged();
    void unknownIsNotZero();
    void unequalBoundsAreReadAtAll();
    void sumsBeyondADouble();
};

void TestBucketSum::nothing()
{
    QVERIFY(BucketSum().total().empty());
    const SignalReading total = SignalSum().total();
    QVERIFY(std::isnan(total.requestRate));
    QVERIFY(std::isnan(total.p99));
}

void TestBucketSum::percentilesAreNotAveraged()
{
    // 990 quick requests on one instance and 10 slow ones on the other: the p99 of both is at the edge of the
    // quick ones. An average of the two p99 would say half a second.
    SignalSum sum;
    sum.add(reading(990, 0, {{0.01, 990}, {1, 990}, {inf, 990}}));
    sum.add(reading(10, 5, {{0.01, 0}, {1, 10}, {inf, 10}}));
    const SignalReading total = sum.total();
    QCOMPARE(total.requestRate, 1000.0);
    QCOMPARE(total.errorRatio(), 0.005);
    QCOMPARE(total.requests, 60000.0);
    QCOMPARE(total.p99, 0.01);
    QCOMPARE(total.buckets, (QList<BucketRate>{{0.01, 990}, {1, 1000}, {inf, 1000}}));
}

void TestBucketSum::unknownIsNotZero()
{
    SignalSum sum;
    sum.add(reading(10, noValue, {}));
    sum.add(SignalReading());
    QCOMPARE(sum.total().requestRate, 10.0);
    QVERIFY(std::isnan(sum.total().errorRate));
    sum.add(reading(10, 1, {}));
    QCOMPARE(sum.total().errorRate, 1.0);
}

void TestBucketSum::unequalBoundsAreReadAtAll()
{
    BucketSum sum;
    sum.add(std::vector<BucketRate>{{1, 10}, {inf, 10}});
    sum.add(std::vector<BucketRate>{{0.5, 4}, {2, 10}, {inf, 12}});
    // At 0.5 the first has half of its 10; at 1 the second has 4 and a third of 6; above 2 two are anywhere.
    const std::vector<BucketRate> expected{{0.5, 9}, {1, 16}, {2, 20}, {inf, 22}};
    QCOMPARE(sum.total(), expected);
    // Counts never fall, whatever is mixed.
    QVERIFY(!std::isnan(histogramQuantile(0.99, sum.total())));
}

void TestBucketSum::sumsBeyondADouble()
{
    // What is beyond a double is infinite, a share of it unknown, and nothing that is finite suffers.
    SignalSum sum;
    sum.add(reading(1e308, 1, {{1, 1e308}, {inf, 1e308}}));
    sum.add(reading(1e308, 1, {{1, 1e308}, {inf, 1e308}}));
    const SignalReading total = sum.total();
    QVERIFY(std::isinf(total.requestRate));
    QCOMPARE(total.errorRate, 2.0);
    QCOMPARE(total.errorRatio(), 0.0);
    QVERIFY(std::isnan(total.p99)); // infinity of infinity
    SignalSum both;
    both.add(reading(1e308, 1e308, {}));
    both.add(reading(1e308, 1e308, {}));
    QVERIFY(std::isnan(both.total().errorRatio()));
}

QTEST_GUILESS_MAIN(TestBucketSum)
#include "tst_bucketsum.moc"
