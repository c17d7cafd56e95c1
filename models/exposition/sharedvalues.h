#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>

namespace quarterdeck {

/// Keeps equal values once: ten thousand instances of a few services say the same of their series. Forgets a
/// value when nobody holds it any more. Not thread-safe.
template <typename Value>
class SharedValues
{
public:
    /// The value, or an equal one that is held already. `hash` is any that equal values have in common.
    std::shared_ptr<const Value> shared(std::size_t hash, Value &&value)
    {
        auto [it, last] = m_byHash.equal_range(hash);
        while (it != last) {
            if (auto known = it->second.lock(); !known) {
                it = m_byHash.erase(it); // or a value that comes and goes would leave a trail to walk along
            } else if (*known == value) {
                return known;
            } else {
                ++it;
            }
        }
        if (m_byHash.size() >= m_cleanAt) {
            std::erase_if(m_byHash, [](const auto &item) { return item.second.expired(); });
            m_cleanAt = std::max<std::size_t>(64, 2 * m_byHash.size());
        }
        auto added = std::make_shared<const Value>(std::move(value));
        m_byHash.emplace(hash, added);
        return added;
    }
    [[nodiscard]] std::size_t size() const { return m_byHash.size(); }

    /// Those of the calling thread: what belongs to a worker stays in it.
    static SharedValues &ofThread()
    {
        thread_local SharedValues values;
        return values;
    }

private:
    std::unordered_multimap<std::size_t, std::weak_ptr<const Value>> m_byHash;
    std::size_t m_cleanAt = 64; ///< entries, at which those that nobody uses any more are dropped
};

} // namespace quarterdeck
