#include "app/cli/metricsreport.h"

#include "models/exposition/expositionrules.h"

#include <algorithm>

namespace quarterdeck {

namespace {

class Collector final : public ExpositionHandler
{
public:
    Collector(MetricsReport &report, bool strict) : m_report(report), m_strict(strict) {}

    void obey(ExpositionRules &rules) { m_rules = &rules; }

    void metadata(const MetadataView &metadata) override { m_rules->metadata(metadata); }
    void sample(const SampleView &sample) override { m_rules->sample(sample); }
    void problem(const ExpositionProblem &problem) override
    {
        ++m_report.problemCount;
        if (m_report.problems.size() < MetricsReport::maxProblems) {
            m_report.problems.push_back(problem);
        }
    }
    void warning(const ExpositionWarning &warning) override
    {
        if (m_strict && warning.breaksRule) {
            problem({warning.line, warning.column, warning.message});
            return;
        }
        ++m_report.warningCount;
        if (m_report.warnings.size() < MetricsReport::maxWarnings) {
            m_report.warnings.push_back(warning);
        }
    }

private:
    MetricsReport &m_report;
    const bool m_strict;
    ExpositionRules *m_rules = nullptr;
};

} // namespace

MetricsReport lintMetrics(std::string_view page, ExpositionDialect dialect, bool strict)
{
    MetricsReport report;
    Collector collector(report, strict);
    ExpositionParser parser(dialect);
    const std::unique_ptr<ExpositionRules> rules = ExpositionRules::forFormat(
        dialect.format, parser, [&collector](const ExpositionWarning &found) { collector.warning(found); });
    collector.obey(*rules);
    parser.parse(page, collector);
    rules->finish();
    const auto byPlace = [](const auto &one, const auto &other) {
        return one.line != other.line ? one.line < other.line : one.column < other.column;
    };
    std::stable_sort(report.problems.begin(), report.problems.end(), byPlace);
    std::stable_sort(report.warnings.begin(), report.warnings.end(), byPlace);
    report.samples = parser.sampleCount();
    report.families = parser.families().size();
    return report;
}

ExpositionDialect dialectOfPage(std::string_view page)
{
    static constexpr std::string_view end = "# EOF";
    if (page.ends_with('\n')) {
        page.remove_suffix(1);
    }
    const bool openMetrics =
        page.ends_with(end) && (page.size() == end.size() || page[page.size() - end.size() - 1] == '\n');
    return {openMetrics ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text, false};
}

} // namespace quarterdeck
