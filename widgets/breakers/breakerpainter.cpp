#include "widgets/breakers/breakerpainter.h"

#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr int badgeHeight = 16;
constexpr int badgePadding = 6;

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto channel = [share](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * share));
    };
    return {channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue())};
}

} // namespace

QColor ratioColour(double ratio)
{
    const Colours &c = colours();
    if (!std::isfinite(ratio)) {
        return c.shades[0];
    }
    // As Hystrix had it: green to 10 %, yellow at 25 %, orange at 40 %, red from 50 % on.
    const struct
    {
        double at;
        QColor colour;
    } stops[] = {{0.0, Theme::instance().cell(State::Up)},
                 {0.02, Theme::instance().cell(State::Up)},
                 {0.10, c.shades[3]},
                 {0.25, c.shades[5]},
                 {0.40, c.shades[6]},
                 {0.50, c.shades[7]}};
    for (std::size_t i = 1; i < std::size(stops); ++i) {
        if (ratio < stops[i].at) {
            const double share = (ratio - stops[i - 1].at) / (stops[i].at - stops[i - 1].at);
            return mixed(stops[i - 1].colour, stops[i].colour, std::clamp(share, 0.0, 1.0));
        }
    }
    return c.shades[7];
}

QColor ratioTextColour(double ratio, bool dimmed)
{
    const Theme &theme = Theme::instance();
    if (dimmed || !std::isfinite(ratio)) {
        return theme.colours().faint;
    }
    return ratio >= 0.35   ? theme.state(State::Down)
           : ratio >= 0.10 ? theme.state(State::Degraded)
                           : theme.colours().text;
}

QColor causeColour(CallCause cause)
{
    const Theme &theme = Theme::instance();
    switch (cause) {
    case CallCause::Ok:
        return theme.state(State::Up);
    case CallCause::Slow:
        return theme.state(State::Degraded);
    case CallCause::Failed:
    case CallCause::TimedOut:
        return theme.state(State::Down);
    case CallCause::NotPermitted:
        return theme.colours().dim;
    }
    return {};
}

void paintStateBar(QPainter &painter, const QRect &box, const BreakerTile &tile)
{
    for (const BreakerBarSegment &segment : BreakerTileGeometry::barSegments(tile, box.width())) {
        const QColor colour = segment.lost ? colours().border : Theme::instance().breaker(segment.state);
        const QRectF part(box.left() + segment.from, box.top(), segment.to - segment.from, box.height());
        painter.fillRect(part, colour);
        if (segment.state == BreakerState::ForcedOpen && !segment.lost) {
            painter.fillRect(part, QBrush(colours().card, Qt::BDiagPattern)); // told from open without colour
        }
    }
}

void paintBreakerSparkline(QPainter &painter, const QRectF &box, std::span<const BreakerPoint> points,
                           double threshold, const QColor &colour, double thresholdFrom)
{
    const double top = BreakerTileGeometry::sparklineTop(points, threshold);
    const double ground = box.bottom();
    const double height = box.height() - 2;
    const auto y = [&](double ratio) { return ground - std::clamp(ratio / top, 0.0, 1.0) * height; };
    const double step = points.size() > 1 ? box.width() / static_cast<double>(points.size() - 1) : 0;

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (std::isfinite(threshold) && threshold <= top) {
        painter.setPen(QPen(colours().faint, 1, Qt::DashLine));
        painter.drawLine(QPointF(std::max(box.left(), thresholdFrom), y(threshold)),
                         QPointF(box.right(), y(threshold)));
    }
    QColor tint = colour;
    tint.setAlphaF(0.18F);
    const auto drawRun = [&](std::size_t from, std::size_t to) {
        QPolygonF line;
        for (std::size_t i = from; i < to; ++i) {
            const double x = box.left() + step * static_cast<double>(i);
            const BreakerPoint &point = points[i];
            const double low = y(static_cast<double>(point.low));
            const double high = y(static_cast<double>(point.high));
            line.append({x, high});
            if (low - high > 1) {
                line.append({x, low});
                line.append({x, high});
            }
        }
        QPolygonF area = line;
        area.append({line.last().x(), ground});
        area.prepend({line.first().x(), ground});
        painter.setPen(Qt::NoPen);
        painter.setBrush(tint);
        painter.drawPolygon(area);
        painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        if (line.size() == 1) {
            painter.drawPoint(line.first());
        } else {
            painter.drawPolyline(line);
        }
    };
    std::size_t from = 0;
    for (std::size_t i = 0; i <= points.size(); ++i) {
        if (i == points.size() || !std::isfinite(points[i].high)) {
            if (i > from) {
                drawRun(from, i);
            }
            from = i + 1;
        }
    }
    painter.restore();
}

int badgeWidth(const QString &word)
{
    return QFontMetrics(Theme::instance().font(11)).horizontalAdvance(word) + 2 * badgePadding;
}

int paintBadge(QPainter &painter, const QPoint &leftTop, const QString &word, const QColor &colour)
{
    const QRect box(leftTop, QSize(badgeWidth(word), badgeHeight));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor tint = colour;
    tint.setAlphaF(0.16F);
    painter.setBrush(tint);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(box, badgeHeight / 2.0, badgeHeight / 2.0);
    painter.setPen(colour);
    painter.setFont(Theme::instance().font(11));
    painter.drawText(box, Qt::AlignCenter, word);
    painter.restore();
    return box.width();
}

} // namespace quarterdeck
