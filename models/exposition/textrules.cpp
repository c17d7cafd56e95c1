#include "models/exposition/textrules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace quarterdeck {

TextRules::TextRules(const ExpositionParser &parser, Sink sink) : ExpositionRules(parser, std::move(sink)) {}

TextRules::Seen &TextRules::enter(std::string_view name, std::uint64_t line)
{
    if (name != m_current) {
        endFamily();
        if (const auto before = m_seen.find(m_current); before != m_seen.end()) {
            before->second.left = true;
        }
        m_current = name;
    }
    Seen &seen = m_seen[m_current];
    if (seen.left && !seen.scattered) {
        seen.scattered = true;
        warn(line, "the lines of " + m_current + " do not stand together");
    }
    return seen;
}

void TextRules::metadata(const MetadataView &metadata)
{
    const Seen &seen = enter(family(metadata.family).name, metadata.line);
    const std::string word(metadataWord(metadata.kind));
    if (metadata.repeated) {
        warn(metadata.line, "a second " + word + " line for " + m_current);
    } else if (seen.samples) {
        warn(metadata.line, word + " of " + m_current + " stands behind its samples");
    }
}

void TextRules::sample(const SampleView &sample)
{
    const std::string_view name =
        sample.family == FamilyTable::noFamily ? sample.series.name : sample.series.family;
    enter(name, sample.line).samples = true;
    if (!m_series.insert(seriesKey(sample.series.name, sample.series.labels)).second) {
        warn(sample.line, "the series stands twice");
    }
    if (sample.series.type == MetricType::Histogram || sample.series.type == MetricType::Summary) {
        checkDistribution(sample);
    }
}

void TextRules::checkDistribution(const SampleView &sample)
{
    const bool histogram = sample.series.type == MetricType::Histogram;
    m_currentIsHistogram = histogram;
    const std::string_view suffix = sample.series.name.substr(m_current.size());
    const bool bounded = histogram ? suffix == "_bucket" : suffix.empty();
    const std::string_view boundLabel = histogram ? "le" : "quantile";
    // A label `le` of a histogram's sum or count, though odd, would be one of the metric's own.
    Distribution &one =
        m_distributions[seriesKey({}, sample.series.labels, bounded ? boundLabel : std::string_view())];
    one.line = one.line == 0 ? sample.line : one.line;
    if (suffix == "_count") {
        one.count = sample.value;
    }
    if (!bounded) {
        if (histogram && suffix.empty()) {
            warn(sample.line, "a sample of histogram " + m_current + " must end in _bucket, _sum or _count");
        }
        return;
    }
    double bound = 0;
    if (!readBound(sample.series.label(boundLabel), bound) || std::isnan(bound)) {
        warn(sample.line, histogram ? "a bucket needs a label le with its bound"
                                    : "a sample of a summary needs a label quantile");
        return;
    }
    if (one.bound && bound <= *one.bound && !one.said) {
        one.said = true;
        warn(sample.line, (histogram ? "the buckets of " : "the quantiles of ") + m_current +
                              " are not in ascending order");
    } else if (histogram && one.bound && sample.value < one.bucketValue && !one.said) {
        one.said = true;
        warn(sample.line, "the buckets of " + m_current + " are not cumulative");
    }
    one.bound = bound;
    one.bucketValue = sample.value;
    if (histogram) {
        one.hasBuckets = true;
        if (bound == std::numeric_limits<double>::infinity()) {
            one.hasInfinite = true;
            one.infiniteValue = sample.value;
        }
    }
}

void TextRules::endFamily()
{
    if (m_currentIsHistogram) {
        std::vector<const Distribution *> byLine;
        for (const auto &[key, one] : m_distributions) {
            byLine.push_back(&one);
        }
        std::sort(byLine.begin(), byLine.end(),
                  [](const Distribution *one, const Distribution *other) { return one->line < other->line; });
        for (const Distribution *one : byLine) {
            if (!one->hasInfinite) {
                warn(one->line, "histogram " + m_current + " has no bucket le=\"+Inf\"");
            } else if (one->count && *one->count != one->infiniteValue) {
                warn(one->line, "the count of " + m_current + " is not the value of its bucket le=\"+Inf\"");
            }
        }
    }
    m_distributions.clear();
    m_currentIsHistogram = false;
}

void TextRules::finish()
{
    endFamily();
}

} // namespace quarterdeck
