#include "widgets/incidents/lanespainter.h"

#include "widgets/incidents/lanerowspainter.h"
#include "widgets/incidents/lanesframepainter.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr double slop = 4; ///< pixels beside a thing that still mean it

} // namespace

LanesPainter::LanesPainter(IncidentLanes lanes) : m_lanes(std::move(lanes))
{
    m_rows.reserve(static_cast<std::size_t>(m_lanes.lanes.size()));
    const QFontMetricsF names(Theme::instance().font(LaneRowsPainter::nameSize));
    for (const Lane &lane : std::as_const(m_lanes.lanes)) {
        m_rows.push_back(lane.kind == LaneKind::Instances || lane.kind == LaneKind::Breaker
                             ? LaneRows{std::vector<int>(static_cast<std::size_t>(lane.bars.size()), 0), 1}
                             : rowsOf(lane));
        m_namesWidth = std::max(m_namesWidth, names.horizontalAdvance(lane.name));
    }
}

void LanesPainter::paint(QPainter &painter, const QRectF &area, const LanesLook &look) const
{
    const LanesGeometry all = geometry(area, m_lanes.from, m_lanes.to);
    paint(painter, all, look);
}

void LanesPainter::paint(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const
{
    paintStill(painter, geometry, look);
    paintOver(painter, geometry, look);
}

void LanesPainter::paintStill(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const
{
    painter.save();
    const Colours &c = look.colours ? *look.colours : colours();
    LaneRowsPainter rows(painter, geometry, c);
    painter.save();
    painter.setClipRect(QRectF(geometry.area().left(), geometry.plot().top(), geometry.area().width(),
                               geometry.plot().height()),
                        Qt::IntersectClip);
    for (int i = std::max(0, geometry.laneAt(geometry.plot().top())); i < geometry.count(); ++i) {
        if (geometry.lane(i).top() >= geometry.plot().bottom()) {
            break;
        }
        rows.lane(i, m_lanes.lanes[i], m_rows[static_cast<std::size_t>(i)]);
    }
    painter.restore();
    LanesFramePainter(painter, geometry, look, c).clock(m_lanes.clock);
    painter.restore();
}

void LanesPainter::paintOver(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const
{
    painter.save();
    const Colours &c = look.colours ? *look.colours : colours();
    LanesFramePainter frame(painter, geometry, look, c);
    frame.axis();
    if (look.event != 0) {
        for (int i = 0; i < geometry.count(); ++i) {
            frame.picked(m_lanes.lanes[i], i, m_rows[static_cast<std::size_t>(i)]);
        }
    }
    if (look.pointer) {
        frame.line(*look.pointer, c.dim, 1);
    }
    if (look.cursor) {
        frame.line(*look.cursor, c.accent, 2);
    }
    painter.restore();
}

LanesPainter::Hit LanesPainter::hit(const LanesGeometry &geometry, QPointF place) const
{
    Hit hit;
    hit.lane = geometry.laneAt(place.y());
    if (hit.lane < 0 || place.x() < geometry.plot().left() - slop) {
        return hit;
    }
    const Lane &lane = m_lanes.lanes[hit.lane];
    const WallTime from = geometry.timeAt(place.x() - slop);
    const WallTime to = geometry.timeAt(place.x() + slop);
    const LaneRows &rows = m_rows[static_cast<std::size_t>(hit.lane)];
    const WallTime at = geometry.timeAt(place.x());
    for (qsizetype i = 0; i < lane.bars.size() && lane.bars[i].from <= to; ++i) {
        const QRectF row = geometry.row(hit.lane, rows.rowOf[static_cast<std::size_t>(i)]);
        if (place.y() < row.top() - slop || place.y() > row.bottom() + slop) {
            continue;
        }
        const bool within = lane.bars[i].from <= at && at < lane.bars[i].to;
        const bool narrow = (lane.bars[i].to - lane.bars[i].from) < (to - from);
        if (within || (narrow && lane.bars[i].to >= from && hit.bar < 0)) {
            hit.bar = static_cast<int>(i);
        }
    }
    const auto collect = [&hit](const QList<LaneMark> &marks, WallTime begin, WallTime end) {
        auto mark = std::lower_bound(marks.begin(), marks.end(), begin,
                                     [](const LaneMark &each, WallTime time) { return each.at < time; });
        for (; mark != marks.end() && mark->at <= end; ++mark) {
            hit.marks.append(&*mark);
        }
    };
    // A diamond stands for all that come so soon after it that they have none of their own.
    qsizetype next = 0;
    for (qsizetype i = 0; i < lane.marks.size(); i = next) {
        next = LaneRowsPainter::endOfMarks(lane.marks, i, geometry);
        if (std::abs(place.x() - geometry.x(lane.marks[i].at)) <= (LaneRowsPainter::markSize + slop) / 2) {
            for (qsizetype each = i; each < next; ++each) {
                hit.marks.append(&lane.marks[each]);
            }
            break;
        }
    }
    collect(lane.changes, from, to);
    return hit;
}

} // namespace quarterdeck
