#include "models/signals/promqlmath.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// extrapolatedRate() of promql/functions.go in Prometheus 2.42, counters only; the same operations in the
/// same order, so that the last bits agree too.
std::optional<double> extrapolated(std::span<const CounterSample> samples, TimeRange range, bool perSecond)
{
    if (samples.size() < 2) {
        return std::nullopt;
    }
    const CounterSample &first = samples.front();
    const CounterSample &last = samples.back();
    double result = last.value - first.value;
    double previous = first.value;
    for (const CounterSample &sample : samples.subspan(1)) {
        if (sample.value < previous) {
            result += previous; // The counter began anew from zero.
        }
        previous = sample.value;
    }

    double toStart = static_cast<double>(first.timeMs - range.startMs) / 1000;
    const double toEnd = static_cast<double>(range.endMs - last.timeMs) / 1000;
    const double sampled = static_cast<double>(last.timeMs - first.timeMs) / 1000;
    const double average = sampled / static_cast<double>(samples.size() - 1);
    if (result > 0 && first.value >= 0) {
        // A counter cannot have been below zero: never extrapolate to before it would have been zero.
        const double toZero = sampled * (first.value / result);
        if (toZero < toStart) {
            toStart = toZero;
        }
    }
    // Ends further away than a missed scrape are taken for the beginning or the end of the series.
    const double threshold = average * 1.1;
    double covered = sampled;
    covered += toStart < threshold ? toStart : average / 2;
    covered += toEnd < threshold ? toEnd : average / 2;
    double factor = covered / sampled;
    if (perSecond) {
        factor /= static_cast<double>(range.endMs - range.startMs) / 1000;
    }
    return result * factor;
}

/// bucketQuantile() of promql/quantile.go for ascending, distinct bounds, ensureMonotonic() included.
/// `counts` is scratch space as long as `buckets`.
double quantileOfSorted(double quantile, std::span<const BucketRate> buckets, std::span<double> counts)
{
    if (std::isnan(quantile)) {
        return noValue;
    }
    if (quantile < 0) {
        return -infinity;
    }
    if (quantile > 1) {
        return infinity;
    }
    if (buckets.size() < 2 || buckets.back().upperBound != infinity) {
        return noValue;
    }
    // Counts that fall are lifted. NaN compares as neither and stays, as it does in Prometheus.
    double most = buckets.front().perSecond;
    counts[0] = most;
    for (std::size_t index = 1; index < buckets.size(); ++index) {
        const double count = buckets[index].perSecond;
        if (count > most) {
            most = count;
        }
        counts[index] = count < most ? most : count;
    }
    if (counts.back() == 0) {
        return noValue;
    }
    double rank = quantile * counts.back();
    const auto firstNotBelow = std::partition_point(counts.begin(), counts.end() - 1,
                                                    [rank](double count) { return !(count >= rank); });
    const auto found = static_cast<std::size_t>(firstNotBelow - counts.begin());
    if (found == buckets.size() - 1) {
        return buckets[found - 1].upperBound;
    }
    if (found == 0 && buckets.front().upperBound <= 0) {
        return buckets.front().upperBound;
    }
    double start = 0;
    double count = counts[found];
    if (found > 0) {
        start = buckets[found - 1].upperBound;
        count -= counts[found - 1];
        rank -= counts[found - 1];
    }
    return start + (buckets[found].upperBound - start) * (rank / count);
}

} // namespace

std::optional<double> increase(std::span<const CounterSample> samples, TimeRange range)
{
    return extrapolated(samples, range, false);
}

std::optional<double> rate(std::span<const CounterSample> samples, TimeRange range)
{
    return extrapolated(samples, range, true);
}

double histogramQuantile(double quantile, std::vector<BucketRate> buckets)
{
    std::erase_if(buckets, [](const BucketRate &bucket) { return std::isnan(bucket.upperBound); });
    std::stable_sort(buckets.begin(), buckets.end(),
                     [](const BucketRate &a, const BucketRate &b) { return a.upperBound < b.upperBound; });
    std::size_t kept = 0;
    for (std::size_t index = 1; index < buckets.size(); ++index) {
        if (buckets[index].upperBound == buckets[kept].upperBound) {
            buckets[kept].perSecond += buckets[index].perSecond;
        } else {
            buckets[++kept] = buckets[index];
        }
    }
    if (!buckets.empty()) {
        buckets.resize(kept + 1);
    }
    return histogramQuantileOfSorted(quantile, buckets);
}

double histogramQuantileOfSorted(double quantile, std::span<const BucketRate> buckets)
{
    // Most histograms have under 20 buckets: no allocation for the three quantiles of a scrape.
    std::array<double, 64> few{};
    if (buckets.size() <= few.size()) {
        return quantileOfSorted(quantile, buckets, std::span(few).first(buckets.size()));
    }
    std::vector<double> many(buckets.size());
    return quantileOfSorted(quantile, buckets, many);
}

} // namespace quarterdeck
