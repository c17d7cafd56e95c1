#pragma once

#include "models/breakers/breakerrule.h"
#include "models/breakers/breakerstate.h"
#include "models/exposition/series.h"

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace quarterdeck {

/// A series beside the state series.
struct TrackedFact
{
    SeriesSlot slot = ignoredSeries;
    BreakerFact fact = BreakerFact::Opened;
    std::uint16_t place = 0; ///< Bucket: of its bound among the histogram's
    float key = 0;           ///< Bucket: its bound in seconds; Quantile: which
    double scale = 1.0;
    bool operator==(const TrackedFact &) const = default;
};

/// The value that a series had on the page before, in eight bytes: a fleet has a hundred thousand of them.
class ValueBefore
{
public:
    ValueBefore() = default;
    ValueBefore(double value) : m_value(value) {}
    /// Of a series that has never been on a page before this one: it counts from nothing.
    static ValueBefore ofNewSeries() { return ValueBefore(std::bit_cast<double>(newBits)); }

    [[nodiscard]] bool isKnown() const { return bits() != noneBits && bits() != newBits; }
    [[nodiscard]] bool isNew() const { return bits() == newBits; }
    /// Only of a known one.
    double operator*() const { return m_value; }
    explicit operator bool() const { return isKnown(); }
    [[nodiscard]] double value_or(double other) const { return isKnown() ? m_value : other; }

private:
    // Payloads of NaN that no page can write
    static constexpr std::uint64_t noneBits = 0x7ff8'0000'dead'0001;
    static constexpr std::uint64_t newBits = 0x7ff8'0000'dead'0002;
    [[nodiscard]] std::uint64_t bits() const { return std::bit_cast<std::uint64_t>(m_value); }

    double m_value = std::bit_cast<double>(noneBits);
};

bool isCounter(BreakerFact fact);

/// Adds up a breaker's calls and their durations page by page, over restarts.
class CallTally
{
public:
    /// Which of a rule's facts stand for which calls.
    struct Meaning
    {
        bool passedIsOk = false;
        bool refusedIsNotPermitted = false;
    };
    explicit CallTally(Meaning meaning) : m_meaning(meaning) {}

    /// Other series are there than before: finds the bounds of the histogram and gives the facts their
    /// places.
    void layOut(std::vector<TrackedFact> &facts);
    /// Takes in a page; `before` are the facts' values on the page before.
    void add(std::span<const TrackedFact> facts, std::span<const ValueBefore> before,
             std::span<const double> values, bool isFirst, bool restarted);
    /// Puts what is known into the reading.
    void tell(BreakerReading &reading) const;

private:
    [[nodiscard]] std::optional<CallCause> causeOf(BreakerFact fact) const;

    Meaning m_meaning;
    BreakerCalls m_calls;
    double m_slowNow = BreakerCalls::untold;
    double m_okNow = BreakerCalls::untold;
    double m_failedNow = BreakerCalls::untold;
    std::optional<double> m_wait;
    std::shared_ptr<const BreakerLatency> m_latency;
};

} // namespace quarterdeck
