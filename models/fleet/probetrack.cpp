#include "models/fleet/probetrack.h"

#include <algorithm>
#include <limits>

namespace quarterdeck {

bool ProbeTrack::apply(ProbeWord word, const QString &reason, int times, SteadyTime at,
                       const Hysteresis &hysteresis)
{
    if (word.level == ProbeLevel::Silent) {
        return false;
    }
    m_lastWord = at;
    m_latest = word.level;
    const int most = std::numeric_limits<quint16>::max();
    for (std::size_t level = 1; level < levels; ++level) {
        const auto longer = [times, most](quint16 run) {
            return static_cast<quint16>(std::min<int>(most, run + std::max(1, times)));
        };
        m_atLeast[level] = index(word.level) >= level ? longer(m_atLeast[level]) : quint16(0);
        m_atMost[level] = index(word.level) <= level ? longer(m_atMost[level]) : quint16(0);
    }

    const ProbeLevel before = m_settled;
    if (!isKnown()) {
        m_settled = word.level;
    } else {
        // The worst level that is confirmed, else the best.
        for (std::size_t level = levels - 1; level > index(before); --level) {
            if (m_atLeast[level] >= hysteresis.failAfter) {
                m_settled = static_cast<ProbeLevel>(level);
                break;
            }
        }
        for (std::size_t level = 1; level < index(before) && m_settled == before; ++level) {
            if (m_atMost[level] >= hysteresis.recoverAfter) {
                m_settled = static_cast<ProbeLevel>(level);
            }
        }
    }

    bool changed = m_settled != before;
    if (m_settled == word.level) {
        changed = changed || m_pendingCount > 0 || m_absent != word.absent || m_reason != reason;
        m_absent = word.absent;
        m_reason = reason;
        m_pendingCount = 0;
        m_pendingReason.clear();
        return changed;
    }
    if (changed) {
        // Confirmed only as far as its neighbours go ("degraded, timed out"): the newest reason is still the
        // best.
        m_absent = false;
        m_reason = reason;
    }
    const quint16 count =
        word.level > m_settled ? m_atLeast[index(m_settled) + 1] : m_atMost[index(m_settled) - 1];
    changed = changed || m_pendingCount != count || m_pendingReason != reason;
    m_pendingCount = count;
    m_pendingReason = reason;
    return changed;
}

} // namespace quarterdeck
