#pragma once

#include "widgets/incidents/laneshades.h"
#include "widgets/incidents/lanesgeometry.h"

#include <QFont>

class QPainter;

namespace quarterdeck {

struct Colours;
class LaneTexts;

/// Draws lanes: their names, their bars, and the events on them. One paint; see LanesPainter.
class LaneRowsPainter
{
public:
    static constexpr int nameSize = 12;    ///< of the font of names
    static constexpr double markSize = 12; ///< of an event's diamond

    /// All are the caller's and outlive this.
    LaneRowsPainter(QPainter &painter, const LanesGeometry &geometry, const Colours &colours);

    void lane(int index, const Lane &lane, const LaneRows &rows);

    /// The first mark after `first` that is far enough from it to be drawn by itself.
    static qsizetype endOfMarks(const QList<LaneMark> &marks, qsizetype first, const LanesGeometry &geometry);

private:
    void fill(const QRectF &box, const LaneShade &tone);
    void inBar(const QRectF &box, const LaneShade &tone, const QString &text);
    [[nodiscard]] double baseline(const QRectF &box) const;
    void course(int index, const Lane &lane);
    void spans(int index, const Lane &lane, const LaneRows &rows);
    void ticks(int index, const Lane &lane);
    void marks(int index, const Lane &lane);

    QPainter &m_painter;
    const LanesGeometry &m_geometry;
    const Colours &m_c;
    const LaneShades m_shades;
    LaneTexts &m_texts;
    const QFont m_nameFont;
};

} // namespace quarterdeck
