#include "models/items/breakerboardmodel.h"

#include "models/items/formatter.h"
#include "models/items/naturalorder.h"

#include <QSet>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace std::chrono;

namespace quarterdeck {

namespace {

/// How urgent a state is on the board: what fails, what is being tried, what cannot be told, what somebody
/// switched off, what is well.
double severity(const BreakerTile &tile)
{
    switch (tile.state) {
    case BreakerState::Open:
        return 0;
    case BreakerState::HalfOpen:
        return 1;
    case BreakerState::ForcedOpen:
        return 2;
    case BreakerState::Unknown:
        return 3;
    case BreakerState::ForcedClosed:
    case BreakerState::Disabled:
    case BreakerState::MetricsOnly:
    case BreakerState::Closed:
        return 4;
    }
    return 4;
}

/// Numbers jitter with every poll: tiles change places when they differ by more than that.
double ratioBand(double ratio)
{
    return std::isnan(ratio) ? 0 : std::floor(ratio * 100 + 0.5);
}

double volumeBand(double perSecond)
{
    return std::isnan(perSecond) ? -1 : std::floor(2 * std::log2(1 + perSecond));
}

} // namespace

BreakerBoardModel::BreakerBoardModel(const BreakerBoard &board, QObject *parent)
    : BreakerRows(parent)
    , m_board(board)
{
    rebuild();
}

BreakerBoardModel::~BreakerBoardModel() = default;

bool BreakerBoardModel::isBefore(const BreakerRow &a, const BreakerRow &b) const
{
    if (a.key != b.key) {
        return a.key < b.key;
    }
    const int byName = a.name.compare(b.name, Qt::CaseInsensitive);
    return byName != 0 ? byName < 0 : a.id < b.id;
}

BreakerRow BreakerBoardModel::rowFor(const BreakerTile &tile) const
{
    BreakerRow row;
    row.id = tile.id;
    row.name = tile.name;
    if (tile.grouping == BreakerGrouping::Breaker) {
        row.name += u' ' + tile.service + u' ' + tile.cluster;
    }
    switch (m_order) {
    case BreakerSorting::WorstFirst:
        // A ratio of few calls says little: it does not put a tile on top
        row.key = {severity(tile), tile.lowTraffic ? 0 : -ratioBand(tile.errorRatio),
                   -volumeBand(tile.callsPerSecond)};
        break;
    case BreakerSorting::Name:
        break;
    case BreakerSorting::Volume:
        row.key[0] = -volumeBand(tile.callsPerSecond);
        break;
    case BreakerSorting::LastChange:
        row.key[0] = tile.lastChange
                         ? -static_cast<double>(
                               duration_cast<milliseconds>(tile.lastChange->time_since_epoch()).count())
                         : 0;
        break;
    }
    return row;
}

bool BreakerBoardModel::isShown(const BreakerTile &tile) const
{
    if (tile.grouping != m_grouping) {
        return false;
    }
    if (m_onlyRecent && (!tile.lastChange || m_wall - *tile.lastChange > recentChange)) {
        return false;
    }
    return m_filter.isEmpty() || m_filter.matches(tile, m_board, m_now);
}

void BreakerBoardModel::rebuild()
{
    std::vector<BreakerRow> rows;
    for (const BreakerTileId id : m_board.tiles(m_grouping)) {
        const BreakerTile *tile = m_board.tile(id);
        if (tile && isShown(*tile)) {
            rows.push_back(rowFor(*tile));
        }
    }
    m_orderOutdated = false;
    resetRows(std::move(rows));
}

void BreakerBoardModel::setGrouping(BreakerGrouping grouping)
{
    if (grouping != m_grouping) {
        m_grouping = grouping;
        rebuild();
    }
}

void BreakerBoardModel::setOrder(BreakerSorting order)
{
    if (order != m_order) {
        m_order = order;
        std::vector<BreakerRow> rows;
        rows.reserve(this->rows().size());
        for (const BreakerRow &row : this->rows()) {
            const BreakerTile *tile = m_board.tile(row.id);
            rows.push_back(tile ? rowFor(*tile) : row);
        }
        sortRows(std::move(rows));
    }
}

void BreakerBoardModel::setFilter(const BreakerFilter &filter)
{
    m_filter = filter;
    refilter();
}

void BreakerBoardModel::setOnlyRecent(bool only)
{
    if (only != m_onlyRecent) {
        m_onlyRecent = only;
        refilter();
    }
}

void BreakerBoardModel::setOrderHeld(bool held)
{
    m_held = held;
    if (!held && m_orderOutdated) {
        reorder(true);
    }
}

/// Every tile is looked at: the filter changed, or asks about time.
void BreakerBoardModel::refilter()
{
    std::vector<int> gone;
    std::vector<BreakerRow> come;
    for (const BreakerTileId id : m_board.tiles(m_grouping)) {
        const BreakerTile *tile = m_board.tile(id);
        const int row = rowOf(id);
        const bool shown = isShown(*tile);
        if (shown && row < 0) {
            come.push_back(rowFor(*tile));
        } else if (!shown && row >= 0) {
            gone.push_back(row);
        }
    }
    removeRowsAt(std::move(gone));
    insertInOrder(std::move(come));
}

void BreakerBoardModel::apply(const BreakerChanges &changes, SteadyTime now, WallTime wall)
{
    const bool nextSecond =
        floor<seconds>(now.time_since_epoch()) != floor<seconds>(m_now.time_since_epoch());
    m_now = now;
    m_wall = wall;
    std::vector<int> gone;
    std::vector<BreakerRow> come;
    std::vector<BreakerTileId> changed;
    for (const BreakerTileId id : changes.removed) {
        const int row = rowOf(id);
        if (row >= 0) {
            gone.push_back(row);
        }
    }
    const auto consider = [&](BreakerTileId id) {
        const BreakerTile *tile = m_board.tile(id);
        if (!tile || tile->grouping != m_grouping) {
            return;
        }
        const int row = rowOf(id);
        const bool shown = isShown(*tile);
        if (shown && row < 0) {
            come.push_back(rowFor(*tile));
        } else if (!shown && row >= 0) {
            gone.push_back(row);
        } else if (row >= 0) {
            changed.push_back(id);
        }
    };
    for (const BreakerTileId id : changes.added) {
        consider(id);
    }
    for (const BreakerTileId id : changes.changed) {
        consider(id);
    }
    removeRowsAt(std::move(gone));
    insertInOrder(std::move(come));
    if (nextSecond && (m_onlyRecent || m_filter.text().contains(u"age", Qt::CaseInsensitive))) {
        refilter();
    }

    // States at once, the rest at a distance
    const bool liveIsDue = m_now - m_ordered >= liveOrderDistance;
    bool stateMoved = false;
    for (const BreakerTileId id : changed) {
        const BreakerRow fresh = rowFor(*m_board.tile(id));
        const BreakerRow &old = rowAt(rowOf(id));
        if (fresh.key != old.key) {
            m_orderOutdated = true;
            stateMoved = stateMoved || m_order == BreakerSorting::LastChange ||
                         (m_order == BreakerSorting::WorstFirst && fresh.key[0] != old.key[0]);
        }
    }
    if (m_orderOutdated && !m_held && (stateMoved || liveIsDue)) {
        reorder(liveIsDue);
    }
    std::vector<int> rows;
    rows.reserve(changed.size());
    for (const BreakerTileId id : changed) {
        rows.push_back(rowOf(id));
    }
    announce(std::move(rows));
    if (nextSecond && size() > 0) {
        // Times in state and countdowns go on without anything happening
        static const QList<int> ages{BreakerSinceRole};
        Q_EMIT dataChanged(index(0), index(size() - 1), ages);
    }
}

/// New keys for all rows; without `evenLive` only states count, so that numbers do not make tiles jump.
void BreakerBoardModel::reorder(bool evenLive)
{
    std::vector<BreakerRow> rows;
    rows.reserve(this->rows().size());
    for (const BreakerRow &row : this->rows()) {
        const BreakerTile *tile = m_board.tile(row.id);
        BreakerRow fresh = tile ? rowFor(*tile) : row;
        const bool keepsPlace =
            !evenLive && m_order == BreakerSorting::WorstFirst && fresh.key[0] == row.key[0];
        rows.push_back(keepsPlace ? row : std::move(fresh));
    }
    m_orderOutdated = !evenLive;
    if (evenLive) {
        m_ordered = m_now;
    }
    sortRows(std::move(rows));
}

void BreakerBoardModel::announce(std::vector<int> rows)
{
    static const QList<int> roles{
        Qt::DisplayRole,     Qt::AccessibleTextRole, BreakerTileRole,  BreakerStateRole,  BreakerRatioRole,
        BreakerCallRateRole, BreakerThresholdRole,   BreakerSinceRole, BreakerDimmedRole, BreakerFlagsRole};
    announceRows(std::move(rows), roles);
}

BreakerTileId BreakerBoardModel::idAt(int row) const
{
    return idOf(row);
}

const BreakerTile *BreakerBoardModel::tile(int row) const
{
    return m_board.tile(idAt(row));
}

int BreakerBoardModel::rowOf(BreakerTileId id) const
{
    return placeOf(id);
}

std::vector<BreakerPoint> BreakerBoardModel::history(int row, BreakerSpan span) const
{
    return m_board.history(idAt(row), span);
}

int BreakerBoardModel::tileCount() const
{
    return m_grouping == BreakerGrouping::Breaker ? m_board.totals().tiles
                                                  : static_cast<int>(m_board.tiles(m_grouping).size());
}

QString BreakerBoardModel::totalsText() const
{
    const BreakerTotals &totals = m_board.totals();
    QStringList parts{totals.tiles == 1 ? QStringLiteral("1 breaker")
                                        : QStringLiteral("%1 breakers").arg(format::count(totals.tiles))};
    for (int state = 0; state < breakerStateCount; ++state) {
        const int count = totals.tilesByState[static_cast<std::size_t>(state)];
        if (count > 0 && static_cast<BreakerState>(state) != BreakerState::Closed) {
            // A tile counts once, by the worst of its instances; the strip counts every instance's own
            const int each = totals.byState[static_cast<std::size_t>(state)];
            parts.append(QStringLiteral("%1 %2 (%3%4)")
                             .arg(format::count(count), toString(static_cast<BreakerState>(state)),
                                  format::count(each),
                                  parts.size() == 1 ? QStringLiteral(" by instance") : QString()));
        }
    }
    return parts.join(QStringLiteral(" · "));
}

QString BreakerBoardModel::totalsInFull() const
{
    const BreakerTotals &totals = m_board.totals();
    const auto listed = [](const std::array<int, breakerStateCount> &counts, int lost) {
        QStringList parts;
        for (int state = 0; state < breakerStateCount; ++state) {
            if (const int count = counts[static_cast<std::size_t>(state)]; count > 0) {
                parts.append(QStringLiteral("%1 %2").arg(format::count(count),
                                                         toString(static_cast<BreakerState>(state))));
            }
        }
        if (lost > 0) {
            parts.append(QStringLiteral("%1 lost").arg(format::count(lost)));
        }
        return parts.isEmpty() ? QStringLiteral("none") : parts.join(QStringLiteral(", "));
    };
    const int allLost =
        totals.tiles - std::accumulate(totals.tilesByState.begin(), totals.tilesByState.end(), 0);
    return QStringLiteral(
               "%1 breakers, each across the instances of a service in a cluster, by the worst state on "
               "any of them: %2.\nBy instance %3: %4. The total above counts these, open and forced open.")
        .arg(format::count(totals.tiles), listed(totals.tilesByState, allLost),
             format::count(totals.breakers), listed(totals.byState, totals.lost));
}

int BreakerBoardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : size();
}

QVariant BreakerBoardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const BreakerTile *tile = this->tile(index.row());
    if (!tile) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return tile->name;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2 %3, %4 on %5 of %6, error ratio %7")
            .arg(tile->name, tile->service, tile->cluster, toString(tile->state))
            .arg(tile->of(tile->state))
            .arg(tile->breakers)
            .arg(format::percent(tile->errorRatio));
    case BreakerTileRole:
        return QVariant::fromValue(tile);
    case BreakerTileIdRole:
        return QVariant::fromValue(tile->id);
    case BreakerStateRole:
        return QVariant::fromValue(tile->state);
    case BreakerRatioRole:
        return tile->errorRatio;
    case BreakerCallRateRole:
        return tile->callsPerSecond;
    case BreakerThresholdRole:
        return tile->threshold;
    case BreakerSinceRole:
        return QVariant::fromValue(duration_cast<milliseconds>(m_now - tile->since));
    case BreakerDimmedRole:
        return tile->lowTraffic || tile->lost == tile->breakers;
    case BreakerFlagsRole: {
        QStringList flags;
        if (tile->stuckOpen) {
            flags.append(QStringLiteral("stuck open"));
        }
        if (tile->lostStream) {
            flags.append(QStringLiteral("lost"));
        }
        if (tile->lowTraffic) {
            flags.append(QStringLiteral("low traffic"));
        }
        if (tile->inferred) {
            flags.append(QStringLiteral("inferred"));
        }
        return flags;
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> BreakerBoardModel::roleNames() const
{
    auto names = BreakerRows::roleNames();
    names.insert({{BreakerTileRole, "tile"},
                  {BreakerTileIdRole, "tileId"},
                  {BreakerStateRole, "state"},
                  {BreakerRatioRole, "ratio"},
                  {BreakerCallRateRole, "callRate"},
                  {BreakerThresholdRole, "threshold"},
                  {BreakerSinceRole, "since"},
                  {BreakerDimmedRole, "dimmed"},
                  {BreakerFlagsRole, "flags"}});
    return names;
}

} // namespace quarterdeck
