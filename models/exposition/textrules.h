#pragma once

#include "models/exposition/expositionrules.h"
#include "models/exposition/serieskey.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace quarterdeck {

/// The rules of text format 0.0.4 beyond its grammar: one HELP and one TYPE per metric, before its samples; a
/// metric's lines in one group; no series twice; histograms and summaries as the format's document has them.
class TextRules final : public ExpositionRules
{
public:
    TextRules(const ExpositionParser &parser, Sink sink);

    void metadata(const MetadataView &metadata) override;
    void sample(const SampleView &sample) override;
    void finish() override;

private:
    struct Seen
    {
        bool samples = false;
        bool left = false;      ///< lines of another metric came after it
        bool scattered = false; ///< that it came back was said
    };
    /// One histogram or summary of the current family.
    struct Distribution
    {
        std::uint64_t line = 0;
        std::optional<double> bound;
        double bucketValue = 0;
        double infiniteValue = 0;
        bool hasInfinite = false;
        bool hasBuckets = false;
        std::optional<double> count;
        bool said = false; ///< one complaint is enough
    };

    Seen &enter(std::string_view name, std::uint64_t line);
    void checkDistribution(const SampleView &sample);
    void endFamily();

    std::unordered_map<std::string, Seen> m_seen;
    std::string m_current;
    std::unordered_set<SeriesKey, SeriesKeyHash> m_series;
    std::unordered_map<SeriesKey, Distribution, SeriesKeyHash> m_distributions; ///< of the current family
    bool m_currentIsHistogram = false;
};

} // namespace quarterdeck
