#include "models/breakerboard/tileset.h"

#include "models/fleet/fleet.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

TileSet::TileSet(std::vector<Member> &members) : m_members(members)
{
    m_tiles.emplace_back();
    m_keys.emplace_back();
}

void TileSet::setTime(SteadyTime now, WallTime wall)
{
    m_now = now;
    m_wall = wall;
}

TileSet::TileKey TileSet::keyOf(BreakerGrouping grouping, const QString &name, const Target &target,
                                const BreakerReading &reading)
{
    switch (grouping) {
    case BreakerGrouping::Breaker:
        return {grouping, name, target.service, target.cluster, reading.convention};
    case BreakerGrouping::Service:
        return {grouping, target.service, target.service, {}, {}};
    case BreakerGrouping::Cluster:
        return {grouping, target.cluster, {}, target.cluster, {}};
    case BreakerGrouping::Library:
        return {grouping, libraryName(reading.convention), {}, {}, reading.convention};
    }
    return {};
}

void TileSet::countTile(const TileSum &tile, int sign)
{
    if (tile.labels().grouping != BreakerGrouping::Breaker) {
        return;
    }
    m_totals.tiles += sign;
    if (!tile.isAllLost()) {
        m_totals.tilesByState[static_cast<std::size_t>(tile.worst())] += sign;
    }
}

void TileSet::note(std::uint32_t tile)
{
    TileSum &sum = *m_tiles[tile];
    sum.isDirty = true;
    if (!sum.isNoted) {
        sum.isNoted = true;
        m_noted.push_back(tile);
    }
}

std::uint32_t TileSet::tileFor(BreakerGrouping grouping, const QString &name, const Instance &instance,
                               const BreakerReading &reading)
{
    const TileKey key = keyOf(grouping, name, instance.target, reading);
    std::uint32_t &index = m_tileOf[key];
    if (index == 0) {
        index = static_cast<std::uint32_t>(m_tiles.size());
        m_tiles.push_back(std::make_unique<TileSum>(BreakerTileId{index}, grouping));
        m_keys.push_back(key);
        BreakerTile &labels = m_tiles.back()->labels();
        labels.name = key.name;
        labels.service = instance.target.service;
        labels.cluster = instance.target.cluster;
        labels.library = reading.convention;
        labels.libraryName = libraryName(reading.convention);
        labels.isRecorded = instance.probe(ProbeKind::Metrics).last.source == ValueSource::Recorded;
        m_changes.added.append(BreakerTileId{index});
        m_tiles.back()->isNoted = true; // told as added
        countTile(*m_tiles.back(), 1);
        return index;
    }
    BreakerTile &labels = m_tiles[index]->labels();
    if (labels.service != instance.target.service) {
        labels.service.clear();
    }
    if (labels.cluster != instance.target.cluster) {
        labels.cluster.clear();
    }
    if (labels.library != reading.convention) {
        labels.library.clear();
        labels.libraryName.clear();
    }
    return index;
}

void TileSet::join(std::uint32_t index, const Instance &instance, const BreakerReading &reading,
                   const QString &name)
{
    Member &member = m_members[index];
    for (int grouping = 0; grouping < breakerGroupingCount; ++grouping) {
        const auto g = static_cast<std::size_t>(grouping);
        const std::uint32_t tile = tileFor(static_cast<BreakerGrouping>(grouping), name, instance, reading);
        member.tile[g] = tile;
        member.place[g] = static_cast<std::uint32_t>(m_tiles[tile]->members.size());
        m_tiles[tile]->members.push_back(index);
        m_tiles[tile]->needsInstances = true;
        countTile(*m_tiles[tile], -1);
        m_tiles[tile]->add(member.share);
        m_tiles[tile]->noteState(member.since, member.sinceWall, true);
        countTile(*m_tiles[tile], 1);
        note(tile);
    }
    ++m_totals.breakers;
    ++m_totals.byState[static_cast<std::size_t>(reading.state)];
}

void TileSet::leave(std::uint32_t index)
{
    Member &member = m_members[index];
    --m_totals.breakers;
    if (member.share.lost) {
        --m_totals.lost;
    } else {
        --m_totals.byState[static_cast<std::size_t>(member.share.state)];
    }
    for (std::size_t g = 0; g < member.tile.size(); ++g) {
        TileSum &tile = *m_tiles[member.tile[g]];
        countTile(tile, -1);
        tile.remove(member.share);
        tile.noteState(m_now, m_wall, false);
        const std::uint32_t last = tile.members.back();
        tile.members[member.place[g]] = last;
        m_members[last].place[g] = member.place[g];
        tile.members.pop_back();
        tile.needsInstances = tile.needsThreshold = tile.needsHalfOpen = true;
        note(member.tile[g]);
        if (tile.members.empty()) {
            m_changes.removed.append(tile.labels().id);
            m_tileOf.remove(m_keys[member.tile[g]]);
            m_keys[member.tile[g]] = {};
        } else {
            countTile(tile, 1);
        }
    }
}

void TileSet::setShare(Member &member, const MemberShare &share, bool firstSight)
{
    const bool moved = share.state != member.share.state || share.lost != member.share.lost;
    const bool lowered = !(member.share.threshold == share.threshold) && !std::isnan(member.share.threshold);
    if (moved) {
        member.share.lost ? --m_totals.lost
                          : --m_totals.byState[static_cast<std::size_t>(member.share.state)];
        share.lost ? ++m_totals.lost : ++m_totals.byState[static_cast<std::size_t>(share.state)];
    }
    for (const std::uint32_t index : member.tile) {
        TileSum &tile = *m_tiles[index];
        if (moved) {
            countTile(tile, -1);
        }
        tile.remove(member.share);
        tile.add(share);
        tile.needsThreshold = tile.needsThreshold || lowered;
        if (moved) {
            tile.noteState(share.lost ? m_now : member.since, share.lost ? m_wall : member.sinceWall,
                           firstSight);
            countTile(tile, 1);
            tile.needsHalfOpen = true;
        }
        note(index);
    }
    member.share = share;
}

void TileSet::addTransition(const Member &member, const BreakerTransition &transition, SteadyTime at)
{
    for (const std::uint32_t tile : member.tile) {
        m_tiles[tile]->addTransition(transition, at);
        note(tile);
    }
    m_changes.transitions.append(transition);
}

void TileSet::addTrips(const Member &member, SteadyTime at, int trips)
{
    for (const std::uint32_t tile : member.tile) {
        m_tiles[tile]->trips.add(at, trips);
        note(tile);
    }
}

void TileSet::noteHalfOpen(const Member &member)
{
    for (const std::uint32_t tile : member.tile) {
        m_tiles[tile]->needsHalfOpen = true;
    }
}

void TileSet::passTime()
{
    constexpr std::uint32_t perTurn = 4000;
    const std::int64_t step = CallWindow::stepOf(m_now);
    const auto size = static_cast<std::uint32_t>(m_tiles.size());
    for (std::uint32_t i = 0; i < std::min(perTurn, size); ++i) {
        m_ageing = m_ageing + 1 < size ? m_ageing + 1 : 1;
        if (m_ageing < size && m_tiles[m_ageing] && m_tiles[m_ageing]->isAgeing &&
            m_tiles[m_ageing]->shownStep != step) {
            note(m_ageing);
        }
    }
}

BreakerChanges TileSet::take()
{
    for (const BreakerTileId id : std::as_const(m_changes.added)) {
        m_tiles[id.value]->isNoted = false;
    }
    for (const std::uint32_t tile : m_noted) {
        m_tiles[tile]->isNoted = false;
        if (!m_tiles[tile]->members.empty()) {
            m_changes.changed.append(BreakerTileId{tile});
        }
    }
    m_noted.clear();
    for (const BreakerTileId id : std::as_const(m_changes.removed)) {
        m_tiles[id.value].reset();
    }
    if (!m_changes.removed.isEmpty()) {
        // Came and went in one turn: nobody has heard of them
        QSet<BreakerTileId> removed(m_changes.removed.begin(), m_changes.removed.end());
        m_changes.added.removeIf([&removed](BreakerTileId id) { return removed.contains(id); });
    }
    return std::exchange(m_changes, {});
}

/// What the sums cannot tell by difference, looked up among the members when they changed.
void TileSet::lookUp(TileSum &tile)
{
    BreakerTile &shown = tile.labels();
    if (tile.needsThreshold) {
        tile.needsThreshold = false;
        shown.threshold = noValue;
        for (const std::uint32_t index : tile.members) {
            const MemberShare &share = m_members[index].share;
            if (!share.lost && !std::isnan(share.threshold) &&
                !(shown.threshold <= static_cast<double>(share.threshold))) {
                shown.threshold = static_cast<double>(share.threshold);
            }
        }
    }
    if (tile.needsHalfOpen) {
        tile.needsHalfOpen = false;
        shown.halfOpenAt.reset();
        for (const std::uint32_t index : tile.members) {
            const Member &member = m_members[index];
            if (!member.share.lost && member.halfOpenAt &&
                (!shown.halfOpenAt || *member.halfOpenAt < *shown.halfOpenAt)) {
                shown.halfOpenAt = member.halfOpenAt;
            }
        }
    }
    if (tile.needsInstances) {
        tile.needsInstances = false;
        ++m_counting;

        shown.instances = 0;
        for (const std::uint32_t index : tile.members) {
            const std::size_t instance = m_members[index].instance.value;
            if (instance >= m_counted.size()) {
                m_counted.resize(instance + 1);
            }
            std::uint32_t &seen = m_counted[instance];
            shown.instances += seen == m_counting ? 0 : 1;
            seen = m_counting;
        }
    }
    if (tile.needsRaw) {
        tile.needsRaw = false;
        shown.raw.clear();
        shown.hint.clear();
        for (const std::uint32_t index : tile.members) {
            const Member &member = m_members[index];
            if (!member.share.lost && member.share.state == BreakerState::Unknown) {
                shown.raw = member.raw;
                shown.hint = member.hint;
                break;
            }
        }
    }
    if (tile.tellsQuantiles && !tile.hasBuckets()) {
        // Quantiles cannot be added up, but the whole's is never above the greatest of its parts
        shown.p50 = shown.p99 = noValue;
        int telling = 0;
        for (const std::uint32_t index : tile.members) {
            const Member &member = m_members[index];
            if (member.share.lost || !member.latency || member.latency->bounds) {
                continue;
            }
            const auto greatest = [](double &to, const std::optional<double> &of) {
                to = std::isnan(to) ? of.value_or(noValue) : std::max(to, of.value_or(to));
            };
            greatest(shown.p50, member.latency->p50);
            greatest(shown.p99, member.latency->p99);
            ++telling;
        }
        shown.tellsLatency = telling > 0;
        shown.latencyIsBound = telling > 1;
    }
}

TileSum *TileSet::sum(BreakerTileId id) const
{
    return id.value < m_tiles.size() ? m_tiles[id.value].get() : nullptr;
}

const BreakerTile *TileSet::shown(BreakerTileId id, int minRequests)
{
    TileSum *tile = sum(id);
    if (!tile) {
        return nullptr;
    }
    const bool wasDirty = tile->isDirty;
    tile->shown(m_now, minRequests);
    if (wasDirty) {
        lookUp(*tile);
    }
    return &tile->labels();
}

QList<BreakerTileId> TileSet::tiles(BreakerGrouping grouping) const
{
    QList<BreakerTileId> ids;
    for (const auto &tile : m_tiles) {
        if (tile && tile->labels().grouping == grouping) {
            ids.append(tile->labels().id);
        }
    }
    return ids;
}

} // namespace quarterdeck
