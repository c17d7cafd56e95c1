#include "app/polling/timerwheel.h"

#include <QTest>

#include <random>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestTimerWheel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firesNeverEarlyAndAtMostOneTickLate_data()
    {
        QTest::addColumn<qint64>("after");
        QTest::newRow("at once") << qint64(0);
        QTest::newRow("in the past") << qint64(-500);
        QTest::newRow("one millisecond") << qint64(1);
        QTest::newRow("one tick") << qint64(2);
        QTest::newRow("an interval") << qint64(5000);
        QTest::newRow("just under one turn") << qint64(16383);
        QTest::newRow("one turn") << qint64(16384);
        QTest::newRow("several turns") << qint64(60001);
    }
    void firesNeverEarlyAndAtMostOneTickLate()
    {
        QFETCH(qint64, after);
        const SteadyTime start{1h};
        TimerWheel wheel(start);
        SteadyTime now = start;
        std::optional<SteadyTime> fired;
        TimerWheel::Timer timer([&] { fired = now; });
        wheel.arm(timer, start + std::chrono::milliseconds(after));
        int wakeUps = 0;
        while (!fired) {
            QVERIFY(wheel.next());
            QVERIFY(*wheel.next() > now);
            now = *wheel.next();
            wheel.advance(now);
            QVERIFY(++wakeUps < 10);
        }
        QVERIFY(*fired >= start + std::chrono::milliseconds(after));
        QVERIFY(*fired <= start + std::chrono::milliseconds(std::max<qint64>(after, 0)) + TimerWheel::tick);
        QVERIFY(!timer.isArmed());
        QCOMPARE(wheel.size(), std::size_t(0));
        QVERIFY(!wheel.next());
    }

    void anyMixOfTimersFiresAtItsTime()
    {
        const SteadyTime start{5min};
        TimerWheel wheel(start);
        std::mt19937 random(7);
        struct Waiting
        {
            SteadyTime at;
            SteadyTime fired{};
            TimerWheel::Timer timer;
        };
        SteadyTime now = start;
        std::vector<std::unique_ptr<Waiting>> all;
        for (int i = 0; i < 3000; ++i) {
            all.push_back(std::make_unique<Waiting>());
            Waiting *one = all.back().get();
            one->at = start + std::chrono::microseconds(random() % 40'000'000);
            one->timer.setCallback([one, &now] { one->fired = now; });
            wheel.arm(one->timer, one->at);
        }
        for (int i = 0; i < 1000; ++i) { // moved and taken away
            all[std::size_t(i)]->at += 3s;
            wheel.arm(all[std::size_t(i)]->timer, all[std::size_t(i)]->at);
            all[std::size_t(i) + 1000]->timer.disarm();
        }
        while (const auto next = wheel.next()) {
            now = *next;
            wheel.advance(now);
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i >= 1000 && i < 2000) {
                QCOMPARE(all[i]->fired, SteadyTime{});
            } else {
                QVERIFY(all[i]->fired >= all[i]->at && all[i]->fired <= all[i]->at + TimerWheel::tick);
            }
        }
    }

    void callbacksMayArmAndDisarmAnything()
    {
        const SteadyTime start{1s};
        TimerWheel wheel(start);
        int first = 0;
        int second = 0;
        int third = 0;
        TimerWheel::Timer *one = nullptr;
        TimerWheel::Timer *two = nullptr;
        // Both are due in the same tick; whichever fires first takes the other away and arms itself again.
        TimerWheel::Timer a([&] {
            ++first;
            two->disarm();
            wheel.arm(*one, start + 20ms);
        });
        TimerWheel::Timer b([&] {
            ++second;
            one->disarm();
            wheel.arm(*two, start + 20ms);
        });
        one = &a;
        two = &b;
        auto gone = std::make_unique<TimerWheel::Timer>([&] { ++third; });
        wheel.arm(a, start + 10ms);
        wheel.arm(b, start + 10ms);
        wheel.arm(*gone, start + 15ms);
        wheel.advance(start + 10ms);
        QCOMPARE(first + second, 1);
        gone.reset(); // leaves the wheel
        wheel.advance(start + 20ms);
        QCOMPARE(first + second, 2);
        QCOMPARE(third, 0);
    }

    void survivesALongSleep()
    {
        const SteadyTime start{1s};
        TimerWheel wheel(start);
        int fired = 0;
        TimerWheel::Timer soon([&] { ++fired; });
        TimerWheel::Timer late([&] { ++fired; });
        TimerWheel::Timer later([&] { ++fired; });
        wheel.arm(soon, start + 10ms);
        wheel.arm(late, start + 3h);
        wheel.arm(later, start + 5h);
        wheel.advance(start + 4h); // a suspended machine
        QCOMPARE(fired, 2);
        QVERIFY(later.isArmed());
    }
};

QTEST_GUILESS_MAIN(TestTimerWheel)
#include "tst_timerwheel.moc"
