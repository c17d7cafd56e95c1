#pragma once

#include "models/signals/signalreading.h"

#include <array>
#include <cstdint>
#include <memory>

namespace quarterdeck {

/// How often the breakers of a tile opened in the last hour (to the minute) and the last day (to a quarter of
/// an hour). Empty until the first time.
class TripLog
{
public:
    void add(SteadyTime at, int trips);
    [[nodiscard]] int lastHour(SteadyTime now) const;
    [[nodiscard]] int lastDay(SteadyTime now) const;

private:
    struct Bins
    {
        std::array<std::uint32_t, 61> minutes{};
        std::array<std::uint32_t, 97> quarters{};
        std::int64_t newestMinute = 0;
        std::int64_t newestQuarter = 0;
    };
    std::unique_ptr<Bins> m_bins;
};

} // namespace quarterdeck
