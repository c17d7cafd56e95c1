#pragma once

#include "models/items/zonedtime.h"
#include "widgets/incidents/lanesgeometry.h"

#include <optional>

class QPainter;

namespace quarterdeck {

struct Colours;

/// How lanes are drawn beside what they show.
struct LanesLook
{
    const Colours *colours = nullptr; ///< null: those of the theme in force
    ClockZone zone = ClockZone::Utc;
    std::optional<WallTime> cursor;  ///< the moment that is replayed
    std::optional<WallTime> pointer; ///< where the mouse is
    qint64 event = 0;                ///< the one that is picked; 0: none
};

/// Draws an incident's lanes on any painter: a window's, a page's. Keeps no picture; draws no more than
/// is within the geometry, and no more bars than there are pixels.
class LanesPainter
{
public:
    LanesPainter() = default;
    explicit LanesPainter(IncidentLanes lanes);

    [[nodiscard]] const IncidentLanes &lanes() const { return m_lanes; }
    [[nodiscard]] const std::vector<LaneRows> &rows() const { return m_rows; }
    /// What all lanes need in height; the width is free.
    [[nodiscard]] double fullHeight() const { return LanesGeometry::fullHeight(m_rows); }

    [[nodiscard]] LanesGeometry geometry(const QRectF &area, WallTime from, WallTime to,
                                         double scroll = 0) const
    {
        return {m_rows, m_namesWidth, area, from, to, scroll};
    }
    /// All lanes over their whole time, in `area`: for paper. As much as fits is drawn; see fullHeight().
    void paint(QPainter &painter, const QRectF &area, const LanesLook &look) const;
    void paint(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const;
    /// The same in two parts: what stays while the mouse and the replay move, and axis, cursor, pointer and
    /// the picked event.
    void paintStill(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const;
    void paintOver(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const;

    /// What is at a place: a bar, or events as near as they can be told apart.
    struct Hit
    {
        int lane = -1;
        int bar = -1;
        QList<const LaneMark *> marks; ///< valid as long as the painter
    };
    [[nodiscard]] Hit hit(const LanesGeometry &geometry, QPointF place) const;

private:
    IncidentLanes m_lanes;
    std::vector<LaneRows> m_rows;
    double m_namesWidth = 0;
};

} // namespace quarterdeck
