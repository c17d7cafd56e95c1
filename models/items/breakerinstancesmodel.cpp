#include "models/items/breakerinstancesmodel.h"

#include "models/items/formatter.h"
#include "models/items/instancetext.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <cmath>

using namespace std::chrono;

namespace quarterdeck {

namespace {

/// More are read once a second only: some of them change with every turn.
constexpr std::size_t mostAtOnce = 500;

/// Lost ones last: they say nothing about now. Otherwise in the order of the states, then of the instances.
bool comesBefore(const BreakerMember &a, const BreakerMember &b)
{
    if (a.lost != b.lost) {
        return b.lost;
    }
    if (a.state != b.state) {
        return a.state < b.state;
    }
    return a.instance != b.instance ? a.instance < b.instance : a.name < b.name;
}

/// What tells a member from the others of its tile.
using MemberName = std::pair<quint32, QString>;
MemberName nameOf(const BreakerMember &member)
{
    return {member.instance.value, member.library + QChar(0) + member.name};
}

bool isSame(const BreakerMember &a, const BreakerMember &b)
{
    return a.instance == b.instance && a.name == b.name && a.library == b.library;
}

} // namespace

BreakerInstancesModel::BreakerInstancesModel(const BreakerBoard &board, QObject *parent)
    : QAbstractTableModel(parent)
    , m_board(board)
{
}

void BreakerInstancesModel::setTile(BreakerTileId id, SteadyTime now)
{
    beginResetModel();
    m_tile = id;
    m_now = now;
    m_members = m_board.members(id);
    std::sort(m_members.begin(), m_members.end(), comesBefore);
    endResetModel();
}

void BreakerInstancesModel::apply(const BreakerChanges &changes, SteadyTime now)
{
    const bool nextSecond =
        floor<seconds>(now.time_since_epoch()) != floor<seconds>(m_now.time_since_epoch());
    m_now = now;
    m_outdated = m_outdated || changes.changed.contains(m_tile);
    if (changes.removed.contains(m_tile)) {
        merge({});
    } else if (m_outdated && (nextSecond || m_members.size() <= mostAtOnce)) {
        m_outdated = false;
        merge(m_board.members(m_tile));
    }
    if (nextSecond && !m_members.empty()) {
        const int column = static_cast<int>(BreakerInstanceColumn::Since);
        Q_EMIT dataChanged(index(0, column), index(static_cast<int>(m_members.size()) - 1, column),
                           {Qt::DisplayRole, ValueRole});
    }
}

/// Rows that stay keep their selection: what left is removed, what came is added, then all is put in order.
void BreakerInstancesModel::merge(std::vector<BreakerMember> members)
{
    std::sort(members.begin(), members.end(), comesBefore);
    if (std::equal(members.begin(), members.end(), m_members.begin(), m_members.end(), isSame)) {
        m_members = std::move(members);
    } else {
        // By key: a tile of a whole cluster has tens of thousands of members
        QHash<MemberName, int> wanted;
        for (std::size_t i = 0; i < members.size(); ++i) {
            wanted.insert(nameOf(members[i]), static_cast<int>(i));
        }
        QSet<MemberName> present;
        for (int row = static_cast<int>(m_members.size()) - 1; row >= 0; --row) {
            const MemberName name = nameOf(m_members[static_cast<std::size_t>(row)]);
            if (wanted.contains(name)) {
                present.insert(name);
                continue;
            }
            beginRemoveRows({}, row, row);
            m_members.erase(m_members.begin() + row);
            endRemoveRows();
        }
        std::vector<BreakerMember> come;
        for (const BreakerMember &member : members) {
            if (!present.contains(nameOf(member))) {
                come.push_back(member);
            }
        }
        if (!come.empty()) {
            const int first = static_cast<int>(m_members.size());
            beginInsertRows({}, first, first + static_cast<int>(come.size()) - 1);
            m_members.insert(m_members.end(), come.begin(), come.end());
            endInsertRows();
        }
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        const QModelIndexList before = persistentIndexList();
        QModelIndexList after;
        for (const QModelIndex &one : before) {
            const BreakerMember &member = m_members[static_cast<std::size_t>(one.row())];
            after.append(index(wanted.value(nameOf(member)), one.column()));
        }
        m_members = std::move(members);
        changePersistentIndexList(before, after);
        Q_EMIT layoutChanged({}, VerticalSortHint);
    }
    if (!m_members.empty()) {
        Q_EMIT dataChanged(index(0, 0),
                           index(static_cast<int>(m_members.size()) - 1, breakerInstanceColumnCount - 1));
    }
}

const BreakerMember *BreakerInstancesModel::member(int row) const
{
    return row >= 0 && row < static_cast<int>(m_members.size()) ? &m_members[static_cast<std::size_t>(row)]
                                                                : nullptr;
}

int BreakerInstancesModel::rowOf(InstanceNumber instance) const
{
    const auto found =
        std::find_if(m_members.begin(), m_members.end(),
                     [instance](const BreakerMember &member) { return member.instance == instance; });
    return found == m_members.end() ? -1 : static_cast<int>(found - m_members.begin());
}

int BreakerInstancesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_members.size());
}

int BreakerInstancesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : breakerInstanceColumnCount;
}

QString BreakerInstancesModel::text(const BreakerMember &member, BreakerInstanceColumn column) const
{
    switch (column) {
    case BreakerInstanceColumn::State:
        return member.lost ? QStringLiteral("lost (was %1)").arg(toString(member.state))
                           : toString(member.state);
    case BreakerInstanceColumn::Instance: {
        const Instance *instance = m_board.fleet().instance(member.instance);
        return instance ? instanceName(instance->target) : format::missing();
    }
    case BreakerInstanceColumn::Breaker:
        return member.name;
    case BreakerInstanceColumn::Since: {
        const QString lasted = format::duration(duration_cast<milliseconds>(m_now - member.since));
        return member.sinceIsFirstSight ? QStringLiteral("≥ %1").arg(lasted)
               : member.inferred        ? QStringLiteral("%1, inferred").arg(lasted)
                                        : lasted;
    }
    case BreakerInstanceColumn::FailureRatio:
        return format::percent(member.failureRatio);
    case BreakerInstanceColumn::CallRate:
        return format::rate(member.callsPerSecond);
    case BreakerInstanceColumn::Trips:
        return format::count(member.trips);
    case BreakerInstanceColumn::Raw:
        return member.raw;
    }
    return {};
}

QVariant BreakerInstancesModel::raw(const BreakerMember &member, BreakerInstanceColumn column) const
{
    switch (column) {
    case BreakerInstanceColumn::State:
        return QVariant::fromValue(member.state);
    case BreakerInstanceColumn::Since:
        return QVariant::fromValue(duration_cast<milliseconds>(m_now - member.since));
    case BreakerInstanceColumn::FailureRatio:
        return member.failureRatio;
    case BreakerInstanceColumn::CallRate:
        return member.callsPerSecond;
    case BreakerInstanceColumn::Trips:
        return member.trips;
    case BreakerInstanceColumn::Instance:
    case BreakerInstanceColumn::Breaker:
    case BreakerInstanceColumn::Raw:
        return text(member, column);
    }
    return {};
}

QVariant BreakerInstancesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const BreakerMember &member = m_members[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<BreakerInstanceColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(member, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((column == BreakerInstanceColumn::FailureRatio ||
                                                          column == BreakerInstanceColumn::CallRate ||
                                                          column == BreakerInstanceColumn::Trips
                                                      ? Qt::AlignRight
                                                      : Qt::AlignLeft) |
                                                 Qt::AlignVCenter));
    case ValueRole:
        return raw(member, column);
    case NumberRole:
        return QVariant::fromValue(member.instance);
    case StateRole:
        return QVariant::fromValue(member.state);
    case LostRole:
        return member.lost;
    case InferredRole:
        return member.inferred;
    case HintRole:
        return member.hint;
    default:
        return {};
    }
}

QVariant BreakerInstancesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= breakerInstanceColumnCount) {
        return {};
    }
    switch (static_cast<BreakerInstanceColumn>(section)) {
    case BreakerInstanceColumn::State:
        return QStringLiteral("State");
    case BreakerInstanceColumn::Instance:
        return QStringLiteral("Instance");
    case BreakerInstanceColumn::Breaker:
        return QStringLiteral("Breaker");
    case BreakerInstanceColumn::Since:
        return QStringLiteral("For");
    case BreakerInstanceColumn::FailureRatio:
        return QStringLiteral("Failing");
    case BreakerInstanceColumn::CallRate:
        return QStringLiteral("Calls/s");
    case BreakerInstanceColumn::Trips:
        return QStringLiteral("Trips");
    case BreakerInstanceColumn::Raw:
        return QStringLiteral("As exposed");
    }
    return {};
}

} // namespace quarterdeck
