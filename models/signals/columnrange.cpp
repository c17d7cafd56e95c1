#include "models/signals/columnrange.h"

#include <cmath>

namespace quarterdeck {

std::vector<ColumnRange> columnRanges(const SignalHistory &history, float SignalPoint::*field, WallTime from,
                                      WallTime to, int columns)
{
    if (columns <= 0 || to <= from) {
        return {};
    }
    std::vector<ColumnRange> ranges(static_cast<std::size_t>(columns));
    const double length = std::chrono::duration<double>(to - from).count();
    for (const SignalPoint point : history) {
        const float value = point.*field;
        if (point.at < from || point.at >= to || std::isnan(value)) {
            continue;
        }
        const double share = std::chrono::duration<double>(point.at - from).count() / length;
        const auto column = std::min(ranges.size() - 1, static_cast<std::size_t>(share * columns));
        ColumnRange &range = ranges[column];
        // fmin and fmax prefer the number where the other is NaN.
        range.low = std::fmin(range.low, value);
        range.high = std::fmax(range.high, value);
    }
    return ranges;
}

} // namespace quarterdeck
