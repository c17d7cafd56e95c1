#include "app/simfleet/latency.h"

#include <cmath>
#include <numbers>

namespace quarterdeck::simfleet {

std::array<double, latencyBuckets> LatencyModel::cumulativeShares() const
{
    std::array<double, latencyBuckets> shares{};
    for (std::size_t i = 0; i < latencyBounds.size(); ++i) {
        shares[i] = shareWithin(latencyBounds[i]);
    }
    shares.back() = 1;
    return shares;
}

double LatencyModel::shareWithin(double seconds) const
{
    const double own = seconds - added;
    return own > 0 ? 0.5 * std::erfc(-(std::log(own / median) / sigma) / std::numbers::sqrt2) : 0;
}

double LatencyModel::mean() const
{
    return median * std::exp(sigma * sigma / 2) + added;
}

double LatencyModel::atDeviation(double deviations) const
{
    return median * std::exp(sigma * deviations) + added;
}

double LatencyModel::normalQuantile(double q)
{
    // Bisection is enough: nobody asks on a hot path.
    double low = -8;
    double high = 8;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(-middle / std::numbers::sqrt2) < q ? low : high) = middle;
    }
    return low;
}

} // namespace quarterdeck::simfleet
