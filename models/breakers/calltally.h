#pragma once

#include "models/breakers/breakerrule.h"
#include "models/breakers/breakerstate.h"
#include "models/exposition/series.h"

#include <optional>
#include <span>
#include <vector>

namespace quarterdeck {

/// A series beside the state series, and the value it had on the page before.
struct TrackedFact
{
    SeriesSlot slot = ignoredSeries;
    BreakerFact fact = BreakerFact::Opened;
    std::uint16_t place = 0; ///< Bucket: of its bound among the histogram's
    bool isNew = false;      ///< the series has never been on a page before this one
    float key = 0;           ///< Bucket: its bound in seconds; Quantile: which
    double scale = 1.0;
    std::optional<double> before;
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
    void layOut(std::vector<TrackedFact> &facts, bool isFirst);
    /// Takes in a page; `facts` still have the values of the page before.
    void add(std::span<const TrackedFact> facts, std::span<const double> values, bool isFirst,
             bool restarted);
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
