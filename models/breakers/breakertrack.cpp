#include "models/breakers/breakertrack.h"

#include "models/breakers/breakerhint.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

bool isCounting(BreakerEncoding encoding)
{
    return encoding == BreakerEncoding::Events || encoding == BreakerEncoding::TimeInState ||
           encoding == BreakerEncoding::Transitions;
}

bool isCounter(BreakerFact fact)
{
    return fact == BreakerFact::Opened || fact == BreakerFact::Closed || fact == BreakerFact::Refused ||
           fact == BreakerFact::Passed;
}

bool isOpen(BreakerState state)
{
    return state == BreakerState::Open || state == BreakerState::ForcedOpen;
}

std::int64_t wholeNumber(double value)
{
    return std::isfinite(value) && value > 0 && value < 9e15 ? static_cast<std::int64_t>(value) : 0;
}

constexpr qsizetype rawLimit = 80;

} // namespace

BreakerTrack::BreakerTrack(const CompiledRule &rule, QString name, QMap<QString, QString> labels,
                           QMap<double, BreakerState> helpStates, QString series, const std::string &metric,
                           const QString &nameLabel)
    : m_rule(rule)
    , m_numbers(rule.numbers)
    , m_moreIsMapped(helpStates.isEmpty())
    , m_series(std::move(series))
    , m_metric(metric)
    , m_nameLabel(nameLabel)
{
    // HELP completes the map, or replaces it where the two contradict
    for (auto it = helpStates.constBegin(); it != helpStates.constEnd(); ++it) {
        if (m_numbers.contains(it.key()) && m_numbers.value(it.key()) != it.value()) {
            m_numbers = helpStates;
            break;
        }
        m_numbers.insert(it.key(), it.value());
    }
    m_reading.name = std::move(name);
    m_reading.labels = std::move(labels);
    m_reading.convention = rule.rule->id;
}

void BreakerTrack::setSeries(std::vector<TrackedSeries> series, std::vector<TrackedFact> facts)
{
    for (TrackedSeries &now : series) {
        now.mapped = mappedState(now.word);
        now.state = now.mapped.value_or(breakerStateFromWord(QString::fromStdString(now.word)));
        now.fromState =
            mappedState(now.from).value_or(breakerStateFromWord(QString::fromStdString(now.from)));
        const auto same = std::find_if(m_states.begin(), m_states.end(),
                                       [&now](const TrackedSeries &old) { return old.slot == now.slot; });
        if (same != m_states.end()) {
            now.before = same->before;
        } else if (m_seen) {
            // Libraries make an event's counter at its first event. The breaker was there, so it was zero
            now.before = 0;
        }
    }
    for (TrackedFact &now : facts) {
        const auto same = std::find_if(m_facts.begin(), m_facts.end(), [&now](const TrackedFact &old) {
            return old.slot == now.slot && old.fact == now.fact;
        });
        now.before = same == m_facts.end() ? std::nullopt : same->before;
    }
    m_lostSeries = std::any_of(m_states.begin(), m_states.end(), [&series](const TrackedSeries &old) {
        return std::none_of(series.begin(), series.end(),
                            [&old](const TrackedSeries &now) { return now.slot == old.slot; });
    });
    m_states = std::move(series);
    m_facts = std::move(facts);
}

bool BreakerTrack::isUnchanged(std::span<const double> values) const
{
    const auto same = [values](const auto &series) {
        return series.before && (*series.before == values[series.slot] ||
                                 (std::isnan(*series.before) && std::isnan(values[series.slot])));
    };
    // An opening is news once, and calls that stopped passing are news too
    return m_seen && m_reading.openings == 0 && m_passing == 0 && !m_lostSeries &&
           std::all_of(m_states.begin(), m_states.end(), same) &&
           std::all_of(m_facts.begin(), m_facts.end(), same);
}

bool BreakerTrack::hasRestarted(std::span<const double> values) const
{
    const auto fell = [values](const auto &series) {
        return series.before && values[series.slot] < *series.before;
    };
    const bool counting = isCounting(m_rule.rule->encoding);
    return (counting && (m_lostSeries || std::any_of(m_states.begin(), m_states.end(), fell))) ||
           std::any_of(m_facts.begin(), m_facts.end(),
                       [&fell](const TrackedFact &fact) { return isCounter(fact.fact) && fell(fact); });
}

const BreakerReading &BreakerTrack::read(std::span<const double> values)
{
    const bool hadBefore = m_seen;
    const BreakerState before = m_reading.state;
    m_restarted = hasRestarted(values);
    if (m_restarted) {
        m_passing = 0;
    }
    m_openedByState.reset();
    m_openTimeGrew = false;

    Said said;
    switch (m_rule.rule->encoding) {
    case BreakerEncoding::OneHot:
        said = readOneHot(values);
        break;
    case BreakerEncoding::Number:
        said = readNumber(values);
        break;
    case BreakerEncoding::Events:
        said = readEvents(values);
        break;
    case BreakerEncoding::TimeInState:
        said = readTimes(values);
        break;
    case BreakerEncoding::Transitions:
        said = readTransitions(values);
        break;
    case BreakerEncoding::ActiveCount:
        said = readCount(values);
        break;
    }
    m_state = said.state;
    m_reading.state = said.state;
    m_reading.raw = said.raw.left(rawLimit);
    m_reading.failureRate.reset();
    m_reading.threshold.reset();
    for (const TrackedFact &fact : m_facts) {
        const double value = values[fact.slot] * fact.scale;
        switch (fact.fact) {
        case BreakerFact::FailureRate:
            // resilience4j writes -1 while it has seen too few calls
            if (std::isfinite(value) && value >= 0) {
                m_reading.failureRate = value;
            }
            break;
        case BreakerFact::Threshold:
            if (std::isfinite(value) && value >= 0) {
                m_reading.threshold = value;
            }
            break;
        case BreakerFact::ForcedOpen:
            // Hystrix looks at force-open first; the flag holds whatever the circuit would do
            if (value > 0) {
                m_reading.state = BreakerState::ForcedOpen;
            }
            break;
        case BreakerFact::ForcedClosed:
            if (value > 0 && m_reading.state != BreakerState::ForcedOpen) {
                m_reading.state = BreakerState::ForcedClosed;
            }
            break;
        default:
            break;
        }
    }
    const bool unknown = m_reading.state == BreakerState::Unknown;
    m_reading.series = unknown ? m_series : QString();
    m_reading.hint = !unknown               ? QString()
                     : !said.hint.isEmpty() ? said.hint
                     : !m_rule.rule->hint.isEmpty()
                         ? m_rule.rule->hint
                         : declarationSnippet(*m_rule.rule, m_metric, m_nameLabel, said.raw);
    countOpenings(before, hadBefore, values);

    for (TrackedSeries &series : m_states) {
        series.before = values[series.slot];
    }
    for (TrackedFact &fact : m_facts) {
        fact.before = values[fact.slot];
    }
    m_lostSeries = false;
    m_seen = true;
    return m_reading;
}

std::optional<BreakerState> BreakerTrack::mappedState(const std::string &word) const
{
    QString bare;
    const QString text = QString::fromStdString(word);
    for (const QChar character : text) {
        if (character.isLetterOrNumber()) {
            bare.append(character.toLower());
        }
    }
    const auto found = m_rule.words.constFind(bare);
    return found == m_rule.words.constEnd() ? std::nullopt : std::optional(*found);
}

BreakerTrack::Said BreakerTrack::readOneHot(std::span<const double> values) const
{
    std::vector<const TrackedSeries *> hot;
    for (const TrackedSeries &series : m_states) {
        if (values[series.slot] > 0) {
            hot.push_back(&series);
        }
    }
    Said said;
    if (hot.size() == 1) {
        said.raw = QString::fromStdString(hot.front()->word);
        said.state = hot.front()->state;
        return said;
    }
    QStringList words;
    for (const TrackedSeries *series : hot) {
        words.append(QString::fromStdString(series->word));
    }
    said.raw = hot.empty() ? QStringLiteral("none") : words.join(u'+');
    said.hint = hot.empty() ? QStringLiteral("none of the series of this breaker is 1")
                            : QStringLiteral("more than one of the series of this breaker is 1");
    return said;
}

BreakerTrack::Said BreakerTrack::readNumber(std::span<const double> values) const
{
    Said said;
    double value = values[m_states.front().slot];
    for (const TrackedSeries &series : m_states) {
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
    const auto found = m_numbers.constFind(value);
    if (found != m_numbers.constEnd()) {
        said.state = *found;
    } else if (m_moreIsMapped && m_rule.moreThanNumbers && !m_numbers.isEmpty() &&
               value > m_numbers.lastKey()) {
        said.state = *m_rule.moreThanNumbers;
    }
    return said;
}

BreakerTrack::Said BreakerTrack::readEvents(std::span<const double> values)
{
    BreakerEntries totals;
    BreakerEntries since;
    bool halfOpenCounted = false;
    for (const TrackedSeries &series : m_states) {
        const std::optional<BreakerState> state = series.mapped;
        if (!state) {
            continue;
        }
        const std::int64_t now = wholeNumber(values[series.slot]);
        const std::int64_t grown = now - wholeNumber(series.before.value_or(0));
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
    const auto fromTotals = [&] { return provenState(BreakerPlace::Closed, totals, halfOpenCounted); };
    BreakerState state = BreakerState::Unknown;
    if (!m_seen || m_restarted) {
        state = fromTotals().value_or(BreakerState::Unknown);
    } else {
        m_openedByState = since.open;
        if (since == BreakerEntries()) {
            state = m_state;
        } else {
            const std::optional<BreakerState> moved = provenState(placesOf(m_state), since, halfOpenCounted);
            state = moved ? *moved : fromTotals().value_or(BreakerState::Unknown);
        }
    }
    if (state == BreakerState::Unknown) {
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
/// opened.)
BreakerState BreakerTrack::evidence(BreakerState state, std::span<const double> values)
{
    const double passed = growth(BreakerFact::Passed, values).value_or(0);
    const double refused = growth(BreakerFact::Refused, values).value_or(0);
    if (refused > 0) {
        m_passing = 0;
        return BreakerState::Open;
    }
    m_passing = passed > 0 ? m_passing + 1 : 0;
    return m_passing >= 2 ? BreakerState::Closed : state;
}

BreakerTrack::Said BreakerTrack::readTimes(std::span<const double> values)
{
    Said said;
    BreakerPlaces grew;
    BreakerPlaces ever;
    QStringList words;
    for (const TrackedSeries &series : m_states) {
        const BreakerState state = series.state;
        const BreakerPlaces place = state == BreakerState::Unknown ? BreakerPlaces() : placesOf(state);
        if (values[series.slot] > 0) {
            ever |= place;
        }
        if (m_seen && !m_restarted && values[series.slot] > series.before.value_or(0)) {
            grew |= place;
            words.append(QString::fromStdString(series.word));
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
    for (const TrackedSeries &series : m_states) {
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
        opened += to == 1 ? count - wholeNumber(series.before.value_or(0)) : 0;
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
    for (const TrackedSeries &series : m_states) {
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

std::optional<double> BreakerTrack::total(BreakerFact fact, std::span<const double> values) const
{
    std::optional<double> sum;
    for (const TrackedFact &one : m_facts) {
        if (one.fact == fact) {
            sum = sum.value_or(0) + values[one.slot];
        }
    }
    return sum;
}

std::optional<double> BreakerTrack::growth(BreakerFact fact, std::span<const double> values) const
{
    if (!m_seen || m_restarted) {
        return std::nullopt;
    }
    std::optional<double> sum;
    for (const TrackedFact &one : m_facts) {
        // A counter that appears is a restart or a first call, not growth that could be dated
        if (one.fact == fact && one.before) {
            sum = sum.value_or(0) + values[one.slot] - *one.before;
        }
    }
    return sum;
}

void BreakerTrack::countOpenings(BreakerState before, bool hadBefore, std::span<const double> values)
{
    m_reading.openings = 0;
    m_reading.inferred = false;
    if (!hadBefore || m_restarted) {
        return;
    }
    const BreakerState now = m_reading.state;
    const bool entered = isOpen(now) && !isOpen(before);
    const bool wasKnown = before != BreakerState::Unknown;
    // Into half-open leads no way but through open
    const bool passedThrough =
        now == BreakerState::HalfOpen && wasKnown && !isOpen(before) && before != BreakerState::HalfOpen;
    const int shown = (entered && wasKnown) || passedThrough ? 1 : 0;
    std::optional<double> counted = growth(BreakerFact::Opened, values);
    if (!counted && m_openedByState) {
        counted = static_cast<double>(*m_openedByState);
    }
    if (m_rule.rule->encoding == BreakerEncoding::ActiveCount && counted) {
        // Members are counted, not openings of the whole: of interest where none shows any more
        counted = !isOpen(before) && !isOpen(now) && *counted > 0 ? 1 : 0;
    }
    if (!counted && before == BreakerState::Closed && now == BreakerState::Closed) {
        counted = growth(BreakerFact::Refused, values).value_or(0) > 0 || m_openTimeGrew ? 1 : 0;
    }
    m_reading.openings = std::max(shown, static_cast<int>(std::clamp(counted.value_or(0), 0.0, 1e6)));
    m_reading.inferred = m_reading.openings > (entered ? 1 : 0);
}

QString BreakerTrack::rawFor(BreakerState state) const
{
    for (const TrackedSeries &series : m_states) {
        if (state != BreakerState::Unknown && series.state == state) {
            return QString::fromStdString(series.word);
        }
    }
    return toString(state);
}

bool BreakerTrack::anotherPageMayTell() const
{
    return m_reading.state == BreakerState::Unknown &&
           (m_rule.rule->encoding == BreakerEncoding::Events ||
            m_rule.rule->encoding == BreakerEncoding::TimeInState);
}

} // namespace quarterdeck
