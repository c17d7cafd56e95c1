#include "widgets/sparkline.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

class tst_Sparkline final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSpikeIsNeverLost()
    {
        std::vector<LinePoint> points;
        for (int i = 0; i < 100000; ++i) {
            points.push_back({double(i), i == 54321 ? 1.0 : 0.0});
        }
        const QRectF box(0, 0, 200, 50);
        const auto lines = binnedLine(points, box, 0, 99999, 0, 1);
        QCOMPARE(int(lines.size()), 1);
        QVERIFY(lines[0].size() <= 4 * 200);
        double highest = box.bottom();
        for (const QPointF &point : lines[0]) {
            highest = std::min(highest, point.y());
            QVERIFY(box.adjusted(-0.01, -0.01, 0.01, 0.01).contains(point));
        }
        QCOMPARE(highest, box.top());
    }

    void missingValuesBreakTheLine()
    {
        const std::vector<LinePoint> points{{0, 1}, {1, 2}, {2, noValue}, {3, 1}, {4, 2}};
        const auto lines = binnedLine(points, QRectF(0, 0, 100, 10), 0, 4, 0, 2);
        QCOMPARE(int(lines.size()), 2);
        QCOMPARE(int(lines[0].size()), 2);
    }

    void onlyWhatIsWithinTheSpan()
    {
        const std::vector<LinePoint> points{{0, 1}, {10, 1}, {20, 1}, {30, 1}};
        const auto lines = binnedLine(points, QRectF(0, 0, 100, 10), 5, 25, 0, 2);
        QCOMPARE(int(lines.size()), 1);
        QCOMPARE(int(lines[0].size()), 2);
        QVERIFY(binnedLine(points, QRectF(0, 0, 100, 10), 5, 5, 0, 2).empty());
        QVERIFY(binnedLine(points, QRectF(), 0, 30, 0, 2).empty());
        QVERIFY(binnedLine({}, QRectF(0, 0, 100, 10), 0, 30, 0, 2).empty());
    }
};

QTEST_GUILESS_MAIN(tst_Sparkline)
#include "tst_sparkline.moc"
