#pragma once

#include "models/incidents/incidentlanes.h"

#include <QRectF>

#include <vector>

namespace quarterdeck {

/// Bars of one lane that overlap in time, in rows of which none does: the row of each bar.
struct LaneRows
{
    std::vector<int> rowOf; ///< by bar
    int rows = 1;
};
LaneRows rowsOf(const Lane &lane);

/// Which time is where, and which lane is where. Lanes stand below each other between the incident's clock
/// above and the axis of time below; names at the left.
class LanesGeometry
{
public:
    static constexpr double clockHeight = 20;
    static constexpr double axisHeight = 24;
    static constexpr double laneHeight = 27;
    static constexpr double rowHeight = 19; ///< every further row of a lane
    static constexpr double barHeight = 15;

    LanesGeometry() = default;
    /// `rows`: of each lane. `names`: the width of the longest of their names; they get a third of the whole
    /// at most. `scroll`: pixels of lanes that are hidden above.
    LanesGeometry(const std::vector<LaneRows> &rows, double names, const QRectF &area, WallTime from,
                  WallTime to, double scroll = 0);

    [[nodiscard]] WallTime from() const { return m_from; }
    [[nodiscard]] WallTime to() const { return m_to; }
    [[nodiscard]] const QRectF &area() const { return m_area; }
    [[nodiscard]] QRectF names() const; ///< the column of names
    [[nodiscard]] QRectF plot() const;  ///< where bars are, between clock and axis
    [[nodiscard]] double x(WallTime time) const;
    [[nodiscard]] WallTime timeAt(double x) const;
    [[nodiscard]] double secondsPerPixel() const { return m_secondsPerPixel; }

    [[nodiscard]] int count() const { return int(m_tops.size()) - 1; }
    [[nodiscard]] QRectF lane(int index) const;         ///< over the whole width
    [[nodiscard]] QRectF row(int index, int row) const; ///< of bars
    /// -1 where there is none.
    [[nodiscard]] int laneAt(double y) const;
    [[nodiscard]] double lanesHeight() const { return m_tops.back(); } ///< of all, hidden ones included
    /// What all lanes need with clock and axis.
    static double fullHeight(const std::vector<LaneRows> &rows);

private:
    QRectF m_area;
    WallTime m_from;
    WallTime m_to;
    double m_scroll = 0;
    double m_names = 0;
    double m_secondsPerPixel = 1;
    std::vector<double> m_tops{0}; ///< of each lane and of what would come after the last
};

} // namespace quarterdeck
