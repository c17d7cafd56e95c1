#include "models/breakerboard/latencywindow.h"

#include "models/breakerboard/callwindow.h"
#include "models/signals/bucketsum.h"
#include "models/signals/promqlmath.h"

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr std::int64_t steps = CallWindow::windowSteps + 1;
constexpr std::size_t layoutLimit = 8; ///< of one tile; breakers of further layouts are left out

} // namespace

void LatencyWindow::add(const BreakerLatency &now, const BreakerLatency &before, SteadyTime at)
{
    if (!now.bounds || now.counts.size() != now.bounds->size() || before.counts.size() != now.counts.size() ||
        !before.bounds || (before.bounds != now.bounds && *before.bounds != *now.bounds) ||
        now.counts.empty() || now.counts.back() <= before.counts.back()) {
        return;
    }
    auto layout = std::find_if(m_layouts.begin(), m_layouts.end(), [&now](const Layout &one) {
        return one.bounds == now.bounds || *one.bounds == *now.bounds;
    });
    const std::size_t size = now.counts.size();
    const std::int64_t step = CallWindow::stepOf(at);
    if (layout == m_layouts.end()) {
        if (m_layouts.size() == layoutLimit) {
            return;
        }
        m_layouts.push_back({now.bounds, step, std::vector<float>(size * steps)});
        layout = m_layouts.end() - 1;
    }
    const auto row = [&layout, size](std::int64_t which) {
        return layout->counts.begin() + static_cast<std::ptrdiff_t>(size) * (which % steps);
    };
    for (std::int64_t stale = std::max(layout->newest + 1, step - steps + 1); stale <= step; ++stale) {
        std::fill_n(row(stale), size, 0.0F);
    }
    layout->newest = std::max(layout->newest, step);
    if (step <= layout->newest - steps) {
        return;
    }
    const auto counts = row(step);
    for (std::size_t i = 0; i < size; ++i) {
        counts[static_cast<std::ptrdiff_t>(i)] +=
            static_cast<float>(std::max(0.0, now.counts[i] - before.counts[i]));
    }
}

std::pair<double, double> LatencyWindow::p50AndP99(SteadyTime now) const
{
    BucketSum sum;
    const std::int64_t current = CallWindow::stepOf(now);
    for (const Layout &layout : m_layouts) {
        const std::size_t size = layout.bounds->size();
        std::vector<BucketRate> buckets(size);
        for (std::size_t i = 0; i < size; ++i) {
            buckets[i].upperBound = (*layout.bounds)[i];
        }
        for (std::int64_t step = current - CallWindow::windowSteps + 1; step <= layout.newest; ++step) {
            for (std::size_t i = 0; i < size; ++i) {
                buckets[i].perSecond +=
                    static_cast<double>(layout.counts[static_cast<std::size_t>(step % steps) * size + i]);
            }
        }
        if (buckets.back().perSecond > 0) {
            sum.add(buckets);
        }
    }
    const std::vector<BucketRate> total = sum.total();
    if (total.empty()) {
        return {noValue, noValue};
    }
    return {histogramQuantileOfSorted(0.5, total), histogramQuantileOfSorted(0.99, total)};
}

} // namespace quarterdeck
