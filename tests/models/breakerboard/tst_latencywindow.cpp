#include "models/breakerboard/latencywindow.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestLatencyWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sumsBucketsNotQuantiles();
    void differentBounds();
    void agesOut();
    void whatCannotBeComparedIsLeftOut();

private:
    static constexpr SteadyTime t0{1000s};
    static constexpr double inf = std::numeric_limits<double>::infinity();
    static BreakerLatency buckets(std::vector<double> bounds, std::vector<double> counts)
    {
        BreakerLatency latency;
        latency.bounds = std::make_shared<const std::vector<double>>(std::move(bounds));
        latency.counts = std::move(counts);
        return latency;
    }
};

void TestLatencyWindow::sumsBucketsNotQuantiles()
{
    LatencyWindow window;
    QVERIFY(std::isnan(window.p50AndP99(t0).first));
    const BreakerLatency zero = buckets({0.1, 1, inf}, {0, 0, 0});
    window.add(buckets({0.1, 1, inf}, {99, 99, 99}), zero, t0);
    window.add(buckets({0.1, 1, inf}, {0, 1, 1}), zero, t0);
    const auto [p50, p99] = window.p50AndP99(t0);
    // A mean of the two instances' medians would be 0.3
    QVERIFY(p50 < 0.06);
    QVERIFY(p99 <= 0.1001);
}

void TestLatencyWindow::differentBounds()
{
    LatencyWindow window;
    window.add(buckets({0.1, inf}, {50, 50}), buckets({0.1, inf}, {0, 0}), t0);
    window.add(buckets({0.05, 0.1, inf}, {0, 50, 50}), buckets({0.05, 0.1, inf}, {0, 0, 0}), t0);
    const auto [p50, p99] = window.p50AndP99(t0);
    QVERIFY(p50 > 0.05 && p50 < 0.1);
    QVERIFY(p99 <= 0.1);
}

void TestLatencyWindow::agesOut()
{
    LatencyWindow window;
    const BreakerLatency zero = buckets({0.1, inf}, {0, 0});
    window.add(buckets({0.1, inf}, {5, 5}), zero, t0);
    QVERIFY(!std::isnan(window.p50AndP99(t0 + 50s).first));
    QVERIFY(std::isnan(window.p50AndP99(t0 + 65s).first));
    window.add(buckets({0.1, inf}, {5, 9}), buckets({0.1, inf}, {5, 5}), t0 + 24h);
    QCOMPARE(window.p50AndP99(t0 + 24h).first, 0.1); // all beyond the last bound
}

void TestLatencyWindow::whatCannotBeComparedIsLeftOut()
{
    LatencyWindow window;
    window.add(buckets({0.1, inf}, {5, 5}), buckets({0.2, inf}, {0, 0}), t0);
    window.add(buckets({0.1, inf}, {5, 5}), BreakerLatency(), t0);
    window.add(BreakerLatency(), buckets({0.1, inf}, {5, 5}), t0);
    window.add(buckets({0.1, inf}, {1, 1}), buckets({0.1, inf}, {5, 5}), t0);
    QVERIFY(std::isnan(window.p50AndP99(t0).first));
}

QTEST_APPLESS_MAIN(TestLatencyWindow)
#include "tst_latencywindow.moc"
