#pragma once

#include "models/exposition/expositionline.h"
#include "models/exposition/familytable.h"
#include "models/exposition/linecursor.h"
#include "models/exposition/series.h"
#include "models/exposition/seriesassembler.h"

#include <string>
#include <string_view>
#include <vector>

namespace quarterdeck {

struct ExemplarView
{
    std::span<const LabelView> labels;
    double value = 0;
    std::int64_t timestampMs = SelectedSample::noTimestamp;
};

/// One sample with everything the page says about it, unescaped. Valid during the call only.
struct SampleView
{
    SeriesView series;
    std::uint32_t family = FamilyTable::noFamily; ///< index in the parser's families()
    double value = 0;
    std::int64_t timestampMs = SelectedSample::noTimestamp;
    const ExemplarView *exemplar = nullptr;
    std::uint64_t line = 0;
};

/// A HELP, TYPE or UNIT line.
struct MetadataView
{
    LineKind kind = LineKind::Help;
    std::uint32_t family = 0; ///< index in the parser's families(), which already has the new word
    bool repeated = false;    ///< the family had this kind of line before
    std::uint64_t line = 0;
};

/// Something that was read although it should not be written like that.
struct ExpositionWarning
{
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::string message;
    bool breaksRule =
        true; ///< false: allowed by the specification, but Prometheus 2.42 would refuse the page
};

/// Receives a page piece by piece, in its order.
class ExpositionHandler
{
public:
    virtual ~ExpositionHandler() = default;
    virtual void metadata(const MetadataView &) {}
    virtual void sample(const SampleView &) = 0;
    virtual void problem(const ExpositionProblem &) {}
    virtual void warning(const ExpositionWarning &) {}
};

/// Reads a whole page and says everything about it. Keeps no copies: what the handler needs later it must
/// copy. For polling there is PageReader, which shares the tokenizer.
class ExpositionParser
{
public:
    explicit ExpositionParser(ExpositionDialect dialect, ScanMethod method = ScanMethod::Best);

    /// Goes on after an unreadable line with the next one. Text after `# EOF` and a missing `# EOF` are
    /// problems.
    void parse(std::string_view page, ExpositionHandler &handler);

    /// The families that the page declared so far, in the order of their first mention.
    [[nodiscard]] const std::vector<FamilyMetadata> &families() const { return m_families.all(); }
    [[nodiscard]] const FamilyTable &familyTable() const { return m_families; }
    [[nodiscard]] std::uint64_t sampleCount() const { return m_samples; }

private:
    void handleMetadata(const ExpositionLine &line, ExpositionHandler &handler);
    void handleSample(const ExpositionLine &line, ExpositionHandler &handler);
    void reportNotes(const ExpositionLine &line, ExpositionHandler &handler);

    const ExpositionDialect m_dialect;
    LineCursor m_cursor;
    ExpositionLine m_line;
    FamilyTable m_families;
    SeriesAssembler m_assembler;
    std::uint64_t m_number = 0;
    std::uint64_t m_samples = 0;
};

} // namespace quarterdeck
