#include "app/simfleet/instance.h"

#include <algorithm>

namespace quarterdeck::simfleet {

SimulatedInstance::SimulatedInstance(LoadCurve load, LatencyModel latency, double clientErrorRatio,
                                     double uptime)
    : m_load(load)
    , m_latency(latency)
    , m_clientErrorRatio(clientErrorRatio)
    , m_started(-uptime)
    , m_since(-uptime)
{
}

bool SimulatedInstance::takesRequests() const
{
    return !condition.killed && !drained && !condition.hung[0];
}

double SimulatedInstance::requestRate(double now) const
{
    return m_takesRequests ? m_load.rate(now) : 0;
}

double SimulatedInstance::requestsSinceChange(double now) const
{
    return m_takesRequests ? m_load.requests(m_since, std::max(now, m_since)) : 0;
}

double SimulatedInstance::requestsInWindow(const SimulatedBreaker &breaker, double now) const
{
    const double to =
        breaker.mode() == SimulatedBreaker::Mode::Open ? breaker.since() : std::max(now, m_since);
    const double from = std::max(to - SimulatedBreaker::window, m_started);
    return m_takesRequests && from < to ? m_load.requests(from, to) : 0;
}

RequestCounts SimulatedInstance::countsAt(double now) const
{
    RequestCounts result = m_counts;
    const double requests = requestsSinceChange(now);
    const double mean = m_latency.mean();
    for (std::size_t kind = 0; kind < requestClasses; ++kind) {
        const double more = requests * m_ratio[kind];
        result.count[kind] += more;
        result.seconds[kind] += more * mean;
        for (std::size_t i = 0; i < latencyBuckets; ++i) {
            result.bucket[kind][i] += more * m_shares[i];
        }
    }
    return result;
}

void SimulatedInstance::settle(double now)
{
    m_counts = countsAt(now);
    const double requests = requestsSinceChange(now);
    for (SimulatedBreaker &breaker : breakers) {
        breaker.settle(requests);
    }
    m_since = std::max(now, m_since);
}

void SimulatedInstance::follow()
{
    m_takesRequests = takesRequests();
    m_latency.added = condition.addedLatency;
    m_shares = m_latency.cumulativeShares();
    if (!breakers.empty()) {
        breakers.front().setAddedLatency(condition.addedLatency); // what slows it is what it calls first
    }
    const double errors = std::clamp(condition.errorRatio, 0.0, 1.0);
    m_ratio[static_cast<std::size_t>(RequestClass::Error)] = errors;
    m_ratio[static_cast<std::size_t>(RequestClass::ClientError)] = (1 - errors) * m_clientErrorRatio;
    m_ratio[static_cast<std::size_t>(RequestClass::Ok)] = (1 - errors) * (1 - m_clientErrorRatio);
}

void SimulatedInstance::restart(double now)
{
    m_counts = {};
    m_started = now;
    m_since = now;
    for (SimulatedBreaker &breaker : breakers) {
        breaker.restart(now);
    }
}

} // namespace quarterdeck::simfleet
