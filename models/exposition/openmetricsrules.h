#pragma once

#include "models/exposition/expositionrules.h"
#include "models/exposition/serieskey.h"

#include <optional>
#include <string>
#include <unordered_set>

namespace quarterdeck {

/// The family whose lines are being read.
struct OpenFamily
{
    std::string name;
    std::uint64_t line = 0;
    MetricType type = MetricType::Unknown;
    bool hasUnit = false;
    bool hasSamples = false;
    bool reopened = false; ///< its lines do not stand together, and that was said
};
/// The lines of one histogram point that were seen so far.
struct OpenHistogramPoint
{
    std::optional<double> bound;
    double bucketValue = 0;
    std::optional<double> count;
    bool hasSum = false;
    bool hasGaugeSum = false;
    bool negativeBound = false;
    bool negativeGaugeSum = false;
    bool any = false;
};

/// The rules of OpenMetrics 1.0 (sections "Overall structure", "Metric types" and "Exemplars") that go beyond
/// the grammar, as the reference parser of its test suite holds them.
class OpenMetricsRules final : public ExpositionRules
{
public:
    OpenMetricsRules(const ExpositionParser &parser, Sink sink);

    void metadata(const MetadataView &metadata) override;
    void sample(const SampleView &sample) override;
    void finish() override;

private:
    void open(std::string_view name, std::uint64_t line);
    void close();
    [[nodiscard]] bool fits(std::string_view sampleName) const;
    void changeFamily(const SampleView &sample);
    void checkLabels(const SampleView &sample);
    void checkValue(const SampleView &sample, std::string_view suffix);
    void checkGroup(const SampleView &sample, std::string_view suffix);
    void checkExemplar(const SampleView &sample, std::string_view suffix);
    void checkBucket(const SampleView &sample, std::string_view suffix);
    void endPoint();
    [[nodiscard]] std::string named(const SampleView &sample) const;

    std::optional<OpenFamily> m_current;
    std::unordered_set<std::string> m_families; ///< read to their end
    std::unordered_set<std::string> m_names;    ///< of those families and of the samples they may have

    std::optional<SeriesKey> m_group;
    std::int64_t m_groupTimestamp = SelectedSample::noTimestamp;
    std::unordered_set<SeriesKey, SeriesKeyHash> m_groups; ///< of the current family
    std::unordered_set<SeriesKey, SeriesKeyHash> m_points; ///< series of the current group and time
    bool m_groupsBroken = false;
    OpenHistogramPoint m_point;
    std::uint64_t m_pointLine = 0;
};

} // namespace quarterdeck
