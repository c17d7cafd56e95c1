#pragma once

#include "app/simfleet/breaker.h"
#include "app/simfleet/latency.h"
#include "app/simfleet/load.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace quarterdeck::simfleet {

/// How a request ended, as far as metrics tell them apart.
enum class RequestClass : std::uint8_t { Ok, ClientError, Error };
inline constexpr std::size_t requestClasses = 3;

/// Everything an instance has counted of its requests: cumulative, with fractions.
struct RequestCounts
{
    std::array<double, requestClasses> count{};
    std::array<double, requestClasses> seconds{};
    std::array<std::array<double, latencyBuckets>, requestClasses>
        bucket{}; ///< cumulative over the bounds too
};

enum class HealthPlay : std::uint8_t { Up, Degraded, Down, Html };

/// What an instance plays right now: its faults, its release and its operators, summed up.
struct Condition
{
    bool killed = false;
    bool hung[4] = {}; ///< indexed by FaultPath; `All` stands for every other path
    bool cut[4] = {};
    bool slowBody[4] = {};
    bool badPage = false;
    double hugeBodyMiB = 0;     ///< 0: an ordinary page
    double answerDelay[4] = {}; ///< seconds, indexed likewise
    double addedLatency = 0;    ///< seconds, of the requests that metrics tell of
    double errorRatio = 0;
    HealthPlay health = HealthPlay::Up;
    double flapPeriod = 0; ///< seconds; 0: it does not
    double flapSince = 0;
    bool ready = true;
    std::string healthReason;
    std::string readyReason;
};

/// The order of an operator to a breaker, which outranks what its calls would make of it.
struct BreakerControl
{
    bool set = false;
    SimulatedBreaker::Mode mode = SimulatedBreaker::Mode::Closed;
};

/// The counters and the condition of one instance. Between two changes nothing here moves: what a scrape
/// shows is computed from `since` and the time.
class SimulatedInstance
{
public:
    SimulatedInstance() = default;
    SimulatedInstance(LoadCurve load, LatencyModel latency, double clientErrorRatio, double uptime);

    Condition condition;
    std::vector<SimulatedBreaker> breakers;
    std::vector<BreakerControl> controls; ///< beside `breakers`
    bool drained = false;
    bool isLeader = false; ///< of a database cluster
    int release = 0;       ///< index into the world's releases

    /// Seconds since its process began.
    [[nodiscard]] double uptime(double now) const { return now - m_started; }
    [[nodiscard]] double started() const { return m_started; }
    [[nodiscard]] double requestRate(double now) const;
    [[nodiscard]] RequestCounts countsAt(double now) const;
    /// Requests since the last change, for the breakers.
    [[nodiscard]] double requestsSinceChange(double now) const;
    /// Requests in the window by which a breaker's library judges at `now`.
    [[nodiscard]] double requestsInWindow(const SimulatedBreaker &breaker, double now) const;
    [[nodiscard]] const LatencyModel &latency() const { return m_latency; }

    /// Keeps what was counted so far; to be called before the condition changes.
    void settle(double now);
    /// Takes over a changed condition; to be called after settle().
    void follow();
    void restart(double now);

private:
    [[nodiscard]] bool takesRequests() const;

    LoadCurve m_load;
    LatencyModel m_latency;
    std::array<double, requestClasses> m_ratio{1, 0, 0};
    std::array<double, latencyBuckets> m_shares{};
    double m_clientErrorRatio = 0;
    double m_started = 0; ///< seconds since the simulation began; negative: before it
    double m_since = 0;
    bool m_takesRequests = true;
    RequestCounts m_counts;
};

} // namespace quarterdeck::simfleet
