#pragma once

#include "models/items/breakerboardmodel.h"

#include <optional>
#include <vector>

namespace quarterdeck {

/// The columns of the breakers as a table.
enum class BreakerColumn : quint8 {
    State,
    Name,
    Service,
    Cluster,
    Ratio,
    Threshold,
    Calls,
    History,
    States,
    NotPermitted,
    P50,
    P99,
    InState,
    Changed,
    Trips,
    Library,
};

/// Which columns a table of some width shows, and where.
struct BreakerColumns
{
    struct Place
    {
        BreakerColumn column = BreakerColumn::State;
        int left = 0;
        int width = 0;
        bool operator==(const Place &) const = default;
    };
    /// Those that matter least go first where there is too little room; what is left over goes to the names
    /// and to the states across instances.
    static std::vector<Place> place(int width);
    static QString title(BreakerColumn column);
    static bool isNumeric(BreakerColumn column);
    /// The order that a click on the column's head asks for; nothing where it cannot be ordered by.
    static std::optional<BreakerSorting> order(BreakerColumn column);
};

} // namespace quarterdeck
