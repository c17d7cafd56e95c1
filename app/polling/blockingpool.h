#pragma once

#include <functional>
#include <memory>

namespace quarterdeck {

/// A few threads for calls that can only block: name resolution, key rings, reading certificates. Shared by
/// all workers of a poller, so that no worker ever waits for them. Thread-safe.
class BlockingPool
{
public:
    explicit BlockingPool(int threads = 4);
    /// Waits a bounded time for calls under way. A call that still hangs (getaddrinfo() has no way out) keeps
    /// its thread and what its function owns, and its result goes nowhere.
    ~BlockingPool();
    BlockingPool(const BlockingPool &) = delete;
    BlockingPool &operator=(const BlockingPool &) = delete;

    void run(std::function<void()> call);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace quarterdeck
