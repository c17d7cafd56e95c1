#include "models/breakers/calltally.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace quarterdeck {

namespace {

/// Thousands of breakers have the same few lists of bounds. A tally is used in the thread that made it.
std::shared_ptr<const std::vector<double>> shared(std::vector<double> bounds)
{
    thread_local std::map<std::vector<double>, std::weak_ptr<const std::vector<double>>> known;
    std::weak_ptr<const std::vector<double>> &place = known[bounds];
    std::shared_ptr<const std::vector<double>> list = place.lock();
    if (!list) {
        list = std::make_shared<const std::vector<double>>(std::move(bounds));
        place = list;
        std::erase_if(known, [](const auto &entry) { return entry.second.expired(); });
    }
    return list;
}

void addTo(double &sum, double value)
{
    sum = std::isnan(sum) ? value : sum + value;
}

} // namespace

bool isCounter(BreakerFact fact)
{
    switch (fact) {
    case BreakerFact::Opened:
    case BreakerFact::Refused:
    case BreakerFact::Passed:
    case BreakerFact::Closed:
    case BreakerFact::CallsOk:
    case BreakerFact::CallsSlow:
    case BreakerFact::CallsFailed:
    case BreakerFact::CallsTimedOut:
    case BreakerFact::CallsNotPermitted:
    case BreakerFact::Bucket:
        return true;
    default:
        return false;
    }
}

std::optional<CallCause> CallTally::causeOf(BreakerFact fact) const
{
    switch (fact) {
    case BreakerFact::CallsOk:
        return CallCause::Ok;
    case BreakerFact::CallsSlow:
        return CallCause::Slow;
    case BreakerFact::CallsFailed:
        return CallCause::Failed;
    case BreakerFact::CallsTimedOut:
        return CallCause::TimedOut;
    case BreakerFact::CallsNotPermitted:
        return CallCause::NotPermitted;
    case BreakerFact::Passed:
        return m_meaning.passedIsOk ? std::optional(CallCause::Ok) : std::nullopt;
    case BreakerFact::Refused:
        return m_meaning.refusedIsNotPermitted ? std::optional(CallCause::NotPermitted) : std::nullopt;
    default:
        return std::nullopt;
    }
}

void CallTally::layOut(std::vector<TrackedFact> &facts)
{
    std::vector<double> bounds;
    for (TrackedFact &fact : facts) {
        if (fact.fact == BreakerFact::Bucket) {
            bounds.push_back(static_cast<double>(fact.key));
        }
    }
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
    // Without the last bucket nothing says how many calls there were
    const bool isWhole = bounds.size() > 1 && std::isinf(bounds.back()) && bounds.size() < 500;
    if (!isWhole) {
        std::erase_if(facts, [](const TrackedFact &fact) { return fact.fact == BreakerFact::Bucket; });
        if (m_latency && m_latency->bounds) {
            m_latency.reset();
        }
        return;
    }
    for (TrackedFact &fact : facts) {
        if (fact.fact == BreakerFact::Bucket) {
            const auto place = std::lower_bound(bounds.begin(), bounds.end(), static_cast<double>(fact.key));
            fact.place = static_cast<std::uint16_t>(place - bounds.begin());
        }
    }
    if (!m_latency || !m_latency->bounds || *m_latency->bounds != bounds) {
        auto latency = std::make_shared<BreakerLatency>();
        latency->counts.assign(bounds.size(), 0);
        latency->bounds = shared(std::move(bounds));
        m_latency = std::move(latency);
    }
}

void CallTally::add(std::span<const TrackedFact> facts, std::span<const ValueBefore> befores,
                    std::span<const double> values, bool isFirst, bool restarted)
{
    m_slowNow = m_okNow = m_failedNow = BreakerCalls::untold;
    m_wait.reset();
    std::array<double, callCauseCount> grown{};
    std::array<bool, callCauseCount> told{};
    std::shared_ptr<BreakerLatency> latency;
    const auto change = [this, &latency]() -> BreakerLatency & {
        if (!latency) {
            latency =
                m_latency ? std::make_shared<BreakerLatency>(*m_latency) : std::make_shared<BreakerLatency>();
        }
        return *latency;
    };
    for (std::size_t index = 0; index < facts.size(); ++index) {
        const TrackedFact &fact = facts[index];
        const ValueBefore before = befores[index];
        const double value = values[fact.slot];
        if (std::isnan(value)) {
            continue;
        }
        double growth = 0;
        if (!isFirst && isCounter(fact.fact)) {
            // A series that was never there counts from nothing; one that was away counts from now on
            growth = before && !restarted && value >= *before ? value - *before
                     : before || before.isNew()               ? value
                                                              : 0;
        }
        if (const std::optional<CallCause> cause = causeOf(fact.fact)) {
            told[static_cast<std::size_t>(*cause)] = true;
            const bool weighs = fact.fact != BreakerFact::Passed && fact.fact != BreakerFact::Refused;
            grown[static_cast<std::size_t>(*cause)] += growth * (weighs ? fact.scale : 1.0);
            continue;
        }
        switch (fact.fact) {
        case BreakerFact::SlowNow:
            addTo(m_slowNow, value);
            break;
        case BreakerFact::OkNow:
            addTo(m_okNow, value);
            break;
        case BreakerFact::FailedNow:
            addTo(m_failedNow, value);
            break;
        case BreakerFact::Wait:
            if (value * fact.scale > 0 && value * fact.scale < 1e6) {
                m_wait = value * fact.scale;
            }
            break;
        case BreakerFact::Bucket:
            if (growth > 0 && m_latency && fact.place < m_latency->counts.size()) {
                change().counts[fact.place] += growth;
            }
            break;
        case BreakerFact::Quantile: {
            const std::optional<double> seconds = value * fact.scale;
            if (std::abs(fact.key - 0.5F) < 1e-6F && (!m_latency || m_latency->p50 != seconds)) {
                change().p50 = seconds;
            } else if (std::abs(fact.key - 0.99F) < 1e-6F && (!m_latency || m_latency->p99 != seconds)) {
                change().p99 = seconds;
            }
            break;
        }
        default:
            break;
        }
    }
    for (std::size_t i = 0; i < grown.size(); ++i) {
        double &count = m_calls.counts[i];
        count = !told[i]            ? BreakerCalls::untold
                : std::isnan(count) ? std::max(0.0, grown[i])
                                    : count + std::max(0.0, grown[i]);
    }
    if (latency) {
        m_latency = std::move(latency);
    }
}

void CallTally::tell(BreakerReading &reading) const
{
    reading.calls = m_calls;
    reading.slowNow = m_slowNow;
    reading.latency = m_latency;
    reading.wait.reset();
    if (m_wait) {
        reading.wait = std::chrono::milliseconds(static_cast<std::int64_t>(*m_wait * 1000));
    }
    if (!reading.failureRate && m_okNow + m_failedNow > 0) {
        reading.failureRate = m_failedNow / (m_okNow + m_failedNow);
    }
}

} // namespace quarterdeck
