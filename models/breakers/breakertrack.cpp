#include "models/breakers/breakertrack.h"

#include "models/breakers/breakerhint.h"

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
    , m_tally({rule.passedIsOk, rule.refusedIsNotPermitted})
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
    m_tally.layOut(facts, !m_seen);
    m_facts = std::move(facts);
}

bool BreakerTrack::isUnchanged(std::span<const double> values) const
{
    const auto same = [values](const auto &series) {
        return series.before && (*series.before == values[series.slot] ||
                                 (std::isnan(*series.before) && std::isnan(values[series.slot])));
    };
    // An opening is news once, and calls that stopped passing are news too
    return m_seen && m_reading.openings == 0 && m_passing == 0 && m_ending == 0 && !m_lostSeries &&
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

const BreakerReading &BreakerTrack::read(std::span<const double> values, bool restarted)
{
    const bool hadBefore = m_seen;
    const BreakerState before = m_reading.state;
    m_restarted = m_seen && (restarted || hasRestarted(values));
    if (m_restarted) {
        m_passing = m_ending = 0;
        ++m_reading.restarts;
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
    m_reading.hint = !unknown ? QString() : !said.hint.isEmpty() ? said.hint : declaration(said.raw);
    countOpenings(before, hadBefore, values);
    m_reading.trips += static_cast<quint32>(m_reading.openings);
    m_tally.add(m_facts, values, !hadBefore, m_restarted);
    m_tally.tell(m_reading);

    for (TrackedSeries &series : m_states) {
        series.before = values[series.slot];
    }
    for (TrackedFact &fact : m_facts) {
        fact.before = values[fact.slot];
        fact.isNew = false;
    }
    m_lostSeries = false;
    m_seen = true;
    return m_reading;
}

QString BreakerTrack::declaration(const QString &raw) const
{
    UndeclaredBreaker undeclared;
    undeclared.rule = m_rule.rule;
    undeclared.metric = m_metric;
    undeclared.nameLabel = m_nameLabel;
    undeclared.name = m_reading.name;
    undeclared.labels = m_reading.labels;
    undeclared.raw = raw;
    undeclared.numbers = m_numbers;
    for (const TrackedSeries &series : m_states) {
        if (!series.word.empty() && series.state == BreakerState::Unknown) {
            undeclared.words.append(QString::fromStdString(series.word));
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
