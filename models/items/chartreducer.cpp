#include "models/items/chartreducer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace quarterdeck {

namespace {

/// What falls on one column of pixels.
struct Column
{
    QPointF low;
    QPointF high;
    bool quiet = true;
    bool afterGap = false;

    explicit Column(const ChartPoint &point, bool gapBefore)
        : low(point.at, point.low)
        , high(point.at, point.high)
        , quiet(point.quiet)
        , afterGap(gapBefore)
    {
    }
    void add(const ChartPoint &point)
    {
        if (point.low < low.y()) {
            low = {point.at, point.low};
        }
        if (point.high > high.y()) {
            high = {point.at, point.high};
        }
        quiet = quiet && point.quiet;
    }
    void appendTo(std::vector<QPointF> &points) const
    {
        const bool lowFirst = low.x() <= high.x();
        points.push_back(lowFirst ? low : high);
        if (low != high) {
            points.push_back(lowFirst ? high : low);
        }
    }
};

auto isBefore(const ChartPoint &point, double at)
{
    return point.at < at;
}

/// Those within the time shown, and one on either side: the line goes on to the edge.
std::span<const ChartPoint> shownPoints(const ChartLine &line, double from, double to)
{
    auto first = std::lower_bound(line.points.cbegin(), line.points.cend(), from, isBefore);
    auto last = std::lower_bound(first, line.points.cend(), to, isBefore);
    if (first != line.points.cbegin()) {
        --first;
    }
    if (last != line.points.cend()) {
        ++last;
    }
    return {first, last};
}

} // namespace

std::vector<ChartRun> reduceLine(const ChartLine &line, double from, double to, int pixels)
{
    std::vector<ChartRun> runs;
    if (!(to > from) || pixels < 8) {
        return runs;
    }
    const std::span<const ChartPoint> points = shownPoints(line, from, to);
    qsizetype needed = 0;
    for (const ChartPoint &point : points) {
        needed += point.isMissing() ? 0 : point.low == point.high ? 1 : 2;
    }
    // Two points a column; the columns at both edges are cut by them, and one lies beyond each.
    const double width = needed > pixels ? (to - from) / (pixels / 2 - 3) : 0;

    std::vector<Column> columns;
    columns.reserve(std::min(points.size(), static_cast<std::size_t>(pixels)));
    std::int64_t current = std::numeric_limits<std::int64_t>::min();
    double last = -std::numeric_limits<double>::infinity();
    bool gap = true;
    for (const ChartPoint &point : points) {
        gap = gap || point.at - last > line.gapAfter;
        last = point.at;
        if (point.isMissing()) {
            gap = true;
            continue;
        }
        // Far beyond the edges points stand apart in time without end; one column each holds them.
        const auto place = width > 0 ? static_cast<std::int64_t>(
                                           std::floor(std::clamp(point.at, from - width, to + width) / width))
                                     : static_cast<std::int64_t>(columns.size());
        if (width > 0 && place == current) {
            columns.back().add(point);
        } else {
            columns.emplace_back(point, gap);
            current = place;
        }
        gap = false;
    }

    for (const Column &column : columns) {
        if (runs.empty() || column.afterGap) {
            runs.emplace_back().quiet = column.quiet;
        } else if (runs.back().quiet != column.quiet) {
            const QPointF joint = runs.back().points.back();
            runs.emplace_back().quiet = column.quiet;
            runs.back().points.push_back(joint);
        }
        column.appendTo(runs.back().points);
    }
    return runs;
}

ChartPoint pointAt(const ChartLine &line, double at)
{
    const auto after = std::lower_bound(line.points.cbegin(), line.points.cend(), at, isBefore);
    const ChartPoint *nearest = nullptr;
    if (after != line.points.cend()) {
        nearest = &*after;
    }
    if (after != line.points.cbegin() && (!nearest || at - (after - 1)->at <= nearest->at - at)) {
        nearest = &*(after - 1);
    }
    return nearest && std::abs(nearest->at - at) <= line.gapAfter ? *nearest : ChartPoint{};
}

} // namespace quarterdeck
