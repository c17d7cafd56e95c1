#pragma once

#include <QString>

namespace quarterdeck {

/// The columns of the fleet table, in their first order; those from `Since` on are hidden at first.
enum class FleetColumn : quint8 {
    State,
    Instance,
    Service,
    Cluster,
    Why,
    RequestRate,
    ErrorRatio,
    History,
    P99,
    Breakers,
    Budget, ///< shown where a service of the fleet has an objective
    Since,
    P50,
    P95,
    Requests,
    Address,
    Freshness,
    Burn,
};
inline constexpr int fleetColumnCount = 18;
inline constexpr int firstHiddenFleetColumn = static_cast<int>(FleetColumn::Since);

/// What the fleet models give beside Qt's own roles. `ValueRole` is the raw value of the cell's column.
enum FleetRole {
    ValueRole = Qt::UserRole,
    NumberRole,     ///< InstanceNumber
    InstanceRole,   ///< const Instance *, valid during the call only; null when it is gone
    StateRole,      ///< State
    FlagsRole,      ///< InstanceFlags
    ProblemAgeRole, ///< std::chrono::milliseconds since the state began
    AttentionRole,  ///< bool: the cell's value is beyond what its service allows
    DimmedRole,     ///< bool: low traffic, or stale: not to be relied on
};

/// Columns about the objective of an instance's service: empty, and not offered, where no service has one.
bool isFleetColumnObjective(FleetColumn column);
/// Which way round one wants a column at first: figures biggest first, but of a budget the least.
Qt::SortOrder firstOrderOf(FleetColumn column);
QString fleetColumnTitle(FleetColumn column);  ///< as in the head: "Req/s"
QString fleetColumnName(FleetColumn column);   ///< for settings and menus: "requests per second"
bool isFleetColumnNumeric(FleetColumn column); ///< right-aligned, tabular figures, biggest first when sorted
/// Columns whose value changes with every scrape: their order is renewed at a distance, see FleetTableModel.
bool isFleetColumnLive(FleetColumn column);

} // namespace quarterdeck
