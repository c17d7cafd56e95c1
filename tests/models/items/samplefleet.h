#pragma once

#include "models/fleet/fleet.h"

#include <memory>
#include <random>

namespace quarterdeck {

/// A fleet for tests of models and widgets: three clusters, several services, with a few problems of each
/// kind, the same for the same seed. Time is its own and moves only when told to.
class SampleFleet
{
public:
    explicit SampleFleet(int instances, quint32 seed = 1);

    Fleet fleet;

    [[nodiscard]] const FleetDefinition &definition() const { return m_definition; }
    [[nodiscard]] SteadyTime now() const { return m_now; }
    [[nodiscard]] InstanceNumber numberOf(const QString &instance) const;

    /// Lets time pass without any probe.
    FleetChanges pass(std::chrono::milliseconds time);
    /// One interval: every instance is probed; those that failures were set for fail.
    FleetChanges poll();
    /// Probes only these.
    FleetChanges poll(const QList<InstanceNumber> &instances);
    void fillHistory(int polls);               ///< calm minutes, then the problems
    void setCalm(bool calm) { m_calm = calm; } ///< faults wait

    void setHealth(InstanceNumber number, ProbeOutcome outcome, const QString &reason);
    void setHealthBody(InstanceNumber number, const HealthAnswer &answer);
    void setReadiness(InstanceNumber number, const QString &reason);
    void setErrors(InstanceNumber number, double ratio, double p99);
    void setBreakers(InstanceNumber number, const QList<BreakerReading> &breakers);
    void heal(InstanceNumber number);
    /// Gives a service an availability objective, as a reload of the configuration does.
    FleetChanges setObjective(const QString &service, double availability);

    /// Replaces the definition by one without these, or with these added.
    FleetChanges remove(const QList<InstanceNumber> &instances);
    FleetChanges add(const QString &cluster, const QString &service, int count);

private:
    struct Faults
    {
        ProbeOutcome healthOutcome = ProbeOutcome::Ok;
        QString healthReason;
        std::shared_ptr<const HealthAnswer> healthBody;
        QString readinessReason;
        double errorRatio = 0.0006;
        double p99 = 0.092;
        QList<BreakerReading> breakers;
    };

    void append(const QString &cluster, const QString &service, int count);
    [[nodiscard]] Observation observe(InstanceNumber number, ProbeKind kind);
    [[nodiscard]] double jitter();

    std::mt19937 m_random;
    InstanceNumbering m_numbering;
    FleetDefinition m_definition;
    SteadyTime m_now{std::chrono::hours(100)};
    WallTime m_wall;
    QHash<InstanceNumber, Faults> m_faults;
    QHash<quint64, int> m_streaks; ///< by instance and kind, negative: bad ones
    bool m_calm = false;           ///< faults are not shown yet
};

} // namespace quarterdeck
