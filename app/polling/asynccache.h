#pragma once

#include "app/polling/blockingpool.h"
#include "models/signals/signalreading.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace quarterdeck {

/// Values that take a blocking call to get (addresses of a name, a secret, a loaded certificate), for one
/// worker. The first question for a key starts one call, however many wait for it; later ones are answered
/// from memory, and a value past its time is renewed behind the scenes while the old one still serves.
/// Lives in its worker's thread; only the call itself runs in the pool.
template <typename Key, typename Value>
class AsyncCache
{
public:
    using Call = std::function<Value(const Key &)>;
    using Ready = std::function<void(const Value &)>;
    /// How long a value serves before it is renewed (`serves`), and whether it may be used while that
    /// happens.
    struct Freshness
    {
        std::chrono::milliseconds serves{30000};
        bool usableWhileRenewed = true;
    };
    using Judge = std::function<Freshness(const Value &)>;

    AsyncCache(std::shared_ptr<boost::asio::io_context> context, BlockingPool &pool, Call call, Judge judge)
        : m_context(std::move(context))
        , m_pool(pool)
        , m_call(std::move(call))
        , m_judge(std::move(judge))
        , m_self(std::make_shared<AsyncCache *>(this))
    {
    }
    AsyncCache(const AsyncCache &) = delete;
    AsyncCache &operator=(const AsyncCache &) = delete;

    /// The value when it is at hand; else nullptr, and `ready` is called later, from the worker's loop.
    const Value *get(const Key &key, SteadyTime now, Ready ready)
    {
        Entry &entry = m_entries[key];
        entry.lastUse = now;
        if (entry.present && (now < entry.renewAt || entry.usableWhileRenewed)) {
            if (now >= entry.renewAt && !entry.underWay) {
                start(key, entry);
            }
            return &entry.value;
        }
        entry.waiting.push_back(std::move(ready));
        if (!entry.underWay) {
            start(key, entry);
        }
        return nullptr;
    }

    /// Lets go of what nobody asked for since `before`.
    void forgetUnused(SteadyTime before)
    {
        std::erase_if(m_entries, [before](const auto &item) {
            return item.second.lastUse < before && !item.second.underWay && item.second.waiting.empty();
        });
    }

    /// The value turned out to be of no use: the next question renews it, unless it is younger than
    /// `youngest`.
    void doubt(const Key &key, SteadyTime now, std::chrono::milliseconds youngest)
    {
        const auto found = m_entries.find(key);
        if (found != m_entries.end() && found->second.present) {
            found->second.renewAt =
                std::min(found->second.renewAt, std::max(now, found->second.arrivedAt + youngest));
        }
    }

private:
    struct Entry
    {
        Value value{};
        bool present = false;
        bool underWay = false;
        bool usableWhileRenewed = true;
        SteadyTime arrivedAt;
        SteadyTime renewAt;
        SteadyTime lastUse;
        std::vector<Ready> waiting;
    };

    void start(const Key &key, Entry &entry)
    {
        entry.underWay = true;
        // The pool may outlive this worker by a hanging call: the context is shared, the cache only known
        // weakly.
        m_pool.run([context = m_context, self = std::weak_ptr(m_self), call = m_call, key] {
            auto value = std::make_shared<Value>(call(key));
            boost::asio::post(*context, [self, key, value] {
                if (const auto alive = self.lock()) {
                    (*alive)->arrived(key, std::move(*value));
                }
            });
        });
    }

    void arrived(const Key &key, Value value)
    {
        Entry &entry = m_entries[key];
        const Freshness freshness = m_judge(value);
        entry.value = std::move(value);
        entry.present = true;
        entry.underWay = false;
        entry.usableWhileRenewed = freshness.usableWhileRenewed;
        entry.arrivedAt = std::chrono::steady_clock::now();
        entry.renewAt = entry.arrivedAt + freshness.serves;
        const auto waiting = std::exchange(entry.waiting, {});
        const Value current = entry.value; // a callback may ask again and move the entry
        for (const Ready &ready : waiting) {
            ready(current);
        }
    }

    std::shared_ptr<boost::asio::io_context> m_context;
    BlockingPool &m_pool;
    Call m_call;
    Judge m_judge;
    std::shared_ptr<AsyncCache *> m_self;
    std::map<Key, Entry> m_entries;
};

} // namespace quarterdeck
