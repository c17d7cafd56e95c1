#pragma once

#include "models/fleet/fleet.h"
#include "models/items/fleetcolumn.h"

#include <QVariant>

#include <optional>

namespace quarterdeck {

/// What one column says of one instance, by the roles of the fleet's models.
class FleetCell
{
public:
    /// Fleet and instance are the caller's and outlive the cell.
    FleetCell(const Fleet &fleet, const Instance &instance, FleetColumn column, SteadyTime now)
        : m_fleet(fleet)
        , m_instance(instance)
        , m_column(column)
        , m_now(now)
    {
    }

    [[nodiscard]] QVariant data(int role) const;

private:
    [[nodiscard]] QVariant displayText() const;
    [[nodiscard]] QVariant rawValue() const;
    [[nodiscard]] std::optional<BurnRates> burnRates() const;

    const Fleet &m_fleet;
    const Instance &m_instance;
    const FleetColumn m_column;
    const SteadyTime m_now;
};

} // namespace quarterdeck
