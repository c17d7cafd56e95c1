#include "models/breakerboard/triplog.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestTripLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hourAndDay();
    void manyDays();
};

void TestTripLog::hourAndDay()
{
    const SteadyTime t0{100h};
    TripLog log;
    QCOMPARE(log.lastDay(t0), 0);
    log.add(t0, 0);
    log.add(t0, -3);
    QCOMPARE(log.lastDay(t0), 0);
    log.add(t0, 2);
    log.add(t0 + 30min, 1);
    QCOMPARE(log.lastHour(t0 + 30min), 3);
    QCOMPARE(log.lastHour(t0 + 59min), 3);
    QCOMPARE(log.lastHour(t0 + 62min), 1);
    QCOMPARE(log.lastDay(t0 + 62min), 3);
    QCOMPARE(log.lastDay(t0 + 23h), 3);
    QCOMPARE(log.lastDay(t0 + 25h), 0);
}

void TestTripLog::manyDays()
{
    const SteadyTime t0{100h};
    TripLog log;
    for (int hour = 0; hour < 24 * 30; ++hour) {
        log.add(t0 + std::chrono::hours(hour), 1);
    }
    const SteadyTime end = t0 + std::chrono::hours(24 * 30 - 1);
    QCOMPARE(log.lastHour(end), 2); // now and, to the minute, an hour ago
    QCOMPARE(log.lastDay(end), 25);
}

QTEST_APPLESS_MAIN(TestTripLog)
#include "tst_triplog.moc"
