#include "models/incidents/failedcounts.h"

#include "models/incidents/recentevents.h"

#include <cmath>

namespace quarterdeck {

namespace {

constexpr std::chrono::seconds countEvery{5};

} // namespace

void FailedCounts::note(const QHash<QString, const ServiceCondition *> &conditions, SteadyTime now,
                        WallTime wall)
{
    if (m_notedAt != SteadyTime{} && now - m_notedAt < countEvery) {
        return;
    }
    m_notedAt = now;
    for (const ServiceCondition *condition : conditions) {
        if (std::isnan(condition->failedRequests)) {
            continue;
        }
        auto &counted = m_counted[condition->service];
        counted.push_back({wall, condition->failedRequests});
        while (wall - counted.front().at > RecentEvents::span) {
            counted.pop_front();
        }
    }
}

double FailedCounts::at(const QString &service, WallTime when) const
{
    const auto counted = m_counted.constFind(service);
    if (counted == m_counted.constEnd() || counted->empty()) {
        return 0;
    }
    double last = counted->front().failed;
    for (const Counted &each : *counted) {
        if (each.at > when) {
            break;
        }
        last = each.failed;
    }
    return last;
}

} // namespace quarterdeck
