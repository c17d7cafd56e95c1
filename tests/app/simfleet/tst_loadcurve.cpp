#include "app/simfleet/load.h"

#include <QtTest>

using namespace quarterdeck::simfleet;

class LoadCurveTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameCurve();
    void otherSeedOtherCurve();
    void neverNegativeAndNearItsBase();
    void requestsAreTheIntegralOfTheRate();
    void requestsAddUp();
};

void LoadCurveTest::sameSeedSameCurve()
{
    const LoadCurve a(90, 7, 1, 2, 300);
    const LoadCurve b(90, 7, 1, 2, 300);
    for (const double at : {0.0, 3.7, 1000.5}) {
        QCOMPARE(a.rate(at), b.rate(at));
    }
}

void LoadCurveTest::otherSeedOtherCurve()
{
    const LoadCurve a(90, 7, 1, 2, 300);
    const LoadCurve b(90, 8, 1, 2, 300);
    QVERIFY(a.rate(10) != b.rate(10));
}

void LoadCurveTest::neverNegativeAndNearItsBase()
{
    const LoadCurve curve(90, 7, 1, 2, 300);
    QVERIFY(curve.base() > 90 * 0.85 && curve.base() < 90 * 1.15);
    double least = curve.rate(0);
    double most = least;
    for (int second = 0; second < 3600; ++second) {
        least = std::min(least, curve.rate(second));
        most = std::max(most, curve.rate(second));
    }
    QVERIFY(least > curve.base() * 0.6);
    QVERIFY(most < curve.base() * 1.4);
    QVERIFY2(most > least * 1.3, "the wave is to be seen");
}

void LoadCurveTest::requestsAreTheIntegralOfTheRate()
{
    const LoadCurve curve(90, 7, 1, 2, 300);
    double sum = 0;
    constexpr double step = 0.01;
    for (int i = 0; i < 20'000; ++i) {
        sum += curve.rate((i + 0.5) * step) * step;
    }
    QVERIFY(std::abs(curve.requests(0, 200) - sum) < 0.01 * sum / 100);
}

void LoadCurveTest::requestsAddUp()
{
    const LoadCurve curve(25, 1, 0, 0, 0);
    const double whole = curve.requests(-500, 700);
    const double parts = curve.requests(-500, -3.25) + curve.requests(-3.25, 0) + curve.requests(0, 700);
    QVERIFY(std::abs(whole - parts) < 1e-6 * whole);
}

QTEST_GUILESS_MAIN(LoadCurveTest)
#include "tst_loadcurve.moc"
