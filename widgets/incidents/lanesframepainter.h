#pragma once

#include "widgets/incidents/lanespainter.h"

class QColor;

namespace quarterdeck {

class LaneTexts;

/// Draws what lies across all lanes: the incident's clock, the axis of time, the lines of cursor and pointer,
/// and the frame of the event that is picked. One paint; see LanesPainter.
class LanesFramePainter
{
public:
    /// All are the caller's and outlive this.
    LanesFramePainter(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look,
                      const Colours &colours);

    void clock(const QList<LaneMoment> &moments);
    void axis();
    void line(WallTime at, const QColor &colour, double width);
    void picked(const Lane &lane, int index, const LaneRows &rows);

private:
    [[nodiscard]] QRectF labelBox(double x, const QString &text, const QRectF &strip) const;
    [[nodiscard]] QString exactTime(WallTime at) const;
    [[nodiscard]] QRectF lineBox(WallTime at) const;
    void outline(const QRectF &box);

    QPainter &m_painter;
    const LanesGeometry &m_geometry;
    const LanesLook &m_look;
    const Colours &m_c;
    LaneTexts &m_texts;
};

} // namespace quarterdeck
