#include "widgets/charts/chartgeometry.h"

#include <QTest>

#include <limits>

using namespace quarterdeck;

namespace {

constexpr double noon = 1'763'726'400;

ChartContent ratios(double highest)
{
    ChartContent content;
    content.unit = ChartUnit::Ratio;
    ChartLine line;
    line.points = {{noon, highest}};
    content.lines = {line};
    return content;
}

} // namespace

class tst_ChartGeometry final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesAndValuesToPixelsAndBack()
    {
        const ChartGeometry geometry(QSizeF(400, 132), noon - 900, noon, ratios(1));
        QCOMPARE(geometry.x(noon - 900), geometry.plot().left());
        QCOMPARE(geometry.x(noon), geometry.plot().right());
        QCOMPARE(geometry.y(0), geometry.plot().bottom());
        QCOMPARE(geometry.y(1), geometry.plot().top());
        QCOMPARE(geometry.y(7), geometry.plot().top()); // never beyond the plot
        QCOMPARE(geometry.timeAt(geometry.x(noon - 123)), noon - 123);
        QCOMPARE(geometry.timeAt(-100), noon - 900);
        QCOMPARE(geometry.timeAt(1000), noon);
    }

    /// Two charts one above the other: the same moment stands at the same place.
    void plotsOfOneWidthAreInOneColumn()
    {
        ChartContent fleet;
        fleet.unit = ChartUnit::PerSecond;
        ChartLine line;
        line.points = {{noon, 123'456}};
        fleet.lines = {line};
        const ChartGeometry errors(QSizeF(400, 132), noon - 900, noon, ratios(0.0001));
        const ChartGeometry rate(QSizeF(400, 132), noon - 900, noon, fleet);
        QCOMPARE(errors.plot(), rate.plot());
    }

    void bands()
    {
        const ChartGeometry geometry(QSizeF(400, 132), noon - 900, noon, ratios(1));
        const double endless = std::numeric_limits<double>::infinity();
        QCOMPARE(geometry.bandBox({noon - 9000, endless, ChartTone::Down, {}}), geometry.plot());
        QVERIFY(geometry.bandBox({noon - 9000, noon - 8000, ChartTone::Down, {}}).isNull());
        QVERIFY(geometry.bandBox({noon, endless, ChartTone::Down, {}}).isNull());
        // An outage of a second is seen.
        QVERIFY(geometry.bandBox({noon - 100, noon - 99, ChartTone::Down, {}}).width() >= 1);
        const QRectF half = geometry.bandBox({noon - 450, noon + 100, ChartTone::Down, {}});
        QCOMPARE(half.right(), geometry.plot().right());
        QVERIFY(std::abs(half.width() - geometry.plot().width() / 2) < 0.01);
    }

    void labelsNeitherOverlapNorLeave_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("span");
        for (const int width : {180, 320, 800, 1600}) {
            for (const double span : {20.0, 60.0, 900.0, 3600.0, 6 * 3600.0}) {
                QTest::newRow(qPrintable(QStringLiteral("%1 px %2 s").arg(width).arg(span))) << width << span;
            }
        }
    }
    void labelsNeitherOverlapNorLeave()
    {
        QFETCH(int, width);
        QFETCH(double, span);
        const double textWidth = span < 300 ? 54 : 34;
        for (double shift = 0; shift < span; shift += span / 7) {
            const ChartGeometry geometry(QSizeF(width, 132), noon + shift - span, noon + shift, ratios(1));
            const QList<TimeTick> labels = geometry.timeLabels(textWidth);
            double last = -1;
            for (const TimeTick &label : labels) {
                const double left = geometry.x(label.at) - textWidth / 2;
                QVERIFY(left > last);
                QVERIFY(left >= 0 && left + textWidth <= width);
                last = left + textWidth;
            }
            QVERIFY(labels.size() >= (width >= 320 ? 1 : 0));
        }
    }

    void marksOnOneSpot()
    {
        const ChartGeometry geometry(QSizeF(448 + 4, 132), noon - 400, noon, ratios(1));
        const QList<ChartMark> marks{{noon - 98, ChartTone::Down, QStringLiteral("second")},
                                     {noon - 100, ChartTone::Down, QStringLiteral("first")},
                                     {noon - 200, ChartTone::Up, QStringLiteral("other")},
                                     {noon - 5000, ChartTone::Up, QStringLiteral("long ago")}};
        const QList<ChartMark> found = geometry.marksAt(marks, geometry.x(noon - 99), 4);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].text, QStringLiteral("first"));
        QCOMPARE(geometry.marksAt(marks, geometry.x(noon - 300), 4).size(), 0);
    }

    void tooSmallToDraw()
    {
        QVERIFY(ChartGeometry(QSizeF(40, 30), noon - 1, noon, {}).isEmpty());
        QVERIFY(ChartGeometry(QSizeF(400, 132), noon, noon, {}).isEmpty());
        QVERIFY(ChartGeometry().isEmpty());
    }
};

QTEST_GUILESS_MAIN(tst_ChartGeometry)
#include "tst_chartgeometry.moc"
