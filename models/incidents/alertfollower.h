#pragma once

#include "models/incidents/event.h"
#include "models/incidents/servicecondition.h"

#include <map>
#include <vector>

namespace quarterdeck {

/// An alert that a Prometheus server says is firing.
struct FiringAlert
{
    QString key; ///< all its labels: what tells it from another
    QString name;
    QString service;
    QString cluster;
    QString instance;
    QString severity; ///< as the rule's author wrote it
    QString summary;
    WallTime since;                        ///< when its expression became true
    [[nodiscard]] bool isCritical() const; ///< "critical" and "page", whatever the case
    bool operator==(const FiringAlert &) const = default;
};

/// Follows the alerts that fire, by difference: their beginnings and ends become events, and the critical
/// ones a sign of their service. While nobody can be asked nothing changes.
class AlertFollower
{
public:
    QList<Event> apply(const QList<FiringAlert> &firing, WallTime wall);
    [[nodiscard]] const std::map<QString, FiringAlert> &firing() const { return m_firing; }
    /// A service of which nothing else is known gets a condition of its own.
    void addTo(std::vector<ServiceCondition> &conditions) const;

private:
    std::map<QString, FiringAlert> m_firing; ///< by key
};

} // namespace quarterdeck
