#include "app/polling/blockingpool.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace quarterdeck {

struct BlockingPool::State
{
    std::mutex mutex;
    std::condition_variable work;
    std::condition_variable ended;
    std::deque<std::function<void()>> waiting;
    int threads = 0;
    bool stopping = false;
};

BlockingPool::BlockingPool(int threads) : m_state(std::make_shared<State>())
{
    m_state->threads = threads;
    for (int i = 0; i < threads; ++i) {
        // Detached on purpose, see the destructor.
        std::thread([state = m_state] {
            std::unique_lock lock(state->mutex);
            while (true) {
                state->work.wait(lock, [&] { return state->stopping || !state->waiting.empty(); });
                if (state->stopping) {
                    break;
                }
                auto call = std::move(state->waiting.front());
                state->waiting.pop_front();
                lock.unlock();
                call();
                call = nullptr;
                lock.lock();
            }
            --state->threads;
            state->ended.notify_all();
        }).detach();
    }
}

BlockingPool::~BlockingPool()
{
    std::deque<std::function<void()>> dropped; // destroyed after the lock is gone: they may own anything
    std::unique_lock lock(m_state->mutex);
    m_state->stopping = true;
    dropped.swap(m_state->waiting);
    m_state->work.notify_all();
    m_state->ended.wait_for(lock, std::chrono::milliseconds(500), [this] { return m_state->threads == 0; });
    lock.unlock();
}

void BlockingPool::run(std::function<void()> call)
{
    const std::lock_guard lock(m_state->mutex);
    if (!m_state->stopping) {
        m_state->waiting.push_back(std::move(call));
        m_state->work.notify_one();
    }
}

} // namespace quarterdeck
