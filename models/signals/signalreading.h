#pragma once

#include <QList>

#include <chrono>
#include <limits>

namespace quarterdeck {

inline constexpr double noValue = std::numeric_limits<double>::quiet_NaN();

/// Steady time: for rates, ages and deadlines, never for display.
using SteadyTime = std::chrono::steady_clock::time_point;
/// Wall time: for display and the record only.
using WallTime = std::chrono::system_clock::time_point;

/// A cumulative latency bucket as a rate: observations per second at or below `upperBound` seconds.
struct BucketRate
{
    double upperBound = 0; ///< seconds, may be +Inf
    double perSecond = 0;
    bool operator==(const BucketRate &) const = default;
};

/// Request rate, errors and latency of one instance (or an aggregate) over `window`.
/// Quantities without a source are NaN (`noValue`): missing is not zero.
struct SignalReading
{
    std::chrono::milliseconds window{0}; ///< the time the numbers cover
    double requestRate = noValue;        ///< requests per second
    double errorRate = noValue;          ///< errors per second
    double requests = noValue;           ///< requests in the window, for the low-traffic guard
    double p50 = noValue;                ///< seconds
    double p95 = noValue;
    double p99 = noValue;
    /// Requests and errors counted page by page since the watching began, resets allowed for: what went by
    /// between two readings is their difference, however many readings nobody looked at. NaN: not counted.
    double countedRequests = noValue;
    double countedErrors = noValue;
    QList<BucketRate> buckets; ///< merged latency buckets, ascending; empty without a histogram

    [[nodiscard]] double errorRatio() const { return requestRate > 0 ? errorRate / requestRate : noValue; }
    /// Observations in the window that the quantiles rest on; NaN without a histogram.
    [[nodiscard]] double observations() const
    {
        return buckets.isEmpty() ? noValue
                                 : buckets.last().perSecond * std::chrono::duration<double>(window).count();
    }
};

} // namespace quarterdeck
