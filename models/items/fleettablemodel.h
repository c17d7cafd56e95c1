#pragma once

#include "models/fleet/fleet.h"
#include "models/fleet/instancefilter.h"
#include "models/items/fleetcolumn.h"
#include "models/items/fleetorder.h"
#include "models/items/orderedrows.h"

#include <QAbstractTableModel>

#include <span>
#include <vector>

namespace quarterdeck {

struct FleetRow
{
    InstanceNumber id;
    FleetSortKey key;
};
using FleetRows = OrderedRows<QAbstractTableModel, FleetRow>;

/// The instances of a fleet that pass a filter, in an order of its own. A keyed merge: polls insert, remove,
/// move and change rows and never reset, so selection, scroll and expansion of the views survive.
///
/// Columns that change with every scrape would make rows jump about; they are put in order anew at most once
/// in `liveOrderDistance`, in one go. States order at once. While the order is held (the user is pointing at
/// something) nothing moves; new rows still come and old ones still go.
class FleetTableModel final : public FleetRows
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds liveOrderDistance{2000};

    /// The fleet is the caller's and outlives the model.
    explicit FleetTableModel(const Fleet &fleet, QObject *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void setFilter(const InstanceFilter &filter, SteadyTime now);
    void setOrderHeld(bool held);

    [[nodiscard]] FleetColumn sortColumn() const { return m_order.column(); }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_order.order(); }
    [[nodiscard]] InstanceNumber numberAt(int row) const;
    [[nodiscard]] int rowOf(InstanceNumber number) const; ///< -1 when filtered away
    [[nodiscard]] QModelIndex indexOf(InstanceNumber number, FleetColumn column = FleetColumn::State) const;
    /// Whether any service has an objective: else the columns about it have nothing to say.
    [[nodiscard]] bool hasObjectives() const { return m_hasObjectives; }
    [[nodiscard]] int attentionCount() const { return m_attention; } ///< rows that are not up

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    void multiData(const QModelIndex &index, QModelRoleDataSpan roles) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    void objectivesChanged(bool hasObjectives);

private:
    [[nodiscard]] bool isBefore(const FleetRow &a, const FleetRow &b) const override
    {
        return m_order.less(a.key, b.key);
    }
    void merge(std::span<const InstanceNumber> candidates, bool wholeFleet);
    void renewKeys(const std::vector<InstanceNumber> &changed, bool all);
    void announce(const std::vector<InstanceNumber> &changed);
    void announceAges();
    void recount();

    const Fleet &m_fleet;
    InstanceFilter m_filter;
    bool m_filterDependsOnTime = false;
    FleetOrder m_order;
    SteadyTime m_now{};
    SteadyTime m_ordered{}; ///< when live columns were last put in order
    bool m_held = false;
    bool m_orderOutdated = false; ///< keys are older than the values
    int m_attention = 0;
    bool m_hasObjectives = false;
};

} // namespace quarterdeck
