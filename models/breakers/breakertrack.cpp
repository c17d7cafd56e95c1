#include "models/breakers/breakertrack.h"

#include "models/breakers/breakerhint.h"
#include "models/exposition/sharedvalues.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

bool isCounting(BreakerEncoding encoding)
{
    return encoding == BreakerEncoding::Events || encoding == BreakerEncoding::TimeInState ||
           encoding == BreakerEncoding::Transitions;
}

bool isOpen(BreakerState state)
{
    return state == BreakerState::Open || state == BreakerState::ForcedOpen;
}

constexpr qsizetype rawLimit = 80;

/// Held once for all breakers of the thread that have the same.
template <typename Tracked>
std::shared_ptr<const std::vector<Tracked>> shared(std::vector<Tracked> series)
{
    std::size_t hash = series.size();
    for (const Tracked &one : series) {
        hash = hash * 31 + one.slot;
    }
    return SharedValues<std::vector<Tracked>>::ofThread().shared(hash, std::move(series));
}

} // namespace

BreakerTrack::BreakerTrack(const CompiledRule &rule, std::shared_ptr<const TrackEntry> entry)
    : m_rule(rule)
    , m_entry(std::move(entry))
    , m_states(shared(std::vector<TrackedSeries>()))
    , m_facts(shared(std::vector<TrackedFact>()))
    , m_tally({rule.passedIsOk, rule.refusedIsNotPermitted})
{
}

BreakerReading BreakerTrack::firstReading() const
{
    BreakerReading reading;
    reading.name = m_entry->name;
    reading.labels = m_entry->labels;
    reading.convention = m_rule.rule->id;
    return reading;
}

void BreakerTrack::setSeries(std::vector<TrackedSeries> series, const std::vector<Fact> &facts)
{
    std::vector<ValueBefore> statesBefore;
    statesBefore.reserve(series.size());
    for (TrackedSeries &now : series) {
        now.mapped = mappedState(now.word);
        now.text = QString::fromStdString(now.word);
        now.state = now.mapped.value_or(breakerStateFromWord(now.text));
        now.fromState =
            mappedState(now.from).value_or(breakerStateFromWord(QString::fromStdString(now.from)));
        const auto same = std::find_if(states().begin(), states().end(),
                                       [&now](const TrackedSeries &old) { return old.slot == now.slot; });
        // Libraries make an event's counter at its first event. The breaker was there, so it was zero
        statesBefore.push_back(same != states().end()
                                   ? m_statesBefore[static_cast<std::size_t>(same - states().begin())]
                               : m_seen ? ValueBefore(0)
                                        : ValueBefore());
    }
    m_lostSeries = std::any_of(states().begin(), states().end(), [&series](const TrackedSeries &old) {
        return std::none_of(series.begin(), series.end(),
                            [&old](const TrackedSeries &now) { return now.slot == old.slot; });
    });
    std::vector<TrackedFact> told;
    told.reserve(facts.size());
    for (const Fact &fact : facts) {
        told.push_back(fact.what);
    }
    m_tally.layOut(told);
    std::vector<ValueBefore> factsBefore;
    factsBefore.reserve(told.size());
    auto fact = facts.begin();
    for (const TrackedFact &now : told) { // some of the facts, in their order
        const auto isSame = [&now](const TrackedFact &other) {
            return other.slot == now.slot && other.fact == now.fact;
        };
        fact = std::find_if(fact, facts.end(), [&isSame](const Fact &one) { return isSame(one.what); });
        const auto same = std::find_if(this->facts().begin(), this->facts().end(), isSame);
        // Of the first page nobody knows how long its counters have been counting
        factsBefore.push_back(same != this->facts().end()
                                  ? m_factsBefore[static_cast<std::size_t>(same - this->facts().begin())]
                              : m_seen && fact != facts.end() && fact->isNew ? ValueBefore::ofNewSeries()
                                                                             : ValueBefore());
    }
    series.shrink_to_fit();
    m_states = shared(std::move(series));
    m_facts = shared(std::move(told));
    m_statesBefore = std::move(statesBefore);
    m_factsBefore = std::move(factsBefore);
}

bool BreakerTrack::isUnchanged(const BreakerReading &reading, std::span<const double> values) const
{
    const auto same = [values](const auto &series, std::span<const ValueBefore> before) {
        for (std::size_t i = 0; i < series.size(); ++i) {
            const double value = values[series[i].slot];
            if (!before[i] || (*before[i] != value && !(std::isnan(*before[i]) && std::isnan(value)))) {
                return false;
            }
        }
        return true;
    };
    // An opening is news once, and calls that stopped passing are news too
    return m_seen && reading.openings == 0 && m_passing == 0 && m_ending == 0 && !m_lostSeries &&
           same(states(), m_statesBefore) && same(facts(), m_factsBefore);
}

bool BreakerTrack::hasRestarted(std::span<const double> values) const
{
    const auto fell = [values](SeriesSlot slot, ValueBefore before) {
        return before && values[slot] < *before;
    };
    if (isCounting(m_rule.rule->encoding)) {
        if (m_lostSeries) {
            return true;
        }
        for (std::size_t i = 0; i < states().size(); ++i) {
            if (fell(states()[i].slot, m_statesBefore[i])) {
                return true;
            }
        }
    }
    for (std::size_t i = 0; i < facts().size(); ++i) {
        if (isCounter(facts()[i].fact) && fell(facts()[i].slot, m_factsBefore[i])) {
            return true;
        }
    }
    return false;
}

void BreakerTrack::read(BreakerReading &reading, std::span<const double> values, bool restarted)
{
    const bool hadBefore = m_seen;
    const BreakerState before = reading.state;
    m_restarted = m_seen && (restarted || hasRestarted(values));
    if (m_restarted) {
        m_passing = m_ending = 0;
        ++reading.restarts;
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
    reading.state = said.state;
    reading.raw = said.raw.left(rawLimit);
    reading.failureRate.reset();
    reading.threshold.reset();
    for (const TrackedFact &fact : facts()) {
        const double value = values[fact.slot] * fact.scale;
        switch (fact.fact) {
        case BreakerFact::FailureRate:
            // resilience4j writes -1 while it has seen too few calls
            if (std::isfinite(value) && value >= 0) {
                reading.failureRate = value;
            }
            break;
        case BreakerFact::Threshold:
            if (std::isfinite(value) && value >= 0) {
                reading.threshold = value;
            }
            break;
        case BreakerFact::ForcedOpen:
            // Hystrix looks at force-open first; the flag holds whatever the circuit would do
            if (value > 0) {
                reading.state = BreakerState::ForcedOpen;
            }
            break;
        case BreakerFact::ForcedClosed:
            if (value > 0 && reading.state != BreakerState::ForcedOpen) {
                reading.state = BreakerState::ForcedClosed;
            }
            break;
        default:
            break;
        }
    }
    const bool unknown = reading.state == BreakerState::Unknown;
    reading.series = unknown ? m_entry->series : QString();
    reading.hint = !unknown ? QString() : !said.hint.isEmpty() ? said.hint : declaration(reading, said.raw);
    countOpenings(reading, before, hadBefore, values);
    reading.trips += static_cast<quint32>(reading.openings);
    m_tally.add(facts(), m_factsBefore, values, !hadBefore, m_restarted);
    m_tally.tell(reading);

    for (std::size_t i = 0; i < m_statesBefore.size(); ++i) {
        m_statesBefore[i] = values[states()[i].slot];
    }
    for (std::size_t i = 0; i < m_factsBefore.size(); ++i) {
        m_factsBefore[i] = values[facts()[i].slot];
    }
    m_lostSeries = false;
    m_seen = true;
}

QString BreakerTrack::declaration(const BreakerReading &reading, const QString &raw) const
{
    UndeclaredBreaker undeclared;
    undeclared.rule = m_rule.rule;
    undeclared.metric = m_entry->metric;
    undeclared.nameLabel = m_entry->nameLabel;
    undeclared.name = reading.name;
    undeclared.labels = reading.labels;
    undeclared.raw = raw;
    undeclared.numbers = m_entry->numbers;
    for (const TrackedSeries &series : states()) {
        if (!series.word.empty() && series.state == BreakerState::Unknown) {
            undeclared.words.append(series.text);
        }
    }
    return declarationSnippet(undeclared);
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

std::optional<double> BreakerTrack::total(BreakerFact fact, std::span<const double> values) const
{
    std::optional<double> sum;
    for (const TrackedFact &one : facts()) {
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
    for (std::size_t i = 0; i < facts().size(); ++i) {
        // A counter that appears is a restart or a first call, not growth that could be dated
        if (facts()[i].fact == fact && m_factsBefore[i]) {
            sum = sum.value_or(0) + values[facts()[i].slot] - *m_factsBefore[i];
        }
    }
    return sum;
}

void BreakerTrack::countOpenings(BreakerReading &reading, BreakerState before, bool hadBefore,
                                 std::span<const double> values) const
{
    reading.openings = 0;
    reading.inferred = false;
    if (!hadBefore || m_restarted) {
        return;
    }
    const BreakerState now = reading.state;
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
    reading.openings = std::max(shown, static_cast<int>(std::clamp(counted.value_or(0), 0.0, 1e6)));
    reading.inferred = reading.openings > (entered ? 1 : 0);
}

QString BreakerTrack::rawFor(BreakerState state) const
{
    for (const TrackedSeries &series : states()) {
        if (state != BreakerState::Unknown && series.state == state) {
            return series.text;
        }
    }
    return toString(state);
}

bool BreakerTrack::anotherPageMayTell(const BreakerReading &reading) const
{
    return reading.state == BreakerState::Unknown && (m_rule.rule->encoding == BreakerEncoding::Events ||
                                                      m_rule.rule->encoding == BreakerEncoding::TimeInState);
}

} // namespace quarterdeck
