#include "models/breakerboard/callwindow.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestCallWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spreadsOverTheTimeBetweenPages();
    void forgetsAfterTheWindow();
    void longPausesLeaveNothingBehind();
    void spikesStayVisible();
    void gapsAreGaps();
    void nothingIsClaimedFromBefore();
    void newestStepsWaitUntilAllHaveTold();
    void callsAloneAreNoRatio();
    void stepsDoNotWander();

private:
    static constexpr SteadyTime t0{1000s};
    static std::array<float, callCauseCount> calls(float ok, float failed = 0, float notPermitted = 0)
    {
        return {ok, 0, failed, 0, notPermitted};
    }
};

void TestCallWindow::spreadsOverTheTimeBetweenPages()
{
    CallWindow window;
    window.add(calls(150, 50), t0, t0 + 20s);
    const std::vector<BreakerPoint> history = window.history(BreakerSpan::TwoMinutes, t0 + 30s, 7);
    // 200 calls in 20 s
    int full = 0;
    for (const BreakerPoint &point : history) {
        if (!std::isnan(point.high)) {
            ++full;
            QVERIFY(qAbs(point.high - 0.25F) < 1e-5F);
            QVERIFY(qAbs(point.callsPerSecond - 10) < 1e-4F);
        }
    }
    QCOMPARE(full, 4);
    QCOMPARE(window.sums(t0 + 20s)[0], 150.0);
    // The newest step is not complete: the rate of now stands for it
    QCOMPARE(history.back().callsPerSecond, 7.0F);
}

void TestCallWindow::forgetsAfterTheWindow()
{
    CallWindow window;
    QVERIFY(window.isQuiet(t0));
    window.add(calls(10, 0, 3), t0, t0 + 5s);
    QCOMPARE(window.sums(t0 + 5s)[0], 10.0);
    QCOMPARE(window.sums(t0 + 5s)[4], 3.0);
    QCOMPARE(window.sums(t0 + 54s)[0], 10.0);
    QCOMPARE(window.sums(t0 + 66s)[0], 0.0);
    QVERIFY(!window.isQuiet(t0 + 50s));
    QVERIFY(window.isQuiet(t0 + 70s));
}

void TestCallWindow::longPausesLeaveNothingBehind()
{
    CallWindow window;
    window.add(calls(10), t0, t0 + 5s);
    window.add(calls(20), t0 + 24h, t0 + 24h + 5s);
    QCOMPARE(window.sums(t0 + 24h + 5s)[0], 20.0);
    // An instance that was away for an hour tells all its calls at once: what is older than the ring is left
    // out
    window.add(calls(3600), t0 + 25h, t0 + 26h);
    QVERIFY(qAbs(window.sums(t0 + 26h)[0] - 60) < 6);
}

void TestCallWindow::spikesStayVisible()
{
    CallWindow window;
    for (int i = 0; i < 180; ++i) {
        window.add(i == 90 ? calls(0, 5) : calls(5), t0 + i * 5s, t0 + i * 5s + 4s);
    }
    const std::vector<BreakerPoint> history = window.history(BreakerSpan::FifteenMinutes, t0 + 15min, 1);
    QCOMPARE(std::count_if(history.begin(), history.end(),
                           [](const BreakerPoint &point) { return point.high == 1.0F; }),
             1);
    QCOMPARE(std::count_if(history.begin(), history.end(),
                           [](const BreakerPoint &point) { return point.low == 1.0F; }),
             0);
}

void TestCallWindow::gapsAreGaps()
{
    CallWindow window;
    for (const BreakerPoint &point : window.history(BreakerSpan::TwoMinutes, t0, 3)) {
        QVERIFY(std::isnan(point.high));
        QVERIFY(std::isnan(point.callsPerSecond));
    }
    window.add(calls(5), t0, t0 + 5s);
    window.add(calls(5), t0 + 60s, t0 + 65s);
    const std::vector<BreakerPoint> history = window.history(BreakerSpan::TwoMinutes, t0 + 66s, 1);
    const auto known = std::count_if(history.begin(), history.end(),
                                     [](const BreakerPoint &point) { return !std::isnan(point.high); });
    QCOMPARE(known, 2);
}

/// A point of the long history stays the same point while time passes: a spike does not change its height.
void TestCallWindow::nothingIsClaimedFromBefore()
{
    CallWindow window;
    window.add(calls(50), t0, t0 + 10s);
    window.add(calls(50), t0 + 10s, t0 + 20s);
    const std::vector<BreakerPoint> history = window.history(BreakerSpan::TwoMinutes, t0 + 40s, 0);
    QCOMPARE(history.front().callsPerSecond >= 0, false); // not known, which is not none
    const auto known = std::count_if(history.begin(), history.end(), [](const BreakerPoint &point) {
        return !std::isnan(point.callsPerSecond);
    });
    QCOMPARE(known, 9); // four with calls, and none since
    QCOMPARE(history.back().callsPerSecond, 0.0F);
}

/// One of many instances has been polled since, and it is the one that fails.
void TestCallWindow::newestStepsWaitUntilAllHaveTold()
{
    CallWindow window;
    window.add(calls(900, 100), t0, t0 + 20s);
    window.add(calls(0, 50), t0 + 20s, t0 + 22s);
    const std::vector<BreakerPoint> early = window.history(BreakerSpan::TwoMinutes, t0 + 22s, 1);
    QVERIFY(qAbs(early.back().high - 0.1F) < 1e-5F);
    window.add(calls(950, 0), t0 + 20s, t0 + 22s);
    const std::vector<BreakerPoint> later = window.history(BreakerSpan::TwoMinutes, t0 + 31s, 1);
    QVERIFY(qAbs(later[later.size() - 3].high - 0.05F) < 1e-5F);
}

void TestCallWindow::callsAloneAreNoRatio()
{
    CallWindow window;
    window.add(calls(0, 0, 50), t0, t0 + 10s, CallWindow::Tells::CallsOnly);
    for (const BreakerPoint &point : window.history(BreakerSpan::TwoMinutes, t0 + 20s, 0)) {
        QVERIFY(std::isnan(point.high));
    }
    QCOMPARE(window.sums(t0 + 10s)[4], 50.0);
}

void TestCallWindow::stepsDoNotWander()
{
    CallWindow window;
    window.add(calls(0, 5), t0, t0 + 5s);
    for (int second = 20; second < 800; ++second) {
        const std::vector<BreakerPoint> history =
            window.history(BreakerSpan::FifteenMinutes, t0 + std::chrono::seconds(second), 0);
        QCOMPARE(std::count_if(history.begin(), history.end(),
                               [](const BreakerPoint &point) { return point.high == 1.0F; }),
                 1);
    }
}

QTEST_APPLESS_MAIN(TestCallWindow)
#include "tst_callwindow.moc"
