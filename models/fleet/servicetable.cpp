#include "models/fleet/servicetable.h"

#include <cmath>

namespace quarterdeck {

void ServiceTable::begin()
{
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
        m_entries.push_back({service, {}});
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

void ServiceTable::add(int service, const SignalReading &reading)
{
    m_entries[static_cast<std::size_t>(service)].sum.add(reading.requestRate, reading.errorRate);
}

SignalPoint ServiceTable::addPoints(SteadyTime now, WallTime wall)
{
    m_unused.clear();
    RateSum all;
    const bool due = m_lastPoint == SteadyTime{} || now - m_lastPoint >= ErrorBudget::step;
    for (Entry &entry : m_entries) {
        all.add(entry.sum.requests, entry.sum.errors);
        entry.service->budget.add(entry.sum.requests, entry.sum.errors, now);
        if (due) {
            entry.service->history.append(entry.sum.at(wall));
        }
        entry.sum = {};
    }
    m_lastPoint = due ? now : m_lastPoint;
    return all.at(wall);
}

void ServiceTable::RateSum::add(double requestRate, double errorRate)
{
    const auto addKnown = [](double &sum, double value) {
        if (!std::isnan(value)) {
            sum = std::isnan(sum) ? value : sum + value;
        }
    };
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
