#include "models/items/fleetmapmodel.h"

#include "models/items/rowranges.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace std::chrono;

namespace quarterdeck {

namespace {

struct Gathered
{
    QString title;
    std::vector<const Instance *> instances;
};

struct GatheredColumn
{
    QString title;
    std::vector<Gathered> blocks;
    QHash<QString, std::size_t> known;
};

} // namespace

QString toString(MapColour colour)
{
    switch (colour) {
    case MapColour::State:
        return QStringLiteral("state");
    case MapColour::ErrorRatio:
        return QStringLiteral("error ratio");
    case MapColour::P99:
        return QStringLiteral("p99");
    }
    return {};
}

FleetMapModel::FleetMapModel(const Fleet &fleet, QObject *parent) : QObject(parent), m_fleet(fleet)
{
    rebuild();
}

void FleetMapModel::apply(const FleetChanges &changes, SteadyTime now)
{
    const bool nextSecond = wholeSeconds(now) != wholeSeconds(m_now);
    m_now = now;
    if (changes.replaced || (m_filterDependsOnTime && nextSecond)) {
        rebuild();
        Q_EMIT structureChanged();
        return;
    }
    QList<int> changed;
    bool blocksChange = false;
    for (const InstanceNumber number : changes.changed) {
        const Instance *instance = m_fleet.instance(number);
        if (!instance) {
            continue;
        }
        const int at = cellOf(number);
        if (at < 0) {
            // Its block is hidden for want of a match; the first match brings the block back.
            blocksChange = blocksChange || m_filter.matches(*instance, m_now);
            continue;
        }
        MapCell &cell = m_cells[static_cast<std::size_t>(at)];
        const MapCell now_ = cellFor(*instance);
        if (now_ == cell) {
            continue;
        }
        int &matches = m_matchesOf[static_cast<std::size_t>(m_blockOf[static_cast<std::size_t>(at)])];
        matches += int(now_.matches) - int(cell.matches);
        blocksChange = blocksChange || matches == 0;
        cell = now_;
        changed.append(at);
    }
    if (blocksChange) {
        rebuild();
        Q_EMIT structureChanged();
    } else if (!changed.isEmpty()) {
        Q_EMIT cellsChanged(changed);
    }
}

void FleetMapModel::setGrouping(const Grouping &grouping)
{
    m_grouping = grouping;
    rebuild();
    Q_EMIT structureChanged();
}

void FleetMapModel::setColour(MapColour colour)
{
    m_colour = colour;
    rebuild();
    Q_EMIT structureChanged();
}

void FleetMapModel::setFilter(const InstanceFilter &filter, SteadyTime now)
{
    m_filter = filter;
    m_filterDependsOnTime = filter.text().contains(QStringLiteral("age"), Qt::CaseInsensitive);
    m_now = now;
    rebuild();
    Q_EMIT structureChanged();
}

int FleetMapModel::cellOf(InstanceNumber number) const
{
    return number.value < m_cellOf.size() ? m_cellOf[number.value] : -1;
}

const Instance *FleetMapModel::instanceAt(int cell) const
{
    return cell >= 0 && cell < static_cast<int>(m_cells.size())
               ? m_fleet.instance(m_cells[static_cast<std::size_t>(cell)].number)
               : nullptr;
}

void FleetMapModel::rebuild()
{
    std::vector<GatheredColumn> gathered;
    QHash<QString, std::size_t> known;
    for (const InstanceNumber number : m_fleet.order()) {
        const Instance *instance = m_fleet.instance(number);
        if (!instance) {
            continue;
        }
        const QString columnTitle =
            m_grouping.isEmpty() ? QString() : groupValue(instance->target, m_grouping[0]);
        QString blockTitle;
        for (qsizetype level = 1; level < m_grouping.size(); ++level) {
            blockTitle += (level > 1 ? QStringLiteral(" / ") : QString()) +
                          groupValue(instance->target, m_grouping[level]);
        }
        const auto place = known.constFind(columnTitle);
        const std::size_t at = place == known.constEnd() ? gathered.size() : *place;
        if (at == gathered.size()) {
            known.insert(columnTitle, at);
            gathered.push_back({columnTitle, {}, {}});
        }
        GatheredColumn &column = gathered[at];
        const auto blockPlace = column.known.constFind(blockTitle);
        const std::size_t block = blockPlace == column.known.constEnd() ? column.blocks.size() : *blockPlace;
        if (block == column.blocks.size()) {
            column.known.insert(blockTitle, block);
            column.blocks.push_back({blockTitle, {}});
        }
        column.blocks[block].instances.push_back(instance);
    }

    m_columns.clear();
    m_cells.clear();
    m_matchesOf.clear();
    m_blockOf.clear();
    std::fill(m_cellOf.begin(), m_cellOf.end(), -1);
    for (const GatheredColumn &from : gathered) {
        MapColumn column;
        column.title = from.title;
        for (const Gathered &block : from.blocks) {
            const int first = static_cast<int>(m_cells.size());
            int matches = 0;
            for (const Instance *instance : block.instances) {
                m_cells.push_back(cellFor(*instance));
                matches += m_cells.back().matches ? 1 : 0;
            }
            if (matches == 0) {
                m_cells.resize(static_cast<std::size_t>(first));
                continue;
            }
            const int count = static_cast<int>(m_cells.size()) - first;
            m_blockOf.resize(m_cells.size(), static_cast<int>(m_matchesOf.size()));
            m_matchesOf.push_back(matches);
            column.blocks.push_back({block.title, first, count});
            column.count += count;
        }
        if (column.count > 0) {
            m_columns.push_back(std::move(column));
        }
    }
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const quint32 number = m_cells[i].number.value;
        if (number >= m_cellOf.size()) {
            m_cellOf.resize(number + 1, -1);
        }
        m_cellOf[number] = static_cast<int>(i);
    }
}

MapCell FleetMapModel::cellFor(const Instance &instance) const
{
    MapCell cell;
    cell.number = instance.target.number;
    cell.state = instance.state;
    cell.flags = instance.flags;
    cell.shade = shadeFor(instance);
    cell.matches = m_filter.matches(instance, m_now);
    return cell;
}

quint8 FleetMapModel::shadeFor(const Instance &instance) const
{
    double value = noValue;
    double first = 0; // upper end of the lowest step; each further step is a constant factor
    double factor = 2;
    switch (m_colour) {
    case MapColour::State:
        return 0;
    case MapColour::ErrorRatio:
        value = instance.lowTraffic ? noValue : instance.signals.errorRatio();
        first = 0.001; // 0.1 % ... 50 %
        factor = 3.45;
        break;
    case MapColour::P99:
        value = instance.signals.p99;
        first = 0.010; // 10 ms ... 5 s
        factor = 3.45;
        break;
    }
    if (!std::isfinite(value)) {
        return 0;
    }
    const int step =
        value <= first ? 0 : static_cast<int>(std::ceil(std::log(value / first) / std::log(factor)));
    return static_cast<quint8>(1 + std::clamp(step, 0, mapShades - 2));
}

} // namespace quarterdeck
