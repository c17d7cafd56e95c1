#include "models/exposition/openmetricsrules.h"

#include "models/exposition/expositiontext.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace quarterdeck {

namespace {

constexpr std::size_t longestExemplar = 128; ///< characters of all label names and values together

bool isWhole(double value)
{
    return value == std::floor(value); // infinities too: their buckets are checked for order
}

bool hasBuckets(MetricType type)
{
    return type == MetricType::Histogram || type == MetricType::GaugeHistogram;
}

std::string_view typeName(MetricType type)
{
    switch (type) {
    case MetricType::Counter:
        return "counter";
    case MetricType::Gauge:
        return "gauge";
    case MetricType::Histogram:
        return "histogram";
    case MetricType::GaugeHistogram:
        return "gaugehistogram";
    case MetricType::Summary:
        return "summary";
    case MetricType::Info:
        return "info";
    case MetricType::StateSet:
        return "stateset";
    case MetricType::Unknown:
        break;
    }
    return "unknown";
}

} // namespace

OpenMetricsRules::OpenMetricsRules(const ExpositionParser &parser, Sink sink)
    : ExpositionRules(parser, std::move(sink))
{
}

std::string OpenMetricsRules::named(const SampleView &sample) const
{
    return std::string(sample.series.name);
}

void OpenMetricsRules::open(std::string_view name, std::uint64_t line)
{
    m_current.emplace();
    m_current->name = name;
    m_current->line = line;
}

void OpenMetricsRules::close()
{
    if (!m_current) {
        return;
    }
    endPoint();
    const OpenFamily &current = *m_current;
    if (current.hasUnit && (current.type == MetricType::Info || current.type == MetricType::StateSet)) {
        warn(current.line, "family " + current.name + " of type " + std::string(typeName(current.type)) +
                               " cannot have a unit");
    }
    if (!current.reopened) {
        bool clashes = !m_names.insert(current.name).second;
        for (const std::string_view suffix : sampleSuffixes(current.type, ExpositionFormat::OpenMetrics)) {
            if (!suffix.empty()) {
                clashes = !m_names.insert(current.name + std::string(suffix)).second || clashes;
            }
        }
        if (m_families.contains(current.name)) {
            warn(current.line, "the lines of family " + current.name + " do not stand together");
        } else if (clashes) {
            warn(current.line, "the names of family " + current.name + " clash with those of another family");
        }
    }
    m_families.insert(current.name);
    m_current.reset();
    m_group.reset();
    m_groups.clear();
    m_points.clear();
    m_groupsBroken = false;
}

void OpenMetricsRules::metadata(const MetadataView &metadata)
{
    const FamilyMetadata &declared = family(metadata.family);
    if (!m_current || m_current->name != declared.name) {
        close();
        open(declared.name, metadata.line);
    } else if (m_current->hasSamples) {
        warn(metadata.line, std::string(metadataWord(metadata.kind)) + " of " + m_current->name +
                                " stands behind its samples");
    } else if (metadata.repeated) {
        warn(metadata.line,
             "a second " + std::string(metadataWord(metadata.kind)) + " line for " + m_current->name);
    }
    m_current->type = declared.type;
    m_current->hasUnit = declared.hasUnit && !declared.unit.empty();
}

bool OpenMetricsRules::fits(std::string_view sampleName) const
{
    if (!m_current || !sampleName.starts_with(m_current->name)) {
        return false;
    }
    const std::string_view suffix = sampleName.substr(m_current->name.size());
    const std::span<const std::string_view> suffixes =
        sampleSuffixes(m_current->type, ExpositionFormat::OpenMetrics);
    return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

/// A sample that is none of the current family's: of an undeclared family, of one that was read before, or
/// wrongly named.
void OpenMetricsRules::changeFamily(const SampleView &sample)
{
    if (sample.family == FamilyTable::noFamily) {
        close();
        open(sample.series.name, sample.line);
        return;
    }
    const FamilyMetadata &declared = family(sample.family);
    const bool stays = m_current && m_current->name == declared.name;
    if (!stays) {
        close();
        open(declared.name, sample.line);
        m_current->reopened = true;
        m_current->type = declared.type;
    }
    if (!fits(sample.series.name)) {
        warn(sample.line, named(sample) + " is no sample name of the " +
                              std::string(typeName(declared.type)) + ' ' + std::string(declared.name));
    } else if (!stays) {
        warn(sample.line, "the lines of family " + std::string(declared.name) + " do not stand together");
    }
}

void OpenMetricsRules::sample(const SampleView &sample)
{
    if (!fits(sample.series.name)) {
        changeFamily(sample);
    }
    const bool fitting = fits(sample.series.name);
    const std::string_view suffix =
        fitting ? sample.series.name.substr(m_current->name.size()) : std::string_view();
    checkLabels(sample);
    if (fitting) {
        checkGroup(sample, suffix);
        checkValue(sample, suffix);
        checkBucket(sample, suffix);
    }
    checkExemplar(sample, suffix);
    m_current->hasSamples = true;
}

void OpenMetricsRules::checkLabels(const SampleView &sample)
{
    for (const LabelView &label : sample.series.labels) {
        if (label.name.starts_with('_')) {
            warn(sample.line,
                 "label names that start with an underscore are reserved: " + std::string(label.name));
        }
    }
}

void OpenMetricsRules::checkValue(const SampleView &sample, std::string_view suffix)
{
    const double value = sample.value;
    const MetricType type = m_current->type;
    if (type == MetricType::StateSet) {
        if (sample.series.label(m_current->name).empty()) {
            warn(sample.line, "a stateset sample needs the label " + m_current->name);
        }
        if (value != 0 && value != 1) {
            warn(sample.line, "a stateset sample is 0 or 1");
        }
    } else if (type == MetricType::Info && value != 1) {
        warn(sample.line, "an info sample is 1");
    } else if (type == MetricType::Summary && suffix.empty()) {
        double quantile = 0;
        if (!readBound(sample.series.label("quantile"), quantile) || !(quantile >= 0 && quantile <= 1)) {
            warn(sample.line, "a summary sample needs a label quantile between 0 and 1");
        }
        if (value < 0) {
            warn(sample.line, "the value of a quantile is negative");
        }
    }
    if (suffix.empty() || suffix == "_created" || suffix == "_info") {
        return;
    }
    if (std::isnan(value)) {
        warn(sample.line, named(sample) + " is NaN, which no counter, count or sum may be");
    } else if (value < 0 && suffix != "_gsum") {
        warn(sample.line, named(sample) + " is negative");
    } else if ((suffix == "_bucket" || suffix == "_count" || suffix == "_gcount") && !isWhole(value)) {
        warn(sample.line, named(sample) + " is not a whole number");
    }
}

void OpenMetricsRules::checkGroup(const SampleView &sample, std::string_view suffix)
{
    std::string_view without;
    std::span<const LabelView> labels = sample.series.labels;
    if (hasBuckets(m_current->type) && suffix == "_bucket") {
        without = "le";
    } else if (m_current->type == MetricType::Summary && suffix.empty()) {
        without = "quantile";
    } else if (m_current->type == MetricType::StateSet) {
        without = m_current->name;
    } else if (m_current->type == MetricType::Info) {
        labels = {}; // nothing tells which labels make an info metric
    }
    const SeriesKey group = seriesKey({}, labels, without);
    const bool same = m_group == group;
    if (!same) {
        endPoint();
        if (!m_groups.insert(group).second && !m_groupsBroken) {
            m_groupsBroken = true;
            warn(sample.line, "the lines of one metric of " + m_current->name + " do not stand together");
        }
        m_points.clear();
    } else if ((sample.timestampMs == SelectedSample::noTimestamp) !=
               (m_groupTimestamp == SelectedSample::noTimestamp)) {
        warn(sample.line, "of one metric's samples some have timestamps and some have none");
    } else if (sample.timestampMs != m_groupTimestamp) {
        endPoint();
        m_points.clear();
        if (sample.timestampMs < m_groupTimestamp && m_current->type != MetricType::Info) {
            warn(sample.line, "the timestamps of one metric go backwards");
        }
    }
    m_group = group;
    m_groupTimestamp = sample.timestampMs;
    // Equal times in milliseconds may differ below that.
    if (!m_points.insert(seriesKey(sample.series.name, sample.series.labels)).second &&
        sample.timestampMs == SelectedSample::noTimestamp) {
        warn(sample.line, "the series stands twice");
    }
}

void OpenMetricsRules::checkExemplar(const SampleView &sample, std::string_view suffix)
{
    if (sample.exemplar == nullptr) {
        return;
    }
    const MetricType type = m_current->type;
    if (!(hasBuckets(type) && suffix == "_bucket") && !(type == MetricType::Counter && suffix == "_total")) {
        warn(sample.line, "only buckets and counters can have exemplars");
    }
    std::size_t characters = 0;
    for (const LabelView &label : sample.exemplar->labels) {
        characters += characterCount(label.name) + characterCount(label.value);
    }
    if (characters > longestExemplar) {
        warn(sample.line, "the labels of the exemplar have " + std::to_string(characters) +
                              " characters; at most 128 are allowed");
    }
}

void OpenMetricsRules::checkBucket(const SampleView &sample, std::string_view suffix)
{
    if (!hasBuckets(m_current->type)) {
        return;
    }
    m_point.any = true; // also with nothing but a time of creation: a histogram has a bucket
    m_pointLine = sample.line;
    if (suffix == "_bucket") {
        const std::string_view le = sample.series.label("le");
        double bound = 0;
        if (!readBound(le, bound) || std::isnan(bound)) {
            warn(sample.line, "a bucket needs a label le with its bound");
            return;
        }
        if (std::isinf(bound) && le != (bound > 0 ? "+Inf" : "-Inf")) {
            warn(sample.line, "the bound " + quotedExcerpt(le) + " is written +Inf");
        }
        if (m_point.bound && bound <= *m_point.bound) {
            warn(sample.line, "the buckets of " + m_current->name + " are not in ascending order");
        } else if (m_point.bound && sample.value < m_point.bucketValue) {
            warn(sample.line, "the buckets of " + m_current->name + " are not cumulative");
        }
        m_point.negativeBound = m_point.negativeBound || bound < 0;
        m_point.bound = bound;
        m_point.bucketValue = sample.value;
    } else if (suffix == "_count" || suffix == "_gcount") {
        m_point.count = sample.value;
    } else if (suffix == "_sum") {
        m_point.hasSum = true;
    } else if (suffix == "_gsum") {
        m_point.hasGaugeSum = true;
        m_point.negativeGaugeSum = sample.value < 0;
    }
}

void OpenMetricsRules::endPoint()
{
    const OpenHistogramPoint point = std::exchange(m_point, {});
    if (!point.any) {
        return;
    }
    const std::string &name = m_current->name;
    if (!point.bound || *point.bound != std::numeric_limits<double>::infinity()) {
        warn(m_pointLine, "histogram " + name + " has no bucket le=\"+Inf\"");
    } else if (point.count && *point.count != point.bucketValue) {
        warn(m_pointLine, "the count of " + name + " is not the value of its bucket le=\"+Inf\"");
    }
    if ((point.hasSum || point.hasGaugeSum) && !point.count) {
        warn(m_pointLine, "histogram " + name + " has a sum but no count");
    }
    if (!point.hasSum && !point.hasGaugeSum && point.count) {
        warn(m_pointLine, "histogram " + name + " has a count but no sum");
    }
    if (point.negativeBound && point.hasSum) {
        warn(m_pointLine, "histogram " + name + " has negative bounds, so that it cannot have a sum");
    }
    if (!point.negativeBound && point.negativeGaugeSum) {
        warn(m_pointLine, "the sum of " + name + " is negative although no bound is");
    }
}

void OpenMetricsRules::finish()
{
    close();
}

} // namespace quarterdeck
