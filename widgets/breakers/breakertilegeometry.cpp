#include "widgets/breakers/breakertilegeometry.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace quarterdeck {

namespace {

constexpr int padding = 15;
constexpr int ratioWidth = 112;
constexpr double leastSegment = 2;
constexpr double mostCalls = 10000; ///< per second; the circle grows no further

} // namespace

BreakerTileGeometry BreakerTileGeometry::of(const QRect &cell)
{
    BreakerTileGeometry g;
    g.tile = cell.adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2);
    g.edge = QRect(g.tile.left(), g.tile.top(), 3, g.tile.height());
    const int left = g.tile.left() + padding;
    const int width = g.tile.width() - 2 * padding + 3;
    const int top = g.tile.top();
    g.title = QRect(left, top + 8, width - ratioWidth, 20);
    g.state = QRect(left, top + 28, width - ratioWidth, 18);
    g.ratio = QRect(left + width - ratioWidth, top + 6, ratioWidth, 30);
    g.plot = QRect(left, top + 52, width, 59);
    g.circle = QPointF(left + 34, g.plot.bottom() - greatestRadius);
    g.scale = QRect(left + 74, g.plot.top() - 1, 60, 14);
    g.bar = QRect(left, top + 119, width, 8);
    g.words = QRect(left, top + 130, width, 18);
    g.causes = QRect(left, top + 151, width, 18);
    g.foot = QRect(left, top + 171, width, 18);
    return g;
}

int BreakerTileGeometry::columns(int viewWidth)
{
    return std::max(1, (viewWidth - gap) / (leastWidth + gap));
}

QSize BreakerTileGeometry::cellSize(int viewWidth)
{
    return {std::max(leastWidth / 2, (viewWidth - gap) / columns(viewWidth)), height + gap};
}

double BreakerTileGeometry::circleRadius(double callsPerSecond)
{
    if (!(callsPerSecond > 0)) {
        return 0;
    }
    const double share = std::log1p(std::min(callsPerSecond, mostCalls)) / std::log1p(mostCalls);
    return std::max(leastRadius, greatestRadius * std::sqrt(share));
}

std::vector<BreakerBarSegment> BreakerTileGeometry::barSegments(const BreakerTile &tile, double width)
{
    struct Part
    {
        BreakerState state;
        bool lost;
        double size;
    };
    std::vector<Part> parts;
    double all = 0;
    const auto add = [&](BreakerState state, bool lost, int count) {
        if (count > 0) {
            parts.push_back({state, lost, static_cast<double>(count)});
            all += count;
        }
    };
    for (int i = 0; i < breakerStateCount; ++i) {
        const auto state = static_cast<BreakerState>(i);
        add(state, false, tile.of(state));
    }
    add(BreakerState::Unknown, true, tile.lost);
    if (parts.empty() || width <= 0) {
        return {};
    }
    double owed = 0;
    for (Part &part : parts) {
        const double exact = part.size / all * width;
        part.size = std::max(exact, std::min(leastSegment, width / static_cast<double>(parts.size())));
        owed += part.size - exact;
    }
    std::max_element(parts.begin(), parts.end(), [](const Part &a, const Part &b) {
        return a.size < b.size;
    })->size -= owed;

    std::vector<BreakerBarSegment> segments;
    double from = 0;
    for (const Part &part : parts) {
        segments.push_back({part.state, part.lost, from, from + part.size});
        from += part.size;
    }
    segments.back().to = width;
    return segments;
}

double BreakerTileGeometry::sparklineTop(std::span<const BreakerPoint> points, double threshold)
{
    double most = 0;
    for (const BreakerPoint &point : points) {
        if (std::isfinite(point.high)) {
            most = std::max(most, static_cast<double>(point.high));
        }
    }
    if (std::isfinite(threshold)) {
        most = std::max(most, threshold * 1.1);
    }
    // Round numbers, for they are written beside it. Below the first a line stays near the ground: noise is
    // not drama
    for (const double top : {0.05, 0.1, 0.2, 0.4, 0.6, 0.8}) {
        if (most <= top) {
            return top;
        }
    }
    return 1;
}

double spreadGap(std::span<const int> widths, int room)
{
    if (widths.size() < 2) {
        return 0;
    }
    const int used = std::accumulate(widths.begin(), widths.end(), 0);
    return static_cast<double>(room - used) / static_cast<double>(widths.size() - 1);
}

} // namespace quarterdeck
