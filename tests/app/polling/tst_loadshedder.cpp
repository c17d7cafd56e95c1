#include "app/polling/loadshedder.h"
#include "app/polling/ownbreaker.h"
#include "app/polling/retrybudget.h"
#include "tests/support/fakeclock.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

/// The small rules by which the poller protects itself: shedding, own breakers, the retry budget.
class TestLoadShedder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shedsInOrderAndRelaxesStepByStep()
    {
        test::FakeClock clock;
        LoadShedder shedder;
        const auto run = [&](std::chrono::milliseconds lag, int probes) {
            for (int i = 0; i < probes; ++i) {
                clock.advance(10ms);
                shedder.started(clock.steady() - lag, clock.steady());
            }
        };
        run(2ms, 1000);
        QVERIFY(!shedder.sheds(ProbeKind::Metrics, true));
        run(250ms, 300);
        QVERIFY(shedder.level() == LoadShedder::Level::MetricsOfHealthy);
        QVERIFY(shedder.sheds(ProbeKind::Metrics, true));
        QVERIFY(!shedder.sheds(ProbeKind::Metrics, false));
        QVERIFY(!shedder.sheds(ProbeKind::Readiness, true));
        run(800ms, 300);
        QVERIFY(shedder.sheds(ProbeKind::Readiness, true));
        QVERIFY(!shedder.sheds(ProbeKind::Health, true));
        QVERIFY(!shedder.sheds(ProbeKind::Health, false));
        run(2ms, 300); // three good seconds are not enough
        QVERIFY(shedder.level() == LoadShedder::Level::Readiness);
        run(2ms, 500);
        QVERIFY(shedder.level() == LoadShedder::Level::MetricsOfHealthy);
        run(2ms, 600);
        QVERIFY(shedder.level() == LoadShedder::Level::None);
    }

    void oneSlowMomentShedsNothing_data()
    {
        QTest::addColumn<int>("stoodStill"); // ms
        QTest::addColumn<int>("every");      // ms, one probe
        QTest::newRow("two instances") << 3000 << 800;
        QTest::newRow("a thousand") << 300 << 3;
        QTest::newRow("a thousand, for long") << 3000 << 3;
        QTest::newRow("ten thousand") << 1000 << 1;
    }

    /// The machine stands still, and what became due meanwhile is started at once, all of it late.
    void oneSlowMomentShedsNothing()
    {
        QFETCH(int, stoodStill);
        QFETCH(int, every);
        test::FakeClock clock;
        LoadShedder shedder;
        const auto onTime = [&](int probes) {
            for (int i = 0; i < probes; ++i) {
                clock.advance(std::chrono::milliseconds(every));
                shedder.started(clock.steady(), clock.steady());
                QVERIFY(shedder.level() == LoadShedder::Level::None);
            }
        };
        onTime(5000 / every);
        clock.advance(std::chrono::milliseconds(stoodStill));
        for (int lag = stoodStill; lag > 0; lag -= every) {
            shedder.started(clock.steady() - std::chrono::milliseconds(lag), clock.steady());
            QVERIFY(shedder.level() == LoadShedder::Level::None);
        }
        onTime(5000 / every);
    }

    void ownBreakerOpensLateAndIsBounded_data()
    {
        QTest::addColumn<int>("interval");
        QTest::addColumn<int>("staleAfter");
        QTest::addColumn<int>("longest");
        QTest::newRow("default: never stale") << 5000 << 20000 << 3;
        QTest::newRow("stale late") << 5000 << 120000 << 6;
        QTest::newRow("stale at once") << 5000 << 1000 << 1;
    }
    void ownBreakerOpensLateAndIsBounded()
    {
        QFETCH(int, interval);
        QFETCH(int, staleAfter);
        QFETCH(int, longest);
        QCOMPARE(OwnBreaker::longestDistance(std::chrono::milliseconds(interval),
                                             std::chrono::milliseconds(staleAfter)),
                 longest);
        OwnBreaker breaker(longest);
        std::minstd_rand random(1);
        for (int i = 1; i < OwnBreaker::openAfter; ++i) {
            QCOMPARE(breaker.unanswered(random), 1);
            QVERIFY(!breaker.isOpen());
        }
        int farthest = 0;
        for (int i = 0; i < 50; ++i) {
            const int distance = breaker.unanswered(random);
            QVERIFY(breaker.isOpen());
            QVERIFY(distance >= 1 && distance <= longest);
            farthest = std::max(farthest, distance);
        }
        QCOMPARE(farthest, longest);
        breaker.answered();
        QVERIFY(!breaker.isOpen());
        QCOMPARE(breaker.unanswered(random), 1);
    }

    void retriesAreATenthOfTheProbes()
    {
        RetryBudget budget;
        int retries = 0;
        for (int i = 0; i < 10'000; ++i) {
            budget.probeStarted();
            while (budget.take()) { // everything fails, and wants to be tried again
                ++retries;
            }
        }
        QVERIFY2(retries >= 1000 && retries <= 1000 + int(RetryBudget::reserve),
                 qPrintable(QString::number(retries)));
    }
};

QTEST_GUILESS_MAIN(TestLoadShedder)
#include "tst_loadshedder.moc"
