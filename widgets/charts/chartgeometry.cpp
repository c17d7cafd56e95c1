#include "widgets/charts/chartgeometry.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

ChartGeometry::ChartGeometry(const QSizeF &size, double from, double to, const ChartContent &content,
                             const PlotEdges *edges)
    : m_plot(valueWidth, headHeight + 3, size.width() - valueWidth - 4,
             size.height() - headHeight - timeHeight - 4)
    , m_from(from)
    , m_to(to)
    , m_scale(valueScale(content, from, to, size.height() > 200 ? 5 : 3))
    , m_isAligned(edges != nullptr)
{
    if (edges) {
        m_plot.setLeft(std::max<double>(valueWidth, edges->left));
        m_plot.setRight(std::min(edges->right, size.width()));
    }
}

double ChartGeometry::x(double time) const
{
    return m_plot.left() + (time - m_from) / (m_to - m_from) * m_plot.width();
}

double ChartGeometry::y(double value) const
{
    return m_plot.bottom() - std::clamp(value / m_scale.top, 0.0, 1.0) * m_plot.height();
}

double ChartGeometry::timeAt(double x) const
{
    const double share = std::clamp((x - m_plot.left()) / m_plot.width(), 0.0, 1.0);
    return m_from + share * (m_to - m_from);
}

QList<TimeTick> ChartGeometry::timeLabels(double textWidth, ClockZone zone) const
{
    const double distance = m_isAligned ? alignedLabels : textWidth * 1.7;
    const double most = std::max(1.0, m_plot.width() / distance);
    QList<TimeTick> ticks = timeTicks(m_from, m_to, most, zone);
    // One that would be cut at the edge is left out: moved aside it would stand at a wrong time.
    ticks.removeIf([&](const TimeTick &tick) {
        return x(tick.at) - textWidth / 2 < m_plot.left() - 10 ||
               x(tick.at) + textWidth / 2 > m_plot.right() + 4;
    });
    return ticks;
}

QRectF ChartGeometry::bandBox(const ChartBand &band) const
{
    const double from = std::max(band.from, m_from);
    const double to = std::min(band.to, m_to);
    if (from >= m_to || to <= m_from || to < from) {
        return {};
    }
    const double left = x(from);
    const double width = std::max(1.0, x(to) - left);
    return {left, m_plot.top(), std::min(width, m_plot.right() - left), m_plot.height()};
}

QList<ChartMark> ChartGeometry::marksAt(const QList<ChartMark> &marks, double place, double reach) const
{
    QList<ChartMark> found;
    for (const ChartMark &mark : marks) {
        if (mark.at >= m_from && mark.at <= m_to && std::abs(x(mark.at) - place) <= reach) {
            found.append(mark);
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const ChartMark &a, const ChartMark &b) { return a.at < b.at; });
    return found;
}

} // namespace quarterdeck
