#include "models/breakers/breakerselection.h"

#include "models/breakers/breakerhelp.h"
#include "models/exposition/sharedvalues.h"

#include <algorithm>
#include <functional>
#include <limits>

namespace quarterdeck {

namespace {

constexpr std::size_t slotLimit = 50'000;  ///< series of one target; what comes after is not looked at
constexpr std::uint32_t forgetAfter = 100; ///< pages without a series until its slot may be given away
constexpr std::size_t forgetAbove = 2'048; ///< slots, below which nothing is forgotten
/// Slots, above which a selection is not shared: one that changes with every page is copied each time.
constexpr std::size_t shareUpTo = 4'096;

std::size_t hashOf(std::string_view text)
{
    return std::hash<std::string_view>()(text);
}

bool fits(const std::vector<LabelPattern> &patterns, const SeriesView &series)
{
    return std::all_of(patterns.begin(), patterns.end(), [&series](const LabelPattern &pattern) {
        const std::string_view value = series.label(pattern.name);
        return RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *pattern.value);
    });
}

re2::StringPiece piece(std::string_view text)
{
    return {text.data(), text.size()};
}

/// The label by which the series of one histogram or summary differ.
std::string_view innerLabel(BreakerFact fact)
{
    return fact == BreakerFact::Bucket ? "le" : fact == BreakerFact::Quantile ? "quantile" : "";
}

bool isCallCause(BreakerFact fact)
{
    return (fact >= BreakerFact::CallsOk && fact <= BreakerFact::CallsNotPermitted) ||
           fact == BreakerFact::Passed || fact == BreakerFact::Refused;
}

std::optional<float> numberIn(std::string_view text)
{
    if (text == "+Inf" || text == "Inf" || text == "inf") {
        return std::numeric_limits<float>::infinity();
    }
    const QByteArray bytes = QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size()));
    bool ok = false;
    const float number = bytes.toFloat(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

BreakerIdentity identityOf(const SeriesView &series, const CompiledRule &rule,
                           const CompiledCompanion *companion, const RE2 &metric)
{
    BreakerIdentity identity;
    for (const LabelView &label : series.labels) {
        const bool ignored = std::find(rule.ignoreLabels.begin(), rule.ignoreLabels.end(), label.name) !=
                                 rule.ignoreLabels.end() ||
                             (rule.rule->stateLabel == u"$0" && label.name == series.name);
        // A label that a companion asks for chooses the series, unless it names the breaker
        const bool asked =
            companion != nullptr &&
            std::any_of(companion->labels.begin(), companion->labels.end(),
                        [&label, &rule](const LabelPattern &pattern) {
                            return pattern.name == label.name &&
                                   !rule.rule->nameLabels.contains(QString::fromStdString(pattern.name));
                        });
        const bool inner = companion != nullptr && innerLabel(companion->fact) == label.name;
        if (!ignored && !asked && !inner && !label.value.empty()) {
            identity.add(label.name, label.value);
        }
    }
    identity.seal();
    if (metric.NumberOfCapturingGroups() > 0) {
        std::string group;
        RE2::FullMatch(piece(series.name), metric, &group);
        identity.setGroup(std::move(group));
    }
    return identity;
}

/// The label that names a breaker: the first of the rule's that the series has.
QString nameLabelOf(const QList<QString> &nameLabels, const SeriesView &series, bool inStateSet)
{
    for (const QString &label : nameLabels) {
        const std::string name = label.toStdString();
        if (!series.label(name).empty() && !(inStateSet && series.name == name)) {
            return label;
        }
    }
    return {};
}

std::string_view stateWordOf(const SeriesView &series, const BreakerRule &rule)
{
    return series.label(rule.stateLabel == u"$0" ? std::string(series.name) : rule.stateLabel.toStdString());
}

/// Every series of a breaker has the same identity: it is kept once.
std::shared_ptr<const BreakerIdentity> sharedIdentity(BreakerIdentity identity)
{
    const std::size_t hash = hashOf(identity.labels()) ^ hashOf(identity.group().value_or(std::string()));
    return SharedValues<BreakerIdentity>::ofThread().shared(hash, std::move(identity));
}

SaturationReading saturationOf(const CompiledSaturation &rule, const SeriesView &series)
{
    SaturationReading reading;
    reading.convention = rule.rule->id;
    const QString nameLabel = nameLabelOf(rule.rule->nameLabels, series, false);
    reading.name = boundedText(series.label(nameLabel.toStdString()));
    for (const LabelView &label : series.labels) {
        if (boundedText(label.name) != nameLabel) {
            reading.labels.insert(boundedText(label.name), boundedText(label.value));
        }
    }
    std::string limit;
    std::string rewrite = rule.rule->limit.toStdString();
    std::replace(rewrite.begin(), rewrite.end(), '$', '\\');
    if (RE2::Extract(piece(series.name), *rule.metric, rewrite, &limit)) {
        reading.limit = boundedText(limit);
    }
    return reading;
}

} // namespace

BreakerSelection::BreakerSelection(std::shared_ptr<const BreakerConventions> conventions)
    : m_conventions(conventions ? std::move(conventions) : std::make_shared<const BreakerConventions>())
    , m_chosen(std::make_shared<const Chosen>())
{
}

BreakerSelection::Chosen &BreakerSelection::change()
{
    if (m_own == nullptr) {
        auto own = std::make_shared<Chosen>(*m_chosen);
        m_own = own.get();
        m_chosen = std::move(own);
    }
    return *m_own;
}

void BreakerSelection::settle()
{
    if (m_hasLast) { // of use only while a page is read
        m_hasLast = false;
        std::string().swap(m_lastName);
        std::string().swap(m_lastHelp);
        decltype(m_candidates)().swap(m_candidates);
    }
    if (m_own == nullptr || m_own->slots.size() > shareUpTo) {
        return;
    }
    std::size_t hash = m_own->tracks.size();
    for (const std::shared_ptr<const SlotUse> &use : m_own->slots) {
        hash = hash * 31 + (use ? use->key : 0);
    }
    m_own->slots.shrink_to_fit();
    m_own->tracks.shrink_to_fit();
    m_chosen = SharedValues<Chosen>::ofThread().shared(hash, std::move(*m_own));
    m_own = nullptr;
}

void BreakerSelection::findCandidates(const SeriesView &series)
{
    using Pattern = BreakerConventions::Compiled::Pattern;
    if (m_hasLast && m_lastName == series.name && m_lastType == series.type && m_lastHelp == series.help) {
        return;
    }
    m_hasLast = true;
    m_lastName = series.name;
    m_lastHelp = series.help;
    m_lastType = series.type;
    m_candidates.clear();
    std::vector<int> matches;
    conventions().names->Match(re2::StringPiece(series.name.data(), series.name.size()), &matches);
    std::sort(matches.begin(), matches.end());
    for (const int match : matches) {
        const Pattern &pattern = conventions().patterns[static_cast<std::size_t>(match)];
        const bool byRule = pattern.kind == Pattern::Kind::State || pattern.kind == Pattern::Kind::Companion;
        const CompiledRule *owner = byRule ? &conventions().compiledRules[pattern.rule] : nullptr;
        // A companion that is the same metric as the state is held to the same type and HELP
        if (pattern.kind == Pattern::Kind::State ||
            (owner != nullptr &&
             owner->companions[pattern.companion].metric->pattern() == owner->metric->pattern())) {
            const CompiledRule &rule = *owner;
            if (rule.type && series.type != MetricType::Unknown && series.type != *rule.type) {
                continue;
            }
            if (rule.help &&
                !RE2::PartialMatch(re2::StringPiece(series.help.data(), series.help.size()), *rule.help)) {
                continue;
            }
        }
        m_candidates.push_back(pattern);
    }
}

std::uint32_t BreakerSelection::trackFor(TrackEntry entry)
{
    const auto known = m_chosen->trackOf.find(entry.key);
    if (known != m_chosen->trackOf.end()) {
        return known->second;
    }
    Chosen &chosen = change();
    if (chosen.freeTracks.empty()) {
        chosen.freeTracks.push_back(static_cast<std::uint32_t>(chosen.tracks.size()));
        chosen.tracks.emplace_back();
    }
    const std::uint32_t index = chosen.freeTracks.back();
    chosen.freeTracks.pop_back();
    chosen.trackOf.emplace(entry.key, index);
    const std::size_t hash = entry.key;
    chosen.tracks[index] = SharedValues<TrackEntry>::ofThread().shared(hash, std::move(entry));
    return index;
}

std::optional<StateUse> BreakerSelection::useForState(const SeriesView &series, std::size_t ruleIndex)
{
    const CompiledRule &rule = conventions().compiledRules[ruleIndex];
    if (!fits(rule.labels, series)) {
        return std::nullopt;
    }
    if (!rule.rule->stateLabel.isEmpty() && stateWordOf(series, *rule.rule).empty()) {
        return std::nullopt; // names no state
    }
    QMap<double, BreakerState> helpStates;
    if (rule.rule->helpDecides) {
        helpStates = statesFromHelp(series.help);
    }
    // No electrical breaker is ever half-open
    if (rule.rule->guarded && conventions().soundsElectrical(series) &&
        !helpStates.values().contains(BreakerState::HalfOpen)) {
        return std::nullopt;
    }
    if (rule.rule->encoding == BreakerEncoding::OneHot && !helpStates.isEmpty()) {
        // HELP says what the numbers mean: a label that names no state is just a label
        const std::string_view word = stateWordOf(series, *rule.rule);
        if (breakerStateFromWord(QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()))) ==
            BreakerState::Unknown) {
            return std::nullopt;
        }
        helpStates.clear();
    }
    TrackEntry entry;
    entry.numbers = rule.numbers;
    entry.moreIsMapped = helpStates.isEmpty();
    // HELP completes the map, or replaces it where the two contradict
    for (auto it = helpStates.constBegin(); it != helpStates.constEnd(); ++it) {
        if (entry.numbers.contains(it.key()) && entry.numbers.value(it.key()) != it.value()) {
            entry.numbers = helpStates;
            break;
        }
        entry.numbers.insert(it.key(), it.value());
    }
    entry.rule = static_cast<std::uint32_t>(ruleIndex);
    entry.identity = identityOf(series, rule, nullptr, *rule.metric);
    const std::string group = entry.identity.group().value_or(std::string());
    const bool inStateSet = rule.rule->stateLabel == u"$0";
    entry.nameLabel = nameLabelOf(rule.rule->nameLabels, series, inStateSet);
    entry.name = boundedText(series.label(entry.nameLabel.toStdString()));
    if (entry.name.isEmpty() && !rule.rule->name.isEmpty()) {
        entry.name = QString(rule.rule->name).replace(QStringLiteral("$1"), boundedText(group));
    }
    if (entry.name.isEmpty()) {
        entry.name = boundedText(series.name);
    }
    for (const auto &[name, value] : entry.identity.list()) {
        const QString label = boundedText(name);
        if (label != entry.nameLabel) {
            entry.labels.insert(label, boundedText(value));
        }
    }
    entry.series = seriesText(series);
    entry.metric = series.name.substr(0, 200);
    entry.key = hashOf(std::to_string(ruleIndex) + '\xff' + std::string(series.name) + '\xff' +
                       entry.identity.labels()) |
                1U;

    StateUse use;
    use.rule = entry.rule;
    use.track = trackFor(std::move(entry));
    if (!rule.rule->stateLabel.isEmpty()) {
        use.word = stateWordOf(series, *rule.rule).substr(0, 200);
    }
    if (!rule.rule->fromLabel.isEmpty()) {
        use.from = series.label(rule.rule->fromLabel.toStdString()).substr(0, 200);
    }
    for (const NameTemplate &name : rule.needs) {
        use.needs.push_back(hashOf(name.expand(group)));
    }
    for (const NameTemplate &name : rule.unless) {
        use.unless.push_back(hashOf(name.expand(group)));
    }
    return use;
}

std::optional<SlotUse> BreakerSelection::useOf(const SeriesView &series)
{
    using Pattern = BreakerConventions::Compiled::Pattern;
    SlotUse use;
    bool wanted = false;
    for (const Pattern &pattern : m_candidates) {
        switch (pattern.kind) {
        case Pattern::Kind::State:
            if (use.states.empty() || !use.states.back().needs.empty()) {
                if (std::optional<StateUse> state = useForState(series, pattern.rule)) {
                    use.states.push_back(std::move(*state));
                    wanted = true;
                }
            }
            break;
        case Pattern::Kind::Companion: {
            const CompiledRule &rule = conventions().compiledRules[pattern.rule];
            const CompiledCompanion &companion = rule.companions[pattern.companion];
            // A call has one end: the first of a rule's companions that fits says which
            const bool isTold =
                isCallCause(companion.fact) && companion.scale > 0 &&
                std::any_of(use.companions.begin(), use.companions.end(), [&](const CompanionUse &other) {
                    return other.rule == pattern.rule && isCallCause(rule.companions[other.companion].fact);
                });
            if (isTold || !fits(companion.labels, series)) {
                break;
            }
            const std::string_view inner = innerLabel(companion.fact);
            const std::optional<float> key = inner.empty() ? 0.0F : numberIn(series.label(inner));
            if (!key) {
                break;
            }
            use.companions.push_back(
                {static_cast<std::uint32_t>(pattern.rule), static_cast<std::uint32_t>(pattern.companion),
                 *key, sharedIdentity(identityOf(series, rule, &companion, *companion.metric))});
            wanted = true;
            break;
        }
        case Pattern::Kind::Saturation:
            use.saturation = saturationOf(conventions().saturation[pattern.rule], series);
            wanted = true;
            break;
        case Pattern::Kind::Watch:
            wanted = true;
            break;
        case Pattern::Kind::Start:
            use.isStart = true;
            wanted = true;
            break;
        }
    }
    return wanted ? std::optional(std::move(use)) : std::nullopt;
}

SeriesSlot BreakerSelection::addSlot(SlotUse use)
{
    Chosen &chosen = change();
    SeriesSlot slot = ignoredSeries;
    if (!chosen.freeSlots.empty()) {
        slot = chosen.freeSlots.back();
        chosen.freeSlots.pop_back();
    } else if (chosen.slots.size() < slotLimit) {
        slot = static_cast<SeriesSlot>(chosen.slots.size());
        chosen.slots.emplace_back();
    } else {
        return ignoredSeries;
    }
    chosen.slotOf.emplace(use.key, slot);
    const std::size_t hash = use.key;
    chosen.slots[slot] = SharedValues<SlotUse>::ofThread().shared(hash, std::move(use));
    return slot;
}

SeriesSlot BreakerSelection::select(const SeriesView &series)
{
    findCandidates(series);
    if (m_candidates.empty()) {
        return ignoredSeries;
    }
    std::size_t key = seriesHash(series) | 1U;
    const auto known = m_chosen->slotOf.find(key);
    if (known != m_chosen->slotOf.end()) {
        return known->second;
    }
    std::optional<SlotUse> use = useOf(series);
    if (!use) {
        return ignoredSeries;
    }
    use->metric = hashOf(series.name);
    if (use->states.empty() && use->companions.empty() && !use->saturation && !use->isStart) {
        // That the metric is there is all that matters: one slot for all its series
        key = use->metric | 1U;
        const auto watched = m_chosen->slotOf.find(key);
        if (watched != m_chosen->slotOf.end()) {
            return watched->second;
        }
    }
    use->key = key;
    return addSlot(std::move(*use));
}

/// Labels that never come back (random instance names) must not fill the memory of a console that runs for
/// months.
void BreakerSelection::forgetOld(std::uint32_t page, std::vector<SlotSight> &sights)
{
    if (m_chosen->slotOf.size() <= forgetAbove) {
        return;
    }
    Chosen &chosen = change();
    std::vector<char> inUse(chosen.tracks.size(), 0);
    for (SeriesSlot slot = 0; slot < chosen.slots.size(); ++slot) {
        std::shared_ptr<const SlotUse> &use = chosen.slots[slot];
        if (use && slot < sights.size() && sights[slot].last + forgetAfter < page) {
            chosen.slotOf.erase(use->key);
            use.reset();
            sights[slot] = {};
            chosen.freeSlots.push_back(slot);
        }
        if (use) {
            for (const StateUse &state : use->states) {
                inUse[state.track] = 1;
            }
        }
    }
    for (std::uint32_t i = 0; i < chosen.tracks.size(); ++i) {
        if (inUse[i] == 0 && chosen.tracks[i]) {
            chosen.trackOf.erase(chosen.tracks[i]->key);
            chosen.tracks[i].reset();
            chosen.freeTracks.push_back(i);
        }
    }
}

} // namespace quarterdeck
