#pragma once

#include "models/exposition/expositionparser.h"
#include "models/exposition/serieskey.h"

#include <prometheus/metric_family.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace quarterdeck {

/// Collects a page as prometheus-cpp's families, which its TextSerializer can write out again.
///
/// Those families know the types of the text format only. A counter of OpenMetrics gets the name of its
/// samples
/// (`a_total`), info and stateset become gauges, a gauge histogram becomes one gauge for each of its sample
/// names,
/// `_created` a gauge of its own. Help texts stay escaped, because TextSerializer writes them as they are. A
/// timestamp of 0 means none to prometheus-cpp; exemplars have no place there.
class MetricFamilyBuilder final : public ExpositionHandler
{
public:
    void sample(const SampleView &sample) override;

    /// The families in the order of their first samples.
    std::vector<prometheus::MetricFamily> take();

private:
    prometheus::MetricFamily &familyNamed(std::string_view name, prometheus::MetricType type,
                                          std::string_view help);
    prometheus::ClientMetric &distribution(prometheus::MetricFamily &family, const SampleView &sample,
                                           std::string_view without);
    void addHistogramSample(const SampleView &sample);
    void addSummarySample(const SampleView &sample);

    std::vector<prometheus::MetricFamily> m_families;
    std::unordered_map<std::string, std::size_t> m_byName;
    std::unordered_map<SeriesKey, std::size_t, SeriesKeyHash> m_distributions; ///< index in their family
};

} // namespace quarterdeck
