#include "lanesample.h"
#include "shot.h"
#include "widgets/incidents/incidentlanesview.h"
#include "widgets/incidents/lanesaxis.h"
#include "widgets/charts/chartgeometry.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/signalchart.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/incidents/incidentlanespanel.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <QToolTip>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

/// Lanes: which time is where, what is drawn, and how one moves in them.
class TestIncidentLanesView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void timesAndPlacesAgree_data();
    void timesAndPlacesAgree();
    void overlappingBarsHaveRows();
    void ticksAreRoundAndApart_data();
    void ticksAreRoundAndApart();
    void theWorstOfAPixelIsDrawn();
    void aStateIsSeenWithoutColours();
    void paintsOnPaper();
    void wheelZoomsWhereTheMouseIs();
    void dragMovesAndMarks();
    void keysMove();
    void clicksPickAndSeek();
    void followsTheListAndTheReplay();
    void theSameIncidentGoneOnStaysWhereItWas();
    void chartsStandExactlyBelow();
    void hostileTextIsNoMarkup();
    void looksRight_data();
    void looksRight();
};

namespace {

WallTime atSecond(int second)
{
    return WallTime(std::chrono::seconds(second));
}

IncidentLanes oneLane(const QList<LaneBar> &bars, LaneKind kind = LaneKind::Instances)
{
    IncidentLanes lanes;
    lanes.from = atSecond(0);
    lanes.to = atSecond(1000);
    Lane lane;
    lane.kind = kind;
    lane.name = u"one"_s;
    lane.bars = bars;
    lanes.lanes.append(lane);
    return lanes;
}

QImage painted(const IncidentLanes &lanes, const LanesLook &look = {})
{
    const LanesPainter painter(lanes);
    QImage image(800, int(painter.fullHeight()), QImage::Format_RGB32);
    image.fill(colours().card);
    QPainter onto(&image);
    painter.paint(onto, QRectF(image.rect()), look);
    return image;
}

void wheel(QWidget &on, QPointF place, QPoint turned, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(place, on.mapToGlobal(place), {}, turned, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&on, &event);
}

} // namespace

void TestIncidentLanesView::initTestCase()
{
    Theme::instance().apply(*qApp, ThemeMode::Dark);
    qRegisterMetaType<WallTime>("quarterdeck::WallTime");
}

void TestIncidentLanesView::timesAndPlacesAgree_data()
{
    QTest::addColumn<int>("second");
    QTest::newRow("begin") << 0;
    QTest::newRow("within") << 400;
    QTest::newRow("end") << 1000;
    QTest::newRow("before") << -50;
}

void TestIncidentLanesView::timesAndPlacesAgree()
{
    QFETCH(int, second);
    const LanesGeometry geometry({LaneRows{}, LaneRows{{}, 3}}, 120, QRectF(10, 20, 900, 300), atSecond(0),
                                 atSecond(1000));
    const double x = geometry.x(atSecond(second));
    const auto back = geometry.timeAt(x) - atSecond(second);
    QVERIFY(std::abs(std::chrono::duration<double>(back).count()) < 0.001);
    QCOMPARE(geometry.x(atSecond(1000)), geometry.plot().right());
    QCOMPARE(geometry.laneAt(geometry.plot().top() + 1), 0);
    QCOMPARE(geometry.laneAt(geometry.lane(1).center().y()), 1);
    QCOMPARE(geometry.laneAt(geometry.lane(1).bottom() + 5), -1);
    QVERIFY(geometry.lane(1).height() > 2 * geometry.lane(0).height());
    QVERIFY(geometry.row(1, 2).bottom() <= geometry.lane(1).bottom());
}

void TestIncidentLanesView::overlappingBarsHaveRows()
{
    Lane lane;
    lane.kind = LaneKind::Actions;
    lane.bars = {{atSecond(0), atSecond(100), LaneTone::Action, {}},
                 {atSecond(50), atSecond(60), LaneTone::Action, {}},
                 {atSecond(70), atSecond(200), LaneTone::Action, {}},
                 {atSecond(100), atSecond(110), LaneTone::Action, {}}};
    const LaneRows rows = rowsOf(lane);
    QCOMPARE(rows.rows, 2);
    QCOMPARE(rows.rowOf, (std::vector<int>{0, 1, 1, 0}));
}

void TestIncidentLanesView::ticksAreRoundAndApart_data()
{
    QTest::addColumn<qint64>("from"); // Unix seconds
    QTest::addColumn<qint64>("span");
    QTest::addColumn<double>("least");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("minutes") << qint64(1'795'270'521) << qint64(600) << 100.0
                             << QStringList{u"14:16"_s, u"14:18"_s, u"14:20"_s, u"14:22"_s, u"14:24"_s};
    QTest::newRow("seconds") << qint64(1'795'270'521) << qint64(12) << 3.0
                             << QStringList{u"14:15:25"_s, u"14:15:30"_s};
    QTest::newRow("over midnight") << qint64(1'795'303'800) << qint64(4 * 3600) << 3600.0
                                   << QStringList{u"2026-11-22"_s, u"01:00"_s, u"02:00"_s, u"03:00"_s};
    QTest::newRow("days") << qint64(1'795'219'200) << qint64(3 * 86400) << 80000.0
                          << QStringList{u"2026-11-21"_s, u"2026-11-22"_s, u"2026-11-23"_s, u"2026-11-24"_s};
}

void TestIncidentLanesView::ticksAreRoundAndApart()
{
    QFETCH(qint64, from);
    QFETCH(qint64, span);
    QFETCH(double, least);
    QFETCH(QStringList, texts);
    const WallTime begin{std::chrono::seconds(from)};
    QStringList found;
    for (const LaneTick &tick : timeTicks(begin, begin + std::chrono::seconds(span), least, ClockZone::Utc)) {
        QVERIFY(tick.at >= begin && tick.at <= begin + std::chrono::seconds(span));
        found.append(tick.text);
    }
    QCOMPARE(found, texts);
}

void TestIncidentLanesView::theWorstOfAPixelIsDrawn()
{
    // 4,000 bars of a quarter of a second on some 600 pixels: down for one of them only.
    QList<LaneBar> bars;
    for (int i = 0; i < 4000; ++i) {
        bars.append({WallTime(std::chrono::milliseconds(i * 250)),
                     WallTime(std::chrono::milliseconds((i + 1) * 250)),
                     i == 2001 ? LaneTone::Down
                     : i % 2   ? LaneTone::Up
                               : LaneTone::Degraded,
                     {}});
    }
    const QImage image = painted(oneLane(bars));
    const LanesPainter painter(oneLane(bars));
    const LanesGeometry geometry = painter.geometry(QRectF(image.rect()), atSecond(0), atSecond(1000));
    const int y = int(geometry.row(0, 0).center().y());
    const QRgb down = colours().cell[int(State::Down)].rgb();
    QList<int> places;
    for (int x = int(geometry.plot().left()); x < image.width(); ++x) {
        if (image.pixel(x, y) == down) {
            places.append(x);
        }
    }
    QCOMPARE(places.size(), 1);
    QVERIFY(std::abs(places.first() - geometry.x(bars[2001].from)) <= 1);
}

void TestIncidentLanesView::aStateIsSeenWithoutColours()
{
    // Without any text, so that only the pattern tells: each tone fills its bar with another one.
    QSet<QByteArray> seen;
    for (const LaneTone tone : {LaneTone::Up, LaneTone::Degraded, LaneTone::NotReady, LaneTone::Down,
                                LaneTone::Unknown, LaneTone::Alert}) {
        const IncidentLanes lanes = oneLane({{atSecond(0), atSecond(1000), tone, {}}});
        const QImage image = painted(lanes);
        const LanesGeometry geometry =
            LanesPainter(lanes).geometry(QRectF(image.rect()), atSecond(0), atSecond(1000));
        const QRect box = geometry.row(0, 0).toRect().adjusted(40, 0, -100, 0);
        const QRgb first = image.pixel(box.topLeft());
        QByteArray shape;
        for (int y = box.top(); y < box.bottom(); ++y) {
            for (int x = box.left(); x < box.left() + 32; ++x) {
                shape.append(image.pixel(x, y) == first ? '1' : '0');
            }
        }
        seen.insert(shape);
    }
    QCOMPARE(seen.size(), 6);
}

void TestIncidentLanesView::paintsOnPaper()
{
    const LanesPainter painter(sampleLanes());
    QImage image(900, int(painter.fullHeight()), QImage::Format_RGB32);
    image.fill(Qt::white);
    LanesLook look;
    look.colours = &Theme::paper();
    QPainter onto(&image);
    painter.paint(onto, QRectF(image.rect()), look);
    onto.end();
    QImage blank(image.size(), image.format());
    blank.fill(Qt::white);
    QVERIFY(image != blank);
    const LanesGeometry geometry =
        painter.geometry(QRectF(image.rect()), painter.lanes().from, painter.lanes().to);
    QCOMPARE(
        image.pixelColor(int(geometry.plot().right()) - 20, int(geometry.row(0, 0).top()) + 1).lightness() >
            60,
        true);
    const QString folder = qEnvironmentVariable("QUARTERDECK_SHOTS");
    QVERIFY(folder.isEmpty() || image.save(folder + u"/lanes-paper.png"_s));
}

void TestIncidentLanesView::wheelZoomsWhereTheMouseIs()
{
    IncidentLanesView view;
    view.resize(900, 300);
    view.setLanes(sampleLanes(), {231});
    QSignalSpy ranges(&view, &IncidentLanesView::rangeChanged);
    const QPointF place(600, 100);
    const WallTime before = view.geometryShown().timeAt(place.x());
    const auto span = view.to() - view.from();
    wheel(*view.viewport(), place, {0, 120});
    QCOMPARE(ranges.size(), 1);
    QVERIFY(view.to() - view.from() < span);
    const auto moved = view.geometryShown().timeAt(place.x()) - before;
    QVERIFY(std::chrono::abs(moved) < 10ms);
    for (int i = 0; i < 100; ++i) {
        wheel(*view.viewport(), place, {0, 120});
    }
    QVERIFY(view.to() - view.from() >= IncidentLanesView::shortestSpan);
    for (int i = 0; i < 100; ++i) {
        wheel(*view.viewport(), place, {0, -120});
    }
    QVERIFY(view.to() - view.from() <= 2 * (view.lanes().to - view.lanes().from));
    view.showAll();
    QVERIFY(view.from() == view.lanes().from && view.to() == view.lanes().to);
    const WallTime from = view.from();
    wheel(*view.viewport(), place, {0, -120}, Qt::ShiftModifier);
    QVERIFY(view.from() > from);
}

void TestIncidentLanesView::dragMovesAndMarks()
{
    IncidentLanesView view;
    view.resize(900, 300);
    view.setLanes(sampleLanes(), {231});
    QSignalSpy moments(&view, &IncidentLanesView::momentWanted);
    const WallTime from = view.from();
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, {500, 60});
    QTest::mouseMove(view.viewport(), {400, 60});
    QTest::mouseMove(view.viewport(), {350, 60});
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, {350, 60});
    QVERIFY(view.from() > from);
    QCOMPARE(moments.size(), 0); // it was no click

    view.showAll();
    const int axis = view.viewport()->height() - 8;
    const WallTime left = view.geometryShown().timeAt(400);
    const WallTime right = view.geometryShown().timeAt(500);
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, {400, axis});
    QTest::mouseMove(view.viewport(), {450, axis});
    QTest::mouseMove(view.viewport(), {500, axis});
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, {500, axis});
    QVERIFY(std::chrono::abs(view.from() - left) < 10ms);
    QVERIFY(std::chrono::abs(view.to() - right) < 10ms);
}

void TestIncidentLanesView::keysMove()
{
    IncidentLanesView view;
    view.resize(900, 300);
    view.setLanes(sampleLanes(), {231});
    QSignalSpy picked(&view, &IncidentLanesView::eventPicked);
    QSignalSpy moments(&view, &IncidentLanesView::momentWanted);
    const auto span = view.to() - view.from();
    QTest::keyClick(&view, Qt::Key_Plus);
    QVERIFY(view.to() - view.from() < span);
    const WallTime from = view.from();
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(view.from() > from);
    QTest::keyClick(&view, Qt::Key_0);
    QCOMPARE(view.to() - view.from(), span);

    view.setCurrentEvent(1);
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.last().first().toLongLong(), 2);
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Left); // nothing is before the first
    QCOMPARE(picked.size(), 2);
    QCOMPARE(view.currentEvent(), 1);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(moments.size(), 1);
    QVERIFY(moments.last().first().value<WallTime>() == view.lanes().clock.first().at);
    QTest::keyClick(&view, Qt::Key_End);
    QVERIFY(moments.last().first().value<WallTime>() == view.lanes().to);
    QTest::keyClick(&view, Qt::Key_Home);
    QVERIFY(moments.last().first().value<WallTime>() == view.lanes().from);
}

void TestIncidentLanesView::clicksPickAndSeek()
{
    IncidentLanesView view;
    view.resize(1000, 400);
    view.setLanes(sampleLanes(), {231});
    QSignalSpy picked(&view, &IncidentLanesView::eventPicked);
    QSignalSpy moments(&view, &IncidentLanesView::momentWanted);
    const LanesGeometry geometry = view.geometryShown();
    const LaneBar &down = view.lanes().lanes[0].bars[1];
    const QPointF place((geometry.x(down.from) + geometry.x(down.to)) / 2, geometry.row(0, 0).center().y());
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place.toPoint());
    QCOMPARE(picked.size(), 1);
    QCOMPARE(picked.last().first().toLongLong(), down.event);
    QCOMPARE(moments.size(), 1);
    const auto off = moments.last().first().value<WallTime>() - geometry.timeAt(place.toPoint().x());
    QVERIFY(std::chrono::abs(off) < 10ms);

    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {20, int(place.y())}); // a name is no time
    QCOMPARE(moments.size(), 1);
}

void TestIncidentLanesView::followsTheListAndTheReplay()
{
    IncidentLanesView view;
    view.resize(900, 300);
    view.setLanes(sampleLanes(), {231});
    view.setRange(view.from(), view.from() + 30s);
    const WallTime last = view.lanes().events.last().happened;
    QVERIFY(last > view.to());
    view.setCurrentEvent(view.lanes().events.last().number);
    QVERIFY(view.from() < last && last < view.to());

    view.setCursorTime(view.lanes().from + 1s);
    QVERIFY(view.from() <= view.lanes().from + 1s);
    const QImage before = view.viewport()->grab().toImage();
    view.setCursorTime(view.lanes().from + 10s);
    QVERIFY(view.viewport()->grab().toImage() != before);
    QSignalSpy picked(&view, &IncidentLanesView::eventPicked);
    view.setCurrentEvent(2);
    QCOMPARE(picked.size(), 0); // who told it knows
}

void TestIncidentLanesView::theSameIncidentGoneOnStaysWhereItWas()
{
    IncidentLanesView view;
    view.resize(900, 300);
    view.setLanes(sampleLanes(), {231});
    view.setLanes(sampleLanes(1), {231});
    QVERIFY(view.to() == view.lanes().to); // all was shown, and still is
    view.setRange(view.from() + 20s, view.from() + 60s);
    view.setCurrentEvent(3);
    const WallTime from = view.from();
    view.setLanes(sampleLanes(2), {231});
    QVERIFY(view.from() == from);
    QCOMPARE(view.currentEvent(), 3);
    view.setLanes(sampleLanes(2), {232});
    QVERIFY(view.from() == view.lanes().from);
    QCOMPARE(view.currentEvent(), 0);
}

/// Lanes and charts are one picture: the same moment is at the same pixel in both, however it is zoomed,
/// moved or squeezed, and the mouse and the replay on one are seen on the other.
void TestIncidentLanesView::chartsStandExactlyBelow()
{
    TimeAxis axis;
    QWidget page;
    auto *column = new QVBoxLayout(&page);
    auto *panel = new IncidentLanesPanel;
    auto *charts = new ChartStack(nullptr, &axis);
    column->addWidget(panel);
    column->addWidget(charts);
    panel->shareAxis(axis);
    panel->alignCharts(*charts);
    charts->setRangesShown(false);
    page.resize(1100, 700);
    page.show();
    panel->setLanes(sampleLanes(), {231});
    ChartContent content;
    content.id = u"errors"_s;
    charts->setContents({content}, axis.now());
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    const IncidentLanesView &view = *panel->view();
    const auto areOne = [&] {
        const SignalChart *chart = charts->chart(u"errors"_s);
        const ChartGeometry below = chart->geometryNow();
        const LanesGeometry above = view.geometryShown();
        const auto at = [&page](const QWidget *widget, double x) {
            return widget->mapTo(&page, QPoint()).x() + x;
        };
        return std::abs(at(chart, below.plot().left()) - at(view.viewport(), above.plot().left())) < 0.01 &&
               std::abs(at(chart, below.plot().right()) - at(view.viewport(), above.plot().right())) < 0.01 &&
               std::abs(below.from() - chartTime(view.from())) < 0.001 &&
               std::abs(below.to() - chartTime(view.to())) < 0.001;
    };
    QTRY_VERIFY(areOne());
    for (const int key : {Qt::Key_Plus, Qt::Key_Plus, Qt::Key_Minus, Qt::Key_Minus, Qt::Key_Minus,
                          Qt::Key_Minus, Qt::Key_0}) {
        QTest::keyClick(panel->view(), Qt::Key(key));
        QVERIFY(areOne());
    }
    QTest::keyClick(panel->view(), Qt::Key_Right, Qt::ShiftModifier); // beyond its end
    QVERIFY(areOne());
    axis.zoomTo(axis.to() - 60, axis.to() - 30); // a drag on a chart
    QVERIFY(areOne());
    page.resize(760, 420);
    QTRY_VERIFY(areOne());
    IncidentLanes other = sampleLanes();
    other.lanes[0].name = u"an instance with a name that is much longer than the others"_s;
    panel->setLanes(other, {232});
    QTRY_VERIFY(areOne());

    axis.setCursor(chartTime(view.from()) + 5);
    QVERIFY(view.pointer() && std::abs(chartTime(*view.pointer()) - *axis.cursor()) < 0.001);
    ReplayState state;
    state.moment = view.from() + 10s;
    panel->setReplay(state);
    QCOMPARE(axis.moment(), std::optional(chartTime(*state.moment)));
    panel->setZone(ClockZone::Local);
    QVERIFY(axis.zone() == ClockZone::Local);
    takeShot(page, u"lanes-charts"_s);
    panel->setReplay({});
    QVERIFY(!axis.moment());
}

void TestIncidentLanesView::hostileTextIsNoMarkup()
{
    IncidentLanesView view;
    view.resize(900, 200);
    view.show();
    view.setLanes(oneLane({{atSecond(0), atSecond(1000), LaneTone::Down, u"<img src=x><b>down</b>"_s}}), {1});
    const QPoint place = view.geometryShown().row(0, 0).center().toPoint();
    QHelpEvent help(QEvent::ToolTip, place, view.viewport()->mapToGlobal(place));
    QApplication::sendEvent(view.viewport(), &help);
    QVERIFY(QToolTip::text().contains(u"&lt;img src=x&gt;"_s));
    QVERIFY(!QToolTip::text().contains(u"<img"_s));
    QVERIFY(QToolTip::text().contains(u"00:00:00.000 to 00:16:40.000 UTC"_s));
    QToolTip::hideText();
}

void TestIncidentLanesView::looksRight_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("dark") << int(ThemeMode::Dark);
    QTest::newRow("light") << int(ThemeMode::Light);
}

void TestIncidentLanesView::looksRight()
{
    QFETCH(int, mode);
    Theme::instance().apply(*qApp, static_cast<ThemeMode>(mode));
    IncidentLanesView view;
    view.resize(1030, view.minimumHeight());
    view.setLanes(sampleLanes(), {231});
    view.resize(1030, view.sizeHint().height());
    view.setCursorTime(view.lanes().clock.first().at + 79s);
    view.setCurrentEvent(1);
    QVERIFY(view.verticalScrollBar()->maximum() == 0);
    takeShot(view, u"lanes-%1"_s.arg(QLatin1String(QTest::currentDataTag())));
    view.setRange(view.lanes().clock.first().at - 4s, view.lanes().clock.first().at + 14s);
    takeShot(view, u"lanes-near-%1"_s.arg(QLatin1String(QTest::currentDataTag())));
    Theme::instance().apply(*qApp, ThemeMode::Dark);
}

} // namespace quarterdeck

QTEST_MAIN(quarterdeck::TestIncidentLanesView)
#include "tst_incidentlanesview.moc"
