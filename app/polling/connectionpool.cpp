#include "app/polling/connectionpool.h"

#include <algorithm>

namespace quarterdeck {

namespace {

/// A second idle connection of a lane comes from a slow moment; it is not kept for the next one.
constexpr std::chrono::seconds spareKeptFor{15};
/// One place in so many stays free for the lanes that have none, and for second connections of slow moments.
constexpr std::size_t shareWithoutPlace = 32;

} // namespace

struct KeepAliveLane::Idle final : Connection::User
{
    Idle(ConnectionPool &ownPool, KeepAliveLane &ownLane, std::shared_ptr<Connection> idle, SteadyTime now)
        : pool(ownPool)
        , lane(ownLane)
        , connection(std::move(idle))
        , since(now)
    {
    }
    // Between two requests a server may only close: whatever else comes was not asked for.
    void connectionReadable() override { pool.drop(*this); }
    void connectionWritable() override {}

    ConnectionPool &pool;
    KeepAliveLane &lane;
    std::shared_ptr<Connection> connection;
    SteadyTime since;
    std::list<Idle *>::iterator place;
};

KeepAliveLane::KeepAliveLane(ConnectionPool &pool) : m_pool(pool)
{
    ++pool.m_lanes;
    const std::size_t withoutPlace = std::max<std::size_t>(pool.m_limit / shareWithoutPlace, 1);
    if (pool.m_places + withoutPlace < pool.m_limit) {
        m_ownPlace = true;
        ++pool.m_places;
    }
}

KeepAliveLane::~KeepAliveLane()
{
    while (!m_idle.empty()) {
        m_pool.drop(*m_idle.back());
    }
    --m_pool.m_lanes;
    m_pool.m_places -= m_ownPlace ? 1 : 0;
}

std::shared_ptr<Connection> ConnectionPool::take(KeepAliveLane &lane)
{
    if (lane.m_idle.empty()) {
        return nullptr;
    }
    const std::unique_ptr<KeepAliveLane::Idle> idle = std::move(lane.m_idle.back());
    lane.m_idle.pop_back();
    listOf(lane).erase(idle->place);
    idle->connection->setUser(nullptr);
    return std::move(idle->connection);
}

void ConnectionPool::keep(KeepAliveLane &lane, std::shared_ptr<Connection> connection, SteadyTime now)
{
    auto idle = std::make_unique<KeepAliveLane::Idle>(*this, lane, std::move(connection), now);
    idle->connection->setUser(idle.get());
    idle->connection->waitReadable();
    IdleList &list = listOf(lane);
    idle->place = list.insert(list.end(), idle.get());
    lane.m_idle.push_back(std::move(idle));
    if (lane.m_idle.size() > 1 && now - lane.m_idle.front()->since > spareKeptFor) {
        drop(*lane.m_idle.front());
    }
}

bool ConnectionPool::makeRoom()
{
    while (*m_open >= m_limit && !(m_shared.empty() && m_placed.empty())) {
        // Of those with a place the one used last: its next turn is the farthest away.
        drop(m_shared.empty() ? *m_placed.back() : *m_shared.front());
    }
    return *m_open < m_limit;
}

std::shared_ptr<Connection> ConnectionPool::open(boost::asio::io_context &context)
{
    return std::make_shared<Connection>(context, m_open);
}

void ConnectionPool::drop(KeepAliveLane::Idle &idle)
{
    idle.connection->close();
    listOf(idle.lane).erase(idle.place);
    std::erase_if(idle.lane.m_idle, [&idle](const auto &candidate) { return candidate.get() == &idle; });
}

} // namespace quarterdeck
