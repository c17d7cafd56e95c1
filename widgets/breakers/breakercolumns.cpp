#include "widgets/breakers/breakercolumns.h"

#include <algorithm>

namespace quarterdeck {

namespace {

struct Plan
{
    BreakerColumn column;
    int width;
    int stretch;
    int rank; ///< the greatest goes first
};

constexpr Plan plans[] = {
    {BreakerColumn::State, 112, 0, 0},  {BreakerColumn::Name, 130, 3, 0},
    {BreakerColumn::Service, 88, 1, 3}, {BreakerColumn::Cluster, 80, 1, 4},
    {BreakerColumn::Ratio, 72, 0, 0},   {BreakerColumn::Threshold, 80, 0, 9},
    {BreakerColumn::Calls, 66, 0, 1},   {BreakerColumn::History, 110, 0, 5},
    {BreakerColumn::States, 150, 5, 2}, {BreakerColumn::NotPermitted, 106, 0, 6},
    {BreakerColumn::P50, 64, 0, 10},    {BreakerColumn::P99, 64, 0, 7},
    {BreakerColumn::InState, 96, 0, 3}, {BreakerColumn::Changed, 82, 0, 8},
    {BreakerColumn::Trips, 108, 0, 8},  {BreakerColumn::Library, 104, 0, 11},
};

} // namespace

std::vector<BreakerColumns::Place> BreakerColumns::place(int width)
{
    std::vector<Plan> shown(std::begin(plans), std::end(plans));
    int needed = 0;
    for (const Plan &plan : shown) {
        needed += plan.width;
    }
    while (needed > width && shown.size() > 1) {
        const auto least = std::max_element(shown.begin(), shown.end(),
                                            [](const Plan &a, const Plan &b) { return a.rank < b.rank; });
        if (least->rank == 0) {
            break; // state, name and ratio stay and are cut
        }
        needed -= least->width;
        shown.erase(least);
    }
    int parts = 0;
    for (const Plan &plan : shown) {
        parts += plan.stretch;
    }
    const int spare = std::max(0, width - needed);
    std::vector<Place> places;
    int left = 0;
    for (const Plan &plan : shown) {
        const int wide = plan.width + (parts > 0 ? spare * plan.stretch / parts : 0);
        places.push_back({plan.column, left, wide});
        left += wide;
    }
    return places;
}

QString BreakerColumns::title(BreakerColumn column)
{
    switch (column) {
    case BreakerColumn::State:
        return QStringLiteral("State");
    case BreakerColumn::Name:
        return QStringLiteral("Breaker");
    case BreakerColumn::Service:
        return QStringLiteral("Service");
    case BreakerColumn::Cluster:
        return QStringLiteral("Cluster");
    case BreakerColumn::Ratio:
        return QStringLiteral("Failing");
    case BreakerColumn::Threshold:
        return QStringLiteral("Opens at");
    case BreakerColumn::Calls:
        return QStringLiteral("Calls/s");
    case BreakerColumn::History:
        return QStringLiteral("Failing over time");
    case BreakerColumn::States:
        return QStringLiteral("Instances");
    case BreakerColumn::NotPermitted:
        return QStringLiteral("Not permitted");
    case BreakerColumn::P50:
        return QStringLiteral("p50");
    case BreakerColumn::P99:
        return QStringLiteral("p99");
    case BreakerColumn::InState:
        return QStringLiteral("In state for");
    case BreakerColumn::Changed:
        return QStringLiteral("Changed");
    case BreakerColumn::Trips:
        return QStringLiteral("Trips 1 h/24 h");
    case BreakerColumn::Library:
        return QStringLiteral("Library");
    }
    return {};
}

bool BreakerColumns::isNumeric(BreakerColumn column)
{
    switch (column) {
    case BreakerColumn::Ratio:
    case BreakerColumn::Threshold:
    case BreakerColumn::Calls:
    case BreakerColumn::NotPermitted:
    case BreakerColumn::P50:
    case BreakerColumn::P99:
    case BreakerColumn::InState:
    case BreakerColumn::Changed:
    case BreakerColumn::Trips:
        return true;
    default:
        return false;
    }
}

std::optional<BreakerSorting> BreakerColumns::order(BreakerColumn column)
{
    switch (column) {
    case BreakerColumn::State:
    case BreakerColumn::Ratio:
        return BreakerSorting::WorstFirst;
    case BreakerColumn::Name:
        return BreakerSorting::Name;
    case BreakerColumn::Calls:
        return BreakerSorting::Volume;
    case BreakerColumn::Changed:
        return BreakerSorting::LastChange;
    default:
        return std::nullopt;
    }
}

} // namespace quarterdeck
