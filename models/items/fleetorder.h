#pragma once

#include "models/fleet/fleet.h"
#include "models/items/fleetcolumn.h"

#include <QString>

#include <vector>

namespace quarterdeck {

/// What an instance is sorted by: a snapshot, so that an order holds although the values go on changing.
struct FleetSortKey
{
    double first = 0;  ///< number to sort by, NaN when there is none
    double second = 0; ///< within the same `first`, always ascending
    QString text;      ///< for columns of text
    quint32 rank = 0;  ///< ties: cluster, service, name; makes every order total
    bool operator==(const FleetSortKey &other) const;
};

/// The order of the fleet table: keys and how they compare.
class FleetOrder
{
public:
    /// Renews the ranks: after instances came or went.
    void rank(const Fleet &fleet);
    void setColumn(FleetColumn column, Qt::SortOrder order);
    [[nodiscard]] FleetColumn column() const { return m_column; }
    [[nodiscard]] Qt::SortOrder order() const { return m_order; }

    /// `fleet` is asked for what an instance shares with its service.
    [[nodiscard]] FleetSortKey keyOf(const Fleet &fleet, const Instance &instance, SteadyTime now) const;
    /// Total: exactly one of a < b, b < a, unless it is the same instance.
    [[nodiscard]] bool less(const FleetSortKey &a, const FleetSortKey &b) const;

private:
    [[nodiscard]] quint32 rankOf(InstanceNumber number) const;

    FleetColumn m_column = FleetColumn::State;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    std::vector<quint32> m_ranks; ///< by instance number
};

} // namespace quarterdeck
