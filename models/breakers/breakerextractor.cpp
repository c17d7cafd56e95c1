#include "models/breakers/breakerextractor.h"

#include "models/breakers/breakerselection.h"
#include "models/breakers/breakertrack.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace quarterdeck {

namespace {

constexpr std::size_t trackLimit = 10'000;  ///< breakers of one page
constexpr std::size_t looseJoinLimit = 500; ///< breakers of a rule, above which only equal labels join

/// The breakers of one rule on a page.
struct RuleTracks
{
    std::vector<std::size_t> all;
    std::unordered_map<std::string, std::vector<std::size_t>> byLabels;
};

} // namespace

QStringList breakerMetrics(const BreakerConventions &conventions)
{
    const BreakerConventions::Compiled &compiled = conventions.compiled();
    QStringList metrics;
    const auto add = [&metrics](const std::string &pattern) {
        metrics.append(QString::fromStdString(pattern));
    };
    for (const CompiledRule &rule : compiled.compiledRules) {
        add(rule.metric->pattern());
        for (const CompiledCompanion &companion : rule.companions) {
            add(companion.metric->pattern());
        }
        for (const std::vector<NameTemplate> *names : {&rule.needs, &rule.unless}) {
            for (const NameTemplate &name : *names) {
                add(RE2::QuoteMeta(name.prefix) + (name.hasGroup ? ".*" + RE2::QuoteMeta(name.suffix) : ""));
            }
        }
    }
    for (const CompiledSaturation &rule : compiled.saturation) {
        add(rule.metric->pattern());
    }
    metrics.removeDuplicates();
    return metrics;
}

struct BreakerExtractor::Private
{
    explicit Private(std::shared_ptr<const BreakerConventions> conventions)
        : selection(std::move(conventions))
    {
    }

    BreakerSelection selection;
    std::vector<SlotSight> sights;                     ///< by slot
    std::vector<std::unique_ptr<BreakerTrack>> tracks; ///< of the selection's; null while not on the page
    std::uint32_t page = 0;
    std::optional<double> processStart;
    bool restarted = false; ///< the process that wrote this page is not the one before
    std::size_t presentBefore = 0;
    std::vector<std::uint32_t> shown; ///< indices of tracks on the page, in the order of the readings
    QList<BreakerReading> readings;
    std::vector<SeriesSlot> saturated; ///< slots of saturation series on the page
    QList<SaturationReading> limits;   ///< as many: shared with whoever asked, changed only where they change

    /// By slot; only of use while a page is taken in, so that a thread needs one list of them.
    static std::vector<double> &values()
    {
        thread_local std::vector<double> all;
        return all;
    }

    bool takeValues(std::span<const SelectedSample> samples);
    void followLimits();
    void layOut();
    [[nodiscard]] std::optional<std::size_t> ownerOf(const BreakerIdentity &companion,
                                                     const RuleTracks &ofRule) const;
    void show(std::vector<std::vector<TrackedSeries>> &states,
              std::vector<std::vector<BreakerTrack::Fact>> &facts);
};

BreakerExtractor::BreakerExtractor(std::shared_ptr<const BreakerConventions> conventions)
    : d(std::make_unique<Private>(std::move(conventions)))
{
}

BreakerExtractor::~BreakerExtractor() = default;

SeriesSlot BreakerExtractor::select(const SeriesView &series)
{
    return d->selection.select(series);
}

/// Puts the page's values in their slots; whether other series are on it than on the page before.
bool BreakerExtractor::Private::takeValues(std::span<const SelectedSample> samples)
{
    ++page;
    const auto &slots = selection.slotUses();
    std::vector<double> &all = values();
    all.resize(slots.size());
    if (sights.size() < slots.size()) {
        sights.reserve(slots.size());
        sights.resize(slots.size());
    }
    std::size_t present = 0;
    bool changed = false;
    restarted = false;
    for (const SelectedSample &sample : samples) {
        if (sample.slot >= slots.size() || !slots[sample.slot]) {
            continue;
        }
        SlotSight &sight = sights[sample.slot];
        all[sample.slot] = sample.value;
        if (sight.last != page) {
            changed = changed || sight.last + 1 != page || page == 1;
            sight.last = page;
            sight.first = sight.first == 0 ? page : sight.first;
            ++present;
        }
        if (slots[sample.slot]->isStart) {
            // Some compute it from their age: it may tremble
            restarted = processStart && std::abs(sample.value - *processStart) > 2;
            processStart = sample.value;
        }
    }
    changed = changed || present != presentBefore;
    presentBefore = present;
    return changed;
}

void BreakerExtractor::Private::followLimits()
{
    const std::vector<double> &all = values();
    for (std::size_t i = 0; i < saturated.size(); ++i) {
        const bool atLimit = all[saturated[i]] > 0;
        const auto position = static_cast<qsizetype>(i);
        if (limits.at(position).atLimit != atLimit) {
            limits[position].atLimit = atLimit;
        }
    }
}

/// Whose companion a series is: of the breaker with the same labels, else of the only one that it could be.
std::optional<std::size_t> BreakerExtractor::Private::ownerOf(const BreakerIdentity &companion,
                                                              const RuleTracks &ofRule) const
{
    const auto &entries = selection.tracks();
    const auto exact = ofRule.byLabels.find(companion.labels());
    if (exact != ofRule.byLabels.end()) {
        for (const std::size_t index : exact->second) {
            if (entries[index]->identity.hasGroupOf(companion)) {
                return index;
            }
        }
    }
    std::optional<std::size_t> owner;
    if (ofRule.all.size() > looseJoinLimit) {
        return owner;
    }
    for (const std::size_t index : ofRule.all) {
        if (entries[index]->identity.mayBe(companion)) {
            if (owner) {
                return std::nullopt;
            }
            owner = index;
        }
    }
    return owner;
}

/// Assigns the series on the page to their breakers.
void BreakerExtractor::Private::layOut()
{
    const auto &slots = selection.slotUses();
    const auto &entries = selection.tracks();
    std::unordered_set<std::size_t> names;
    std::vector<std::vector<TrackedSeries>> states(entries.size());
    std::vector<std::vector<BreakerTrack::Fact>> facts(entries.size());
    std::unordered_map<std::size_t, RuleTracks> tracksOfRule;
    std::size_t shownTracks = 0;
    saturated.clear();
    limits.clear();
    const auto isOnPage = [this](SeriesSlot slot) { return sights[slot].last == page; };
    for (SeriesSlot slot = 0; slot < slots.size(); ++slot) {
        if (isOnPage(slot)) {
            names.insert(slots[slot]->metric);
        }
    }
    const auto present = [&names](std::size_t name) { return names.contains(name); };
    for (SeriesSlot slot = 0; slot < slots.size(); ++slot) {
        if (!isOnPage(slot)) {
            continue;
        }
        const SlotUse &use = *slots[slot];
        if (use.saturation) {
            saturated.push_back(slot);
            limits.append(*use.saturation);
        }
        for (const StateUse &state : use.states) {
            if (!std::all_of(state.needs.begin(), state.needs.end(), present)) {
                continue;
            }
            const bool yields = std::any_of(state.unless.begin(), state.unless.end(), present);
            if (yields || (states[state.track].empty() && shownTracks == trackLimit)) {
                break;
            }
            if (states[state.track].empty()) {
                ++shownTracks;
                RuleTracks &ofRule = tracksOfRule[state.rule];
                ofRule.all.push_back(state.track);
                ofRule.byLabels[entries[state.track]->identity.labels()].push_back(state.track);
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
        if (!isOnPage(slot)) {
            continue;
        }
        for (const CompanionUse &companion : slots[slot]->companions) {
            const auto ofRule = tracksOfRule.find(companion.rule);
            const std::optional<std::size_t> owner =
                ofRule == tracksOfRule.end() ? std::nullopt : ownerOf(*companion.identity, ofRule->second);
            if (owner) {
                const CompiledCompanion &rule =
                    selection.conventions().compiledRules[companion.rule].companions[companion.companion];
                TrackedFact fact;
                fact.slot = slot;
                fact.fact = rule.fact;
                fact.key = rule.fact == BreakerFact::Bucket
                               ? static_cast<float>(static_cast<double>(companion.key) * rule.scale)
                               : companion.key;
                fact.scale = rule.scale;
                facts[*owner].push_back({fact, sights[slot].first == page});
            }
        }
    }
    show(states, facts);
    selection.forgetOld(page, sights);
    selection.settle();
}

/// Makes the breakers that have series now, and forgets those that have none.
void BreakerExtractor::Private::show(std::vector<std::vector<TrackedSeries>> &states,
                                     std::vector<std::vector<BreakerTrack::Fact>> &facts)
{
    const auto &entries = selection.tracks();
    shown.clear();
    if (tracks.size() < entries.size()) {
        tracks.reserve(entries.size());
        tracks.resize(entries.size());
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (states[i].empty()) {
            tracks[i].reset();
            continue;
        }
        if (!tracks[i]) {
            tracks[i] = std::make_unique<BreakerTrack>(
                selection.conventions().compiledRules[entries[i]->rule], entries[i]);
        }
        tracks[i]->setSeries(std::move(states[i]), facts[i]);
        shown.push_back(static_cast<std::uint32_t>(i));
    }
    shown.shrink_to_fit();
    std::sort(shown.begin(), shown.end(), [&entries](std::uint32_t a, std::uint32_t b) {
        const int byName = entries[a]->name.compare(entries[b]->name);
        const int byLabels =
            byName != 0 ? byName : entries[a]->identity.labels().compare(entries[b]->identity.labels());
        return byLabels != 0 ? byLabels < 0 : a < b;
    });
}

QList<BreakerReading> BreakerExtractor::update(std::span<const SelectedSample> samples)
{
    const bool newLayout = d->takeValues(samples);
    if (newLayout) {
        const std::vector<std::uint32_t> shownBefore = d->shown;
        const QList<BreakerReading> before = std::exchange(d->readings, {});
        d->layOut();
        d->followLimits();
        d->readings.reserve(static_cast<qsizetype>(d->shown.size()));
        std::vector<qsizetype> place(d->tracks.size(), -1); // of a track's reading before
        for (std::size_t i = 0; i < shownBefore.size(); ++i) {
            place[shownBefore[i]] = static_cast<qsizetype>(i);
        }
        for (const std::uint32_t index : d->shown) {
            BreakerTrack &track = *d->tracks[index];
            const bool stays = place[index] >= 0 && !track.isFirst();
            BreakerReading reading = stays ? before.at(place[index]) : track.firstReading();
            track.read(reading, Private::values(), d->restarted);
            d->readings.append(std::move(reading));
        }
        return d->readings;
    }
    d->selection.settle(); // a page whose layout is made anew was asked about, even if it shows the same
    d->followLimits();
    for (std::size_t i = 0; i < d->shown.size(); ++i) {
        const auto position = static_cast<qsizetype>(i);
        BreakerTrack &track = *d->tracks[d->shown[i]];
        if (!d->restarted && track.isUnchanged(d->readings.at(position), Private::values())) {
            continue;
        }
        // Who asked before still holds the list: it is changed, and so copied, only where it says otherwise.
        BreakerReading reading = d->readings.at(position);
        track.read(reading, Private::values(), d->restarted);
        if (d->readings.at(position) != reading) {
            d->readings[position] = std::move(reading);
        }
    }
    return d->readings;
}

QList<SaturationReading> BreakerExtractor::saturation() const
{
    return d->limits;
}

bool BreakerExtractor::anotherPageMayTell() const
{
    for (std::size_t i = 0; i < d->shown.size(); ++i) {
        if (d->tracks[d->shown[i]]->anotherPageMayTell(d->readings.at(static_cast<qsizetype>(i)))) {
            return true;
        }
    }
    return false;
}

} // namespace quarterdeck
