#pragma once

#include "models/signals/signalreading.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace quarterdeck {

/// A value of a counter at a time; any epoch will do, differences count.
struct CounterSample
{
    std::int64_t timeMs = 0;
    double value = 0;
    bool operator==(const CounterSample &) const = default;
};

/// A range [startMs, endMs], both ends included as in Prometheus 2.
struct TimeRange
{
    std::int64_t startMs = 0;
    std::int64_t endMs = 0;
};

/// PromQL's `increase` of the samples, which must lie within `range` in order of time: resets are added up
/// and the result is extrapolated to the ends of the range, as extrapolatedRate() of Prometheus 2.42 does.
/// Nothing with fewer than two samples.
std::optional<double> increase(std::span<const CounterSample> samples, TimeRange range);

/// PromQL's `rate`, per second.
std::optional<double> rate(std::span<const CounterSample> samples, TimeRange range);

/// PromQL's `histogram_quantile` over cumulative buckets in any order: equal bounds are added up, counts that
/// fall are lifted to the bucket before (as rates of unequally scraped buckets need), NaN without a +Inf
/// bucket.
double histogramQuantile(double quantile, std::vector<BucketRate> buckets);

/// The same for buckets that are already ascending with every bound once; makes no copy.
double histogramQuantileOfSorted(double quantile, std::span<const BucketRate> buckets);

} // namespace quarterdeck
