#pragma once

#include "models/incidents/incident.h"

namespace quarterdeck {

/// A breaker over the instances of a service in a cluster.
struct BreakerCondition
{
    QString name;
    QString cluster;
    int instances = 0;
    int open = 0;                      ///< open or forced open
    std::optional<WallTime> openSince; ///< the first of those that are open now
    bool operator==(const BreakerCondition &) const = default;
};

/// How a service is, in the figures that the rules of incidents ask for. Instances in maintenance are left
/// out.
struct ServiceCondition
{
    QString service;
    int instances = 0;
    int down = 0;
    int notReady = 0;
    int degraded = 0;
    int flapping = 0;
    std::optional<WallTime> badSince; ///< the first of those that are down or not ready now
    /// The first good answer of the one that was down or not ready last and is no longer.
    std::optional<WallTime> wellSince;
    QStringList clusters;             ///< with an instance that is down or not ready
    std::optional<double> fastBurn;   ///< the burn rate over 5 min, while that over 1 h is too high as well
    bool burnEbbs = false;            ///< what fails now would no longer burn it so: only the 5 min remember
    QList<BreakerCondition> breakers; ///< those with an open one
    QStringList criticalAlerts;       ///< firing, by name
    std::optional<WallTime> alertsSince; ///< the first of them
    QList<QString> dependsOn;
    std::optional<std::chrono::seconds> rto;
    double failedRequests = noValue; ///< counted since the watching began

    [[nodiscard]] int bad() const { return down + notReady; }
    [[nodiscard]] bool isWell() const
    {
        return bad() == 0 && degraded == 0 && (!fastBurn || burnEbbs) && breakers.isEmpty() &&
               criticalAlerts.isEmpty();
    }
};

} // namespace quarterdeck
