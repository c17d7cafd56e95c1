#include "models/signals/signalextractor.h"

#include "models/exposition/sharedvalues.h"
#include "models/signals/bucketsum.h"
#include "models/signals/promqlmath.h"
#include "models/signals/seriesstore.h"
#include "models/signals/signalrecognisers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace quarterdeck {

namespace {

/// A page cannot make us hold more series than this; what comes after is not counted. A server with 200
/// routes, 5 status codes and 15 buckets each stays below.
constexpr std::size_t maxSeries = 20000;
/// Series, above which what was chosen is not shared: choices that change with every page are copied each
/// time.
constexpr std::size_t shareUpTo = 4096;

std::uint64_t mixed(std::uint64_t value)
{
    // The finaliser of splitmix64.
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

/// Who a series is, whatever the order of its labels. Labels are added up, so no sorting is needed.
std::uint64_t identity(const SeriesView &series)
{
    const std::hash<std::string_view> hash;
    std::uint64_t sum = mixed(hash(series.name));
    for (const LabelView &label : series.labels) {
        if (!label.value.empty()) {
            sum += mixed(mixed(hash(label.name)) + hash(label.value));
        }
    }
    return sum;
}

void addTo(double &sum, double value)
{
    sum = std::isnan(sum) ? value : sum + value;
}

} // namespace

struct SignalExtractor::Private
{
    struct Series
    {
        SignalMatch match;
        std::uint64_t identity = 0;
        bool used = false;
        bool operator==(const Series &) const = default;
    };
    /// Which series were chosen. Instances of one service choose alike: it is held once for all of them.
    struct Chosen
    {
        std::vector<Series> series; ///< by slot
        /// Slots in use, in the order of the identities of their series: four bytes for each where a hash map
        /// takes fifty.
        std::vector<SeriesSlot> slots;
        bool operator==(const Chosen &) const = default;

        [[nodiscard]] std::ptrdiff_t placeOf(std::uint64_t wanted) const
        {
            const auto place = std::lower_bound(
                slots.begin(), slots.end(), wanted,
                [this](SeriesSlot slot, std::uint64_t value) { return series[slot].identity < value; });
            return place - slots.begin();
        }
    };
    /// What the series of one rule come to.
    struct RuleSum
    {
        bool present = false; ///< the page showed a series of it within the window
        bool counted = false; ///< no earlier rule of the role counts the same traffic
        bool errorKnown = false;
        double rate = noValue;
        double errorRate = noValue;
        double increase = noValue;
        double grown = 0; ///< since the page before
        double grownErrors = 0;
        std::vector<BucketRate> buckets; ///< by bound, ascending
        std::array<double, 3> quantiles{noValue, noValue, noValue};
    };

    std::shared_ptr<const SignalRecognisers> recognisers;
    std::chrono::milliseconds window;
    SeriesStore store;
    std::shared_ptr<const Chosen> chosen = std::make_shared<const Chosen>();
    Chosen *own = nullptr; ///< *chosen while nobody shares it
    /// By slot, the page number when the reader last asked about it; empty once that was long ago for all.
    std::vector<quint64> selectedAt;
    quint64 pageNumber = 0;
    double countedRequests = noValue; ///< since the first page
    double countedErrors = noValue;
    std::int64_t coveredSinceMs = 0; ///< begin of the current run of pages without a gap over the window
    /// Only of use while a page is taken in, so that a thread needs one of them.
    struct Scratch
    {
        std::vector<CounterSample> samples;
        std::vector<RuleSum> sums;
    };
    static Scratch &scratch()
    {
        thread_local Scratch all;
        return all;
    }

    Chosen &change();
    void settle();
    void forgetEmptySeries();
    void sumUp(TimeRange range);
    void addSeries(RuleSum &sum, SeriesSlot slot, TimeRange range);
    void chooseRules(SignalRole role);
    [[nodiscard]] SignalReading reading(std::chrono::milliseconds covered) const;
    void count();
    [[nodiscard]] bool errorsToldByRequests(int errorRule) const;
};

SignalExtractor::SignalExtractor(std::shared_ptr<const SignalRecognisers> recognisers,
                                 std::chrono::milliseconds window)
    : d(std::make_unique<Private>())
{
    d->recognisers = std::move(recognisers);
    d->window = window;
}

SignalExtractor::~SignalExtractor() = default;

SignalExtractor::Private::Chosen &SignalExtractor::Private::change()
{
    if (own == nullptr) {
        auto copy = std::make_shared<Chosen>(*chosen);
        own = copy.get();
        chosen = std::move(copy);
    }
    return *own;
}

/// No series was asked about for a page: shares what was chosen with those that chose the same.
void SignalExtractor::Private::settle()
{
    std::vector<quint64>().swap(selectedAt);
    if (own == nullptr || own->series.size() > shareUpTo) {
        return;
    }
    std::size_t hash = own->series.size();
    for (const Series &one : own->series) {
        hash = hash * 31 + static_cast<std::size_t>(one.identity);
    }
    own->series.shrink_to_fit();
    own->slots.shrink_to_fit();
    chosen = SharedValues<Chosen>::ofThread().shared(hash, std::move(*own));
    own = nullptr;
}

SeriesSlot SignalExtractor::select(const SeriesView &series)
{
    if (!d->recognisers) {
        return ignoredSeries;
    }
    const std::optional<SignalMatch> match = d->recognisers->match(series);
    if (!match) {
        return ignoredSeries;
    }
    const std::uint64_t id = identity(series);
    const auto seen = [this](SeriesSlot slot) {
        d->selectedAt.resize(std::max<std::size_t>(d->selectedAt.size(), slot + 1));
        d->selectedAt[slot] = d->pageNumber;
        return slot;
    };
    const std::ptrdiff_t place = d->chosen->placeOf(id);
    const auto known = d->chosen->slots.begin() + place;
    if (known != d->chosen->slots.end() && d->chosen->series[*known].identity == id) {
        return seen(*known);
    }
    if (d->chosen->slots.size() >= maxSeries) {
        return ignoredSeries;
    }
    const SeriesSlot slot = d->store.add();
    Private::Chosen &chosen = d->change();
    chosen.slots.insert(chosen.slots.begin() + place, slot);
    if (slot >= chosen.series.size()) {
        chosen.series.resize(slot + 1);
    }
    chosen.series[slot] = {*match, id, true};
    return seen(slot);
}

SignalReading SignalExtractor::update(std::span<const SelectedSample> samples, SteadyTime scrapedAt)
{
    const auto timeMs = std::chrono::floor<std::chrono::milliseconds>(scrapedAt.time_since_epoch()).count();
    const std::int64_t windowMs = d->window.count();
    if (d->store.pages() == 0 || timeMs - d->store.newestPage() > windowMs) {
        d->coveredSinceMs = timeMs;
    }
    const bool isNewPage = d->store.pages() == 0 || timeMs > d->store.newestPage();
    if (isNewPage) {
        d->forgetEmptySeries();
        ++d->pageNumber;
        d->store.beginPage(timeMs, timeMs - windowMs);
        for (const SelectedSample &sample : samples) {
            d->store.put(sample.slot, sample.value, sample.timestampMs);
        }
    }
    // Right after the start the window is as long as we have looked, and says so: over the whole window, two
    // samples 5 s apart would show a twelfth of the true rate.
    const std::int64_t coveredMs = std::min(windowMs, timeMs - d->coveredSinceMs);
    d->sumUp({timeMs - coveredMs, timeMs});
    if (isNewPage) {
        d->count();
    }
    return d->reading(std::chrono::milliseconds(coveredMs));
}

void SignalExtractor::Private::forgetEmptySeries()
{
    // A series that no kept page shows is on no layout that the page reader holds, so its slot may be used
    // again; one that the reader asked about for the page at hand has no sample yet.
    bool anyRecent = false;
    for (SeriesSlot slot = 0; slot < chosen->series.size(); ++slot) {
        if (!chosen->series[slot].used) {
            continue;
        }
        if (slot < selectedAt.size() && pageNumber <= selectedAt[slot] + 1) {
            anyRecent = true;
        } else if (store.isEmpty(slot)) {
            Chosen &changed = change();
            changed.slots.erase(changed.slots.begin() + changed.placeOf(changed.series[slot].identity));
            changed.series[slot] = {};
            store.remove(slot);
        }
    }
    if (!anyRecent && (own != nullptr || !selectedAt.empty())) {
        settle();
    }
}

void SignalExtractor::Private::sumUp(TimeRange range)
{
    std::vector<RuleSum> &sums = scratch().sums;
    sums.assign(static_cast<std::size_t>(recognisers ? recognisers->rules().size() : 0), {});
    for (SeriesSlot slot = 0; slot < chosen->series.size(); ++slot) {
        if (chosen->series[slot].used) {
            addSeries(sums[static_cast<std::size_t>(chosen->series[slot].match.rule)], slot, range);
        }
    }
    for (RuleSum &sum : sums) {
        std::sort(sum.buckets.begin(), sum.buckets.end(),
                  [](const BucketRate &a, const BucketRate &b) { return a.upperBound < b.upperBound; });
    }
    chooseRules(SignalRole::Requests);
    chooseRules(SignalRole::Errors);
    chooseRules(SignalRole::Latency);
}

void SignalExtractor::Private::addSeries(RuleSum &sum, SeriesSlot slot, TimeRange range)
{
    const SignalMatch &match = chosen->series[slot].match;
    if (match.part == SignalMatch::Part::Quantile) {
        // Read as it is. Of several summaries the worst is shown: the quantile of all together is at most
        // that, and an average of quantiles would be a number that means nothing.
        constexpr std::array wanted{0.5, 0.95, 0.99};
        if (!store.onNewestPage(slot)) {
            return;
        }
        sum.present = true;
        const double seconds = store.newest(slot) * recognisers->rules().at(match.rule).unitSeconds;
        for (std::size_t index = 0; index < wanted.size(); ++index) {
            if (match.bound == wanted[index] && !std::isnan(seconds)) {
                sum.quantiles[index] =
                    std::isnan(sum.quantiles[index]) ? seconds : std::max(sum.quantiles[index], seconds);
            }
        }
        return;
    }
    std::vector<CounterSample> &samples = scratch().samples;
    store.samples(slot, samples);
    sum.present = sum.present || !samples.empty();
    const std::optional<double> perSecond = rate(samples, range);
    if (!perSecond) {
        return;
    }
    if (match.part == SignalMatch::Part::Bucket) {
        const auto same =
            std::find_if(sum.buckets.begin(), sum.buckets.end(),
                         [&match](const BucketRate &bucket) { return bucket.upperBound == match.bound; });
        if (same == sum.buckets.end()) {
            sum.buckets.push_back({match.bound, *perSecond});
        } else {
            same->perSecond += *perSecond;
        }
        return;
    }
    const double grown = store.newestIncrease(slot).value_or(0);
    sum.grown += std::isfinite(grown) ? grown : 0;
    sum.grownErrors += match.error && std::isfinite(grown) ? grown : 0;
    addTo(sum.rate, *perSecond);
    addTo(sum.increase, *increase(samples, range));
    sum.errorKnown = sum.errorKnown || match.errorKnown;
    if (match.error) {
        addTo(sum.errorRate, *perSecond);
    }
}

void SignalExtractor::Private::chooseRules(SignalRole role)
{
    std::vector<RuleSum> &sums = scratch().sums;
    QList<QString> counted;
    for (std::size_t index = 0; index < sums.size(); ++index) {
        const SignalRule &rule = recognisers->rules().at(static_cast<qsizetype>(index));
        if (rule.role != role || !sums[index].present) {
            continue;
        }
        const bool taken = std::any_of(rule.traffic.begin(), rule.traffic.end(),
                                       [&counted](const QString &kind) { return counted.contains(kind); });
        if (!taken) {
            sums[index].counted = true;
            counted.append(rule.traffic);
        }
    }
}

bool SignalExtractor::Private::errorsToldByRequests(int errorRule) const
{
    const std::vector<RuleSum> &sums = scratch().sums;
    const QList<QString> &traffic = recognisers->rules().at(errorRule).traffic;
    for (std::size_t index = 0; index < sums.size(); ++index) {
        const SignalRule &rule = recognisers->rules().at(static_cast<qsizetype>(index));
        if (rule.role == SignalRole::Requests && sums[index].counted && sums[index].errorKnown &&
            std::any_of(rule.traffic.begin(), rule.traffic.end(),
                        [&traffic](const QString &kind) { return traffic.contains(kind); })) {
            return true;
        }
    }
    return false;
}

void SignalExtractor::Private::count()
{
    const std::vector<RuleSum> &sums = scratch().sums;
    for (std::size_t index = 0; index < sums.size(); ++index) {
        const RuleSum &sum = sums[index];
        if (!sum.counted || std::isnan(sum.rate)) {
            continue;
        }
        switch (recognisers->rules().at(static_cast<qsizetype>(index)).role) {
        case SignalRole::Requests:
            addTo(countedRequests, sum.grown);
            if (sum.errorKnown) {
                addTo(countedErrors, sum.grownErrors);
            }
            break;
        case SignalRole::Errors:
            if (!errorsToldByRequests(static_cast<int>(index))) {
                addTo(countedErrors, sum.grown);
            }
            break;
        case SignalRole::Latency:
            break;
        }
    }
}

SignalReading SignalExtractor::Private::reading(std::chrono::milliseconds covered) const
{
    const std::vector<RuleSum> &sums = scratch().sums;
    SignalReading reading;
    reading.window = covered;
    reading.countedRequests = countedRequests;
    reading.countedErrors = countedErrors;
    BucketSum buckets;
    std::array<double, 3> quantiles{noValue, noValue, noValue};
    for (std::size_t index = 0; index < sums.size(); ++index) {
        const RuleSum &sum = sums[index];
        if (!sum.counted) {
            continue;
        }
        switch (recognisers->rules().at(static_cast<qsizetype>(index)).role) {
        case SignalRole::Requests:
            if (!std::isnan(sum.rate)) {
                addTo(reading.requestRate, sum.rate);
                addTo(reading.requests, sum.increase);
            }
            if (sum.errorKnown) {
                // Requests that say how they ended, none of them an error: that is a known zero.
                addTo(reading.errorRate, std::isnan(sum.errorRate) ? 0 : sum.errorRate);
            }
            break;
        case SignalRole::Errors:
            if (!std::isnan(sum.rate) && !errorsToldByRequests(static_cast<int>(index))) {
                addTo(reading.errorRate, sum.rate);
            }
            break;
        case SignalRole::Latency:
            buckets.add(sum.buckets);
            for (std::size_t quantile = 0; quantile < quantiles.size(); ++quantile) {
                if (!std::isnan(sum.quantiles[quantile])) {
                    quantiles[quantile] = std::isnan(quantiles[quantile])
                                              ? sum.quantiles[quantile]
                                              : std::max(quantiles[quantile], sum.quantiles[quantile]);
                }
            }
            break;
        }
    }
    const std::vector<BucketRate> total = buckets.total();
    if (total.empty()) {
        reading.p50 = quantiles[0];
        reading.p95 = quantiles[1];
        reading.p99 = quantiles[2];
        return reading;
    }
    reading.buckets = QList<BucketRate>(total.begin(), total.end());
    reading.p50 = histogramQuantileOfSorted(0.5, total);
    reading.p95 = histogramQuantileOfSorted(0.95, total);
    reading.p99 = histogramQuantileOfSorted(0.99, total);
    return reading;
}

} // namespace quarterdeck
