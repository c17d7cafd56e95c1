#include "models/signals/columnrange.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestColumnRange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noSpikeIsLost();
    void holesStayHoles();
    void nothingToDraw();
};

void TestColumnRange::noSpikeIsLost()
{
    SignalHistory history(6h, 4400);
    const WallTime start{1'700'000'000s};
    for (int point = 0; point < 4320; ++point) {
        history.append({start + point * 5s,
                        point == 1000   ? 900.0F
                        : point == 1001 ? 1.0F
                                        : 100.0F,
                        0, 0, 0, 0});
    }
    const auto ranges = columnRanges(history, &SignalPoint::requestRate, start, start + 6h, 100);
    QCOMPARE(ranges.size(), std::size_t(100));
    for (std::size_t column = 0; column < ranges.size(); ++column) {
        // 43.2 points a column; points 1000 and 1001 lie in column 23.
        QCOMPARE(ranges[column].high, column == 23 ? 900.0F : 100.0F);
        QCOMPARE(ranges[column].low, column == 23 ? 1.0F : 100.0F);
    }
}

void TestColumnRange::holesStayHoles()
{
    SignalHistory history;
    const WallTime start{1'700'000'000s};
    history.append({start, 5, 0, 0, 0, 0});
    history.append({start + 5s, std::nanf(""), 0, 0, 0, 0});
    history.append({start + 10s, 0, 0, 0, 0, 0});
    history.append({start + 20s, 7, 0, 0, 0, 0}); // not in [from, to)
    const auto ranges = columnRanges(history, &SignalPoint::requestRate, start, start + 20s, 4);
    QCOMPARE(ranges[0].low, 5.0F);
    QVERIFY(ranges[1].isEmpty());
    QVERIFY(!ranges[2].isEmpty());
    QCOMPARE(ranges[2].high, 0.0F);
    QVERIFY(ranges[3].isEmpty());
}

void TestColumnRange::nothingToDraw()
{
    const WallTime start{1'700'000'000s};
    QVERIFY(columnRanges(SignalHistory(), &SignalPoint::p99, start, start, 10).empty());
    QVERIFY(columnRanges(SignalHistory(), &SignalPoint::p99, start, start + 1s, 0).empty());
    QVERIFY(columnRanges(SignalHistory(), &SignalPoint::p99, start, start + 1s, 1).front().isEmpty());
}

QTEST_GUILESS_MAIN(TestColumnRange)
#include "tst_columnrange.moc"
