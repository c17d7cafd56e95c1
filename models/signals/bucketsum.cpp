#include "models/signals/bucketsum.h"

#include "models/signals/promqlmath.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

bool sameBounds(std::span<const BucketRate> a, std::span<const BucketRate> b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(),
        [](const BucketRate &left, const BucketRate &right) { return left.upperBound == right.upperBound; });
}

/// The cumulative rate at `bound`, straight between the bounds of the layout. Above its last finite bound
/// nothing is known of where the rest lies, so the rest counts at +Inf only.
double readAt(std::span<const BucketRate> buckets, double bound)
{
    const auto above =
        std::lower_bound(buckets.begin(), buckets.end(), bound,
                         [](const BucketRate &bucket, double wanted) { return bucket.upperBound < wanted; });
    if (above == buckets.end()) {
        return buckets.back().perSecond;
    }
    if (above->upperBound == bound) {
        return above->perSecond;
    }
    const bool isFirst = above == buckets.begin();
    const double lowerBound = isFirst ? 0 : std::prev(above)->upperBound;
    const double lower = isFirst ? 0 : std::prev(above)->perSecond;
    if (std::isinf(above->upperBound)) {
        return lower;
    }
    if (bound <= lowerBound) {
        return 0;
    }
    return lower + (above->perSecond - lower) * (bound - lowerBound) / (above->upperBound - lowerBound);
}

void addKnown(double &sum, double value)
{
    if (!std::isnan(value)) {
        sum = std::isnan(sum) ? value : sum + value;
    }
}

} // namespace

void BucketSum::add(std::span<const BucketRate> buckets)
{
    if (buckets.empty()) {
        return;
    }
    if (m_latest >= m_layouts.size() || !sameBounds(m_layouts[m_latest], buckets)) {
        const auto found = std::find_if(m_layouts.begin(), m_layouts.end(), [buckets](const auto &layout) {
            return sameBounds(layout, buckets);
        });
        m_latest = static_cast<std::size_t>(found - m_layouts.begin());
        if (found == m_layouts.end()) {
            m_layouts.emplace_back(buckets.begin(), buckets.end());
            return;
        }
    }
    std::vector<BucketRate> &layout = m_layouts[m_latest];
    for (std::size_t index = 0; index < layout.size(); ++index) {
        layout[index].perSecond += buckets[index].perSecond;
    }
}

void BucketSum::add(const BucketSum &other)
{
    for (const std::vector<BucketRate> &layout : other.m_layouts) {
        add(layout);
    }
}

std::vector<BucketRate> BucketSum::total() const
{
    if (m_layouts.empty()) {
        return {};
    }
    if (m_layouts.size() == 1) {
        return m_layouts.front();
    }
    std::vector<BucketRate> sum;
    for (const std::vector<BucketRate> &layout : m_layouts) {
        for (const BucketRate &bucket : layout) {
            sum.push_back({bucket.upperBound, 0});
        }
    }
    std::sort(sum.begin(), sum.end(),
              [](const BucketRate &a, const BucketRate &b) { return a.upperBound < b.upperBound; });
    sum.erase(
        std::unique(sum.begin(), sum.end(),
                    [](const BucketRate &a, const BucketRate &b) { return a.upperBound == b.upperBound; }),
        sum.end());
    for (const std::vector<BucketRate> &layout : m_layouts) {
        for (BucketRate &bucket : sum) {
            bucket.perSecond += readAt(layout, bucket.upperBound);
        }
    }
    return sum;
}

void SignalSum::add(const SignalReading &reading)
{
    m_sum.window = std::max(m_sum.window, reading.window);
    addKnown(m_sum.requestRate, reading.requestRate);
    addKnown(m_sum.errorRate, reading.errorRate);
    addKnown(m_sum.requests, reading.requests);
    m_buckets.add(reading.buckets);
}

SignalReading SignalSum::total() const
{
    SignalReading total = m_sum;
    const std::vector<BucketRate> buckets = m_buckets.total();
    total.buckets = QList<BucketRate>(buckets.begin(), buckets.end());
    total.p50 = histogramQuantileOfSorted(0.5, buckets);
    total.p95 = histogramQuantileOfSorted(0.95, buckets);
    total.p99 = histogramQuantileOfSorted(0.99, buckets);
    return total;
}

} // namespace quarterdeck
