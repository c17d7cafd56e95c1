// How each encoding says the state: the reading half of BreakerTrack.
#include "models/breakers/breakertrack.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

static std::int64_t wholeNumber(double value)
{
    return std::isfinite(value) && value > 0 && value < 9e15 ? static_cast<std::int64_t>(value) : 0;
}

BreakerTrack::Said BreakerTrack::readOneHot(std::span<const double> values) const
{
    std::vector<const TrackedSeries *> hot;
    for (const TrackedSeries &series : states()) {
        if (values[series.slot] > 0) {
            hot.push_back(&series);
        }
    }
    Said said;
    if (hot.size() == 1) {
        said.raw = hot.front()->text;
        said.state = hot.front()->state;
        return said;
    }
    QStringList words;
    for (const TrackedSeries *series : hot) {
        words.append(series->text);
    }
    said.raw = hot.empty() ? QStringLiteral("none") : words.join(u'+');
    said.hint = hot.empty() ? QStringLiteral("none of the series of this breaker is 1")
                            : QStringLiteral("more than one of the series of this breaker is 1");
    return said;
}

BreakerTrack::Said BreakerTrack::readNumber(std::span<const double> values) const
{
    Said said;
    double value = values[states().front().slot];
    for (const TrackedSeries &series : states()) {
        if (values[series.slot] != value && !(std::isnan(values[series.slot]) && std::isnan(value))) {
            said.raw = shortNumber(value) + u'+' + shortNumber(values[series.slot]);
            said.hint = QStringLiteral("the series of this breaker differ");
            return said;
        }
    }
    said.raw = shortNumber(value);
    if (std::isnan(value)) {
        return said;
    }
    const auto found = m_entry->numbers.constFind(value);
    if (found != m_entry->numbers.constEnd()) {
        said.state = *found;
    } else if (m_entry->moreIsMapped && m_rule.moreThanNumbers && !m_entry->numbers.isEmpty() &&
               value > m_entry->numbers.lastKey()) {
        said.state = *m_rule.moreThanNumbers;
    }
    return said;
}

BreakerTrack::Said BreakerTrack::readEvents(std::span<const double> values)
{
    BreakerEntries totals;
    BreakerEntries since;
    bool halfOpenCounted = false;
    for (std::size_t i = 0; i < states().size(); ++i) {
        const TrackedSeries &series = states()[i];
        const std::optional<BreakerState> state = series.mapped;
        if (!state) {
            continue;
        }
        const std::int64_t now = wholeNumber(values[series.slot]);
        const std::int64_t grown = now - wholeNumber(m_statesBefore[i].value_or(0));
        if (*state == BreakerState::Open) {
            totals.open += now;
            since.open += grown;
        } else if (*state == BreakerState::HalfOpen) {
            totals.halfOpen += now;
            since.halfOpen += grown;
            halfOpenCounted = true;
        } else if (*state == BreakerState::Closed) {
            totals.closed += now;
            since.closed += grown;
        }
    }
    // A breaker begins closed and leaves that state only with an event, so counters since the start of the
    // process tell its state as far as one walk alone fits them. Without any event it never left.
    const bool isFirst = !m_seen || m_restarted;
    const BreakerEntries &entries = isFirst ? totals : since;
    const BreakerPlaces starts = isFirst ? BreakerPlaces(BreakerPlace::Closed) : m_places;
    std::optional<BreakerState> proven = provenState(starts, entries, halfOpenCounted);
    BreakerState state = BreakerState::Unknown;
    if (!isFirst) {
        m_openedByState = since.open;
    }
    if (!isFirst && since == BreakerEntries()) {
        state = m_state;
    } else {
        if (!proven) {
            proven = provenState(BreakerPlace::Closed, totals, halfOpenCounted);
        }
        state = proven.value_or(BreakerState::Unknown);
        m_places = proven ? placesOf(*proven)
                          : possibleEnds(starts, entries, true, halfOpenCounted) &
                                possibleEnds(BreakerPlace::Closed, totals, true, halfOpenCounted);
    }
    if (state == BreakerState::Unknown) {
        m_places = m_places ? m_places : placesOf(BreakerState::Unknown); // counts that fit no walk
        state = evidence(state, values);
    }
    Said said;
    said.state = state;
    said.raw = totals == BreakerEntries() ? QStringLiteral("no event") : rawFor(state);
    if (state == BreakerState::Unknown) {
        said.raw = QStringLiteral("%1 opened, %2 half-opened, %3 closed")
                       .arg(totals.open)
                       .arg(totals.halfOpen)
                       .arg(totals.closed);
        said.hint = QStringLiteral(
            "only events are exported, and their counts fit several states; the next event tells");
    }
    return said;
}

/// What calls prove where events do not. A call that was refused: not closed. Calls that passed while none
/// was refused on two pages in a row: closed. (On one page alone they may have begun before the breaker
/// opened.) Calls that ended, well or not, without an event: not half-open, for there each leads to one.
BreakerState BreakerTrack::evidence(BreakerState state, std::span<const double> values)
{
    const auto grown = [this, values](BreakerFact fact) { return growth(fact, values).value_or(0); };
    const double passed = grown(BreakerFact::Passed);
    const double ended = passed + grown(BreakerFact::CallsOk) + grown(BreakerFact::CallsFailed) +
                         grown(BreakerFact::CallsTimedOut);
    if (grown(BreakerFact::Refused) > 0) {
        m_passing = m_ending = 0;
        m_places = BreakerPlace::Open | BreakerPlace::HalfOpen;
        return BreakerState::Open;
    }
    m_passing = passed > 0 ? m_passing + 1 : 0;
    m_ending = ended > 0 && m_openedByState == 0 ? m_ending + 1 : 0;
    const BreakerPlaces left = m_places & ~BreakerPlaces(BreakerPlace::HalfOpen);
    if (m_passing < 2 && (m_ending < 2 || left != BreakerPlaces(BreakerPlace::Closed))) {
        return state;
    }
    m_places = BreakerPlace::Closed;
    return BreakerState::Closed;
}

BreakerTrack::Said BreakerTrack::readTimes(std::span<const double> values)
{
    Said said;
    BreakerPlaces grew;
    BreakerPlaces ever;
    QStringList words;
    for (std::size_t i = 0; i < states().size(); ++i) {
        const TrackedSeries &series = states()[i];
        const BreakerState state = series.state;
        const BreakerPlaces place = state == BreakerState::Unknown ? BreakerPlaces() : placesOf(state);
        if (values[series.slot] > 0) {
            ever |= place;
        }
        if (m_seen && !m_restarted && values[series.slot] > m_statesBefore[i].value_or(0)) {
            grew |= place;
            words.append(series.text);
        }
    }
    using enum BreakerPlace;
    if (!m_seen || m_restarted) {
        // Never open, never half-open: still closed, as it began
        const bool neverOpened = total(BreakerFact::Opened, values).value_or(1) == 0;
        if (neverOpened || (ever & (Open | HalfOpen)) == BreakerPlaces()) {
            said.state = BreakerState::Closed;
        }
    } else if (grew == BreakerPlaces()) {
        said.state = m_state;
    } else if (grew == BreakerPlaces(Closed)) {
        said.state = BreakerState::Closed;
    } else if (grew == BreakerPlaces(Open)) {
        said.state = BreakerState::Open;
    } else if (grew == BreakerPlaces(HalfOpen)) {
        said.state = BreakerState::HalfOpen;
    } else if (grew == (Closed | Open)) {
        // Without half-open in between there is one way only: out of closed into open, or back by hand
        said.state = m_state == BreakerState::Closed ? BreakerState::Open
                     : m_state == BreakerState::Open ? BreakerState::Closed
                                                     : BreakerState::Unknown;
    } else if (grew == (HalfOpen | Closed)) {
        said.state = m_state == BreakerState::HalfOpen ? BreakerState::Closed : BreakerState::Unknown;
    } else if (grew == (Open | HalfOpen) && m_state == BreakerState::Open &&
               growth(BreakerFact::Opened, values).value_or(1) == 0) {
        said.state = BreakerState::HalfOpen;
    }
    m_openTimeGrew = grew.testFlag(Open);
    said.raw = words.isEmpty() ? rawFor(said.state) : words.join(u'+');
    if (said.state == BreakerState::Unknown) {
        said.hint =
            QStringLiteral("only the time per state is exported; the next page shows which of them grows");
    }
    return said;
}

BreakerTrack::Said BreakerTrack::readTransitions(std::span<const double> values)
{
    // Every state is entered as often as it is left, but for the first (closed, when the process began) and
    // the last
    std::int64_t balance[3] = {1, 0, 0};
    const auto index = [](BreakerState state) {
        return state == BreakerState::Closed     ? 0
               : state == BreakerState::Open     ? 1
               : state == BreakerState::HalfOpen ? 2
                                                 : -1;
    };
    BreakerEntries totals;
    std::int64_t opened = 0;
    bool balanced = true;
    bool hasFrom = false;
    bool halfOpenCounted = false;
    for (std::size_t i = 0; i < states().size(); ++i) {
        const TrackedSeries &series = states()[i];
        const int to = index(series.state);
        const int from = series.from.empty() ? -1 : index(series.fromState);
        const std::int64_t count = wholeNumber(values[series.slot]);
        hasFrom = hasFrom || !series.from.empty();
        if (to < 0 || (!series.from.empty() && from < 0)) {
            balanced = balanced && count == 0;
            continue;
        }
        balance[to] += count;
        if (from >= 0) {
            balance[from] -= count;
        }
        totals.closed += to == 0 ? count : 0;
        totals.open += to == 1 ? count : 0;
        totals.halfOpen += to == 2 ? count : 0;
        halfOpenCounted = halfOpenCounted || to == 2;
        opened += to == 1 ? count - wholeNumber(m_statesBefore[i].value_or(0)) : 0;
    }
    Said said;
    if (m_seen && !m_restarted) {
        m_openedByState = opened;
    }
    if (!hasFrom) {
        said.state =
            provenState(BreakerPlace::Closed, totals, halfOpenCounted).value_or(BreakerState::Unknown);
    } else if (balanced) {
        const BreakerState states[3] = {BreakerState::Closed, BreakerState::Open, BreakerState::HalfOpen};
        const auto ones = std::count(std::begin(balance), std::end(balance), 1);
        const auto zeros = std::count(std::begin(balance), std::end(balance), 0);
        if (ones == 1 && zeros == 2) {
            said.state = states[std::find(std::begin(balance), std::end(balance), 1) - std::begin(balance)];
        }
    }
    said.raw = rawFor(said.state);
    if (said.state == BreakerState::Unknown) {
        said.raw = QStringLiteral("%1 opened, %2 half-opened, %3 closed")
                       .arg(totals.open)
                       .arg(totals.halfOpen)
                       .arg(totals.closed);
        said.hint = QStringLiteral("the counted transitions do not add up to one state");
    }
    return said;
}

BreakerTrack::Said BreakerTrack::readCount(std::span<const double> values) const
{
    double count = 0;
    for (const TrackedSeries &series : states()) {
        count += values[series.slot];
    }
    count -= total(BreakerFact::Closed, values).value_or(0);
    Said said;
    said.raw = shortNumber(count);
    const auto mapped = m_rule.numbers.constFind(count);
    if (std::isnan(count)) {
        return said;
    }
    if (mapped != m_rule.numbers.constEnd()) {
        said.state = *mapped;
    } else if (count > 0) {
        said.state = m_rule.moreThanNumbers.value_or(BreakerState::Open);
    } else {
        said.state = BreakerState::Closed;
    }
    const std::optional<double> passed = total(BreakerFact::Passed, values);
    if (said.state == BreakerState::Closed && passed && *passed <= 0) {
        said.state = BreakerState::Unknown;
        said.hint = QStringLiteral("no call passes and none is refused: nothing shows the state");
    }
    return said;
}

} // namespace quarterdeck
