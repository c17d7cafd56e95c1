#include "widgets/charts/signalchart.h"

#include "tests/widgets/shot.h"
#include "widgets/charts/chartcanvas.h"
#include "widgets/charts/chartgeometry.h"
#include "widgets/charts/charttone.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

constexpr double noon = 1'763'726'400;

ChartContent errorContent(int samples = 180)
{
    ChartContent content;
    content.id = QStringLiteral("errors");
    content.title = QStringLiteral("Error rate");
    content.unit = ChartUnit::Ratio;
    content.lowestTop = 0.01;
    content.highestTop = 1;
    content.threshold = 0.05;
    content.thresholdText = QStringLiteral("limit");
    content.keptText = QStringLiteral("an instance is kept for 15 min");
    ChartLine line;
    line.name = QStringLiteral("errors");
    line.tone = ChartTone::Down;
    line.filled = true;
    for (int i = 0; i < samples; ++i) {
        const double at = noon - 5.0 * (samples - 1 - i);
        const double value = at > noon - 300 ? 0.9 + 0.04 * std::sin(i * 1.3) : 0.06 + 0.02 * std::sin(i);
        line.points.append({at, at > noon - 600 && at < noon - 540 ? noValue : value});
    }
    content.lines = {line};
    content.bands = {
        {noon - 300, std::numeric_limits<double>::infinity(), ChartTone::Down, QStringLiteral("down")},
        {noon - 420, noon - 300, ChartTone::Degraded, QStringLiteral("degraded")}};
    content.marks = {{noon - 300, ChartTone::Down, QStringLiteral("degraded → down <b>(503)</b>")},
                     {noon - 420, ChartTone::Degraded, QStringLiteral("up → degraded")}};
    return content;
}

ChartContent latencyContent()
{
    ChartContent content;
    content.id = QStringLiteral("latency");
    content.title = QStringLiteral("Latency");
    content.unit = ChartUnit::Seconds;
    content.keptText = QStringLiteral("an instance is kept for 15 min");
    const std::tuple<const char *, ChartTone, double> lines[] = {
        {"p50", ChartTone::Up, 0.1}, {"p95", ChartTone::Degraded, 0.4}, {"p99", ChartTone::Down, 0.9}};
    for (const auto &[name, tone, base] : lines) {
        ChartLine line;
        line.name = QLatin1String(name);
        line.tone = tone;
        for (int i = 0; i < 180; ++i) {
            const double at = noon - 5.0 * (179 - i);
            ChartPoint point{at, base * (at > noon - 300 ? 3 : 1) * (1 + 0.05 * std::sin(i))};
            point.quiet = at > noon - 700 && at < noon - 600;
            line.points.append(point);
        }
        content.lines.append(line);
    }
    return content;
}

ChartContent rateContent()
{
    ChartContent content = latencyContent();
    content.id = QStringLiteral("rate");
    content.title = QStringLiteral("Requests");
    content.unit = ChartUnit::PerSecond;
    content.lines = {content.lines[0]};
    content.lines[0].name = QStringLiteral("requests");
    content.lines[0].tone = ChartTone::Calm;
    for (ChartPoint &point : content.lines[0].points) {
        point.low = point.high = point.high * 2000;
    }
    return content;
}

bool isNear(QRgb pixel, const QColor &colour)
{
    return std::abs(qRed(pixel) - colour.red()) < 90 && std::abs(qGreen(pixel) - colour.green()) < 60 &&
           std::abs(qBlue(pixel) - colour.blue()) < 60;
}

/// Whether the line's colour is in this box of the picture.
bool isInked(const QImage &image, const QRect &box, const QColor &colour)
{
    for (int y = box.top(); y <= box.bottom(); ++y) {
        for (int x = box.left(); x <= box.right(); ++x) {
            if (isNear(image.pixel(x, y), colour)) {
                return true;
            }
        }
    }
    return false;
}

void wheel(QWidget &widget, const QPointF &place, int steps, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, {0, 120 * steps}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

} // namespace

class tst_SignalChart final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, ThemeMode::Dark); }

    void looksAsItShould_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("dark") << int(ThemeMode::Dark);
        QTest::newRow("light") << int(ThemeMode::Light);
    }
    void looksAsItShould()
    {
        QFETCH(int, mode);
        Theme::instance().apply(*qApp, static_cast<ThemeMode>(mode));
        ChartStack stack;
        stack.resize(372, 560);
        stack.setContents({rateContent(), errorContent(), latencyContent()}, noon);
        stack.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stack));
        QCOMPARE(stack.charts().size(), 3);
        takeShot(stack, QStringLiteral("charts_%1").arg(mode));
        stack.axis()->setRange(1h);
        stack.axis()->setCursor(noon - 200);
        takeShot(stack, QStringLiteral("charts_hour_%1").arg(mode));
        stack.axis()->setRange(15min);
        stack.axis()->zoomTo(noon - 480, noon - 240);
        takeShot(stack, QStringLiteral("charts_zoom_%1").arg(mode));
        QVERIFY(stack.findChild<QWidget *>(QStringLiteral("chartLive"))->isVisible());
        Theme::instance().apply(*qApp, ThemeMode::Dark);
    }

    /// What Qt Charts draws is where the geometry says, so that crosshair, bands and marks fit the line.
    void theLineIsWhereTheGeometrySays()
    {
        TimeAxis axis;
        axis.setNow(noon);
        ChartContent content;
        content.id = QStringLiteral("spike");
        content.unit = ChartUnit::Ratio;
        ChartLine line;
        line.tone = ChartTone::Down;
        for (int i = 0; i < 180; ++i) {
            line.points.append({noon - 5.0 * i, i == 90 ? 1.0 : 0.01});
        }
        std::reverse(line.points.begin(), line.points.end());
        content.lines = {line};
        SignalChart chart(&axis);
        chart.resize(400, 132);
        chart.setContent(content);
        const QImage image = chart.picture();
        const ChartGeometry geometry = chart.geometryNow();
        const QColor ink = colourOf(ChartTone::Down);
        const QPointF peak(geometry.x(noon - 450), geometry.y(1));
        QVERIFY(isInked(image, QRect(int(peak.x()) - 2, int(peak.y()) - 1, 4, 6), ink));
        QVERIFY(!isInked(image, QRect(int(peak.x()) + 6, int(peak.y()), 60, 40), ink));
        QVERIFY(!isInked(image, QRect(int(peak.x()) - 66, int(peak.y()), 60, 40), ink));
        const int ground = int(geometry.y(0.01));
        QVERIFY(isInked(image, QRect(int(geometry.plot().left()) + 2, ground - 3, 4, 6), ink));
        QVERIFY(isInked(image, QRect(int(geometry.plot().right()) - 6, ground - 3, 4, 6), ink));
    }

    void gapsAreGaps()
    {
        TimeAxis axis;
        axis.setNow(noon);
        ChartContent content = errorContent();
        content.bands.clear();
        content.marks.clear();
        content.threshold = noValue;
        content.lines[0].filled = false;
        SignalChart chart(&axis);
        chart.resize(400, 132);
        chart.setContent(content);
        const QImage image = chart.picture();
        const ChartGeometry geometry = chart.geometryNow();
        const QRect gap(QPoint(int(geometry.x(noon - 590)), int(geometry.plot().top())),
                        QPoint(int(geometry.x(noon - 550)), int(geometry.plot().bottom())));
        QVERIFY(!isInked(image, gap, colourOf(ChartTone::Down)));
        QVERIFY(isInked(image, gap.translated(-60, 0), colourOf(ChartTone::Down)));
    }

    void neverMorePointsThanPixels()
    {
        ChartCanvas canvas;
        QImage image(400, 132, QImage::Format_ARGB32_Premultiplied);
        QPainter painter(&image);
        ChartContent content = errorContent(50'000);
        const ChartGeometry geometry(QSizeF(400, 132), noon - 250'000, noon, content);
        canvas.draw(painter, geometry, content);
        QVERIFY(canvas.pointsShown() > 100);
        QVERIFY(canvas.pointsShown() <= qsizetype(geometry.plot().width()));
        // Series are kept: fewer runs hide them, more of them make new ones.
        QVERIFY(canvas.seriesShown() >= 1);
        canvas.draw(painter, geometry, {});
        QCOMPARE(canvas.seriesShown(), 0);
        QCOMPARE(canvas.pointsShown(), 0);
    }

    void drawsOnlyWhatChangedAndIsSeen()
    {
        TimeAxis axis;
        axis.setNow(noon);
        QWidget page;
        page.resize(400, 140);
        auto *chart = new SignalChart(&axis, &page);
        chart->resize(400, 132);
        chart->setContent(errorContent());
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QTRY_VERIFY(chart->drawn() > 0);
        const int drawn = chart->drawn();
        chart->setContent(errorContent()); // the same again
        axis.setNow(noon + 0.5);
        axis.setCursor(noon - 100); // the crosshair is painted over the image
        QCoreApplication::processEvents();
        QCOMPARE(chart->drawn(), drawn);
        axis.setNow(noon + 5);
        QTRY_COMPARE(chart->drawn(), drawn + 1);
        page.hide();
        axis.setNow(noon + 10);
        chart->setContent(rateContent());
        QCoreApplication::processEvents();
        QCOMPARE(chart->drawn(), drawn + 1);
        page.show();
        QTRY_VERIFY(chart->drawn() > drawn + 1);
    }

    void chartsShareCrosshairAndZoom()
    {
        ChartStack stack;
        stack.resize(372, 560);
        stack.setContents({rateContent(), errorContent()}, noon);
        stack.show();
        QVERIFY(QTest::qWaitForWindowExposed(&stack));
        SignalChart *rate = stack.chart(QStringLiteral("rate"));
        SignalChart *errors = stack.chart(QStringLiteral("errors"));
        QVERIFY(rate && errors);
        const QPoint middle(rate->geometryNow().plot().center().toPoint());
        QTest::mouseMove(rate, middle - QPoint(10, 0));
        QTest::mouseMove(rate, middle);
        QTRY_VERIFY(errors->axis()->cursor().has_value());
        QVERIFY(std::abs(*errors->axis()->cursor() - rate->geometryNow().timeAt(middle.x())) < 3);
        QTest::mousePress(rate, Qt::LeftButton, {}, middle);
        QTest::mouseMove(rate, middle + QPoint(60, 0));
        QTest::mouseRelease(rate, Qt::LeftButton, {}, middle + QPoint(60, 0));
        QVERIFY(errors->axis()->isZoomed());
        QCOMPARE(errors->geometryNow().plot(), rate->geometryNow().plot());
        QTest::mouseDClick(errors, Qt::LeftButton, {}, middle);
        QVERIFY(!rate->axis()->isZoomed());
        // A click without a drag zooms nothing.
        QTest::mouseClick(rate, Qt::LeftButton, {}, middle);
        QVERIFY(!rate->axis()->isZoomed());
    }

    void theWheelZoomsWhereThePageDoesNotScroll()
    {
        TimeAxis axis;
        axis.setNow(noon);
        QScrollArea area;
        auto *content = new QWidget;
        auto *column = new QVBoxLayout(content);
        auto *chart = new SignalChart(&axis);
        chart->setContent(errorContent());
        column->addWidget(chart);
        auto *rest = new QWidget;
        rest->setMinimumHeight(10);
        column->addWidget(rest);
        area.setWidget(content);
        area.setWidgetResizable(true);
        area.resize(420, 300);
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        const QPointF place = chart->geometryNow().plot().center();
        wheel(*chart, place, 1, Qt::NoModifier);
        QVERIFY(axis.isZoomed());
        axis.reset();
        chart->clearFocus();          // as the only one that takes it, it has it
        rest->setMinimumHeight(2000); // now the page scrolls, and the wheel is the page's
        QTRY_VERIFY(area.verticalScrollBar()->maximum() > 0);
        wheel(*chart, place, 1, Qt::NoModifier);
        QVERIFY(!axis.isZoomed());
        wheel(*chart, place, 1, Qt::ControlModifier);
        QVERIFY(axis.isZoomed());
        wheel(*chart, place, -1, Qt::ControlModifier);
        QVERIFY(!axis.isZoomed());
        chart->setFocus();
        QTRY_VERIFY(chart->hasFocus());
        wheel(*chart, place, 2, Qt::NoModifier);
        QVERIFY(axis.isZoomed());
    }

    void byKeyboard()
    {
        TimeAxis axis;
        axis.setNow(noon);
        SignalChart chart(&axis);
        chart.resize(400, 132);
        chart.setContent(errorContent());
        chart.show();
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Left);
        QTest::keyClick(&chart, Qt::Key_Left);
        QVERIFY(axis.cursor() && *axis.cursor() < noon);
        QVERIFY2(chart.accessibleDescription().contains(QStringLiteral("UTC: errors ")),
                 qPrintable(chart.accessibleDescription()));
        QVERIFY(chart.accessibleDescription().endsWith(QStringLiteral("; down")));
        QTest::keyClick(&chart, Qt::Key_Plus);
        QVERIFY(axis.isZoomed());
        QTest::keyClick(&chart, Qt::Key_Escape);
        QVERIFY(!axis.isZoomed() && !axis.cursor());
    }

    void marksSayWhatTheyAre()
    {
        TimeAxis axis;
        axis.setNow(noon);
        SignalChart chart(&axis);
        chart.resize(400, 132);
        chart.setContent(errorContent());
        chart.show();
        const ChartGeometry geometry = chart.geometryNow();
        const QPoint place(int(geometry.x(noon - 300)), int(geometry.plot().center().y()));
        QHelpEvent help(QEvent::ToolTip, place, chart.mapToGlobal(place));
        QCoreApplication::sendEvent(&chart, &help);
        QVERIFY2(
            QToolTip::text().contains(QStringLiteral("11:55:00 degraded → down &lt;b&gt;(503)&lt;/b&gt;")),
            qPrintable(QToolTip::text()));
        const QPoint aside(place.x() + 30, place.y());
        QHelpEvent nothing(QEvent::ToolTip, aside, chart.mapToGlobal(aside));
        QCoreApplication::sendEvent(&chart, &nothing);
        QTRY_VERIFY(QToolTip::text().isEmpty() || !QToolTip::isVisible());
    }

    void copies()
    {
        TimeAxis axis;
        axis.setNow(noon);
        SignalChart chart(&axis);
        chart.resize(400, 132);
        ChartContent content = errorContent();
        content.lines[0].name = QStringLiteral("=cmd()");
        chart.setContent(content);
        chart.copyCsv();
        const QString csv = QApplication::clipboard()->text();
        QVERIFY(csv.startsWith(QStringLiteral("time (UTC),'=cmd() (ratio)\r\n")));
        QCOMPARE(csv.count(QStringLiteral("\r\n")), 181);
        QVERIFY(QApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("text/csv")));
        axis.zoomTo(noon - 100, noon - 50);
        chart.copyCsv(); // what is shown
        QCOMPARE(QApplication::clipboard()->text().count(QStringLiteral("\r\n")), 12);
        chart.copyPicture();
        QCOMPARE(QApplication::clipboard()->image().size(), QSize(400, 132));
    }

    void menu()
    {
        TimeAxis axis;
        axis.setNow(noon);
        SignalChart chart(&axis);
        chart.resize(400, 132);
        chart.setContent(errorContent());
        chart.show();
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(100, 60),
                                chart.mapToGlobal(QPoint(100, 60)));
        QCoreApplication::sendEvent(&chart, &event);
        auto *menu = chart.findChild<QMenu *>(QStringLiteral("chartMenu"));
        QVERIFY(menu);
        QStringList texts;
        for (const QAction *action : menu->actions()) {
            texts.append(action->text());
        }
        QVERIFY(texts.contains(QStringLiteral("Copy as picture")));
        QVERIFY(texts.contains(QStringLiteral("Copy as CSV")));
        menu->close();
    }

    void saysWhatItShows()
    {
        TimeAxis axis;
        axis.setNow(noon);
        SignalChart chart(&axis);
        chart.resize(400, 132);
        chart.setContent(errorContent());
        QVERIFY(!chart.picture().isNull());
        QCOMPARE(chart.accessibleName(), QStringLiteral("Error rate"));
        QVERIFY(chart.accessibleDescription().startsWith(QStringLiteral("Error rate: errors now ")));
        QCOMPARE(chart.objectName(), QStringLiteral("chart_errors"));
    }

    void chartsThatStayKeepTheirPlace()
    {
        ChartStack stack;
        stack.setContents({rateContent(), errorContent()}, noon);
        SignalChart *errors = stack.chart(QStringLiteral("errors"));
        stack.setContents({errorContent(), latencyContent()}, noon + 5);
        QCOMPARE(stack.chart(QStringLiteral("errors")), errors);
        QCOMPARE(stack.charts().first(), errors);
        QVERIFY(!stack.chart(QStringLiteral("rate")));
        QCOMPARE(stack.currentChart(), errors);
        stack.setContents({}, noon + 10);
        QVERIFY(!stack.currentChart());
    }

    void rangeButtons()
    {
        ChartStack stack;
        stack.setContents({errorContent()}, noon);
        auto *hour = stack.findChild<QAbstractButton *>(QStringLiteral("range3600"));
        QVERIFY(hour);
        hour->click();
        QCOMPARE(stack.axis()->range(), std::chrono::seconds(1h));
        hour->click();
        QVERIFY(hour->isChecked());
        QCOMPARE(stack.axis()->from(), noon - 3600);
    }
};

QTEST_MAIN(tst_SignalChart)
#include "tst_signalchart.moc"
