#pragma once

#include "models/fleet/observation.h"

namespace quarterdeck {

/// Decides what a worker leaves out when it cannot keep up: metrics of healthy instances first, then
/// readiness, health never. Keeping up is measured where it matters: how late probes start, as the mean over
/// a second. It takes two such seconds in a row: a machine that stood still for a moment starts everything
/// that became due meanwhile at once, all of it late, and has caught up with that.
class LoadShedder
{
public:
    enum class Level : quint8 { None, MetricsOfHealthy, Readiness };

    /// A probe became due at `due` and the worker came to it at `now`.
    void started(SteadyTime due, SteadyTime now);
    [[nodiscard]] Level level() const { return m_level; }
    [[nodiscard]] bool sheds(ProbeKind kind, bool healthy) const;

private:
    void judge(double meanLag, SteadyTime now);

    static constexpr std::chrono::seconds window{1};
    static constexpr std::chrono::milliseconds shedMetricsFrom{150};
    static constexpr std::chrono::milliseconds shedReadinessFrom{500};
    static constexpr std::chrono::milliseconds relaxBelow{40};
    /// Good again for this long before it takes the next step back: what was left out makes room, and
    /// taking it all back at once would fall behind again.
    static constexpr std::chrono::seconds relaxAfter{5};

    SteadyTime m_windowSince{};
    double m_lags = 0; ///< seconds, the sum within the window
    int m_starts = 0;
    Level m_before = Level::None; ///< what the window before asked for
    SteadyTime m_goodSince{};
    Level m_level = Level::None;
};

} // namespace quarterdeck
