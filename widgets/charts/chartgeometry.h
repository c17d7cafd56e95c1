#pragma once

#include "models/items/chartscale.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace quarterdeck {

/// Where a plot begins and ends, in pixels of its chart.
struct PlotEdges
{
    double left = 0;
    double right = 0;
    bool operator==(const PlotEdges &) const = default;
};

/// Where everything of a chart is: times and values to pixels and back. Charts of one width have their plots
/// in one column, whatever their labels say. No widget.
class ChartGeometry
{
public:
    static constexpr int headHeight = 22;
    static constexpr int timeHeight = 18;
    static constexpr int valueWidth = 48;
    static constexpr double alignedLabels = 84; ///< between labels of time, where lanes have the same

    ChartGeometry() = default;
    /// `edges`: where something else above it has the same times; null: as wide as it can be.
    ChartGeometry(const QSizeF &size, double from, double to, const ChartContent &content,
                  const PlotEdges *edges = nullptr);

    [[nodiscard]] const QRectF &plot() const { return m_plot; }
    [[nodiscard]] double from() const { return m_from; }
    [[nodiscard]] double to() const { return m_to; }
    [[nodiscard]] const ValueScale &scale() const { return m_scale; }
    [[nodiscard]] bool isEmpty() const { return m_plot.width() < 8 || m_plot.height() < 8 || m_to <= m_from; }

    [[nodiscard]] double x(double time) const;
    [[nodiscard]] double y(double value) const;
    [[nodiscard]] double timeAt(double x) const; ///< within the time shown
    [[nodiscard]] double secondsPerPixel() const { return (m_to - m_from) / m_plot.width(); }

    /// Labels of the time axis for texts of this width; none overlaps another or leaves the chart.
    [[nodiscard]] QList<TimeTick> timeLabels(double textWidth, ClockZone zone = ClockZone::Utc) const;
    /// The part of a band that shows; null when none does. A band too short for a pixel gets one.
    [[nodiscard]] QRectF bandBox(const ChartBand &band) const;
    /// Marks that fall on one spot, earliest first; `reach` in pixels.
    [[nodiscard]] QList<ChartMark> marksAt(const QList<ChartMark> &marks, double x, double reach) const;

    bool operator==(const ChartGeometry &) const = default;

private:
    QRectF m_plot;
    double m_from = 0;
    double m_to = 0;
    ValueScale m_scale;
    bool m_isAligned = false;
};

} // namespace quarterdeck
