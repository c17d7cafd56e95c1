#pragma once

#include "models/breakerboard/breakertile.h"

#include <QRectF>

#include <span>
#include <vector>

namespace quarterdeck {

/// A stretch of the bar of states: live breakers worst first, then those whose metrics no longer come.
struct BreakerBarSegment
{
    BreakerState state = BreakerState::Unknown;
    bool lost = false;
    double from = 0; ///< pixels from the left end of the bar
    double to = 0;
    bool operator==(const BreakerBarSegment &) const = default;
};

/// Where the parts of a tile are, and how its values become pixels. No widget, no painter.
struct BreakerTileGeometry
{
    static constexpr int height = 196;
    static constexpr int leastWidth = 372;
    static constexpr int gap = 12; ///< between tiles and around all of them
    static constexpr double greatestRadius = 28;
    static constexpr double leastRadius = 3;

    QRect tile;
    QRect edge; ///< in the colour of the state
    QRect title;
    QRect state;
    QRect ratio;
    QRect plot; ///< circle and sparkline
    QPointF circle;
    QRect scale; ///< what the top of the sparkline means, right of the circle
    QRect bar;
    QRect words;
    QRect causes;
    QRect foot;

    /// `cell` is a cell of the view's grid, half a gap wider than the tile on every side.
    static BreakerTileGeometry of(const QRect &cell);

    /// Columns that a view of this width has room for, at least one.
    static int columns(int viewWidth);
    static QSize cellSize(int viewWidth);

    /// The area grows with the logarithm of the calls: 1 and 10,000 calls a second both stay readable.
    static double circleRadius(double callsPerSecond);
    /// Every state that is there is seen: at least two pixels wide, at the cost of the widest.
    static std::vector<BreakerBarSegment> barSegments(const BreakerTile &tile, double width);
    /// What the top of a sparkline stands for, so that threshold and line both fit.
    static double sparklineTop(std::span<const BreakerPoint> points, double threshold);
};

/// The distances between texts that fill a line from end to end; a negative value when they do not fit.
double spreadGap(std::span<const int> widths, int room);

} // namespace quarterdeck
