#pragma once

#include "models/breakerboard/breakertile.h"

#include <cstdint>
#include <vector>

namespace quarterdeck {

/// The calls of a tile in steps of 5 s: by cause for the window, and how many failed for fifteen minutes.
/// Empty until the first call: most tiles of a quiet fleet cost nothing.
class CallWindow
{
public:
    static constexpr std::chrono::seconds stepLength{5};
    static constexpr std::int64_t windowSteps = 12; ///< a minute
    static constexpr std::int64_t historySteps = 180;

    /// Whether the library counts both what went well and what failed.
    enum class Tells : quint8 { Ratio, CallsOnly };

    /// Adds calls that happened somewhere between two pages: spread evenly over that time.
    void add(const std::array<float, callCauseCount> &calls, SteadyTime from, SteadyTime to,
             Tells tells = Tells::Ratio);
    /// By cause, in the window that ends at `now`; zeros when there were none.
    [[nodiscard]] std::array<double, callCauseCount> sums(SteadyTime now) const;
    [[nodiscard]] bool isQuiet(SteadyTime now) const { return stepOf(now) - m_newest >= windowSteps; }
    /// `currentRate` stands for the newest steps, which are not complete.
    [[nodiscard]] std::vector<BreakerPoint> history(BreakerSpan span, SteadyTime now,
                                                    double currentRate) const;

    [[nodiscard]] static std::int64_t stepOf(SteadyTime time);

private:
    struct Past
    {
        float judged = 0; ///< calls whose share of errors is known, refused ones included
        float errors = 0; ///< of them: failed, timed out, refused
        float all = 0;
    };
    using ByCause = std::array<float, callCauseCount>;

    void advance(std::int64_t step);
    void put(std::int64_t step, const ByCause &calls, float share, Tells tells);

    std::int64_t m_newest = -historySteps;
    std::int64_t m_first = 0;      ///< nothing is known from before
    std::vector<ByCause> m_window; ///< by step % size; one step more than the window, as it ends within one
    std::vector<Past> m_past;      ///< by step % historySteps
};

} // namespace quarterdeck
