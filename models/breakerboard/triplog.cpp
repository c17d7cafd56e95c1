#include "models/breakerboard/triplog.h"

#include <algorithm>
#include <span>

namespace quarterdeck {

namespace {

std::int64_t unitsOf(SteadyTime time, std::chrono::minutes unit)
{
    return time.time_since_epoch() / unit + 1'000'000;
}

void put(std::span<std::uint32_t> bins, std::int64_t &newest, std::int64_t at, int trips)
{
    const auto size = static_cast<std::int64_t>(bins.size());
    for (std::int64_t stale = std::max(newest + 1, at - size + 1); stale <= at; ++stale) {
        bins[static_cast<std::size_t>(stale % size)] = 0;
    }
    newest = std::max(newest, at);
    if (at > newest - size) {
        bins[static_cast<std::size_t>(at % size)] += static_cast<std::uint32_t>(trips);
    }
}

int sum(std::span<const std::uint32_t> bins, std::int64_t newest, std::int64_t now)
{
    const auto size = static_cast<std::int64_t>(bins.size());
    std::uint64_t total = 0;
    for (std::int64_t at = now - size + 1; at <= newest; ++at) {
        total += bins[static_cast<std::size_t>(at % size)];
    }
    return static_cast<int>(std::min<std::uint64_t>(total, 1'000'000'000));
}

} // namespace

void TripLog::add(SteadyTime at, int trips)
{
    if (trips <= 0) {
        return;
    }
    if (!m_bins) {
        m_bins = std::make_unique<Bins>();
    }
    put(m_bins->minutes, m_bins->newestMinute, unitsOf(at, std::chrono::minutes(1)), trips);
    put(m_bins->quarters, m_bins->newestQuarter, unitsOf(at, std::chrono::minutes(15)), trips);
}

int TripLog::lastHour(SteadyTime now) const
{
    return m_bins ? sum(m_bins->minutes, m_bins->newestMinute, unitsOf(now, std::chrono::minutes(1))) : 0;
}

int TripLog::lastDay(SteadyTime now) const
{
    return m_bins ? sum(m_bins->quarters, m_bins->newestQuarter, unitsOf(now, std::chrono::minutes(15))) : 0;
}

} // namespace quarterdeck
