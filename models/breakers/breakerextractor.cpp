#include "models/breakers/breakerextractor.h"

#include "models/breakers/breakerhelp.h"
#include "models/breakers/breakertrack.h"
#include "models/breakers/compiledconventions.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace quarterdeck {

namespace {

constexpr std::size_t slotLimit = 50'000;   ///< series of one target; what comes after is not looked at
constexpr std::size_t trackLimit = 10'000;  ///< breakers of one target
constexpr std::size_t looseJoinLimit = 500; ///< breakers of a rule, above which only equal labels join
constexpr std::size_t textLimit = 200;      ///< characters of a name or label value
constexpr std::uint64_t forgetAfter = 100;  ///< pages without a series until its slot may be given away
constexpr std::size_t forgetAbove = 2'048;  ///< slots, below which nothing is forgotten

QString boundedText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min(text.size(), textLimit)));
}

bool fits(const std::vector<LabelPattern> &patterns, const SeriesView &series)
{
    return std::all_of(patterns.begin(), patterns.end(), [&series](const LabelPattern &pattern) {
        const std::string_view value = series.label(pattern.name);
        return RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *pattern.value);
    });
}

std::optional<std::string> firstGroup(const RE2 &pattern, std::string_view name)
{
    if (pattern.NumberOfCapturingGroups() < 1) {
        return std::nullopt;
    }
    std::string group;
    RE2::FullMatch(re2::StringPiece(name.data(), name.size()), pattern, &group);
    return group;
}

using LabelSet = std::map<std::string, std::string, std::less<>>;

/// Which breaker a series belongs to: its labels without those that differ within a breaker.
struct Identity
{
    LabelSet labels;
    std::optional<std::string> group;
};

bool sameGroup(const Identity &breaker, const Identity &companion)
{
    return !breaker.group || !companion.group || *breaker.group == *companion.group;
}

/// Libraries put a label on the state that they leave off the rest (resilience4j's `group`), and the other
/// way round.
bool mayJoin(const Identity &breaker, const Identity &companion)
{
    const auto holds = [](const LabelSet &outer, const LabelSet &inner) {
        return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
    };
    return sameGroup(breaker, companion) && !companion.labels.empty() && !breaker.labels.empty() &&
           (holds(breaker.labels, companion.labels) || holds(companion.labels, breaker.labels));
}

std::string labelsKey(const LabelSet &labels)
{
    std::string key;
    for (const auto &[name, value] : labels) {
        key += name + '\xfe' + value + '\xff';
    }
    return key;
}

struct CompanionUse
{
    std::size_t rule = 0;
    std::size_t companion = 0;
    Identity identity;
};

/// The state of a breaker by one rule. More than one can fit a series as long as it is open what else the
/// page has.
struct StateUse
{
    std::size_t rule = 0;
    std::size_t track = 0;
    std::string word;
    std::string from;
    std::vector<std::string> needs;
    std::vector<std::string> unless;
};

/// A series with a slot and everything it is used for.
struct SlotUse
{
    std::string key;
    std::string metric;
    std::vector<StateUse> states; ///< by precedence: the first whose needs are met holds
    std::vector<CompanionUse> companions;
    std::optional<SaturationReading> saturation;
    std::uint64_t lastSeen = 0;
};

struct TrackEntry
{
    std::string key; ///< in trackOf; empty while the place is free
    std::size_t rule = 0;
    Identity identity;
    std::unique_ptr<BreakerTrack> track; ///< null while the breaker is not on the page
    QString name;
    QMap<QString, QString> labels;
    QMap<double, BreakerState> helpStates;
    QString series;
    std::string metric;
    QString nameLabel;
};

std::string seriesKey(const SeriesView &series)
{
    std::vector<LabelView> labels(series.labels.begin(), series.labels.end());
    std::sort(labels.begin(), labels.end(),
              [](const LabelView &a, const LabelView &b) { return a.name < b.name; });
    std::string key(series.name);
    for (const LabelView &label : labels) {
        key += '\xff';
        key += label.name;
        key += '\xfe';
        key += label.value;
    }
    return key;
}

QString seriesText(const SeriesView &series)
{
    QString text = boundedText(series.name);
    QString labels;
    for (const LabelView &label : series.labels) {
        QString value = boundedText(label.value);
        value.replace(u'\\', QStringLiteral("\\\\"))
            .replace(u'"', QStringLiteral("\\\""))
            .replace(u'\n', QStringLiteral("\\n"));
        labels += (labels.isEmpty() ? QString() : QStringLiteral(",")) + boundedText(label.name) +
                  QStringLiteral("=\"") + value + u'"';
    }
    return labels.isEmpty() ? text : text + u'{' + labels + u'}';
}

} // namespace

struct BreakerExtractor::Private
{
    std::shared_ptr<const BreakerConventions> conventions;

    std::vector<SlotUse> slots;
    std::vector<double> values;
    std::vector<SeriesSlot> freeSlots;
    std::unordered_map<std::string, SeriesSlot> slotOf;
    std::vector<TrackEntry> tracks;
    std::vector<std::size_t> freeTracks;
    std::unordered_map<std::string, std::size_t> trackOf;
    std::uint64_t page = 0;
    std::size_t presentBefore = 0;

    std::vector<std::size_t> shown; ///< indices of tracks on the page, in the order of the readings
    QList<BreakerReading> readings;
    std::vector<SeriesSlot> saturated; ///< slots of saturation series on the page

    // The patterns that fit a metric's name and metadata: series of a family follow each other
    std::string lastName;
    std::string lastHelp;
    MetricType lastType = MetricType::Unknown;
    bool hasLast = false;
    std::vector<BreakerConventions::Compiled::Pattern> candidates;
    bool anyCandidate = false;

    const BreakerConventions::Compiled &compiled() const { return conventions->compiled(); }
    void findCandidates(const SeriesView &series);
    std::optional<SlotUse> useOf(const SeriesView &series);
    std::optional<StateUse> useForState(const SeriesView &series, std::size_t ruleIndex);
    Identity identityOf(const SeriesView &series, const CompiledRule &rule,
                        const CompiledCompanion *companion, const RE2 &metric) const;
    SeriesSlot addSlot(SlotUse use);
    bool takeValues(std::span<const SelectedSample> samples);
    void layOut();
    void forgetOld();
};

BreakerExtractor::BreakerExtractor(std::shared_ptr<const BreakerConventions> conventions)
    : d(std::make_unique<Private>())
{
    d->conventions = conventions ? std::move(conventions) : std::make_shared<const BreakerConventions>();
}

BreakerExtractor::~BreakerExtractor() = default;

void BreakerExtractor::Private::findCandidates(const SeriesView &series)
{
    using Pattern = BreakerConventions::Compiled::Pattern;
    if (hasLast && lastName == series.name && lastType == series.type && lastHelp == series.help) {
        return;
    }
    hasLast = true;
    lastName = series.name;
    lastHelp = series.help;
    lastType = series.type;
    candidates.clear();
    std::vector<int> matches;
    compiled().names->Match(re2::StringPiece(series.name.data(), series.name.size()), &matches);
    std::sort(matches.begin(), matches.end());
    for (const int match : matches) {
        const Pattern &pattern = compiled().patterns[static_cast<std::size_t>(match)];
        const bool byRule = pattern.kind == Pattern::Kind::State || pattern.kind == Pattern::Kind::Companion;
        const CompiledRule *owner = byRule ? &compiled().compiledRules[pattern.rule] : nullptr;
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
        candidates.push_back(pattern);
    }
}

Identity BreakerExtractor::Private::identityOf(const SeriesView &series, const CompiledRule &rule,
                                               const CompiledCompanion *companion, const RE2 &metric) const
{
    Identity identity;
    for (const LabelView &label : series.labels) {
        const bool ignored = std::find(rule.ignoreLabels.begin(), rule.ignoreLabels.end(), label.name) !=
                                 rule.ignoreLabels.end() ||
                             (rule.rule->stateLabel == u"$0" && label.name == series.name);
        const bool asked =
            companion != nullptr &&
            std::any_of(companion->labels.begin(), companion->labels.end(),
                        [&label, &rule](const LabelPattern &pattern) {
                            return pattern.name == label.name &&
                                   !rule.rule->nameLabels.contains(QString::fromStdString(pattern.name));
                        });
        if (!ignored && !asked && !label.value.empty()) {
            identity.labels.emplace(label.name, label.value);
        }
    }
    identity.group = firstGroup(metric, series.name);
    return identity;
}

std::optional<StateUse> BreakerExtractor::Private::useForState(const SeriesView &series,
                                                               std::size_t ruleIndex)
{
    const CompiledRule &rule = compiled().compiledRules[ruleIndex];
    if (!fits(rule.labels, series)) {
        return std::nullopt;
    }
    const QMap<double, BreakerState> helpStates =
        rule.rule->helpDecides ? statesFromHelp(series.help) : QMap<double, BreakerState>();
    // No electrical breaker is ever half-open
    if (rule.rule->guarded && compiled().soundsElectrical(series) &&
        !helpStates.values().contains(BreakerState::HalfOpen)) {
        return std::nullopt;
    }
    StateUse use;
    TrackEntry entry;
    entry.rule = ruleIndex;
    entry.identity = identityOf(series, rule, nullptr, *rule.metric);
    const std::string group = entry.identity.group.value_or(std::string());
    for (const QString &label : rule.rule->nameLabels) {
        const std::string_view value = series.label(label.toStdString());
        const bool isState = rule.rule->stateLabel == u"$0" && series.name == label.toStdString();
        if (!value.empty() && !isState) {
            entry.name = boundedText(value);
            entry.nameLabel = label;
            break;
        }
    }
    if (entry.name.isEmpty() && !rule.rule->name.isEmpty()) {
        entry.name = QString(rule.rule->name).replace(QStringLiteral("$1"), boundedText(group));
    }
    if (entry.name.isEmpty()) {
        entry.name = boundedText(series.name);
    }
    for (const auto &[name, value] : entry.identity.labels) {
        if (QString::fromStdString(name) != entry.nameLabel) {
            entry.labels.insert(boundedText(name), boundedText(value));
        }
    }
    entry.helpStates = helpStates;
    entry.series = seriesText(series);
    entry.metric = series.name;

    std::string key = std::to_string(ruleIndex) + '\xff' + std::string(series.name);
    for (const auto &[name, value] : entry.identity.labels) {
        key += '\xff' + name + '\xfe' + value;
    }
    const auto known = trackOf.find(key);
    if (known != trackOf.end()) {
        use.track = known->second;
    } else if (!freeTracks.empty() || tracks.size() < 2 * slotLimit) {
        if (freeTracks.empty()) {
            freeTracks.push_back(tracks.size());
            tracks.emplace_back();
        }
        use.track = freeTracks.back();
        freeTracks.pop_back();
        trackOf.emplace(key, use.track);
        entry.key = std::move(key);
        tracks[use.track] = std::move(entry);
    } else {
        return std::nullopt;
    }
    use.rule = ruleIndex;
    const QString &stateLabel = rule.rule->stateLabel;
    if (!stateLabel.isEmpty()) {
        use.word = series.label(stateLabel == u"$0" ? std::string(series.name) : stateLabel.toStdString());
    }
    if (!rule.rule->fromLabel.isEmpty()) {
        use.from = series.label(rule.rule->fromLabel.toStdString());
    }
    for (const NameTemplate &name : rule.needs) {
        use.needs.push_back(name.expand(group));
    }
    for (const NameTemplate &name : rule.unless) {
        use.unless.push_back(name.expand(group));
    }
    return use;
}

std::optional<SlotUse> BreakerExtractor::Private::useOf(const SeriesView &series)
{
    using Pattern = BreakerConventions::Compiled::Pattern;
    SlotUse use;
    bool wanted = false;
    for (const Pattern &pattern : candidates) {
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
            const CompiledRule &rule = compiled().compiledRules[pattern.rule];
            const CompiledCompanion &companion = rule.companions[pattern.companion];
            if (fits(companion.labels, series)) {
                use.companions.push_back({pattern.rule, pattern.companion,
                                          identityOf(series, rule, &companion, *companion.metric)});
                wanted = true;
            }
            break;
        }
        case Pattern::Kind::Saturation: {
            const CompiledSaturation &rule = compiled().saturation[pattern.rule];
            SaturationReading reading;
            reading.convention = rule.rule->id;
            QString nameLabel;
            for (const QString &label : rule.rule->nameLabels) {
                const std::string_view value = series.label(label.toStdString());
                if (!value.empty()) {
                    reading.name = boundedText(value);
                    nameLabel = label;
                    break;
                }
            }
            for (const LabelView &label : series.labels) {
                if (boundedText(label.name) != nameLabel) {
                    reading.labels.insert(boundedText(label.name), boundedText(label.value));
                }
            }
            std::string limit;
            std::string rewrite = rule.rule->limit.toStdString();
            std::replace(rewrite.begin(), rewrite.end(), '$', '\\');
            if (RE2::Extract(re2::StringPiece(series.name.data(), series.name.size()), *rule.metric, rewrite,
                             &limit)) {
                reading.limit = boundedText(limit);
            }
            use.saturation = reading;
            wanted = true;
            break;
        }
        case Pattern::Kind::Watch:
            wanted = true;
            break;
        }
    }
    return wanted ? std::optional(std::move(use)) : std::nullopt;
}

SeriesSlot BreakerExtractor::Private::addSlot(SlotUse use)
{
    SeriesSlot slot = ignoredSeries;
    if (!freeSlots.empty()) {
        slot = freeSlots.back();
        freeSlots.pop_back();
    } else if (slots.size() < slotLimit) {
        slot = static_cast<SeriesSlot>(slots.size());
        slots.emplace_back();
        values.push_back(0);
    } else {
        return ignoredSeries;
    }
    use.lastSeen = 0;
    slotOf.emplace(use.key, slot);
    slots[slot] = std::move(use);
    return slot;
}

SeriesSlot BreakerExtractor::select(const SeriesView &series)
{
    d->findCandidates(series);
    if (d->candidates.empty()) {
        return ignoredSeries;
    }
    std::string key = seriesKey(series);
    const auto known = d->slotOf.find(key);
    if (known != d->slotOf.end()) {
        return known->second;
    }
    std::optional<SlotUse> use = d->useOf(series);
    if (!use) {
        return ignoredSeries;
    }
    const bool onlyWatched = use->states.empty() && use->companions.empty() && !use->saturation;
    if (onlyWatched) {
        // That the metric is there is all that matters: one slot for all its series
        key = series.name;
        const auto watched = d->slotOf.find(key);
        if (watched != d->slotOf.end()) {
            return watched->second;
        }
    }
    use->key = std::move(key);
    use->metric = series.name;
    return d->addSlot(std::move(*use));
}

/// Puts the page's values in their slots; whether other series are on it than on the page before.
bool BreakerExtractor::Private::takeValues(std::span<const SelectedSample> samples)
{
    ++page;
    std::size_t present = 0;
    bool changed = false;
    for (const SelectedSample &sample : samples) {
        if (sample.slot >= slots.size()) {
            continue;
        }
        SlotUse &use = slots[sample.slot];
        values[sample.slot] = sample.value;
        if (use.lastSeen != page) {
            changed = changed || use.lastSeen + 1 != page || page == 1;
            use.lastSeen = page;
            ++present;
        }
    }
    changed = changed || present != presentBefore;
    presentBefore = present;
    return changed;
}

/// Assigns the series on the page to their breakers.
void BreakerExtractor::Private::layOut()
{
    std::unordered_set<std::string_view> names;
    std::vector<std::vector<TrackedSeries>> states(tracks.size());
    std::vector<std::vector<TrackedFact>> facts(tracks.size());
    saturated.clear();
    for (const SlotUse &use : slots) {
        if (use.lastSeen == page) {
            names.insert(use.metric);
        }
    }
    struct RuleTracks
    {
        std::vector<std::size_t> all;
        std::unordered_map<std::string, std::vector<std::size_t>> byLabels;
    };
    std::unordered_map<std::size_t, RuleTracks> tracksOfRule;
    std::size_t shownTracks = 0;
    for (SeriesSlot slot = 0; slot < slots.size(); ++slot) {
        const SlotUse &use = slots[slot];
        if (use.lastSeen != page) {
            continue;
        }
        if (use.saturation) {
            saturated.push_back(slot);
        }
        const auto present = [&names](const std::string &name) { return names.contains(name); };
        for (const StateUse &state : use.states) {
            if (!std::all_of(state.needs.begin(), state.needs.end(), present)) {
                continue;
            }
            if (std::any_of(state.unless.begin(), state.unless.end(), present)) {
                break;
            }
            if (states[state.track].empty()) {
                if (shownTracks == trackLimit) {
                    break;
                }
                ++shownTracks;
                RuleTracks &ofRule = tracksOfRule[state.rule];
                ofRule.all.push_back(state.track);
                ofRule.byLabels[labelsKey(tracks[state.track].identity.labels)].push_back(state.track);
            }
            TrackedSeries tracked;
            tracked.slot = slot;
            tracked.word = state.word;
            tracked.from = state.from;
            states[state.track].push_back(std::move(tracked));
            break;
        }
    }
    for (SeriesSlot slot = 0; slot < slots.size(); ++slot) {
        const SlotUse &use = slots[slot];
        if (use.lastSeen != page) {
            continue;
        }
        for (const CompanionUse &companion : use.companions) {
            const auto ofRule = tracksOfRule.find(companion.rule);
            if (ofRule == tracksOfRule.end()) {
                continue;
            }
            std::optional<std::size_t> owner;
            std::size_t possible = 0;
            const auto exact = ofRule->second.byLabels.find(labelsKey(companion.identity.labels));
            if (exact != ofRule->second.byLabels.end()) {
                for (const std::size_t index : exact->second) {
                    if (sameGroup(tracks[index].identity, companion.identity)) {
                        owner = index;
                        possible = 1;
                        break;
                    }
                }
            }
            if (!owner && ofRule->second.all.size() <= looseJoinLimit) {
                for (const std::size_t index : ofRule->second.all) {
                    if (mayJoin(tracks[index].identity, companion.identity)) {
                        owner = index;
                        ++possible;
                    }
                }
            }
            if (owner && possible == 1) {
                const CompiledCompanion &rule =
                    compiled().compiledRules[companion.rule].companions[companion.companion];
                facts[*owner].push_back({slot, rule.fact, rule.scale, std::nullopt});
            }
        }
    }
    shown.clear();
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        TrackEntry &entry = tracks[i];
        if (states[i].empty()) {
            entry.track.reset();
            continue;
        }
        if (!entry.track) {
            entry.track =
                std::make_unique<BreakerTrack>(compiled().compiledRules[entry.rule], entry.name, entry.labels,
                                               entry.helpStates, entry.series, entry.metric, entry.nameLabel);
        }
        entry.track->setSeries(std::move(states[i]), std::move(facts[i]));
        shown.push_back(i);
    }
    std::sort(shown.begin(), shown.end(), [this](std::size_t a, std::size_t b) {
        const int byName = tracks[a].name.compare(tracks[b].name);
        return byName != 0 ? byName < 0
               : tracks[a].identity.labels != tracks[b].identity.labels
                   ? tracks[a].identity.labels < tracks[b].identity.labels
                   : a < b;
    });
    forgetOld();
}

/// Labels that never come back (random instance names) must not fill the memory of a console that runs for
/// months.
void BreakerExtractor::Private::forgetOld()
{
    if (slotOf.size() <= forgetAbove) {
        return;
    }
    std::vector<char> inUse(tracks.size(), 0);
    for (SeriesSlot slot = 0; slot < slots.size(); ++slot) {
        SlotUse &use = slots[slot];
        if (!use.key.empty() && use.lastSeen + forgetAfter < page) {
            slotOf.erase(use.key);
            use = SlotUse();
            freeSlots.push_back(slot);
        }
        for (const StateUse &state : use.states) {
            inUse[state.track] = 1;
        }
    }
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        if (inUse[i] == 0 && !tracks[i].key.empty()) {
            trackOf.erase(tracks[i].key);
            tracks[i] = TrackEntry();
            freeTracks.push_back(i);
        }
    }
}

QList<BreakerReading> BreakerExtractor::update(std::span<const SelectedSample> samples)
{
    const bool newLayout = d->takeValues(samples);
    if (newLayout) {
        d->layOut();
        d->readings.clear();
        d->readings.reserve(static_cast<qsizetype>(d->shown.size()));
        for (const std::size_t index : d->shown) {
            d->readings.append(d->tracks[index].track->read(d->values));
        }
        return d->readings;
    }
    for (std::size_t i = 0; i < d->shown.size(); ++i) {
        BreakerTrack &track = *d->tracks[d->shown[i]].track;
        if (track.isUnchanged(d->values)) {
            continue;
        }
        const auto position = static_cast<qsizetype>(i);
        const BreakerReading &reading = track.read(d->values);
        if (d->readings.at(position) != reading) {
            d->readings[position] = reading;
        }
    }
    return d->readings;
}

QList<SaturationReading> BreakerExtractor::saturation() const
{
    QList<SaturationReading> readings;
    for (const SeriesSlot slot : d->saturated) {
        SaturationReading reading = *d->slots[slot].saturation;
        reading.atLimit = d->values[slot] > 0;
        readings.append(reading);
    }
    return readings;
}

bool BreakerExtractor::anotherPageMayTell() const
{
    return std::any_of(d->shown.begin(), d->shown.end(),
                       [this](std::size_t index) { return d->tracks[index].track->anotherPageMayTell(); });
}

} // namespace quarterdeck
