#include "models/fleet/flapdetector.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestFlapDetector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void flapping_data();
    void flapping();
};

void TestFlapDetector::flapping_data()
{
    QTest::addColumn<QList<int>>("seconds"); // of the transitions
    QTest::addColumn<int>("now");
    QTest::addColumn<bool>("expected");
    QTest::newRow("none") << QList<int>{} << 0 << false;
    QTest::newRow("three") << QList<int>{0, 1, 2} << 2 << false;
    QTest::newRow("four in 5 min") << QList<int>{0, 100, 200, 300} << 300 << true;
    QTest::newRow("four in more than 5 min") << QList<int>{0, 100, 200, 301} << 301 << false;
    QTest::newRow("calmed down") << QList<int>{0, 1, 2, 3} << 301 << false;
    QTest::newRow("the last four count") << QList<int>{0, 400, 500, 600, 700} << 700 << true;
    QTest::newRow("many") << QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9} << 306 << true;
}

void TestFlapDetector::flapping()
{
    QFETCH(QList<int>, seconds);
    QFETCH(int, now);
    QFETCH(bool, expected);
    const SteadyTime start{1h};
    FlapDetector detector;
    for (const int second : seconds) {
        detector.add(start + std::chrono::seconds(second));
    }
    QCOMPARE(detector.isFlapping(start + std::chrono::seconds(now)), expected);
}

QTEST_GUILESS_MAIN(TestFlapDetector)
#include "tst_flapdetector.moc"
