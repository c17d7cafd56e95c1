#include "models/exposition/metricfamilybuilder.h"

#include "models/exposition/expositionrules.h"

#include <algorithm>
#include <utility>

namespace quarterdeck {

namespace {

/// Counts are whole in prometheus-cpp; what is not becomes the nearest that is.
std::uint64_t wholeCount(double value)
{
    if (!(value > 0)) { // NaN too
        return 0;
    }
    constexpr double limit = 18446744073709551616.0;
    return value >= limit ? ~std::uint64_t{0} : static_cast<std::uint64_t>(value);
}

/// TextSerializer writes a help text as it is: a line feed in it would make a line of its own.
std::string escapedHelp(std::string_view help)
{
    std::string out;
    for (const char byte : help) {
        if (byte == '\\') {
            out += "\\\\";
        } else if (byte == '\n') {
            out += "\\n";
        } else {
            out += byte;
        }
    }
    return out;
}

void addLabels(prometheus::ClientMetric &metric, const SampleView &sample, std::string_view without)
{
    for (const LabelView &label : sample.series.labels) {
        if (label.name != without) {
            metric.label.push_back({std::string(label.name), std::string(label.value)});
        }
    }
}

void setTimestamp(prometheus::ClientMetric &metric, const SampleView &sample)
{
    if (sample.timestampMs != SelectedSample::noTimestamp) {
        metric.timestamp_ms = sample.timestampMs;
    }
}

} // namespace

prometheus::MetricFamily &MetricFamilyBuilder::familyNamed(std::string_view name, prometheus::MetricType type,
                                                           std::string_view help)
{
    const auto [found, isNew] = m_byName.try_emplace(std::string(name), m_families.size());
    if (isNew) {
        prometheus::MetricFamily &family = m_families.emplace_back();
        family.name = name;
        family.help = escapedHelp(help);
        family.type = type;
    }
    return m_families[found->second];
}

/// Histograms and summaries are one metric each, though many lines.
prometheus::ClientMetric &MetricFamilyBuilder::distribution(prometheus::MetricFamily &family,
                                                            const SampleView &sample,
                                                            std::string_view without)
{
    const SeriesKey key = seriesKey(family.name, sample.series.labels, without);
    const auto [found, isNew] = m_distributions.try_emplace(key, family.metric.size());
    if (isNew) {
        addLabels(family.metric.emplace_back(), sample, without);
    }
    prometheus::ClientMetric &metric = family.metric[found->second];
    setTimestamp(metric, sample);
    return metric;
}

void MetricFamilyBuilder::addHistogramSample(const SampleView &sample)
{
    prometheus::MetricFamily &family =
        familyNamed(sample.series.family, prometheus::MetricType::Histogram, sample.series.help);
    const bool isBucket = sample.series.name.ends_with("_bucket");
    prometheus::ClientMetric &metric = distribution(family, sample, isBucket ? "le" : "");
    if (isBucket) {
        double bound = 0;
        if (readBound(sample.series.label("le"), bound)) {
            metric.histogram.bucket.push_back({wholeCount(sample.value), bound});
        }
    } else if (sample.series.name.ends_with("_sum")) {
        metric.histogram.sample_sum = sample.value;
    } else {
        metric.histogram.sample_count = wholeCount(sample.value);
    }
}

void MetricFamilyBuilder::addSummarySample(const SampleView &sample)
{
    prometheus::MetricFamily &family =
        familyNamed(sample.series.family, prometheus::MetricType::Summary, sample.series.help);
    const std::string_view suffix = sample.series.name.substr(sample.series.family.size());
    prometheus::ClientMetric &metric = distribution(family, sample, suffix.empty() ? "quantile" : "");
    if (suffix.empty()) {
        double quantile = 0;
        if (readBound(sample.series.label("quantile"), quantile)) {
            metric.summary.quantile.push_back({quantile, sample.value});
        }
    } else if (suffix == "_sum") {
        metric.summary.sample_sum = sample.value;
    } else {
        metric.summary.sample_count = wholeCount(sample.value);
    }
}

void MetricFamilyBuilder::sample(const SampleView &sample)
{
    const SeriesView &series = sample.series;
    const std::string_view suffix = series.name.substr(std::min(series.family.size(), series.name.size()));
    if (series.type == MetricType::Histogram &&
        (suffix == "_bucket" || suffix == "_sum" || suffix == "_count")) {
        addHistogramSample(sample);
        return;
    }
    if (series.type == MetricType::Summary && suffix != "_created") {
        addSummarySample(sample);
        return;
    }
    prometheus::MetricType type = prometheus::MetricType::Untyped;
    if (suffix == "_created" || series.type == MetricType::Gauge || series.type == MetricType::Info ||
        series.type == MetricType::StateSet || series.type == MetricType::GaugeHistogram) {
        type = prometheus::MetricType::Gauge;
    } else if (series.type == MetricType::Counter) {
        type = prometheus::MetricType::Counter;
    }
    prometheus::MetricFamily &family = familyNamed(series.name, type, series.help);
    prometheus::ClientMetric &metric = family.metric.emplace_back();
    addLabels(metric, sample, {});
    setTimestamp(metric, sample);
    switch (family.type) {
    case prometheus::MetricType::Counter:
        metric.counter.value = sample.value;
        break;
    case prometheus::MetricType::Gauge:
        metric.gauge.value = sample.value;
        break;
    default:
        metric.untyped.value = sample.value;
        break;
    }
}

std::vector<prometheus::MetricFamily> MetricFamilyBuilder::take()
{
    m_byName.clear();
    m_distributions.clear();
    return std::exchange(m_families, {});
}

} // namespace quarterdeck
