#pragma once

#include "models/signals/signalreading.h"

#include <span>
#include <vector>

namespace quarterdeck {

/// Adds up latency histograms bucket by bucket, so that quantiles of a group come from the group's own
/// distribution; percentiles are never averaged. Histograms with the same bounds are added as PromQL's
/// `sum by (le)` does. Where bounds differ, which `sum by (le)` gets wrong (a bound that only some histograms
/// have counts only those), each layout is first read at all bounds, straight within its buckets: the very
/// assumption that histogram_quantile makes.
class BucketSum
{
public:
    /// `buckets` ascending, every bound once.
    void add(std::span<const BucketRate> buckets);
    /// As if everything that was added to `other` had been added here.
    void add(const BucketSum &other);
    [[nodiscard]] std::vector<BucketRate> total() const; ///< ascending; empty when nothing was added
    void clear() { m_layouts.clear(); }

private:
    std::vector<std::vector<BucketRate>> m_layouts; ///< a sum for each distinct list of bounds
    std::size_t m_latest = 0; ///< the layout that matched last: mostly the next one's too
};

/// Sums rates and buckets of several readings, then takes the quantiles. Quantities that no reading has stay
/// NaN.
class SignalSum
{
public:
    void add(const SignalReading &reading);
    [[nodiscard]] SignalReading total() const;

private:
    SignalReading m_sum;
    BucketSum m_buckets;
};

} // namespace quarterdeck
