// Pages from the fuzzer. Beyond not crashing: the indexed and the portable scan must say the same, and a
// reader that remembers the page before must say what one says that never saw it.
//
// Input: one byte of dialect, then pages separated by 0x1E, successive scrapes of one target.

#include "models/exposition/expositionrules.h"
#include "models/exposition/linecursor.h"
#include "models/exposition/metricfamilybuilder.h"
#include "models/exposition/pagereader.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

using namespace quarterdeck;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

bool sameNumber(double one, double other)
{
    return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other) ||
           (std::isnan(one) && std::isnan(other));
}

/// A series is known by the order in which it was first offered.
class Numberer final : public SeriesSelector
{
public:
    SeriesSlot select(const SeriesView &series) override
    {
        std::string text(series.name);
        for (const LabelView &label : series.labels) {
            text.append("\x01").append(label.name).append("\x02").append(label.value);
        }
        const std::size_t hash = std::hash<std::string>()(text);
        return hash % 5 == 0 ? ignoredSeries : static_cast<SeriesSlot>(hash & 0x7FFFFFFFU);
    }
};

void compareScans(std::string_view page, ExpositionDialect dialect)
{
    LineCursor best(dialect);
    LineCursor portable(dialect, ScanMethod::Portable);
    best.open(page);
    portable.open(page);
    ExpositionLine one;
    ExpositionLine other;
    while (true) {
        const bool more = best.next(one);
        require(more == portable.next(other));
        if (!more) {
            return;
        }
        require(one.kind == other.kind && one.fault == other.fault);
        if (one.kind == LineKind::Bad) {
            require(one.place - one.begin == other.place - other.begin);
            continue;
        }
        require(one.notes == other.notes);
        if (one.kind == LineKind::Sample) {
            require(one.name == other.name && sameNumber(one.value, other.value));
            require(one.labels.size() == other.labels.size());
            for (std::size_t i = 0; i < one.labels.size(); ++i) {
                require(one.labels.view()[i].name == other.labels.view()[i].name);
                require(one.labels.view()[i].value == other.labels.view()[i].value);
            }
            require(one.hasTimestamp == other.hasTimestamp && one.hasExemplar == other.hasExemplar);
            require(!one.hasTimestamp || one.timestampMs == other.timestampMs);
        }
    }
}

void runRules(std::string_view page, ExpositionDialect dialect)
{
    class Feeder final : public ExpositionHandler
    {
    public:
        void metadata(const MetadataView &metadata) override { rules->metadata(metadata); }
        void sample(const SampleView &sample) override
        {
            rules->sample(sample);
            builder.sample(sample);
        }
        void problem(const ExpositionProblem &problem) override
        {
            require(problem.line > 0 && problem.column > 0 && !problem.message.empty());
        }
        std::unique_ptr<ExpositionRules> rules;
        MetricFamilyBuilder builder;
    };
    ExpositionParser parser(dialect);
    Feeder feeder;
    feeder.rules = ExpositionRules::forFormat(dialect.format, parser, [](const ExpositionWarning &warning) {
        require(warning.line > 0 && !warning.message.empty());
    });
    parser.parse(page, feeder);
    feeder.rules->finish();
    feeder.builder.take();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const ExpositionDialect dialect{
        (data[0] & 1U) != 0 ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text, (data[0] & 2U) != 0};
    std::string_view rest(reinterpret_cast<const char *>(data) + 1, size - 1);
    Numberer selector;
    PageReader reader(selector);
    while (true) {
        const std::size_t end = std::min(rest.find('\x1E'), rest.size());
        const std::vector<char> exact(rest.begin(),
                                      rest.begin() + static_cast<std::ptrdiff_t>(end)); // for the sanitizer
        const std::string_view page(exact.data(), exact.size());
        compareScans(page, dialect);
        runRules(page, dialect);

        std::vector<SelectedSample> selected;
        const PageReport report = reader.read(page, dialect, selected);
        Numberer freshSelector;
        PageReader fresh(freshSelector);
        std::vector<SelectedSample> expected;
        const PageReport freshReport = fresh.read(page, dialect, expected);
        require(selected.size() == expected.size());
        for (std::size_t i = 0; i < selected.size(); ++i) {
            require(selected[i].slot == expected[i].slot && sameNumber(selected[i].value, expected[i].value));
            require(selected[i].timestampMs == expected[i].timestampMs);
        }
        require(report.samples == freshReport.samples && report.badLines == freshReport.badLines);
        require(report.problems == freshReport.problems && report.complete == freshReport.complete);
        if (end == rest.size()) {
            return 0;
        }
        rest.remove_prefix(end + 1);
    }
}
