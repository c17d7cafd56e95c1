#include "models/fleet/grouptable.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

namespace {

Target targetOf(const QString &cluster, const QString &service)
{
    Target target;
    target.cluster = cluster;
    target.service = service;
    return target;
}

SignalReading reading(double requests, double errors, QList<BucketRate> buckets = {})
{
    SignalReading made;
    made.requestRate = requests;
    made.errorRate = errors;
    made.buckets = std::move(buckets);
    return made;
}

constexpr double endless = std::numeric_limits<double>::infinity();

} // namespace

class tst_GroupTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyGroupIsTheSumOfItsInstances()
    {
        const QString eu = QStringLiteral("eu-west");
        const QString us = QStringLiteral("us-east");
        const QString checkout = QStringLiteral("checkout");
        const QString cart = QStringLiteral("cart");
        GroupTable table;
        table.begin();
        const int euCheckout = table.index(targetOf(eu, checkout));
        const int euCart = table.index(targetOf(eu, cart));
        const int usCheckout = table.index(targetOf(us, checkout));
        QCOMPARE(table.index(targetOf(eu, checkout)), euCheckout);
        table.add(euCheckout, reading(10, 1));
        table.add(euCheckout, reading(30, 3));
        table.add(euCart, reading(60, 0));
        table.add(usCheckout, reading(100, 50));
        table.addPoints(WallTime(std::chrono::seconds(1'700'000'000)));

        const auto newest = [&](const QString &cluster, const QString &service) {
            return table.find(cluster, service)->last();
        };
        QCOMPARE(newest(eu, checkout).requestRate, 40.0F);
        QVERIFY(std::abs(newest(eu, checkout).errorRatio - 0.1F) < 1e-4F);
        QCOMPARE(newest(eu, {}).requestRate, 100.0F);
        QVERIFY(std::abs(newest(eu, {}).errorRatio - 0.04F) < 1e-4F);
        QCOMPARE(newest({}, {}).requestRate, 200.0F);
        QVERIFY(std::abs(newest({}, {}).errorRatio - 0.27F) < 1e-4F);
        QVERIFY(!table.find(us, cart));
        QVERIFY(!table.find(QStringLiteral("nowhere"), {}));

        // A step in which nobody knows anything is a gap, not a zero.
        table.addPoints(WallTime(std::chrono::seconds(1'700'000'010)));
        QVERIFY(std::isnan(newest({}, {}).requestRate));
        QVERIFY(std::isnan(newest(eu, checkout).errorRatio));
    }

    /// 90 fast requests in one cluster, 10 slow ones in the other: the fleet's p95 is slow, no mean of the
    /// two.
    void quantilesComeFromTheGroupsOwnDistribution()
    {
        GroupTable table;
        table.begin();
        const int fast = table.index(targetOf(QStringLiteral("a"), QStringLiteral("s")));
        const int slow = table.index(targetOf(QStringLiteral("b"), QStringLiteral("s")));
        table.add(fast, reading(90, 0, {{0.1, 90}, {1, 90}, {endless, 90}}));
        table.add(slow, reading(10, 0, {{0.1, 0}, {1, 10}, {endless, 10}}));
        table.addPoints(WallTime(std::chrono::seconds(1'700'000'000)));
        const SignalPoint fleet = table.find({}, {})->last();
        QVERIFY(fleet.p50 < 0.1F);
        QVERIFY(std::abs(fleet.p95 - 0.55F) < 0.01F);
        QVERIFY(table.find(QStringLiteral("a"), {})->last().p95 < 0.1F);
        QVERIFY(table.find(QStringLiteral("b"), {})->last().p50 > 0.5F);
    }

    void memoriesSurviveANewDefinition()
    {
        GroupTable table;
        table.begin();
        table.add(table.index(targetOf(QStringLiteral("a"), QStringLiteral("s"))), reading(1, 0));
        table.index(targetOf(QStringLiteral("gone"), QStringLiteral("s")));
        table.addPoints(WallTime(std::chrono::seconds(1'700'000'000)));
        table.begin();
        table.index(targetOf(QStringLiteral("a"), QStringLiteral("s")));
        QCOMPARE(table.find(QStringLiteral("a"), QStringLiteral("s"))->size(), 1);
        QCOMPARE(table.find({}, {})->size(), 1);
        QVERIFY(!table.find(QStringLiteral("gone"), {}));
    }

    void rememberingIsBounded()
    {
        GroupTable table;
        table.begin();
        for (int i = 0; i < 2 * GroupTable::mostParts; ++i) {
            const int index = table.index(targetOf(QStringLiteral("a"), QString::number(i)));
            table.add(index, reading(1, 0));
        }
        table.addPoints(WallTime(std::chrono::seconds(1'700'000'000)));
        QVERIFY(table.find(QStringLiteral("a"), QStringLiteral("0")));
        QVERIFY(!table.find(QStringLiteral("a"), QString::number(GroupTable::mostParts)));
        // What is not remembered by itself still counts for its cluster.
        QCOMPARE(table.find(QStringLiteral("a"), {})->last().requestRate, float(2 * GroupTable::mostParts));
    }
};

QTEST_GUILESS_MAIN(tst_GroupTable)
#include "tst_grouptable.moc"
