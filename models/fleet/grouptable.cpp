#include "models/fleet/grouptable.h"

#include "models/fleet/knownsum.h"
#include "models/signals/promqlmath.h"

#include <cmath>

namespace quarterdeck {

namespace {

constexpr std::chrono::hours span{6};
constexpr qsizetype capacity = 2162; ///< 6 h in steps of 10 s

} // namespace

void GroupTable::begin()
{
    m_unused.clear();
    for (auto known = m_indices.constBegin(); known != m_indices.constEnd(); ++known) {
        m_unused.insert(known.key(), m_groups[static_cast<std::size_t>(known.value())].history);
    }
    m_groups.clear();
    m_indices.clear();
    m_parts = 0;
    make({}, -1, true);
}

int GroupTable::index(const Target &target)
{
    const Key key{target.cluster, target.service};
    if (const auto known = m_indices.constFind(key); known != m_indices.constEnd()) {
        return *known;
    }
    const Key cluster{target.cluster, {}};
    const auto known = m_indices.constFind(cluster);
    const int parent = known == m_indices.constEnd() ? make(cluster, 0, true) : *known;
    if (target.service.isEmpty()) {
        return parent;
    }
    return make(key, parent, ++m_parts <= mostParts);
}

int GroupTable::make(const Key &key, int parent, bool remembered)
{
    std::shared_ptr<SignalHistory> history = m_unused.take(key);
    if (remembered && !history) {
        history = std::make_shared<SignalHistory>(span, capacity);
    }
    const int index = static_cast<int>(m_groups.size());
    m_groups.push_back({remembered ? history : nullptr, {}, parent});
    m_indices.insert(key, index);
    return index;
}

void GroupTable::add(int index, const SignalReading &reading)
{
    m_groups[static_cast<std::size_t>(index)].sum.add(reading);
}

void GroupTable::recall(const QList<SignalPoint> &whole)
{
    for (const Group &group : m_groups) {
        if (group.history) {
            group.history->clear();
        }
    }
    for (const SignalPoint &point : whole) {
        m_groups.front().history->append(point);
    }
}

void GroupTable::addPoints(WallTime wall)
{
    m_unused.clear();
    // Children come after their parents: backwards, every group is whole when its turn comes.
    for (auto group = m_groups.rbegin(); group != m_groups.rend(); ++group) {
        if (group->parent >= 0) {
            m_groups[static_cast<std::size_t>(group->parent)].sum.add(group->sum);
        }
        if (group->history) {
            group->history->append(group->sum.at(wall));
        }
        group->sum.clear();
    }
}

const SignalHistory *GroupTable::find(const QString &cluster, const QString &service) const
{
    const auto known = m_indices.constFind({cluster, service});
    return known == m_indices.constEnd() ? nullptr : m_groups[static_cast<std::size_t>(*known)].history.get();
}

void GroupTable::Sum::add(const SignalReading &reading)
{
    addKnown(requests, reading.requestRate);
    addKnown(errors, reading.errorRate);
    buckets.add(reading.buckets);
}

void GroupTable::Sum::add(const Sum &other)
{
    addKnown(requests, other.requests);
    addKnown(errors, other.errors);
    buckets.add(other.buckets);
}

SignalPoint GroupTable::Sum::at(WallTime wall) const
{
    const std::vector<BucketRate> total = buckets.total();
    return {wall,
            static_cast<float>(requests),
            requests > 0 ? static_cast<float>(errors / requests) : std::nanf(""),
            static_cast<float>(histogramQuantileOfSorted(0.5, total)),
            static_cast<float>(histogramQuantileOfSorted(0.95, total)),
            static_cast<float>(histogramQuantileOfSorted(0.99, total))};
}

void GroupTable::Sum::clear()
{
    requests = noValue;
    errors = noValue;
    buckets.clear();
}

} // namespace quarterdeck
