#include "app/simfleet/latency.h"

#include <cmath>
#include <numbers>

namespace quarterdeck::simfleet {

std::array<double, latencyBuckets> LatencyModel::cumulativeShares() const
{
    std::array<double, latencyBuckets> shares{};
    for (std::size_t i = 0; i < latencyBounds.size(); ++i) {
        const double own = latencyBounds[i] - added;
        if (own > 0) {
            shares[i] = 0.5 * std::erfc(-(std::log(own / median) / sigma) / std::numbers::sqrt2);
        }
    }
    shares.back() = 1;
    return shares;
}

double LatencyModel::mean() const
{
    return median * std::exp(sigma * sigma / 2) + added;
}

double LatencyModel::quantile(double q) const
{
    // Bisection is enough: nobody asks on a hot path.
    double low = -8;
    double high = 8;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::numbers::sqrt2) < q ? low : high) = middle;
    }
    return median * std::exp(sigma * low) + added;
}

} // namespace quarterdeck::simfleet
