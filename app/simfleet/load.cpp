#include "app/simfleet/load.h"

#include <cmath>
#include <numbers>

namespace quarterdeck::simfleet {

namespace {

struct Wave
{
    double period; ///< seconds
    double amplitude;
};

// The amplitudes sum to less than 1: the rate never gets negative. The "day" is half an hour, so that a
// quarter of an hour of chart shows it.
constexpr std::array<Wave, 3> waves{Wave{1800, 0.25}, Wave{97, 0.06}, Wave{13, 0.05}};

} // namespace

std::uint64_t mixed(std::uint64_t seed, std::uint64_t a, std::uint64_t b)
{
    // splitmix64's finalizer (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
    std::uint64_t z = seed + a * 0x9e3779b97f4a7c15ULL + b * 0xd1342543de82ef95ULL + 0x2545f4914f6cdd1dULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

double mixedUnit(std::uint64_t seed, std::uint64_t a, std::uint64_t b)
{
    return static_cast<double>(mixed(seed, a, b) >> 11) * 0x1.0p-53;
}

LoadCurve::LoadCurve(double base, std::uint64_t seed, int service, int cluster, std::uint32_t instance)
    : m_base(base * (0.88 + 0.24 * mixedUnit(seed, instance, 1)))
{
    const auto group = static_cast<std::uint64_t>(service) * 16 + static_cast<std::uint64_t>(cluster);
    m_phase[0] = waves[0].period * mixedUnit(seed, group, 2);
    m_phase[1] = waves[1].period * mixedUnit(seed, instance, 3);
    m_phase[2] = waves[2].period * mixedUnit(seed, instance, 4);
}

double LoadCurve::rate(double at) const
{
    double factor = 1;
    for (std::size_t i = 0; i < waves.size(); ++i) {
        factor += waves[i].amplitude * std::sin(2 * std::numbers::pi * (at + m_phase[i]) / waves[i].period);
    }
    return m_base * factor;
}

double LoadCurve::requests(double from, double to) const
{
    double seconds = to - from;
    for (std::size_t i = 0; i < waves.size(); ++i) {
        const double omega = 2 * std::numbers::pi / waves[i].period;
        seconds += waves[i].amplitude / omega *
                   (std::cos(omega * (from + m_phase[i])) - std::cos(omega * (to + m_phase[i])));
    }
    return m_base * seconds;
}

} // namespace quarterdeck::simfleet
