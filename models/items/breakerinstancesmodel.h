#pragma once

#include "models/breakerboard/breakerboard.h"

#include <QAbstractTableModel>

#include <vector>

namespace quarterdeck {

enum class BreakerInstanceColumn : quint8 {
    State,
    Instance,
    Breaker,
    Since,
    FailureRatio,
    CallRate,
    Trips,
    Raw
};
inline constexpr int breakerInstanceColumnCount = 8;

/// The breakers behind one tile, one row for each of its instances, worst first. Follows the board while it
/// is given its changes; never resets but for another tile.
class BreakerInstancesModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        ValueRole = Qt::UserRole, ///< raw value of the cell's column
        NumberRole,               ///< InstanceNumber
        StateRole,                ///< BreakerState
        LostRole,                 ///< bool: its metrics no longer come
        InferredRole,             ///< bool
        HintRole,                 ///< QString: how to declare an unknown state
    };

    explicit BreakerInstancesModel(const BreakerBoard &board, QObject *parent = nullptr);

    void setTile(BreakerTileId id, SteadyTime now); ///< another tile: replaces all rows
    void apply(const BreakerChanges &changes, SteadyTime now);
    [[nodiscard]] BreakerTileId tile() const { return m_tile; }
    [[nodiscard]] const BreakerMember *member(int row) const;
    [[nodiscard]] int rowOf(InstanceNumber instance) const; ///< the first; -1 when there is none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const BreakerMember &member, BreakerInstanceColumn column) const;
    [[nodiscard]] QVariant raw(const BreakerMember &member, BreakerInstanceColumn column) const;
    void merge(std::vector<BreakerMember> members);

    const BreakerBoard &m_board;
    BreakerTileId m_tile;
    SteadyTime m_now{};
    bool m_outdated = false;
    std::vector<BreakerMember> m_members;
};

} // namespace quarterdeck
