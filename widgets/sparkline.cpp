#include "widgets/sparkline.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

double secondsOf(WallTime time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::vector<std::vector<QPointF>> binnedLine(std::span<const LinePoint> points, const QRectF &box,
                                             double from, double to, double lowest, double highest)
{
    std::vector<std::vector<QPointF>> lines;
    if (!(to > from) || box.width() < 1) {
        return lines;
    }
    const double span = highest > lowest ? highest - lowest : 1;
    const auto pixelY = [&](double value) {
        return box.bottom() - std::clamp((value - lowest) / span, 0.0, 1.0) * box.height();
    };
    bool open = false;
    int column = -1;
    double low = 0;
    double high = 0;
    double last = 0;
    double first = 0;
    const auto flush = [&] {
        if (column < 0) {
            return;
        }
        const double x = box.left() + column;
        auto &line = lines.back();
        line.emplace_back(x, pixelY(first));
        if (high > low) {
            // The extreme that is nearer to where the column began comes first: no needless zigzag.
            const bool rising = last >= first;
            line.emplace_back(x, pixelY(rising ? low : high));
            line.emplace_back(x, pixelY(rising ? high : low));
            line.emplace_back(x, pixelY(last));
        }
        column = -1;
    };
    for (const LinePoint &point : points) {
        if (point.at < from || point.at > to) {
            continue;
        }
        if (!std::isfinite(point.value)) {
            flush();
            open = false;
            continue;
        }
        const int at = static_cast<int>((point.at - from) / (to - from) * (box.width() - 1));
        if (!open) {
            lines.emplace_back();
            open = true;
        }
        if (at != column) {
            flush();
            column = at;
            first = low = high = point.value;
        }
        low = std::min(low, point.value);
        high = std::max(high, point.value);
        last = point.value;
    }
    flush();
    return lines;
}

void paintLine(QPainter &painter, std::span<const LinePoint> points, const QRectF &box, double from,
               double to, double lowest, double highest, const QColor &colour, bool filled)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &line : binnedLine(points, box, from, to, lowest, highest)) {
        if (filled && line.size() > 1) {
            QPolygonF area(QList<QPointF>(line.begin(), line.end()));
            area.append({line.back().x(), box.bottom()});
            area.prepend({line.front().x(), box.bottom()});
            QColor tint = colour;
            tint.setAlphaF(0.18F);
            painter.setPen(Qt::NoPen);
            painter.setBrush(tint);
            painter.drawPolygon(area);
        }
        painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        if (line.size() == 1) {
            painter.drawPoint(line.front());
        } else {
            painter.drawPolyline(line.data(), static_cast<int>(line.size()));
        }
    }
    painter.restore();
}

void paintErrorSparkline(QPainter &painter, std::span<const LinePoint> points, const QRectF &box, bool alerts,
                         std::chrono::minutes window)
{
    if (points.empty()) {
        return;
    }
    double highest = 0.02; // below this a line stays near the ground: noise is not drama
    for (const LinePoint &point : points) {
        if (std::isfinite(point.value)) {
            highest = std::max(highest, point.value);
        }
    }
    const double to = points.back().at;
    const double from = to - std::chrono::duration<double>(window).count();
    const Theme &theme = Theme::instance();
    paintLine(painter, points, box.adjusted(0, 1, 0, -1), from, to, 0, highest,
              alerts ? theme.state(State::Down) : theme.colours().calm, true);
}

} // namespace quarterdeck
