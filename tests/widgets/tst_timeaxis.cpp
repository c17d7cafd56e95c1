#include "widgets/charts/timeaxis.h"

#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

constexpr double noon = 1'763'726'400;

} // namespace

class tst_TimeAxis final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTime()
    {
        TimeAxis axis;
        QSignalSpy changed(&axis, &TimeAxis::changed);
        axis.setNow(noon);
        QCOMPARE(axis.from(), noon - 900);
        QCOMPARE(axis.to(), noon);
        QCOMPARE(changed.count(), 1);
        axis.setNow(noon + 0.4); // twelve charts are told of one poll one after the other
        axis.setNow(noon + 0.9);
        QCOMPARE(changed.count(), 1);
        axis.setNow(noon + 1.2);
        QCOMPARE(axis.to(), noon + 1);
        QCOMPARE(changed.count(), 2);
    }

    void ranges()
    {
        TimeAxis axis;
        axis.setNow(noon);
        QSignalSpy changed(&axis, &TimeAxis::changed);
        axis.setRange(6h);
        QCOMPARE(axis.from(), noon - 6 * 3600);
        QVERIFY(changed.count() >= 1);
        QCOMPARE(TimeAxis::ranges(), (QList<std::chrono::seconds>{15min, 1h, 6h}));
    }

    void zoomKeepsItsAnchorAndStandsStill()
    {
        TimeAxis axis;
        axis.setNow(noon);
        const double anchor = noon - 300;
        const double share = (anchor - axis.from()) / (axis.to() - axis.from());
        axis.zoom(0.5, anchor);
        QVERIFY(axis.isZoomed());
        QCOMPARE(axis.to() - axis.from(), 450.0);
        QCOMPARE((anchor - axis.from()) / (axis.to() - axis.from()), share);
        const double from = axis.from();
        axis.setNow(noon + 60); // time goes on, what one reads does not run away
        QCOMPARE(axis.from(), from);
        axis.reset();
        QVERIFY(!axis.isZoomed());
        QCOMPARE(axis.to(), noon + 60);
    }

    void zoomIsBounded()
    {
        TimeAxis axis;
        axis.setNow(noon);
        for (int i = 0; i < 100; ++i) {
            axis.zoom(0.8, noon - 100);
        }
        QCOMPARE(axis.to() - axis.from(), TimeAxis::shortestZoom);
        for (int i = 0; i < 100; ++i) {
            axis.zoom(1.25, noon - 100);
        }
        QVERIFY(!axis.isZoomed()); // wholly out is live again
        QCOMPARE(axis.from(), noon - 900);
        axis.zoomTo(noon - 30, noon + 500);
        QVERIFY(axis.to() <= noon);
        axis.zoomTo(noon - 5000, noon - 800);
        QVERIFY(axis.from() >= noon - 900);
        axis.zoomTo(noon - 100, noon - 400); // dragged to the left
        QCOMPARE(axis.from(), noon - 400);
        QCOMPARE(axis.to(), noon - 100);
    }

    void panning()
    {
        TimeAxis axis;
        axis.setNow(noon);
        axis.pan(-100); // not zoomed: it follows
        QCOMPARE(axis.to(), noon);
        axis.zoomTo(noon - 400, noon - 100);
        axis.pan(-200);
        QCOMPARE(axis.from(), noon - 600);
        QCOMPARE(axis.to(), noon - 300);
        axis.pan(100'000);
        QCOMPARE(axis.to(), noon);
        QCOMPARE(axis.from(), noon - 300);
    }

    void whatSharesTheTimeLeads()
    {
        TimeAxis axis;
        axis.setNow(noon);
        axis.lead(noon - 5000, noon + 300); // farther than the range, and beyond now
        QCOMPARE(axis.from(), noon - 5000);
        QCOMPARE(axis.to(), noon + 300);
        QVERIFY(axis.isZoomed());
        axis.lead(noon - 900, noon);
        QVERIFY(!axis.isZoomed());
        QSignalSpy changed(&axis, &TimeAxis::changed);
        axis.setZone(ClockZone::Local);
        QCOMPARE(changed.count(), 1);
        QSignalSpy moved(&axis, &TimeAxis::momentChanged);
        axis.setMoment(noon);
        axis.setMoment(noon);
        QCOMPARE(moved.count(), 1);
    }

    void cursor()
    {
        TimeAxis axis;
        QSignalSpy moved(&axis, &TimeAxis::cursorChanged);
        axis.setCursor(noon);
        axis.setCursor(noon);
        QCOMPARE(moved.count(), 1);
        axis.setCursor(std::nullopt);
        QCOMPARE(moved.count(), 2);
        QVERIFY(!axis.cursor());
    }
};

QTEST_GUILESS_MAIN(tst_TimeAxis)
#include "tst_timeaxis.moc"
