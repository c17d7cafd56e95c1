#include "widgets/charts/chartcanvas.h"

#include "widgets/charts/chartgeometry.h"
#include "widgets/charts/charttone.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLegend>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>

namespace quarterdeck {

namespace {

void hide(QValueAxis &axis)
{
    axis.setLabelsVisible(false);
    axis.setGridLineVisible(false);
    axis.setLineVisible(false);
    axis.setTickCount(2);
    axis.setVisible(false);
}

void fillRun(QPainter &painter, const ChartRun &run, QColor colour, const ChartGeometry &geometry)
{
    if (run.points.size() < 2) {
        return;
    }
    QPolygonF area;
    area.reserve(static_cast<qsizetype>(run.points.size()) + 2);
    area.append({geometry.x(run.points.front().x()), geometry.plot().bottom()});
    for (const QPointF &point : run.points) {
        area.append({geometry.x(point.x()), geometry.y(point.y())});
    }
    area.append({geometry.x(run.points.back().x()), geometry.plot().bottom()});
    colour.setAlphaF(run.quiet ? 0.07F : 0.18F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(area);
}

} // namespace

ChartCanvas::ChartCanvas() : m_chart(new QChart), m_time(new QValueAxis), m_value(new QValueAxis)
{
    m_scene.setItemIndexMethod(QGraphicsScene::NoIndex);
    m_scene.addItem(m_chart);
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setBackgroundVisible(false);
    m_chart->setDropShadowEnabled(false);
    m_chart->setMargins({});
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->legend()->hide();
    hide(*m_time);
    hide(*m_value);
    m_chart->addAxis(m_time, Qt::AlignBottom);
    m_chart->addAxis(m_value, Qt::AlignLeft);
}

ChartCanvas::~ChartCanvas() = default;

void ChartCanvas::draw(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content)
{
    const QRectF &plot = geometry.plot();
    const QRectF whole(0, 0, plot.right() + 4, plot.bottom() + ChartGeometry::timeHeight);
    if (m_chart->size() != whole.size() || m_chart->plotArea() != plot) {
        m_chart->resize(whole.size());
        m_chart->setPlotArea(plot);
        m_scene.setSceneRect(whole);
    }
    // Time counts from the left edge: an axis that moves on would make every series compute its path twice,
    // once for the axis and once for its new points.
    m_time->setRange(0, geometry.to() - geometry.from());
    m_value->setRange(0, geometry.scale().top);

    m_used = 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(plot.adjusted(-1, -2, 1, 1));
    for (const ChartLine &line : content.lines) {
        const QColor colour = colourOf(line.tone);
        for (const ChartRun &run :
             reduceLine(line, geometry.from(), geometry.to(), static_cast<int>(plot.width()))) {
            if (line.filled) {
                fillRun(painter, run, colour, geometry);
            }
            showRun(run, colour, geometry);
        }
    }
    painter.restore();
    for (std::size_t i = static_cast<std::size_t>(m_used); i < m_series.size(); ++i) {
        m_series[i]->hide();
    }
    m_chart->layout()->activate();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    m_scene.render(&painter, whole, whole, Qt::IgnoreAspectRatio);
    painter.restore();
}

qsizetype ChartCanvas::pointsShown() const
{
    qsizetype points = 0;
    for (int i = 0; i < m_used; ++i) {
        points += m_series[static_cast<std::size_t>(i)]->count();
    }
    return points;
}

void ChartCanvas::showRun(const ChartRun &run, const QColor &colour, const ChartGeometry &geometry)
{
    QLineSeries *series = nextSeries();
    QColor shade = colour;
    if (run.quiet) {
        shade.setAlphaF(0.4F);
    }
    const QPen pen(shade, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (series->pen() != pen) {
        series->setPen(pen);
    }
    QList<QPointF> points;
    points.reserve(static_cast<qsizetype>(run.points.size()) + 1);
    for (const QPointF &point : run.points) {
        points.append({point.x() - geometry.from(), std::min(point.y(), geometry.scale().top)});
    }
    if (points.size() == 1) {
        // A line of one point is not drawn at all: a stroke of two pixels stands for the lonely sample.
        points.prepend(points.front() - QPointF(geometry.secondsPerPixel(), 0));
        points.back().rx() += geometry.secondsPerPixel();
    }
    if (series->points() != points) {
        series->replace(points);
    }
    series->show();
}

QLineSeries *ChartCanvas::nextSeries()
{
    if (static_cast<std::size_t>(m_used) == m_series.size()) {
        auto *series = new QLineSeries;
        m_chart->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(m_value);
        m_series.push_back(series);
    }
    return m_series[static_cast<std::size_t>(m_used++)];
}

} // namespace quarterdeck
