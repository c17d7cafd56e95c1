#include "widgets/postmortem/ratiochart.h"

#include "widgets/incidents/lanesaxis.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr double axisHeight = 18;
constexpr double labelDistance = 84;

/// The least round ratio above all points.
double topOf(const SeriesFact &series, WallTime from, WallTime to)
{
    double most = 0;
    for (const auto &[at, value] : series.points) {
        if (at >= from && at <= to && !std::isnan(value)) {
            most = std::max(most, value);
        }
    }
    constexpr std::array tops{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0};
    for (const double top : tops) {
        if (most <= top) {
            return top;
        }
    }
    return most;
}

} // namespace

void paintRatioChart(QPainter &painter, const QRectF &area, const LanesGeometry &geometry,
                     const SeriesFact &series, const Incident &incident)
{
    const Colours &c = Theme::paper();
    const QRectF plot(geometry.plot().left(), area.top() + 6, geometry.plot().width(),
                      area.height() - axisHeight - 8);
    const double top = topOf(series, geometry.from(), geometry.to());
    const auto y = [&](double value) { return plot.bottom() - value / top * plot.height(); };
    painter.setFont(Theme::instance().font(10));

    const WallTime end = incident.clock.mitigated.value_or(incident.clock.resolved.value_or(geometry.to()));
    QColor shade = c.state[int(State::Down)];
    shade.setAlphaF(0.10F);
    painter.fillRect(QRectF(QPointF(geometry.x(incident.clock.started), plot.top()),
                            QPointF(std::min(geometry.x(end), plot.right()), plot.bottom())),
                     shade);
    for (const double share : {0.0, 0.5, 1.0}) {
        painter.setPen(QPen(share == 0 ? c.border : c.line, 0.75));
        painter.drawLine(QPointF(plot.left(), y(share * top)), QPointF(plot.right(), y(share * top)));
        painter.setPen(c.dim);
        painter.drawText(QRectF(area.left(), y(share * top) - 8, plot.left() - area.left() - 6, 16),
                         Qt::AlignRight | Qt::AlignVCenter, u"%1 %"_s.arg(share * top * 100, 0, 'g', 3));
    }
    double free = plot.left();
    for (const LaneTick &tick : timeTicks(geometry.from(), geometry.to(),
                                          labelDistance * geometry.secondsPerPixel(), ClockZone::Utc)) {
        const double x = geometry.x(tick.at);
        const double half = QFontMetricsF(painter.font()).horizontalAdvance(tick.text) / 2 + 2;
        const double left = std::clamp(x - half, plot.left(), plot.right() - 2 * half);
        if (left < free) {
            continue;
        }
        painter.drawText(QRectF(left, plot.bottom() + 2, 2 * half, axisHeight - 4), Qt::AlignCenter,
                         tick.text);
        free = left + 2 * half + 6;
    }
    for (const auto &at : {std::optional(incident.clock.detected), incident.clock.acknowledged,
                           incident.clock.mitigated, incident.clock.resolved}) {
        if (at && *at >= geometry.from() && *at <= geometry.to()) {
            painter.setPen(QPen(c.dim, 0.75, Qt::DashLine));
            painter.drawLine(QPointF(geometry.x(*at), plot.top()), QPointF(geometry.x(*at), plot.bottom()));
        }
    }
    QPainterPath path;
    bool drawing = false;
    for (const auto &[at, value] : series.points) {
        if (std::isnan(value) || at < geometry.from() || at > geometry.to()) {
            drawing = false;
            continue;
        }
        const QPointF point(geometry.x(at), y(value));
        drawing ? path.lineTo(point) : path.moveTo(point);
        drawing = true;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(c.state[int(State::Down)], 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
}

} // namespace quarterdeck
