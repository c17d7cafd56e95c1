#pragma once

#include "models/breakerboard/breakermembers.h"
#include "models/breakerboard/tileset.h"

#include <functional>
#include <queue>
#include <vector>

namespace quarterdeck {

class Fleet;
struct Observation;

/// Follows the breakers of every instance from page to page: which came, went, changed their state or were
/// lost, and what they counted since. Tells the tiles.
class BreakerFollower
{
public:
    BreakerFollower(const Fleet &fleet, std::vector<Member> &members, TileSet &tiles);

    void setTime(SteadyTime now) { m_now = now; }
    void follow(InstanceNumber number);
    /// Lets go of instances that have left the fleet.
    void forgetStrangers();
    /// Breakers that get stuck or are forgotten with time alone.
    void passDeadlines();

private:
    struct Deadline
    {
        SteadyTime at;
        std::uint32_t member = 0;
        std::uint32_t generation = 0;
        bool operator>(const Deadline &other) const { return at > other.at; }
    };
    /// The breakers of one instance.
    struct Followed
    {
        std::vector<std::uint32_t> live; ///< in the order of the readings
        std::vector<std::uint32_t> gone; ///< lost ones
        SteadyTime page{};
        QString service;
        QString cluster;
    };

    void read(const Instance &instance, Followed &own);
    void matchUp(const Instance &instance, Followed &own);
    void lose(Followed &own, const Instance &instance);
    void forget(Followed &own);
    std::uint32_t addMember(const Instance &instance, const BreakerReading &reading, const QString &name);
    void removeMember(std::uint32_t index);
    void update(std::uint32_t index, const BreakerReading &reading, const Observation &page);
    void tellTransitions(Member &member, const BreakerReading &reading, int openings,
                         const Observation &page);
    void countCalls(Member &member, MemberShare &share, const BreakerReading &reading, SteadyTime at);
    void setDeadline(std::uint32_t index, SteadyTime at);

    const Fleet &m_fleet;
    std::vector<Member> &m_members; ///< a pool: places are used again
    TileSet &m_tiles;
    SteadyTime m_now{};
    std::vector<std::uint32_t> m_freeMembers;
    std::vector<Followed> m_followed; ///< by instance number
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> m_deadlines;
};

} // namespace quarterdeck
