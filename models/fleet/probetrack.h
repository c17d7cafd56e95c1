#pragma once

#include "models/fleet/probeword.h"

#include <array>

namespace quarterdeck {

/// How many words in a row it takes to change what is held true; `poll:` of fleet.yml.
struct Hysteresis
{
    int failAfter = 2;
    int recoverAfter = 2;
};

/// Hysteresis of one probe of one instance: what it is held to say, and what is brewing against that.
/// The first word counts at once. After that, a worse level is believed when the last `failAfter` words were
/// all at least that bad, a better one when the last `recoverAfter` were all at least that good: "timed out,
/// degraded, timed out" is no run of timeouts, but it is a run of things that are not well.
class ProbeTrack
{
public:
    /// `reason` is asked for only where it will be shown. `times` is how many equal words this one stands
    /// for: the mailbox keeps the newest only. Returns whether anything that a person sees changed.
    bool apply(ProbeWord word, const QString &reason, int times, SteadyTime at, const Hysteresis &hysteresis);
    /// Confirms what is held without a new word, as when the console spares a target that keeps failing.
    void confirm(SteadyTime at) { m_lastWord = at; }
    void clear() { *this = {}; }

    [[nodiscard]] bool isKnown() const { return m_settled != ProbeLevel::Silent; }
    [[nodiscard]] ProbeLevel level() const { return m_settled; }
    [[nodiscard]] bool isAbsent() const { return m_absent; }
    [[nodiscard]] const QString &reason() const { return m_reason; }
    [[nodiscard]] SteadyTime lastWord() const { return m_lastWord; }

    /// The newest word differs from what is held.
    [[nodiscard]] bool isPending() const { return m_pendingCount > 0; }
    [[nodiscard]] bool isPendingWorse() const { return m_latest > m_settled; }
    [[nodiscard]] int pendingCount() const { return m_pendingCount; }
    [[nodiscard]] const QString &pendingReason() const { return m_pendingReason; }

private:
    static constexpr std::size_t levels = 5;
    static constexpr std::size_t index(ProbeLevel level) { return static_cast<std::size_t>(level); }

    std::array<quint16, levels> m_atLeast{}; ///< words in a row at this level or worse
    std::array<quint16, levels> m_atMost{};  ///< words in a row at this level or better
    ProbeLevel m_settled = ProbeLevel::Silent;
    ProbeLevel m_latest = ProbeLevel::Silent;
    bool m_absent = false;
    quint16 m_pendingCount = 0;
    QString m_reason;
    QString m_pendingReason;
    SteadyTime m_lastWord{};
};

} // namespace quarterdeck
