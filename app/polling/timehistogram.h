#pragma once

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <chrono>

namespace quarterdeck {

/// Durations counted since the start in the bounds that our own metrics expose. Not thread-safe.
struct TimeHistogram
{
    /// Seconds; what is longer than the last falls into +Inf.
    static constexpr std::array<double, 13> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                   0.1,    0.25,  0.5,    1,     2.5,  10};

    std::array<quint64, bounds.size() + 1> counts{}; ///< each bucket alone, not cumulative
    double sum = 0;                                  ///< seconds

    void add(std::chrono::duration<double> value)
    {
        const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), value.count()) - bounds.begin();
        ++counts[std::size_t(bucket)];
        sum += value.count();
    }
    void add(const TimeHistogram &other)
    {
        for (std::size_t i = 0; i < counts.size(); ++i) {
            counts[i] += other.counts[i];
        }
        sum += other.sum;
    }
    [[nodiscard]] quint64 total() const
    {
        quint64 all = 0;
        for (const quint64 count : counts) {
            all += count;
        }
        return all;
    }
};

} // namespace quarterdeck
