#pragma once

#include <QList>
#include <QMap>
#include <QString>

#include <array>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace quarterdeck {

/// The one normal form of all libraries' breaker states, worst first.
enum class BreakerState : quint8 {
    Open,
    ForcedOpen,
    HalfOpen,
    Unknown,
    ForcedClosed,
    Disabled,
    MetricsOnly,
    Closed,
};
inline constexpr int breakerStateCount = 8;

/// What became of a call that a breaker guards. `Slow` calls are counted among `Ok` and `Failed` too.
enum class CallCause : quint8 { Ok, Slow, Failed, TimedOut, NotPermitted };
inline constexpr int callCauseCount = 5;

/// Calls by cause since the console first saw the breaker. Restarts of the process do not set them back, so a
/// reader that missed pages can still take differences. NaN: the library does not tell.
struct BreakerCalls
{
    static constexpr double untold = std::numeric_limits<double>::quiet_NaN();
    std::array<double, callCauseCount> counts{untold, untold, untold, untold, untold};

    [[nodiscard]] double of(CallCause cause) const { return counts[static_cast<std::size_t>(cause)]; }
    double &of(CallCause cause) { return counts[static_cast<std::size_t>(cause)]; }
    /// Untold is equal to untold.
    bool operator==(const BreakerCalls &other) const
    {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] != other.counts[i] &&
                (counts[i] == counts[i] || other.counts[i] == other.counts[i])) {
                return false;
            }
        }
        return true;
    }
};

/// How long a breaker's calls took. Buckets can be merged over instances; quantiles that the library made
/// itself cannot.
struct BreakerLatency
{
    std::shared_ptr<const std::vector<double>> bounds; ///< seconds, ascending, the last is +Inf; may be null
    std::vector<double> counts; ///< cumulative over the bounds, since the console first saw the breaker
    std::optional<double> p50;  ///< seconds, as the library says
    std::optional<double> p99;
    bool operator==(const BreakerLatency &other) const
    {
        return counts == other.counts && p50 == other.p50 && p99 == other.p99 &&
               (bounds == other.bounds || (bounds && other.bounds && *bounds == *other.bounds));
    }
};

/// One breaker of one instance as a scrape showed it.
struct BreakerReading
{
    QString name;
    QMap<QString, QString> labels; ///< what tells it from others of the same name
    BreakerState state = BreakerState::Unknown;
    QString raw;                       ///< the state as exposed, e.g. "half_open" or "2"
    QString convention;                ///< id of the convention that recognised it, e.g. "resilience4j"
    QString hint;                      ///< when unknown: how to declare the encoding
    std::optional<double> failureRate; ///< 0..1, as the library measures it
    std::optional<double> threshold;   ///< 0..1, the rate at which it opens
    QString series; ///< when unknown: the series as exposed, e.g. `circuit_breaker_state{service="a"}`
    /// Times it opened since the page before, 0 on the first page and after a restart.
    int openings = 0;
    /// Some of `openings` are told by counters only: it opened and left again between the two pages.
    bool inferred = false;
    /// Every opening since the console first saw the breaker, and every restart of its process: a reader that
    /// missed pages takes differences.
    quint32 trips = 0;
    quint16 restarts = 0;
    BreakerCalls calls;
    double slowNow = BreakerCalls::untold; ///< slow calls in the library's own window, where it tells that
    std::optional<std::chrono::milliseconds> wait; ///< from open to half-open, where the library tells
    std::shared_ptr<const BreakerLatency> latency; ///< null where the library tells nothing

    bool operator==(const BreakerReading &other) const;
};

/// A limit on concurrency as a scrape showed it: saturation, which is no failure breaker.
struct SaturationReading
{
    QString name;
    QMap<QString, QString> labels;
    QString limit;      ///< which limit, e.g. "rq_pending (default priority)"
    QString convention; ///< id of the rule
    bool atLimit = false;
    bool operator==(const SaturationReading &) const = default;
};

QString toString(BreakerState state);

} // namespace quarterdeck
