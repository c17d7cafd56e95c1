#include "models/items/fleettablemodel.h"

#include "models/items/fleetcell.h"

#include <algorithm>

using namespace std::chrono;

namespace quarterdeck {

namespace {

const QList<int> &changedRoles()
{
    static const QList<int> roles{Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole,
                                  ValueRole,       StateRole,       FlagsRole,
                                  ProblemAgeRole,  AttentionRole,   DimmedRole};
    return roles;
}

} // namespace

FleetTableModel::FleetTableModel(const Fleet &fleet, QObject *parent)
    : FleetRows(parent)
    , m_fleet(fleet)
    , m_hasObjectives(fleet.hasObjectives())
{
    m_order.rank(m_fleet);
    merge({m_fleet.order().constData(), static_cast<std::size_t>(m_fleet.order().size())}, true);
}

void FleetTableModel::apply(const FleetChanges &changes, SteadyTime now)
{
    const bool nextSecond = wholeSeconds(now) != wholeSeconds(m_now);
    m_now = now;
    const auto &order = m_fleet.order();
    if (changes.replaced) {
        m_order.rank(m_fleet);
        m_orderOutdated = true;
        merge({order.constData(), static_cast<std::size_t>(order.size())}, true);
        if (m_hasObjectives != m_fleet.hasObjectives()) {
            m_hasObjectives = m_fleet.hasObjectives();
            Q_EMIT objectivesChanged(m_hasObjectives);
        }
    } else if (m_filterDependsOnTime && nextSecond) {
        merge({order.constData(), static_cast<std::size_t>(order.size())}, true);
    } else if (!changes.changed.isEmpty() || m_orderOutdated) {
        merge({changes.changed.constData(), static_cast<std::size_t>(changes.changed.size())}, false);
    }
    if (nextSecond) {
        announceAges();
    }
}

void FleetTableModel::setFilter(const InstanceFilter &filter, SteadyTime now)
{
    m_filter = filter;
    m_filterDependsOnTime = filter.text().contains(QStringLiteral("age"), Qt::CaseInsensitive);
    m_now = now;
    const auto &order = m_fleet.order();
    merge({order.constData(), static_cast<std::size_t>(order.size())}, true);
}

void FleetTableModel::setOrderHeld(bool held)
{
    m_held = held;
    if (!held && m_orderOutdated) {
        renewKeys({}, true);
    }
}

InstanceNumber FleetTableModel::numberAt(int row) const
{
    return idOf(row);
}

int FleetTableModel::rowOf(InstanceNumber number) const
{
    return placeOf(number);
}

QModelIndex FleetTableModel::indexOf(InstanceNumber number, FleetColumn column) const
{
    const int row = rowOf(number);
    return row < 0 ? QModelIndex() : index(row, static_cast<int>(column));
}

int FleetTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : size();
}

int FleetTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : fleetColumnCount;
}

QVariant FleetTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Instance *instance = m_fleet.instance(numberAt(index.row()));
    return instance
               ? FleetCell(m_fleet, *instance, static_cast<FleetColumn>(index.column()), m_now).data(role)
               : QVariant();
}

void FleetTableModel::multiData(const QModelIndex &index, QModelRoleDataSpan roles) const
{
    const Instance *instance = index.isValid() ? m_fleet.instance(numberAt(index.row())) : nullptr;
    if (!instance) {
        for (QModelRoleData &role : roles) {
            role.clearData();
        }
        return;
    }
    const FleetCell cell(m_fleet, *instance, static_cast<FleetColumn>(index.column()), m_now);
    for (QModelRoleData &role : roles) {
        role.setData(cell.data(role.role()));
    }
}

QVariant FleetTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= fleetColumnCount) {
        return {};
    }
    const auto column = static_cast<FleetColumn>(section);
    switch (role) {
    case Qt::DisplayRole:
        return fleetColumnTitle(column);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return fleetColumnName(column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (isFleetColumnNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QHash<int, QByteArray> FleetTableModel::roleNames() const
{
    auto names = FleetRows::roleNames();
    names.insert({{ValueRole, "value"},
                  {NumberRole, "number"},
                  {StateRole, "state"},
                  {FlagsRole, "flags"},
                  {ProblemAgeRole, "problemAge"},
                  {AttentionRole, "attention"},
                  {DimmedRole, "dimmed"}});
    return names;
}

void FleetTableModel::sort(int column, Qt::SortOrder order)
{
    const bool known = column >= 0 && column < fleetColumnCount;
    m_order.setColumn(known ? static_cast<FleetColumn>(column) : FleetColumn::State,
                      known ? order : Qt::AscendingOrder);
    std::vector<FleetRow> rows = this->rows();
    for (FleetRow &row : rows) {
        if (const Instance *instance = m_fleet.instance(row.id)) {
            row.key = m_order.keyOf(m_fleet, *instance, m_now);
        }
    }
    m_ordered = m_now;
    m_orderOutdated = false;
    sortRows(std::move(rows));
}

void FleetTableModel::merge(std::span<const InstanceNumber> candidates, bool wholeFleet)
{
    std::vector<int> gone;
    std::vector<FleetRow> come;
    std::vector<InstanceNumber> changed;
    if (wholeFleet) {
        for (int row = 0; row < size(); ++row) {
            if (!m_fleet.instance(idOf(row))) {
                gone.push_back(row);
            }
        }
    }
    for (const InstanceNumber number : candidates) {
        const Instance *instance = m_fleet.instance(number);
        const int row = rowOf(number);
        const bool wanted = instance && m_filter.matches(*instance, m_now);
        if (row < 0 && wanted) {
            come.push_back({number, m_order.keyOf(m_fleet, *instance, m_now)});
        } else if (row >= 0 && instance && !wanted) {
            gone.push_back(row);
        } else if (row >= 0 && instance) {
            changed.push_back(number);
        } else if (row >= 0 && !wholeFleet) {
            gone.push_back(row);
        }
    }
    removeRowsAt(std::move(gone));
    renewKeys(changed, wholeFleet);
    insertInOrder(std::move(come));
    recount();
    announce(changed);
}

void FleetTableModel::renewKeys(const std::vector<InstanceNumber> &changed, bool all)
{
    const bool live = isFleetColumnLive(m_order.column());
    if (m_held || (live && !all && m_now - m_ordered < liveOrderDistance)) {
        m_orderOutdated = m_orderOutdated || all || !changed.empty();
        return;
    }
    const bool everyRow = all || m_orderOutdated || live;
    m_orderOutdated = false;
    m_ordered = m_now;

    struct Move
    {
        InstanceNumber number;
        FleetSortKey key;
    };
    std::vector<Move> moves;
    const auto consider = [&](InstanceNumber number, const FleetSortKey &old) {
        if (const Instance *instance = m_fleet.instance(number)) {
            FleetSortKey key = m_order.keyOf(m_fleet, *instance, m_now);
            if (!(key == old)) {
                moves.push_back({number, std::move(key)});
            }
        }
    };
    if (everyRow) {
        for (const FleetRow &row : rows()) {
            consider(row.id, row.key);
        }
    } else {
        for (const InstanceNumber number : changed) {
            consider(number, rowAt(rowOf(number)).key);
        }
    }
    if (moves.size() <= fewNotices) {
        for (Move &move : moves) {
            moveInOrder(rowOf(move.number), {move.number, std::move(move.key)});
        }
        return;
    }
    std::vector<FleetRow> rows = this->rows();
    for (Move &move : moves) {
        rows[static_cast<std::size_t>(rowOf(move.number))].key = std::move(move.key);
    }
    sortRows(std::move(rows));
}

void FleetTableModel::announce(const std::vector<InstanceNumber> &changed)
{
    std::vector<int> rows;
    rows.reserve(changed.size());
    for (const InstanceNumber number : changed) {
        rows.push_back(rowOf(number));
    }
    announceRows(std::move(rows), changedRoles());
}

/// Ages grow without anything happening. One notice a second: views repaint what of it is visible.
void FleetTableModel::announceAges()
{
    if (size() == 0) {
        return;
    }
    static const QList<int> roles{Qt::DisplayRole, ProblemAgeRole};
    const int last = size() - 1;
    Q_EMIT dataChanged(index(0, static_cast<int>(FleetColumn::Why)), index(last, fleetColumnCount - 1),
                       roles);
}

void FleetTableModel::recount()
{
    m_attention = static_cast<int>(std::count_if(rows().begin(), rows().end(), [this](const FleetRow &row) {
        const Instance *instance = m_fleet.instance(row.id);
        return instance && instance->state != State::Up;
    }));
}

} // namespace quarterdeck
