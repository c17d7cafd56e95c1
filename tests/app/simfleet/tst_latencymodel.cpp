#include "app/simfleet/latency.h"

#include <QtTest>

#include <cmath>

using namespace quarterdeck::simfleet;

class LatencyModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sharesRiseToOne();
    void medianIsHalf();
    void quantileInvertsShares();
    void addedLatencyMovesEverything();
};

void LatencyModelTest::sharesRiseToOne()
{
    const auto shares = LatencyModel{.median = 0.024, .sigma = 0.55}.cumulativeShares();
    for (std::size_t i = 1; i < shares.size(); ++i) {
        QVERIFY(shares[i] >= shares[i - 1]);
    }
    QCOMPARE(shares.back(), 1.0);
    QVERIFY(shares.front() >= 0);
}

void LatencyModelTest::medianIsHalf()
{
    const LatencyModel model{.median = 0.25, .sigma = 0.5};
    QVERIFY(std::abs(model.quantile(0.5) - 0.25) < 1e-9);
    QVERIFY(std::abs(model.cumulativeShares()[5] - 0.5) < 1e-9);
}

void LatencyModelTest::quantileInvertsShares()
{
    const LatencyModel model{.median = 0.024, .sigma = 0.55, .added = 0.03};
    const auto shares = model.cumulativeShares();
    QVERIFY(std::abs(model.quantile(shares[4]) - latencyBounds[4]) < 1e-6);
}

void LatencyModelTest::addedLatencyMovesEverything()
{
    const LatencyModel well{.median = 0.024, .sigma = 0.55};
    LatencyModel slow = well;
    slow.added = 0.6;
    QVERIFY(std::abs(slow.mean() - well.mean() - 0.6) < 1e-9);
    QVERIFY(std::abs(slow.quantile(0.99) - well.quantile(0.99) - 0.6) < 1e-9);
    // Nothing takes less than what was added.
    QCOMPARE(slow.cumulativeShares()[6], 0.0);
}

QTEST_GUILESS_MAIN(LatencyModelTest)
#include "tst_latencymodel.moc"
