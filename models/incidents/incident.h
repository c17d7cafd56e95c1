#pragma once

#include "models/incidents/event.h"

#include <QMap>
#include <QStringList>

namespace quarterdeck {

enum class Severity : quint8 { Critical, Major, Minor };

/// Open -> Mitigated -> Resolved; a mitigated one whose signals turn bad again is open again. `Merged`: it
/// went into another one and counts no more.
enum class IncidentState : quint8 { Open, Mitigated, Resolved, Merged };

/// What made it an incident (design section 4).
enum class IncidentRule : quint8 {
    InstancesDown, ///< 10 % of a service, at least one, down or not ready for 30 s
    BudgetBurn,    ///< the error budget burns above 14.4 over 5 min and 1 h
    BreakerOpen,   ///< a breaker is open on 20 % of its instances for 30 s
    CriticalAlert,
    FleetUnreachable, ///< nearly everything is gone, and it is not the console's own network, or nobody knows
    Person,           ///< split off by hand
};

/// When what happened, as far as it did. Everything else is a difference.
struct IncidentClock
{
    WallTime started;                     ///< the first sign
    WallTime detected;                    ///< the incident opened
    std::optional<WallTime> acknowledged; ///< the first time
    std::optional<WallTime> mitigated;    ///< since then all its signals are good
    std::optional<WallTime> resolved;
    bool operator==(const IncidentClock &) const = default;

    using Duration = std::chrono::milliseconds;
    [[nodiscard]] Duration timeToDetect() const;                     ///< TTD: from the first sign
    [[nodiscard]] std::optional<Duration> timeToAcknowledge() const; ///< TTA: from the detection
    [[nodiscard]] std::optional<Duration> timeToMitigate() const;    ///< TTM: from the first sign
    [[nodiscard]] std::optional<Duration> timeToResolve() const;     ///< TTR: from the first sign
    /// Whether service was back within `objective`: the mitigation against it, and while there is none, the
    /// time that has gone by. Nothing while it can still be met.
    [[nodiscard]] std::optional<bool> isWithin(std::chrono::seconds objective, WallTime now) const;
};

/// What was bad at the same time for the same reason, as the record keeps it.
struct Incident
{
    IncidentNumber number;
    QString title;
    bool titleIsOwn = false; ///< written by a person: no longer follows what is known
    Severity severity = Severity::Major;
    bool severityIsOwn = false;
    IncidentState state = IncidentState::Open;
    IncidentRule rule = IncidentRule::InstancesDown;
    QString ruleText;       ///< "3 of 12 down for 30 s"
    QString fleet;          ///< whose services these are, by its name; empty: recorded before that was kept
    QStringList services;   ///< whose signals count, the cause first
    QStringList dependants; ///< services that depend on one of them and are not well
    QStringList clusters;
    QMap<QString, QString>
        instances; ///< touched, each with its service (empty: recorded before that was kept)
    IncidentClock clock;
    bool acknowledgementStands = false; ///< somebody is on it
    bool clearsOnRecovery = false;      ///< then nobody needs to be
    QString acknowledgedBy;
    QString acknowledgement; ///< what they said
    QString commander;
    QString resolvedBy;                      ///< empty: by itself
    std::optional<std::chrono::seconds> rto; ///< objective, the strictest of its services
    QMap<QString, double> failedRequests;    ///< by service, from counters
    bool pinned = false;                     ///< kept for ever
    QList<qint64> runs;
    IncidentNumber mergedInto;
    bool operator==(const Incident &) const = default;

    [[nodiscard]] bool isActive() const
    {
        return state == IncidentState::Open || state == IncidentState::Mitigated;
    }
    [[nodiscard]] bool concerns(const QString &service) const
    {
        return services.contains(service) || dependants.contains(service);
    }
    [[nodiscard]] double failedInAll() const; ///< NaN: nobody counts
};

QString toString(Severity severity); ///< "critical", "major", "minor"
std::optional<Severity> severityFromString(const QString &word);
QString toString(IncidentState state); ///< "open", "mitigated", "resolved", "merged"
std::optional<IncidentState> incidentStateFromString(const QString &word);
QString toString(IncidentRule rule); ///< "instances down", ...
std::optional<IncidentRule> incidentRuleFromString(const QString &word);

/// "42 s", "2 min 46 s", "1 h 04 min"
QString spanText(std::chrono::milliseconds span);

} // namespace quarterdeck
