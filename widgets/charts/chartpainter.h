#pragma once

#include "models/items/chartcontent.h"

class QPainter;

namespace quarterdeck {

class ChartGeometry;
class TimeAxis;

/// The parts of a chart around the lines that Qt Charts draws.

/// Bands, grid, labels, limit, and what is said where nothing is known.
void paintChartGround(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content,
                      const TimeAxis &axis);
void paintChartMarks(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content);
/// A line at the moment that is replayed.
void paintChartMoment(QPainter &painter, const ChartGeometry &geometry, const TimeAxis &axis);
/// Title and each line with its value: at the crosshair, else at the moment that is replayed, else the
/// newest.
void paintChartHead(QPainter &painter, const ChartContent &content, const TimeAxis &axis, int width);
void paintChartCrosshair(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content,
                         const TimeAxis &axis);
/// "14:12:05 UTC: p50 24 ms, p99 233 ms; degraded"
QString chartCursorText(const ChartContent &content, double at);

} // namespace quarterdeck
