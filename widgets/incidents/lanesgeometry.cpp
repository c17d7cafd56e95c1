#include "widgets/incidents/lanesgeometry.h"

#include <algorithm>

namespace quarterdeck {

namespace {

double seconds(WallTime::duration span)
{
    return std::chrono::duration<double>(span).count();
}

constexpr double namesRoom = 18;

double heightOf(const LaneRows &rows)
{
    return LanesGeometry::laneHeight + (rows.rows - 1) * LanesGeometry::rowHeight;
}

} // namespace

LaneRows rowsOf(const Lane &lane)
{
    LaneRows rows;
    rows.rowOf.reserve(static_cast<std::size_t>(lane.bars.size()));
    std::vector<WallTime> ends; // of what stands last in each row
    for (const LaneBar &bar : lane.bars) {
        const auto free =
            std::find_if(ends.begin(), ends.end(), [&](WallTime end) { return end <= bar.from; });
        const auto row = static_cast<std::size_t>(free - ends.begin());
        if (free == ends.end()) {
            ends.push_back(bar.to);
        } else {
            ends[row] = bar.to;
        }
        rows.rowOf.push_back(static_cast<int>(row));
    }
    rows.rows = std::max(1, static_cast<int>(ends.size()));
    return rows;
}

LanesGeometry::LanesGeometry(const std::vector<LaneRows> &rows, double names, const QRectF &area,
                             WallTime from, WallTime to, double scroll)
    : m_area(area)
    , m_from(from)
    , m_to(std::max(to, from + std::chrono::milliseconds(1)))
    , m_scroll(scroll)
    , m_names(std::clamp(names + namesRoom, 60.0, std::max(60.0, area.width() / 3)))
{
    m_secondsPerPixel = seconds(m_to - m_from) / std::max(1.0, plot().width());
    m_tops.reserve(rows.size() + 1);
    for (const LaneRows &each : rows) {
        m_tops.push_back(m_tops.back() + heightOf(each));
    }
}

QRectF LanesGeometry::names() const
{
    return {m_area.left(), m_area.top() + clockHeight, m_names,
            std::max(0.0, m_area.height() - clockHeight - axisHeight)};
}

QRectF LanesGeometry::plot() const
{
    return {m_area.left() + m_names, m_area.top() + clockHeight, std::max(1.0, m_area.width() - m_names),
            std::max(0.0, m_area.height() - clockHeight - axisHeight)};
}

double LanesGeometry::x(WallTime time) const
{
    return plot().left() + seconds(time - m_from) / m_secondsPerPixel;
}

WallTime LanesGeometry::timeAt(double x) const
{
    return m_from + std::chrono::duration_cast<WallTime::duration>(
                        std::chrono::duration<double>((x - plot().left()) * m_secondsPerPixel));
}

QRectF LanesGeometry::lane(int index) const
{
    const auto at = static_cast<std::size_t>(index);
    return {m_area.left(), plot().top() + m_tops[at] - m_scroll, m_area.width(), m_tops[at + 1] - m_tops[at]};
}

QRectF LanesGeometry::row(int index, int row) const
{
    return {plot().left(), lane(index).top() + (laneHeight - barHeight) / 2 + row * rowHeight, plot().width(),
            barHeight};
}

int LanesGeometry::laneAt(double y) const
{
    const QRectF box = plot();
    if (y < box.top() || y >= box.bottom()) {
        return -1;
    }
    const auto after = std::upper_bound(m_tops.begin(), m_tops.end(), y - box.top() + m_scroll);
    const auto index = static_cast<int>(after - m_tops.begin()) - 1;
    return index < count() ? index : -1;
}

double LanesGeometry::fullHeight(const std::vector<LaneRows> &rows)
{
    double height = clockHeight + axisHeight;
    for (const LaneRows &each : rows) {
        height += heightOf(each);
    }
    return height;
}

} // namespace quarterdeck
