#include "models/items/fleettablemodel.h"

#include "models/items/rowranges.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "models/items/objectivetext.h"

#include <algorithm>

using namespace std::chrono;

namespace quarterdeck {

namespace {

bool isQuantile(FleetColumn column)
{
    return column == FleetColumn::P50 || column == FleetColumn::P95 || column == FleetColumn::P99;
}

const QList<int> &changedRoles()
{
    static const QList<int> roles{Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole,
                                  ValueRole,       StateRole,       FlagsRole,
                                  ProblemAgeRole,  AttentionRole,   DimmedRole};
    return roles;
}

} // namespace

FleetTableModel::FleetTableModel(const Fleet &fleet, QObject *parent)
    : QAbstractTableModel(parent)
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
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? m_rows[static_cast<std::size_t>(row)].number
                                                             : InstanceNumber{};
}

int FleetTableModel::rowOf(InstanceNumber number) const
{
    return number.value < m_rowOf.size() ? m_rowOf[number.value] : -1;
}

QModelIndex FleetTableModel::indexOf(InstanceNumber number, FleetColumn column) const
{
    const int row = rowOf(number);
    return row < 0 ? QModelIndex() : index(row, static_cast<int>(column));
}

int FleetTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FleetTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : fleetColumnCount;
}

std::optional<BurnRates> FleetTableModel::burnRatesOf(const Instance &instance) const
{
    const ServiceSignals *service = m_fleet.service(instance.target.service);
    return service ? service->burnRates(m_now) : std::nullopt;
}

QVariant FleetTableModel::displayText(const Instance &instance, FleetColumn column) const
{
    const auto text = [](const QString &value) { return value.isEmpty() ? format::missing() : value; };
    switch (column) {
    case FleetColumn::State:
        return toString(instance.state);
    case FleetColumn::Instance:
        return instanceName(instance.target);
    case FleetColumn::Service:
        return text(instance.target.service);
    case FleetColumn::Cluster:
        return text(instance.target.cluster);
    case FleetColumn::Why: {
        QList<QString> parts;
        if (instance.flags.testFlag(InstanceFlag::Flapping)) {
            parts.append(QStringLiteral("flapping"));
        }
        if (instance.flags.testFlag(InstanceFlag::Maintenance)) {
            parts.append(QStringLiteral("maintenance"));
        }
        if (!instance.why.isEmpty()) {
            parts.append(instance.why);
        }
        if (instance.state != State::Up) {
            parts.append(format::age(duration_cast<milliseconds>(m_now - instance.sinceSteady)));
        }
        return parts.join(QStringLiteral(" · "));
    }
    case FleetColumn::RequestRate:
        return format::rate(instance.signals.requestRate);
    case FleetColumn::ErrorRatio:
        return format::percentNumber(instance.signals.errorRatio());
    case FleetColumn::History:
        return {};
    case FleetColumn::P50:
        return format::milliseconds(instance.signals.p50);
    case FleetColumn::P95:
        return format::milliseconds(instance.signals.p95);
    case FleetColumn::P99:
        return format::milliseconds(instance.signals.p99);
    case FleetColumn::Requests:
        return format::rate(instance.signals.requests);
    case FleetColumn::Breakers:
        return text(breakersSummary(instance.breakers));
    case FleetColumn::Budget: {
        const std::optional<BurnRates> rates = burnRatesOf(instance);
        return rates ? format::budgetNumber(*rates) : format::missing();
    }
    case FleetColumn::Burn: {
        const std::optional<BurnRates> rates = burnRatesOf(instance);
        return rates ? format::burn(rates->hour) : format::missing();
    }
    case FleetColumn::Since:
        return format::duration(duration_cast<milliseconds>(m_now - instance.sinceSteady));
    case FleetColumn::Address:
        return instanceAddress(instance.target);
    case FleetColumn::Freshness:
        return freshnessOf(instance, m_fleet.definition().poll.staleAfter, m_now).toText();
    }
    return {};
}

QVariant FleetTableModel::rawValue(const Instance &instance, FleetColumn column) const
{
    switch (column) {
    case FleetColumn::State:
        return QVariant::fromValue(instance.state);
    case FleetColumn::Why:
        return instance.why;
    case FleetColumn::RequestRate:
        return instance.signals.requestRate;
    case FleetColumn::ErrorRatio:
        return instance.signals.errorRatio();
    case FleetColumn::History:
        return QVariant::fromValue(instance.history.toList());
    case FleetColumn::P50:
        return instance.signals.p50;
    case FleetColumn::P95:
        return instance.signals.p95;
    case FleetColumn::P99:
        return instance.signals.p99;
    case FleetColumn::Requests:
        return instance.signals.requests;
    case FleetColumn::Breakers:
        return QVariant::fromValue(instance.breakers);
    case FleetColumn::Budget: {
        const std::optional<BurnRates> rates = burnRatesOf(instance);
        return rates ? rates->budgetLeft : noValue;
    }
    case FleetColumn::Burn: {
        const std::optional<BurnRates> rates = burnRatesOf(instance);
        return rates ? rates->hour : noValue;
    }
    case FleetColumn::Since:
        return QVariant::fromValue(instance.sinceSteady);
    case FleetColumn::Freshness: {
        const auto age = instance.age(m_now);
        return age ? QVariant::fromValue(*age) : QVariant();
    }
    case FleetColumn::Instance:
    case FleetColumn::Service:
    case FleetColumn::Cluster:
    case FleetColumn::Address:
        return displayText(instance, column);
    }
    return {};
}

QVariant FleetTableModel::cellData(const Instance *instance, FleetColumn column, int role) const
{
    if (!instance) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return displayText(*instance, column);
    case Qt::AccessibleTextRole:
        if (column == FleetColumn::History) {
            return QStringLiteral("error rate now %1").arg(format::percent(instance->signals.errorRatio()));
        }
        return QStringLiteral("%1 %2").arg(fleetColumnTitle(column),
                                           displayText(*instance, column).toString());
    case Qt::ToolTipRole:
        if (column == FleetColumn::Why || column == FleetColumn::State) {
            return instance->why;
        }
        if (isFleetColumnObjective(column)) {
            const std::optional<BurnRates> rates = burnRatesOf(*instance);
            return rates ? objectiveSummary(*rates) : QStringLiteral("the service has no objective");
        }
        if ((isFleetColumnLive(column) || column == FleetColumn::Breakers) &&
            signalsAreStale(*instance, m_fleet.definition().poll.staleAfter, m_now)) {
            return QStringLiteral("from the last page that could be read");
        }
        if (isFleetColumnLive(column) &&
            instance->probe(ProbeKind::Metrics).last.source == ValueSource::ViaPrometheus) {
            return QStringLiteral("as Prometheus knows it: this console gets no answer");
        }
        if ((column == FleetColumn::ErrorRatio && instance->lowTraffic) ||
            (isQuantile(column) && instance->fewLatencies)) {
            return QStringLiteral("too few requests in the window to judge");
        }
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(
            (isFleetColumnNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case ValueRole:
        return rawValue(*instance, column);
    case NumberRole:
        return QVariant::fromValue(instance->target.number);
    case InstanceRole:
        return QVariant::fromValue(instance);
    case StateRole:
        return QVariant::fromValue(instance->state);
    case FlagsRole:
        return QVariant::fromValue(instance->flags);
    case ProblemAgeRole:
        return QVariant::fromValue(duration_cast<milliseconds>(m_now - instance->sinceSteady));
    case AttentionRole:
        if (isFleetColumnObjective(column)) {
            const std::optional<BurnRates> rates = burnRatesOf(*instance);
            return rates && (rates->isFast() || rates->isSlow());
        }
        return (column == FleetColumn::ErrorRatio && exceedsErrorRatio(*instance)) ||
               (column == FleetColumn::P99 && exceedsP99(*instance)) ||
               (column == FleetColumn::Breakers && hasOpenBreaker(*instance));
    case DimmedRole:
        if (isFleetColumnObjective(column)) {
            // The service's, whatever became of this instance; but of the first minutes it says little.
            const std::optional<BurnRates> rates = burnRatesOf(*instance);
            return rates && !rates->isFull(BurnWindow::FiveMinutes) && !rates->isFast() && !rates->isSlow();
        }
        return instance->flags.testFlag(InstanceFlag::Stale) ||
               (column == FleetColumn::ErrorRatio && instance->lowTraffic) ||
               (isQuantile(column) && instance->fewLatencies) ||
               ((isFleetColumnLive(column) || column == FleetColumn::Breakers) &&
                signalsAreStale(*instance, m_fleet.definition().poll.staleAfter, m_now));
    default:
        return {};
    }
}

QVariant FleetTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    return cellData(m_fleet.instance(numberAt(index.row())), static_cast<FleetColumn>(index.column()), role);
}

void FleetTableModel::multiData(const QModelIndex &index, QModelRoleDataSpan roles) const
{
    const Instance *instance = index.isValid() ? m_fleet.instance(numberAt(index.row())) : nullptr;
    for (QModelRoleData &role : roles) {
        role.setData(cellData(instance, static_cast<FleetColumn>(index.column()), role.role()));
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
    auto names = QAbstractTableModel::roleNames();
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
    std::vector<Row> rows = m_rows;
    for (Row &row : rows) {
        if (const Instance *instance = m_fleet.instance(row.number)) {
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
    std::vector<Row> come;
    std::vector<InstanceNumber> changed;
    if (wholeFleet) {
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            if (!m_fleet.instance(m_rows[row].number)) {
                gone.push_back(static_cast<int>(row));
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
    insertRowsFor(std::move(come));
    recount();
    announce(changed);
}

void FleetTableModel::removeRowsAt(std::vector<int> rows)
{
    if (rows.empty()) {
        return;
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<RowRange> ranges = rangesOf(rows, 0);
    if (ranges.size() > fewNotices) {
        // Gather what goes at the end, then tell one removal.
        std::vector<Row> kept;
        std::vector<Row> gone;
        std::size_t next = 0;
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            if (next < rows.size() && rows[next] == static_cast<int>(row)) {
                gone.push_back(m_rows[row]);
                ++next;
            } else {
                kept.push_back(m_rows[row]);
            }
        }
        const int first = static_cast<int>(kept.size());
        kept.insert(kept.end(), gone.begin(), gone.end());
        rearrange(std::move(kept));
        ranges = {{first, static_cast<int>(m_rows.size()) - 1}};
    }
    for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
        beginRemoveRows({}, range->first, range->last);
        for (int row = range->first; row <= range->last; ++row) {
            setRowOf(m_rows[static_cast<std::size_t>(row)].number, -1);
        }
        m_rows.erase(m_rows.begin() + range->first, m_rows.begin() + range->last + 1);
        reindex(range->first, static_cast<int>(m_rows.size()) - 1);
        endRemoveRows();
    }
}

void FleetTableModel::insertRowsFor(std::vector<Row> rows)
{
    if (rows.empty()) {
        return;
    }
    const auto less = [this](const Row &a, const Row &b) { return m_order.less(a.key, b.key); };
    std::stable_sort(rows.begin(), rows.end(), less);

    // Runs of new rows that go to the same place.
    struct Run
    {
        int place;
        std::size_t first;
        std::size_t count;
    };
    std::vector<Run> runs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const int place =
            static_cast<int>(std::upper_bound(m_rows.begin(), m_rows.end(), rows[i], less) - m_rows.begin());
        if (!runs.empty() && runs.back().place == place) {
            ++runs.back().count;
        } else {
            runs.push_back({place, i, 1});
        }
    }
    if (runs.size() > fewNotices) {
        const int first = static_cast<int>(m_rows.size());
        beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
        m_rows.insert(m_rows.end(), rows.begin(), rows.end());
        reindex(first, static_cast<int>(m_rows.size()) - 1);
        endInsertRows();
        std::vector<Row> merged = m_rows;
        std::inplace_merge(merged.begin(), merged.begin() + first, merged.end(), less);
        rearrange(std::move(merged));
        return;
    }
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        beginInsertRows({}, run->place, run->place + static_cast<int>(run->count) - 1);
        const auto from = rows.begin() + static_cast<std::ptrdiff_t>(run->first);
        m_rows.insert(m_rows.begin() + run->place, from, from + static_cast<std::ptrdiff_t>(run->count));
        reindex(run->place, static_cast<int>(m_rows.size()) - 1);
        endInsertRows();
    }
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
        for (const Row &row : m_rows) {
            consider(row.number, row.key);
        }
    } else {
        for (const InstanceNumber number : changed) {
            consider(number, m_rows[static_cast<std::size_t>(rowOf(number))].key);
        }
    }
    if (moves.size() <= fewNotices) {
        for (Move &move : moves) {
            moveRow(rowOf(move.number), std::move(move.key));
        }
        return;
    }
    std::vector<Row> rows = m_rows;
    for (Move &move : moves) {
        rows[static_cast<std::size_t>(rowOf(move.number))].key = std::move(move.key);
    }
    sortRows(std::move(rows));
}

void FleetTableModel::moveRow(int from, FleetSortKey key)
{
    const auto before = [this](const Row &row, const FleetSortKey &value) {
        return m_order.less(row.key, value);
    };
    const auto self = m_rows.begin() + from;
    // Where it belongs, as a place among all rows, its own old place counted.
    auto place = std::lower_bound(m_rows.begin(), self, key, before);
    if (place == self) {
        place = std::lower_bound(self + 1, m_rows.end(), key, before);
    }
    const int to = static_cast<int>(place - m_rows.begin());
    if (to == from || to == from + 1) {
        self->key = std::move(key);
        return;
    }
    beginMoveRows({}, from, from, {}, to);
    self->key = std::move(key);
    if (to < from) {
        std::rotate(m_rows.begin() + to, self, self + 1);
        reindex(to, from);
    } else {
        std::rotate(self, self + 1, m_rows.begin() + to);
        reindex(from, to - 1);
    }
    endMoveRows();
}

/// Takes over new keys and puts the rows in their order; silent when that is the order already.
void FleetTableModel::sortRows(std::vector<Row> rows)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [this](const Row &a, const Row &b) { return m_order.less(a.key, b.key); });
    const auto sameNumber = [](const Row &a, const Row &b) { return a.number == b.number; };
    if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), sameNumber)) {
        m_rows = std::move(rows);
        return;
    }
    rearrange(std::move(rows));
}

/// The same rows in another sequence, told as one change of layout.
void FleetTableModel::rearrange(std::vector<Row> rows)
{
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<InstanceNumber> numbers;
    numbers.reserve(static_cast<std::size_t>(before.size()));
    for (const QModelIndex &index : before) {
        numbers.push_back(numberAt(index.row()));
    }
    m_rows = std::move(rows);
    reindex(0, static_cast<int>(m_rows.size()) - 1);
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = rowOf(numbers[static_cast<std::size_t>(i)]);
        after.append(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void FleetTableModel::announce(const std::vector<InstanceNumber> &changed)
{
    if (changed.empty()) {
        return;
    }
    std::vector<int> rows;
    rows.reserve(changed.size());
    for (const InstanceNumber number : changed) {
        rows.push_back(rowOf(number));
    }
    std::sort(rows.begin(), rows.end());
    std::vector<RowRange> ranges = rangesOf(rows, 0);
    for (int gap = 1; ranges.size() > mostRanges; gap *= 2) {
        ranges = rangesOf(rows, gap);
    }
    for (const RowRange range : ranges) {
        Q_EMIT dataChanged(index(range.first, 0), index(range.last, fleetColumnCount - 1), changedRoles());
    }
}

/// Ages grow without anything happening. One notice a second: views repaint what of it is visible.
void FleetTableModel::announceAges()
{
    if (m_rows.empty()) {
        return;
    }
    static const QList<int> roles{Qt::DisplayRole, ProblemAgeRole};
    const int last = static_cast<int>(m_rows.size()) - 1;
    Q_EMIT dataChanged(index(0, static_cast<int>(FleetColumn::Why)), index(last, fleetColumnCount - 1),
                       roles);
}

void FleetTableModel::reindex(int from, int to)
{
    for (int row = from; row <= to; ++row) {
        setRowOf(m_rows[static_cast<std::size_t>(row)].number, row);
    }
}

void FleetTableModel::setRowOf(InstanceNumber number, int row)
{
    if (number.value >= m_rowOf.size()) {
        m_rowOf.resize(number.value + 1, -1);
    }
    m_rowOf[number.value] = row;
}

void FleetTableModel::recount()
{
    m_attention = static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [this](const Row &row) {
        const Instance *instance = m_fleet.instance(row.number);
        return instance && instance->state != State::Up;
    }));
}

} // namespace quarterdeck
