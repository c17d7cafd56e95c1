#include "models/signals/signalhistory.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestSignalHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatWasAppended_data();
    void keepsWhatWasAppended();
    void boundedByTime();
    void boundedByCount();
    void clockSetBack();
    void memory();
};

void TestSignalHistory::keepsWhatWasAppended_data()
{
    QTest::addColumn<float>("rate");
    QTest::addColumn<float>("ratio");
    QTest::addColumn<float>("seconds");
    const float nan = std::nanf("");
    QTest::newRow("usual") << 241.5F << 0.0842F << 0.712F;
    QTest::newRow("zero") << 0.0F << 0.0F << 0.0F;
    QTest::newRow("unknown") << nan << nan << nan;
    QTest::newRow("all failed") << 12.0F << 1.0F << 3.012F;
    QTest::newRow("microseconds") << 90000.0F << 0.0001F << 0.00002F;
    QTest::newRow("minutes") << 0.01F << 0.5F << 300.0F;
    QTest::newRow("out of scale") << 1e30F << 7.0F << 1e9F;
}

void TestSignalHistory::keepsWhatWasAppended()
{
    QFETCH(float, rate);
    QFETCH(float, ratio);
    QFETCH(float, seconds);
    SignalHistory history;
    const WallTime at = WallTime(1'700'000'000s);
    history.append({at, rate, ratio, seconds, seconds, seconds});
    const SignalPoint point = history.last();
    QCOMPARE(point.at, at);
    if (std::isnan(rate)) {
        QVERIFY(std::isnan(point.requestRate) && std::isnan(point.errorRatio) && std::isnan(point.p99));
        return;
    }
    QCOMPARE(point.requestRate, rate);
    QVERIFY(std::abs(point.errorRatio - std::min(ratio, 1.0F)) <= 1.0F / 65534);
    const float expected = std::min(seconds, 1e5F);
    QVERIFY(std::abs(point.p50 - expected) <= 0.0003F * expected);
    QCOMPARE(point.p95, point.p50);
    QCOMPARE(point.p99, point.p50);
}

void TestSignalHistory::boundedByTime()
{
    SignalHistory history;
    const WallTime start{1'700'000'000s};
    for (int scrape = 0; scrape < 1000; ++scrape) {
        history.append({start + scrape * 5s, static_cast<float>(scrape), 0, 0, 0, 0});
    }
    QCOMPARE(history.size(), 181); // 15 min, both ends
    QCOMPARE(history.first().requestRate, 819.0F);
    QCOMPARE(history.last().requestRate, 999.0F);
    float expected = 819;
    for (const SignalPoint point : history) {
        QCOMPARE(point.requestRate, expected);
        QCOMPARE(point.at, start + static_cast<int>(expected) * 5s);
        expected += 1;
    }
    QCOMPARE(history.toList().size(), history.size());
}

void TestSignalHistory::boundedByCount()
{
    SignalHistory history(15min, 360);
    const WallTime start{1'700'000'000s};
    for (int scrape = 0; scrape < 5000; ++scrape) {
        history.append({start + scrape * 100ms, static_cast<float>(scrape), 0, 0, 0, 0});
    }
    QCOMPARE(history.size(), 360);
    QCOMPARE(history.last().requestRate, 4999.0F);
}

void TestSignalHistory::clockSetBack()
{
    SignalHistory history;
    const WallTime start{1'700'000'000s};
    history.append({start, 1, 0, 0, 0, 0});
    history.append({start - 1h, 2, 0, 0, 0, 0});
    QCOMPARE(history.size(), 1);
    QCOMPARE(history.first().at, start - 1h);
}

void TestSignalHistory::memory()
{
    // Ten thousand of these are held: 16 bytes a point, and no more room than a third above what is used.
    SignalHistory history;
    const WallTime start{1'700'000'000s};
    for (int scrape = 0; scrape < 2000; ++scrape) {
        history.append({start + scrape * 5s, 0, 0, 0, 0, 0});
    }
    QVERIFY2(history.bytes() <= std::size_t(181 * 16 * 4 / 3), qPrintable(QString::number(history.bytes())));
}

QTEST_GUILESS_MAIN(TestSignalHistory)
#include "tst_signalhistory.moc"
