#pragma once

#include "models/signals/signalreading.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace quarterdeck {

/// Up to this many moves, ranges to insert or ranges to remove are told one by one; more are told as one
/// change of layout, because each notice makes every view and selection do its book-keeping over all rows.
inline constexpr std::size_t fewNotices = 16;

/// dataChanged ranges of one flush; beyond that nearby ranges are joined over rows that did not change.
inline constexpr std::size_t mostRanges = 48;

/// Rows of a model, both ends included.
struct RowRange
{
    int first;
    int last;
};

/// Sorted rows -> ranges, joined when they are at most `gap` rows apart.
inline std::vector<RowRange> rangesOf(const std::vector<int> &sorted, int gap)
{
    std::vector<RowRange> ranges;
    for (const int row : sorted) {
        if (!ranges.empty() && row - ranges.back().last <= gap + 1) {
            ranges.back().last = std::max(ranges.back().last, row);
        } else {
            ranges.push_back({row, row});
        }
    }
    return ranges;
}

/// To tell whether a time that is shown in seconds has changed.
inline qint64 wholeSeconds(SteadyTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace quarterdeck
