#pragma once

#include "models/breakers/breakerautomaton.h"
#include "models/breakers/calltally.h"
#include "models/breakers/compiledconventions.h"
#include "models/breakers/trackentry.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace quarterdeck {

/// A series of a breaker's state.
struct TrackedSeries
{
    SeriesSlot slot = ignoredSeries;
    std::string word;                               ///< value of the state label
    std::string from;                               ///< value of the from label
    QString text;                                   ///< `word`, to be shown
    std::optional<BreakerState> mapped;             ///< what the rule's map says of `word`
    BreakerState state = BreakerState::Unknown;     ///< what `word` means, by the map or as it reads
    BreakerState fromState = BreakerState::Unknown; ///< what `from` means
    bool operator==(const TrackedSeries &) const = default;
};

/// One breaker over successive pages: its state by its rule's encoding, and what happened in between.
class BreakerTrack
{
public:
    BreakerTrack(const CompiledRule &rule, std::shared_ptr<const TrackEntry> entry);

    /// A series beside the state series on the page now.
    struct Fact
    {
        TrackedFact what;
        bool isNew = false; ///< it has never been on a page before this one
    };
    /// The series that are on the page now. Values before are kept for those that stay.
    void setSeries(std::vector<TrackedSeries> series, const std::vector<Fact> &facts);
    /// What is shown of a breaker that was not there before.
    [[nodiscard]] BreakerReading firstReading() const;
    [[nodiscard]] bool isFirst() const { return !m_seen; } ///< read() has not been called
    /// Whether none of this breaker's values differs from those of the last read(), and nothing is left to
    /// tell.
    [[nodiscard]] bool isUnchanged(const BreakerReading &reading, std::span<const double> values) const;
    /// Takes a page into what is shown, which is kept by whoever shows it. `values` by slot. `restarted`: the
    /// process says itself that it began anew.
    void read(BreakerReading &reading, std::span<const double> values, bool restarted = false);
    [[nodiscard]] bool anotherPageMayTell(const BreakerReading &reading) const;

private:
    struct Said
    {
        BreakerState state = BreakerState::Unknown;
        QString raw;
        QString hint; ///< instead of the snippet
    };
    [[nodiscard]] const std::vector<TrackedSeries> &states() const { return *m_states; }
    [[nodiscard]] const std::vector<TrackedFact> &facts() const { return *m_facts; }
    Said readOneHot(std::span<const double> values) const;
    Said readNumber(std::span<const double> values) const;
    Said readEvents(std::span<const double> values);
    Said readTimes(std::span<const double> values);
    Said readTransitions(std::span<const double> values);
    Said readCount(std::span<const double> values) const;

    [[nodiscard]] std::optional<BreakerState> mappedState(const std::string &word) const;
    [[nodiscard]] bool hasRestarted(std::span<const double> values) const;
    /// Growth of a counter since the page before, all its series together; nothing where it cannot be told.
    [[nodiscard]] std::optional<double> growth(BreakerFact fact, std::span<const double> values) const;
    [[nodiscard]] std::optional<double> total(BreakerFact fact, std::span<const double> values) const;
    BreakerState evidence(BreakerState state, std::span<const double> values);
    void countOpenings(BreakerReading &reading, BreakerState before, bool hadBefore,
                       std::span<const double> values) const;
    [[nodiscard]] QString rawFor(BreakerState state) const;
    [[nodiscard]] QString declaration(const BreakerReading &reading,
                                      const QString &raw) const; ///< see declarationSnippet()

    template <typename Tracked>
    using Shared = std::shared_ptr<const std::vector<Tracked>>;

    const CompiledRule &m_rule;
    // What instances have in common is held once for all of them; only the values are this breaker's own.
    std::shared_ptr<const TrackEntry> m_entry;
    Shared<TrackedSeries> m_states;
    Shared<TrackedFact> m_facts;
    std::vector<ValueBefore> m_statesBefore; ///< as many as states
    std::vector<ValueBefore> m_factsBefore;  ///< as many as facts
    CallTally m_tally;
    std::optional<std::int64_t> m_openedByState; ///< openings that the state series themselves counted
    bool m_openTimeGrew = false;
    bool m_seen = false;       ///< read() has been called
    bool m_lostSeries = false; ///< a counter that was there is gone: a restart
    bool m_restarted = false;
    int m_passing = 0;      ///< pages in a row on which calls passed and none was refused
    int m_ending = 0;       ///< ... on which calls ended, and the breaker did not open
    BreakerPlaces m_places; ///< Events: where the breaker can be
    BreakerState m_state = BreakerState::Unknown; ///< as the state series say, without the forced flags
};

} // namespace quarterdeck
