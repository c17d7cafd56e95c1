#pragma once

#include "app/polling/connection.h"

#include <list>
#include <memory>
#include <vector>

namespace quarterdeck {

class ConnectionPool;

/// The idle keep-alive connections of one target to one host and port. Closes them when destroyed.
/// While there are places, a new lane gets one of its own; the lanes beyond the limit share what is left.
class KeepAliveLane
{
public:
    explicit KeepAliveLane(ConnectionPool &pool);
    ~KeepAliveLane();
    KeepAliveLane(const KeepAliveLane &) = delete;
    KeepAliveLane &operator=(const KeepAliveLane &) = delete;

private:
    friend class ConnectionPool;
    struct Idle;
    ConnectionPool &m_pool;
    bool m_ownPlace = false;
    std::vector<std::unique_ptr<Idle>> m_idle; ///< the last one was used last
};

/// Counts one worker's connections against its share of the descriptor limit. When a new one needs a place,
/// the idle one that was used least recently goes, but only among the lanes without a place of their own: a
/// fleet is asked round and round, and by age alone each would be closed just before its turn came again.
class ConnectionPool
{
public:
    explicit ConnectionPool(std::size_t limit) : m_limit(limit) {}

    /// An idle connection of the lane, the most recently used first; nullptr when there is none.
    std::shared_ptr<Connection> take(KeepAliveLane &lane);
    /// Keeps a connection for the lane's next request, watched for a close or for unasked bytes.
    void keep(KeepAliveLane &lane, std::shared_ptr<Connection> connection, SteadyTime now);
    /// Makes room for one more connection; false when every one is in use and the limit is reached.
    bool makeRoom();
    /// A new connection of this worker; counted until it is closed.
    std::shared_ptr<Connection> open(boost::asio::io_context &context);

    [[nodiscard]] std::size_t openCount() const { return *m_open; }
    [[nodiscard]] std::size_t limit() const { return m_limit; }
    /// One for each lane: above the limit, the fleet needs more descriptors than there are.
    [[nodiscard]] std::size_t wanted() const { return m_lanes; }

private:
    friend class KeepAliveLane;
    friend struct KeepAliveLane::Idle;
    using IdleList = std::list<KeepAliveLane::Idle *>; ///< front: used least recently

    void drop(KeepAliveLane::Idle &idle);
    IdleList &listOf(const KeepAliveLane &lane) { return lane.m_ownPlace ? m_placed : m_shared; }

    std::size_t m_limit;
    std::size_t m_lanes = 0;
    std::size_t m_places = 0; ///< given to lanes
    std::shared_ptr<std::size_t> m_open = std::make_shared<std::size_t>(0);
    IdleList m_placed; ///< of lanes with a place of their own
    IdleList m_shared;
};

} // namespace quarterdeck
