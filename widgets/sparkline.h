#pragma once

#include "models/fleet/instancestate.h"

#include <QColor>
#include <QPointF>
#include <QRectF>

#include <span>
#include <vector>

class QPainter;

namespace quarterdeck {

/// A value at a moment, both as numbers: seconds and whatever the line shows. NaN breaks the line.
struct LinePoint
{
    double at = 0;
    double value = 0;
};

double secondsOf(WallTime time);

/// How points become pixels: at most two points per pixel column (lowest and highest), so that a short spike
/// is never lost and no painter gets more points than pixels. Polylines, cut where values are missing.
std::vector<std::vector<QPointF>> binnedLine(std::span<const LinePoint> points, const QRectF &box,
                                             double from, double to, double lowest, double highest);

/// A line with its area faintly filled, filling `box`.
void paintLine(QPainter &painter, std::span<const LinePoint> points, const QRectF &box, double from,
               double to, double lowest, double highest, const QColor &colour, bool filled);

/// The error ratio of the last minutes as a small line: red where it alerts, calm otherwise.
void paintErrorSparkline(QPainter &painter, std::span<const LinePoint> errorRatio, const QRectF &box,
                         bool alerts, std::chrono::minutes window);

/// One quantity of a history as points of a line.
template <typename History>
std::vector<LinePoint> linePoints(const History &history, float SignalPoint::*value, double factor = 1)
{
    std::vector<LinePoint> points;
    points.reserve(static_cast<std::size_t>(history.size()));
    for (const SignalPoint &point : history) {
        points.push_back({secondsOf(point.at), static_cast<double>(point.*value) * factor});
    }
    return points;
}

} // namespace quarterdeck
