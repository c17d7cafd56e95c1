#pragma once

#include "models/exposition/series.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace quarterdeck {

/// Stands for a series in sets of a whole page: 128 bits instead of its text. The order of labels does not
/// matter, and a label with an empty value is the same as none.
struct SeriesKey
{
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const SeriesKey &) const = default;
};

/// `without` names one label to leave out, such as `le`, to get what a group of lines has in common.
SeriesKey seriesKey(std::string_view name, std::span<const LabelView> labels, std::string_view without = {});

struct SeriesKeyHash
{
    std::size_t operator()(const SeriesKey &key) const { return static_cast<std::size_t>(key.low); }
};

} // namespace quarterdeck
