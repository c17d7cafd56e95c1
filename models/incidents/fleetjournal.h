#pragma once

#include "models/fleet/fleet.h"
#include "models/incidents/fleetmoment.h"
#include "models/incidents/servicecondition.h"

#include <array>
#include <vector>

namespace quarterdeck {

/// Follows a fleet by difference: what happened becomes events, and how its services are becomes the figures
/// that the rules of incidents ask for. No clock of its own. Lives in the fleet's thread.
class FleetJournal
{
public:
    /// The fleet is the caller's and outlives the journal.
    explicit FleetJournal(const Fleet &fleet) : m_fleet(fleet) {}

    /// After Fleet::apply() and its like. How an instance was found at first is an event when it was not up.
    QList<Event> apply(const FleetChanges &changes, WallTime wall);
    [[nodiscard]] std::vector<ServiceCondition> conditions(SteadyTime now) const;
    /// All instances with their breakers, as they are.
    [[nodiscard]] FleetMoment moment(WallTime wall) const;

private:
    struct Member
    {
        QString name; ///< as it is shown, see tileNames()
        int slot = -1;
        BreakerState state = BreakerState::Unknown;
        quint32 trips = 0;
    };
    struct Followed
    {
        bool known = false;
        int service = -1;
        std::vector<Member> breakers;
        std::vector<QString> own;          ///< the readings' own names: when these stay, so do the shown ones
        QString name;                      ///< of the instance, as events say it
        QList<BreakerMoment> moments;      ///< the breakers as a keyframe holds them: shared, not copied
        double errors = noValue;           ///< counted so far
        std::optional<WallTime> firstSign; ///< the first failed probe of the trouble that goes on
        /// Of health and readiness: the first good answer of the row of good ones that goes on.
        std::array<std::optional<WallTime>, 2> goodFrom;
        bool isBad = false;                ///< down or not ready when last looked at
        std::optional<WallTime> recovered; ///< the first good answer after it was that last
    };
    /// A breaker over the instances of a service in a cluster.
    struct Slot
    {
        int service = 0;
        QString name;
        QString cluster;
        int instances = 0;
        int open = 0;
        std::optional<WallTime> openSince;
    };
    struct Service
    {
        QString name;
        double failed = noValue;
    };

    void rebuild();
    Followed &followed(InstanceNumber number);
    int serviceIndex(const QString &name);
    void drop(Followed &followed);
    static void readCourse(const Instance &instance, Followed &followed);
    void readErrors(const Instance &instance, Followed &followed);
    void readBreakers(const Instance &instance, Followed &followed, WallTime wall, QList<Event> &events);
    void count(Member &member, BreakerState state, WallTime wall);

    const Fleet &m_fleet;
    std::vector<Followed> m_instances; ///< by InstanceNumber
    std::vector<Service> m_services;
    QHash<QString, int> m_serviceIndices;
    std::vector<Slot> m_slots;
    QHash<QString, int> m_slotIndices;
};

} // namespace quarterdeck
