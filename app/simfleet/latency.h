#pragma once

#include <array>

namespace quarterdeck::simfleet {

/// Upper bounds of the latency buckets in seconds (those that client libraries ship), +Inf not among them.
inline constexpr std::array<double, 11> latencyBounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                      0.5,   1,    2.5,   5,    10};
inline constexpr std::size_t latencyBuckets = latencyBounds.size() + 1; ///< with +Inf

/// How long requests take: log-normal, plus what a fault adds to each.
struct LatencyModel
{
    double median = 0.02; ///< seconds
    double sigma = 0.5;
    double added = 0; ///< seconds

    /// The share of requests at or below each bound; the last is 1.
    [[nodiscard]] std::array<double, latencyBuckets> cumulativeShares() const;
    [[nodiscard]] double shareWithin(double seconds) const;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double quantile(double q) const { return atDeviation(normalQuantile(q)); }
    /// So many standard deviations (of the logarithm) above the median.
    [[nodiscard]] double atDeviation(double deviations) const;
    /// Of the standard normal distribution. Slow.
    [[nodiscard]] static double normalQuantile(double q);
};

} // namespace quarterdeck::simfleet
