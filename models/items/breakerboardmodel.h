#pragma once

#include "models/breakerboard/breakerboard.h"
#include "models/items/breakerfilter.h"
#include "models/items/orderedrows.h"

#include <QAbstractListModel>

#include <span>
#include <vector>

namespace quarterdeck {

/// What BreakerBoardModel gives beside Qt's own roles. Raw values; numbers are NaN where nothing tells them.
enum BreakerRole {
    BreakerTileRole = Qt::UserRole, ///< const BreakerTile *, valid during the call only
    BreakerTileIdRole,              ///< BreakerTileId
    BreakerStateRole,               ///< BreakerState
    BreakerRatioRole,               ///< double, 0..1
    BreakerCallRateRole,            ///< double, calls per second
    BreakerThresholdRole,           ///< double, 0..1
    BreakerSinceRole,               ///< std::chrono::milliseconds, time in state
    BreakerDimmedRole,              ///< bool: low traffic, or its metrics no longer come
    BreakerFlagsRole,               ///< QStringList: "stuck open", "lost", "low traffic", "inferred"
};

/// How the tiles are ordered; each ends in the name.
enum class BreakerSorting : quint8 {
    WorstFirst, ///< state, failure ratio, calls
    Name,
    Volume,     ///< most calls per second first
    LastChange, ///< newest first
};

struct BreakerRow
{
    BreakerTileId id;
    std::array<double, 3> key{}; ///< lower comes first
    QString name;                ///< after the key
};
using BreakerRows = OrderedRows<QAbstractListModel, BreakerRow>;

/// The tiles of a board that pass a filter, in an order of its own. A keyed merge: polls insert, remove, move
/// and change rows and never reset. States order at once; ratios and volumes, which change with every poll,
/// at most once in `liveOrderDistance`, and nothing moves while the order is held.
class BreakerBoardModel final : public BreakerRows
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds liveOrderDistance{2000};
    static constexpr std::chrono::minutes recentChange{15};

    /// The board is the caller's and outlives the model.
    explicit BreakerBoardModel(const BreakerBoard &board, QObject *parent = nullptr);
    ~BreakerBoardModel() override;

    /// After BreakerBoard::apply() or tick().
    void apply(const BreakerChanges &changes, SteadyTime now, WallTime wall);

    void setGrouping(BreakerGrouping grouping); ///< replaces all rows
    void setOrder(BreakerSorting order);
    void setFilter(const BreakerFilter &filter);
    void setOnlyRecent(bool only); ///< only those with a change in the last 15 min
    void setOrderHeld(bool held);  ///< while the user points at something
    [[nodiscard]] BreakerGrouping grouping() const { return m_grouping; }
    [[nodiscard]] BreakerSorting order() const { return m_order; }
    [[nodiscard]] bool isOnlyRecent() const { return m_onlyRecent; }
    [[nodiscard]] const BreakerFilter &filter() const { return m_filter; }

    [[nodiscard]] const BreakerTile *tile(int row) const; ///< null outside; valid until the next apply()
    [[nodiscard]] const BreakerTile *tile(const QModelIndex &index) const { return tile(index.row()); }
    [[nodiscard]] BreakerTileId idAt(int row) const;
    [[nodiscard]] int rowOf(BreakerTileId id) const; ///< -1 when there is none or it is filtered away
    [[nodiscard]] std::vector<BreakerPoint> history(int row, BreakerSpan span) const;
    [[nodiscard]] const BreakerBoard &board() const { return m_board; }
    /// "86 breakers · 7 open (9 by instance) · 3 half-open (5)": of all tiles by breaker, filtered or not.
    [[nodiscard]] QString totalsText() const;
    [[nodiscard]] QString totalsInFull() const; ///< the same in sentences
    [[nodiscard]] int tileCount() const;        ///< of the grouping, filtered or not
    [[nodiscard]] SteadyTime now() const { return m_now; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    [[nodiscard]] bool isBefore(const BreakerRow &a, const BreakerRow &b) const override;
    [[nodiscard]] BreakerRow rowFor(const BreakerTile &tile) const;
    [[nodiscard]] bool isShown(const BreakerTile &tile) const;
    void rebuild();
    void refilter();
    void reorder(bool evenLive);
    void announce(std::vector<int> rows);

    const BreakerBoard &m_board;
    BreakerGrouping m_grouping = BreakerGrouping::Breaker;
    BreakerSorting m_order = BreakerSorting::WorstFirst;
    BreakerFilter m_filter;
    bool m_onlyRecent = false;
    bool m_held = false;
    bool m_orderOutdated = false;
    SteadyTime m_now{};
    WallTime m_wall{};
    SteadyTime m_ordered{};
};

} // namespace quarterdeck
