#include "app/polling/probeschedule.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr int fewestPlaces = 10; ///< in an interval

// FNV-1a over UTF-16 code units, then the finaliser of splitmix64: FNV alone leaves the ids of one job, which
// differ in their last characters, close together. Qt's own hashes are seeded per process.
void mix(quint64 &hash, const QString &text)
{
    for (const QChar character : text) {
        hash = (hash ^ character.unicode()) * 0x100000001b3ULL;
    }
    hash = (hash ^ 0xffffU) * 0x100000001b3ULL;
}

} // namespace

quint64 ProbeSchedule::stableHash(const InstanceId &id)
{
    quint64 hash = 0xcbf29ce484222325ULL;
    mix(hash, id.job);
    mix(hash, id.instance);
    hash = (hash ^ quint64(id.duplicate)) * 0x100000001b3ULL;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
    return hash ^ (hash >> 31);
}

std::chrono::milliseconds ProbeSchedule::stepFor(double probesPerSecond)
{
    constexpr double together = 64; // probes
    constexpr double longest = 200; // ms
    return std::chrono::milliseconds(
        std::lround(std::clamp(1000 * together / std::max(probesPerSecond, 1.0), 1.0, longest)));
}

ProbeSchedule::ProbeSchedule(quint64 hash, std::chrono::milliseconds interval,
                             std::chrono::nanoseconds behind, std::chrono::milliseconds step)
    : m_interval(std::max(interval, std::chrono::milliseconds(1)))
{
    const auto own = std::chrono::nanoseconds(hash % quint64(m_interval.count()));
    m_offset = (own + behind) % m_interval;
    const std::chrono::nanoseconds longest = m_interval / fewestPlaces;
    m_offset -=
        m_offset % std::max<std::chrono::nanoseconds>(1ms, std::min<std::chrono::nanoseconds>(step, longest));
}

SteadyTime ProbeSchedule::after(SteadyTime time) const
{
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch());
    const auto phase = since % m_interval;
    auto wait = m_offset - phase;
    if (wait <= std::chrono::nanoseconds::zero()) {
        wait += m_interval;
    }
    return time + wait;
}

} // namespace quarterdeck
