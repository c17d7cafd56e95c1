#pragma once

#include "app/polling/connection.h"

#include <list>
#include <memory>
#include <vector>

namespace quarterdeck {

class ConnectionPool;

/// The idle keep-alive connections of one target to one host and port. Closes them when destroyed.
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
    std::vector<std::unique_ptr<Idle>> m_idle; ///< the last one was used last
};

/// Counts one worker's connections against its share of the descriptor limit and closes the idle one that
/// was used least recently when a new one needs its place.
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
    [[nodiscard]] std::size_t idleCount() const { return m_leastRecent.size(); }
    [[nodiscard]] std::size_t limit() const { return m_limit; }
    /// Closed only to make room: when this grows, the fleet needs more descriptors than there are.
    [[nodiscard]] quint64 evicted() const { return m_evicted; }

private:
    friend class KeepAliveLane;
    friend struct KeepAliveLane::Idle;
    void drop(KeepAliveLane::Idle &idle);

    std::size_t m_limit;
    std::shared_ptr<std::size_t> m_open = std::make_shared<std::size_t>(0);
    std::list<KeepAliveLane::Idle *> m_leastRecent; ///< front: used least recently
    quint64 m_evicted = 0;
};

} // namespace quarterdeck
