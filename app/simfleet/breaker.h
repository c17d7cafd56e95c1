#pragma once

#include "app/simfleet/latency.h"

#include <array>
#include <cstdint>

namespace quarterdeck::simfleet {

/// Upper bounds in seconds of the buckets for calls through a breaker; +Inf is not among them. Few: libraries
/// write a histogram for each breaker and each end of its calls.
inline constexpr std::array<double, 6> breakerBounds{0.01, 0.025, 0.05, 0.1, 0.25, 1};

/// One instance's breaker towards one dependency: its state and what it has counted. Like all counters here
/// it moves only when asked, by the calls that closed forms say there were.
class SimulatedBreaker
{
public:
    enum class Mode : std::uint8_t { Closed, Open, HalfOpen, ForcedOpen, Disabled, ForcedClosed };
    /// What an open one does: refuses calls, or leaves out the hosts that fail, as Envoy's outlier detection.
    enum class Kind : std::uint8_t { Refuses, Ejects };

    /// Calls that ended one way.
    struct Ended
    {
        double seconds = 0;
        std::array<double, breakerBounds.size()> within{}; ///< each bound
    };
    struct Counts
    {
        double successful = 0;
        double failed = 0;
        double slow = 0;
        double notPermitted = 0;
        Ended successes;
        Ended failures;
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
    SimulatedBreaker(double share, double failing, Kind kind = Kind::Refuses, LatencyModel calls = {});

    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] double since() const { return m_since; } ///< seconds since the simulation began
    [[nodiscard]] const Transitions &transitions() const { return m_transitions; }
    /// Failures among the calls of its window, 0..1.
    [[nodiscard]] double failureRate() const;
    /// What it will have counted after `requests` more requests of the instance.
    [[nodiscard]] Counts countsAfter(double requests) const;
    /// How long the calls that go well take at present, or those that fail.
    [[nodiscard]] LatencyModel latency(bool failing) const;
    /// Slow ones among the calls in the library's own window, which held so many requests of the instance.
    [[nodiscard]] double slowInWindow(double requests, bool failing) const;

    void settle(double requests) { m_counts = countsAfter(requests); }
    void setMode(Mode mode, double now);
    /// What a fault adds to each call, in seconds.
    void setAddedLatency(double added);
    /// A new process: nothing counted yet.
    void restart(double now);

    static constexpr double threshold = 0.5;  ///< failure rate at which it opens
    static constexpr double slowAfter = 0.25; ///< seconds: longer calls are slow
    static constexpr double window = 60;      ///< seconds over which the library counts for its own use

private:
    [[nodiscard]] double permittedShare() const;
    void follow();

    double m_share = 0;
    double m_failing = 0;
    Kind m_kind = Kind::Refuses;
    LatencyModel m_calls;
    Mode m_mode = Mode::Closed;
    double m_since = 0;
    /// What one call of each end adds; made anew when the latency changes.
    Ended m_perSuccess;
    Ended m_perFailure;
    double m_slowSuccess = 0; ///< share
    double m_slowFailure = 0;
    Counts m_counts;
    Transitions m_transitions;
};

} // namespace quarterdeck::simfleet
