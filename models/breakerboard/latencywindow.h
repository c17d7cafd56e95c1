#pragma once

#include "models/breakerboard/breakertile.h"
#include "models/signals/signalreading.h"

#include <cstdint>
#include <vector>

namespace quarterdeck {

/// Latency buckets of a tile's breakers over the window, added up; see BucketSum for bounds that differ.
class LatencyWindow
{
public:
    /// What `now` counts more than `before`, which may be null; pages between them do not matter.
    void add(const BreakerLatency &now, const BreakerLatency &before, SteadyTime at);
    /// Quantiles of the window; NaN when it has no call.
    [[nodiscard]] std::pair<double, double> p50AndP99(SteadyTime now) const;

private:
    struct Layout
    {
        std::shared_ptr<const std::vector<double>> bounds;
        std::int64_t newest = 0;
        std::vector<float> counts; ///< step by step
    };
    std::vector<Layout> m_layouts; ///< mostly one
};

} // namespace quarterdeck
