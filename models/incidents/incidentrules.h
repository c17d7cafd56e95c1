#pragma once

#include "models/incidents/incidenttiming.h"
#include "models/incidents/servicecondition.h"

#include <chrono>

namespace quarterdeck {

/// A rule that holds for a service now. It makes an incident when it has held long enough.
struct IncidentSign
{
    IncidentRule rule = IncidentRule::InstancesDown;
    QString service;
    QString part;  ///< what tells it from other signs of the rule: breaker and cluster, or the alert
    QString text;  ///< "3 of 12 down", without how long
    QString title; ///< of the incident that it would open: "3 of 12 checkout down in eu-west"
    QStringList clusters;
    WallTime since; ///< the first evidence
    std::chrono::milliseconds hold{0};
    Severity severity = Severity::Major;
    bool ebbs = false; ///< the rule holds, but only because its window looks back: now it is good

    /// As it stands on the incident: "3 of 12 down for 30 s".
    [[nodiscard]] QString ruleText() const;
};

inline constexpr std::chrono::minutes joinsWithin{10};

/// The least number of bad instances that makes an incident: 10 %, at least one.
int badInstancesThreshold(int instances);
/// The least number of open ones of a breaker: 20 %, at least one.
int openBreakersThreshold(int instances);

/// Those that hold for a service now; `now` where nothing tells since when.
QList<IncidentSign> signsOf(const ServiceCondition &condition, WallTime now,
                            const IncidentTiming &timing = {});

} // namespace quarterdeck
