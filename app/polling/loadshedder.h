#pragma once

#include "models/fleet/observation.h"

namespace quarterdeck {

/// Decides what a worker leaves out when it cannot keep up: metrics of healthy instances first, then
/// readiness, health never. Keeping up is measured where it matters: how late probes start.
class LoadShedder
{
public:
    enum class Level : quint8 { None, MetricsOfHealthy, Readiness };

    /// A probe became due at `due` and the worker came to it at `now`.
    void started(SteadyTime due, SteadyTime now);
    [[nodiscard]] Level level() const { return m_level; }
    [[nodiscard]] bool sheds(ProbeKind kind, bool healthy) const;

private:
    static constexpr double weight = 0.02; ///< of the newest probe in the mean: some fifty probes' memory
    static constexpr std::chrono::milliseconds shedMetricsFrom{150};
    static constexpr std::chrono::milliseconds shedReadinessFrom{500};
    static constexpr std::chrono::milliseconds relaxBelow{40};
    /// Good again for this long before it takes the next step back: what was left out makes room, and
    /// taking it all back at once would fall behind again.
    static constexpr std::chrono::seconds relaxAfter{5};

    double m_meanLag = 0; ///< seconds
    SteadyTime m_goodSince{};
    Level m_level = Level::None;
};

} // namespace quarterdeck
