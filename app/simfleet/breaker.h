#pragma once

#include <cstdint>

namespace quarterdeck::simfleet {

/// One instance's breaker towards one dependency: its state and what it has counted. Like all counters here
/// it moves only when asked, by the calls that closed forms say there were.
class SimulatedBreaker
{
public:
    enum class Mode : std::uint8_t { Closed, Open, HalfOpen, ForcedOpen, Disabled, ForcedClosed };

    struct Counts
    {
        double successful = 0;
        double failed = 0;
        double slow = 0;
        double notPermitted = 0;
    };
    struct Transitions
    {
        std::uint64_t opened = 0;
        std::uint64_t halfOpened = 0;
        std::uint64_t closed = 0;
        std::uint64_t isolated = 0; ///< forced open by a person
    };

    SimulatedBreaker() = default;
    /// `share` of the instance's requests call through it; `failing` of those fail while all is well.
    SimulatedBreaker(double share, double failing);

    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] double since() const { return m_since; } ///< seconds since the simulation began
    [[nodiscard]] const Transitions &transitions() const { return m_transitions; }
    /// Failures among the calls of its window, 0..1.
    [[nodiscard]] double failureRate() const;
    /// What it will have counted after `requests` more requests of the instance.
    [[nodiscard]] Counts countsAfter(double requests) const;

    void settle(double requests) { m_counts = countsAfter(requests); }
    void setMode(Mode mode, double now);
    /// A new process: nothing counted yet.
    void restart(double now);

    static constexpr double threshold = 0.5; ///< failure rate at which it opens

private:
    double m_share = 0;
    double m_failing = 0;
    Mode m_mode = Mode::Closed;
    double m_since = 0;
    Counts m_counts;
    Transitions m_transitions;
};

} // namespace quarterdeck::simfleet
