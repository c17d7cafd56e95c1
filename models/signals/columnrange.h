#pragma once

#include "models/signals/signalhistory.h"

#include <vector>

namespace quarterdeck {

/// Lowest and highest value of what falls on one column of pixels; NaN when nothing does.
struct ColumnRange
{
    float low = std::numeric_limits<float>::quiet_NaN();
    float high = std::numeric_limits<float>::quiet_NaN();
    [[nodiscard]] bool isEmpty() const { return !(low <= high); }
};

/// Min-max downsampling: a chart of any length costs as many values as it has columns, and no spike is lost,
/// as it would be by averaging or by taking every n-th point. Columns split [from, to) evenly; unknown values
/// are left out.
std::vector<ColumnRange> columnRanges(const SignalHistory &history, float SignalPoint::*field, WallTime from,
                                      WallTime to, int columns);

} // namespace quarterdeck
