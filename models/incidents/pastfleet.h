#pragma once

#include "models/fleet/fleet.h"
#include "models/incidents/fleetmoment.h"

#include <vector>

namespace quarterdeck {

/// What the record has of a moment.
struct RecordedMoment
{
    WallTime at;
    bool isRecorded = false; ///< a console was recording then
    FleetMoment fleet;
    QList<SignalPoint> history; ///< of the whole fleet, up to the moment
    QList<Event> lately;        ///< what had happened last, newest first
};

/// A fleet as it was at a moment, to be looked at in the place of the present one: the same instances under
/// the same numbers; those that are gone since stand behind them; of whom nothing is recorded is unknown and
/// says so. Lives in the fleet's thread.
class PastFleet
{
public:
    static QString notRecorded(); ///< why it is unknown

    /// The present fleet is the caller's and outlives this one.
    explicit PastFleet(const Fleet &present) : m_present(present) {}

    [[nodiscard]] const Fleet &fleet() const { return m_fleet; }
    /// Ages in the past are those of the moment: this goes with it as the steady clock does with the present.
    static SteadyTime steadyAt(WallTime moment);

    /// The first time, and whenever instances came or went, everything is replaced.
    FleetChanges show(const RecordedMoment &moment);
    /// The present fleet has other instances now.
    void presentReplaced() { m_isDefined = false; }

private:
    void define(const RecordedMoment &moment);
    [[nodiscard]] QList<BreakerReading> readingsOf(const InstanceMoment &instance) const;

    const Fleet &m_present;
    Fleet m_fleet;
    bool m_isDefined = false;
    struct Member
    {
        InstanceNumber number;
        QString name; ///< as the record has it
    };
    std::vector<Member> m_members;
    QSet<QString> m_names;
    QHash<std::pair<QString, QString>, QString> m_conventions; ///< by service and breaker
};

} // namespace quarterdeck
