#pragma once

#include <array>
#include <cstdint>

namespace quarterdeck::simfleet {

/// A well-mixed number of a seed and a few coordinates: where all "randomness" here comes from, so that
/// the same seed plays the same fleet.
std::uint64_t mixed(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0);
/// The same in [0, 1).
double mixedUnit(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0);

/// The traffic that reaches an instance: a slow wave shared by its service and cluster, and quicker ripples
/// of its own. A sum of sines, so that the requests between two moments have a closed form: a counter costs
/// nothing until somebody scrapes it, and does not depend on how often it is scraped.
/// Times are seconds since the simulation began.
class LoadCurve
{
public:
    LoadCurve() = default;
    LoadCurve(double base, std::uint64_t seed, int service, int cluster, std::uint32_t instance);

    [[nodiscard]] double base() const { return m_base; }
    [[nodiscard]] double rate(double at) const;
    [[nodiscard]] double requests(double from, double to) const;

private:
    double m_base = 0; ///< requests per second in the mean
    std::array<double, 3> m_phase{};
};

} // namespace quarterdeck::simfleet
