#include "models/fleet/servicetable.h"

#include "models/fleet/knownsum.h"
#include "models/signals/promqlmath.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

void ServiceTable::begin(int minRequests)
{
    m_minRequests = minRequests;
    m_unused.clear();
    for (const Entry &entry : m_entries) {
        m_unused.insert(entry.service->name, entry.service);
    }
    m_entries.clear();
    m_indices.clear();
}

int ServiceTable::index(const Target &target)
{
    const auto known = m_indices.constFind(target.service);
    int index = static_cast<int>(m_entries.size());
    if (known != m_indices.constEnd()) {
        index = *known;
    } else {
        std::shared_ptr<ServiceSignals> service = m_unused.take(target.service);
        if (!service) {
            service = std::make_shared<ServiceSignals>();
            service->name = target.service;
        }
        service->availability.reset();
        service->minRequests = m_minRequests;
        m_entries.push_back({service, {}, {noValue, noValue}, {}});
        m_indices.insert(target.service, index);
    }
    if (target.policy && target.policy->availability) {
        m_entries[static_cast<std::size_t>(index)].service->availability = target.policy->availability;
    }
    return index;
}

const ServiceSignals *ServiceTable::find(const QString &name) const
{
    const auto known = m_indices.constFind(name);
    return known == m_indices.constEnd() ? nullptr
                                         : m_entries[static_cast<std::size_t>(*known)].service.get();
}

bool ServiceTable::hasObjectives() const
{
    return std::any_of(m_entries.begin(), m_entries.end(),
                       [](const Entry &entry) { return entry.service->availability.has_value(); });
}

bool ServiceTable::isStepDue(SteadyTime now) const
{
    return m_lastPoint == SteadyTime{} || now - m_lastPoint >= ErrorBudget::step;
}

void ServiceTable::add(int service, const SignalReading &reading, CountedTraffic counted, bool withBuckets)
{
    Entry &entry = m_entries[static_cast<std::size_t>(service)];
    entry.sum.add(reading.requestRate, reading.errorRate);
    addKnown(entry.counted.requests, counted.requests);
    addKnown(entry.counted.errors, counted.errors);
    if (withBuckets) {
        entry.buckets.add(reading.buckets);
    }
}

SignalPoint ServiceTable::addPoints(SteadyTime now, WallTime wall)
{
    m_unused.clear();
    RateSum all;
    const bool due = isStepDue(now);
    for (Entry &entry : m_entries) {
        all.add(entry.sum.requests, entry.sum.errors);
        if (entry.service->availability) {
            entry.service->budget.add(entry.counted.requests, entry.counted.errors, now);
        }
        if (due) {
            SignalPoint point = entry.sum.at(wall);
            addQuantiles(point, entry.buckets);
            entry.service->history.append(point);
            entry.buckets.clear();
        }
        entry.sum = {};
        entry.counted = {noValue, noValue};
    }
    m_lastPoint = due ? now : m_lastPoint;
    return all.at(wall);
}

void ServiceTable::addQuantiles(SignalPoint &point, const BucketSum &buckets)
{
    // Of the service's own distribution: the quantile of many instances is no mean of theirs.
    const std::vector<BucketRate> total = buckets.total();
    point.p50 = static_cast<float>(histogramQuantileOfSorted(0.5, total));
    point.p95 = static_cast<float>(histogramQuantileOfSorted(0.95, total));
    point.p99 = static_cast<float>(histogramQuantileOfSorted(0.99, total));
}

void ServiceTable::RateSum::add(double requestRate, double errorRate)
{
    addKnown(requests, requestRate);
    addKnown(errors, errorRate);
}

SignalPoint ServiceTable::RateSum::at(WallTime wall) const
{
    const float unknown = std::nanf("");
    const float ratio = requests > 0 ? static_cast<float>(errors / requests) : unknown;
    return {wall, static_cast<float>(requests), ratio, unknown, unknown, unknown};
}

} // namespace quarterdeck
