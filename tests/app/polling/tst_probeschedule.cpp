#include "app/polling/probeschedule.h"
#include "app/polling/pollworker.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

InstanceId numbered(int i)
{
    return {QStringLiteral("checkout"), QStringLiteral("10.2.%1.%2:8080").arg(i / 250).arg(i % 250), 0};
}

} // namespace

class TestProbeSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsItsPlace()
    {
        const ProbeSchedule schedule(ProbeSchedule::stableHash(numbered(1)), 5s);
        const SteadyTime first = schedule.after(SteadyTime{1h});
        QVERIFY(first > SteadyTime{1h} && first <= SteadyTime{1h} + 5s);
        QCOMPARE(schedule.after(first), first + 5s);
        QCOMPARE(schedule.after(first - 1ns), first);
        // Begun at another time, or in another process: the same place.
        QCOMPARE(ProbeSchedule(ProbeSchedule::stableHash(numbered(1)), 5s).after(first + 123s), first + 125s);
    }

    void hashIsTheSameEverywhere()
    {
        // Written down, so that no change of version moves a fleet's probes unnoticed.
        QCOMPARE(ProbeSchedule::stableHash({QStringLiteral("job"), QStringLiteral("host:1"), 0}),
                 quint64(1083529149675728273ULL));
        QVERIFY(ProbeSchedule::stableHash({QStringLiteral("job"), QStringLiteral("host:1"), 1}) !=
                ProbeSchedule::stableHash({QStringLiteral("job"), QStringLiteral("host:1"), 0}));
        QVERIFY(ProbeSchedule::stableHash({QStringLiteral("jobh"), QStringLiteral("ost:1"), 0}) !=
                ProbeSchedule::stableHash({QStringLiteral("job"), QStringLiteral("host:1"), 0}));
    }

    void spreadsAFleetEvenly()
    {
        constexpr int instances = 10'000;
        constexpr int bins = 50; // of 100 ms
        QList<int> count(bins, 0);
        for (int i = 0; i < instances; ++i) {
            const SteadyTime due =
                ProbeSchedule(ProbeSchedule::stableHash(numbered(i)), 5s).after(SteadyTime{1h});
            ++count[int((due - SteadyTime{1h} - 1ns) / 100ms)];
        }
        // 200 expected in each, the standard deviation is 14.
        for (const int one : count) {
            QVERIFY2(one > 130 && one < 270, qPrintable(QString::number(one)));
        }
    }

    void theProbesOfOneInstanceShareItsInterval()
    {
        const quint64 hash = ProbeSchedule::stableHash(numbered(3));
        const SteadyTime health = ProbeSchedule(hash, 6s).after(SteadyTime{1h});
        const SteadyTime readiness = ProbeSchedule(hash, 6s, 2s).after(health);
        const SteadyTime metrics = ProbeSchedule(hash, 6s, 4s).after(health);
        QCOMPARE(readiness, health + 2s);
        QCOMPARE(metrics, health + 4s);
    }

    /// What is asked twice a second or more often is spread as well.
    void aShortIntervalHasTenPlaces()
    {
        QSet<qint64> starts;
        for (int i = 0; i < 500; ++i) {
            const SteadyTime due =
                ProbeSchedule(ProbeSchedule::stableHash(numbered(i)), 500ms, 0s, 200ms).after(SteadyTime{1h});
            starts.insert((due - SteadyTime{1h}).count() % std::chrono::nanoseconds(500ms).count());
        }
        QCOMPARE(starts.size(), 10);
    }

    /// Sixty or so at once whatever the size, but never in bursts that a person or a server would feel.
    void oneWakeUpStartsSeveral_data()
    {
        QTest::addColumn<double>("probesPerSecond");
        QTest::addColumn<int>("step");
        QTest::newRow("nothing") << 0.0 << 200;
        QTest::newRow("20 instances") << 12.0 << 200;
        QTest::newRow("a thousand on two threads") << 300.0 << 200;
        QTest::newRow("three thousand on two threads") << 900.0 << 71;
        QTest::newRow("ten thousand on two threads") << 3000.0 << 21;
        QTest::newRow("far beyond what it can do") << 1e6 << 1;
    }

    void oneWakeUpStartsSeveral()
    {
        QFETCH(double, probesPerSecond);
        QFETCH(int, step);
        QCOMPARE(ProbeSchedule::stepFor(probesPerSecond).count(), step);
        QSet<qint64> starts; // in a fleet of that rate: no two places are closer than the step
        for (int i = 0; i < 500; ++i) {
            const SteadyTime due =
                ProbeSchedule(ProbeSchedule::stableHash(numbered(i)), 5s, 0s, std::chrono::milliseconds(step))
                    .after(SteadyTime{1h});
            starts.insert((due - SteadyTime{1h}).count() % std::chrono::nanoseconds(5s).count());
        }
        for (const qint64 start : starts) {
            QCOMPARE(start % std::chrono::nanoseconds(std::chrono::milliseconds(step)).count(), 0);
        }
    }

    void workersGetEqualShares()
    {
        QList<int> count(4, 0);
        for (int i = 0; i < 10'000; ++i) {
            ++count[PollWorker::workerOf(numbered(i), 4)];
        }
        for (const int one : count) {
            QVERIFY2(one > 2300 && one < 2700, qPrintable(QString::number(one)));
        }
    }
};

QTEST_GUILESS_MAIN(TestProbeSchedule)
#include "tst_probeschedule.moc"
