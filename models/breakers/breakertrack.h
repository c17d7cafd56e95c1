#pragma once

#include "models/breakers/breakerautomaton.h"
#include "models/breakers/calltally.h"
#include "models/breakers/compiledconventions.h"

#include <span>
#include <string>
#include <vector>

namespace quarterdeck {

/// A series of a breaker and the value it had on the page before.
struct TrackedSeries
{
    SeriesSlot slot = ignoredSeries;
    std::string word; ///< value of the state label
    std::string from; ///< value of the from label
    std::optional<double> before;
    std::optional<BreakerState> mapped;             ///< what the rule's map says of `word`
    BreakerState state = BreakerState::Unknown;     ///< what `word` means, by the map or as it reads
    BreakerState fromState = BreakerState::Unknown; ///< what `from` means
};

/// One breaker over successive pages: its state by its rule's encoding, and what happened in between.
class BreakerTrack
{
public:
    /// `helpStates`: what HELP says of the values. `series` and `hint` are for when the state is unknown.
    BreakerTrack(const CompiledRule &rule, QString name, QMap<QString, QString> labels,
                 QMap<double, BreakerState> helpStates, QString series, const std::string &metric,
                 const QString &nameLabel);

    /// The series that are on the page now. Values before are kept for those that stay.
    void setSeries(std::vector<TrackedSeries> series, std::vector<TrackedFact> facts);
    /// Whether none of this breaker's values differs from those of the last read(), and nothing is left to
    /// tell.
    [[nodiscard]] bool isUnchanged(std::span<const double> values) const;
    /// `values` by slot. `restarted`: the process says itself that it began anew.
    const BreakerReading &read(std::span<const double> values, bool restarted = false);
    [[nodiscard]] const BreakerReading &reading() const { return m_reading; }
    [[nodiscard]] bool anotherPageMayTell() const;

private:
    struct Said
    {
        BreakerState state = BreakerState::Unknown;
        QString raw;
        QString hint; ///< instead of the snippet
    };
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
    void countOpenings(BreakerState before, bool hadBefore, std::span<const double> values);
    [[nodiscard]] QString rawFor(BreakerState state) const;
    [[nodiscard]] QString declaration(const QString &raw) const; ///< see declarationSnippet()

    const CompiledRule &m_rule;
    QMap<double, BreakerState> m_numbers; ///< what the rule's map and HELP say of the values
    bool m_moreIsMapped = false;          ///< the rule's `more` holds: HELP says nothing else
    QString m_series;
    std::string m_metric;
    QString m_nameLabel;
    std::vector<TrackedSeries> m_states;
    std::vector<TrackedFact> m_facts;
    CallTally m_tally;
    BreakerReading m_reading;
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
