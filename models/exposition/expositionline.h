#pragma once

#include "models/exposition/series.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace quarterdeck {

/// What the producer said about its page: the format, and whether names may be quoted UTF-8
/// (`{"my.metric"} 1`), which only newer content types allow.
struct ExpositionDialect
{
    ExpositionFormat format = ExpositionFormat::Text;
    bool quotedNames = false;
    bool operator==(const ExpositionDialect &) const = default;
};

enum class LineKind : std::uint8_t { Blank, Comment, Help, Type, Unit, EndOfExposition, Sample, Bad };

/// Why a line cannot be read. The words are in linefault.cpp.
enum class LineFault : std::uint8_t {
    None,
    StartToken,
    StartByteOrderMark,
    StartNul,
    StartCarriageReturn,
    StartQuotedName,
    BlankLine,
    LeadingBlank,
    Comment,
    MetadataName,
    MetadataText,
    HelpUtf8,
    TypeWord,
    UnitSuffix,
    LabelName,
    LabelQuotedName,
    LabelEquals,
    LabelQuote,
    LabelEnd,
    LabelEscapedNewline,
    LabelUtf8,
    LabelSeparator,
    LabelTrailingComma,
    LabelDuplicate,
    LabelReserved,
    NameMissing,
    NameTwice,
    ValueMissing,
    ValueBlank, ///< something else stands where the blank before the value belongs
    ValueSyntax,
    ValueUnsupported,
    ValueRange,
    ValueCarriageReturn,
    TimestampSyntax,
    TimestampFraction,
    TimestampRange,
    TimestampNotFinite,
    TrailingText,
    ExemplarFormat,
    ExemplarName,
    ExemplarValue,
    ExemplarTimestamp,
    AfterEnd,
    MissingEnd,
};

/// What was read although it is not as the specification says, as bits of ExpositionLine::notes.
enum LineNote : std::uint32_t {
    noteMissingComma = 1U << 0U,      ///< two labels without a comma, which Prometheus reads
    noteUnknownEscape = 1U << 1U,     ///< `\x` in a label value: kept as the two characters
    noteHelpEscape = 1U << 2U,        ///< the same in a HELP text
    noteMetadataName = 1U << 3U,      ///< `# HELP a-b text`: Prometheus reads it as metadata of `a`
    noteNegativeTimestamp = 1U << 4U, ///< allowed, but Prometheus 2.42 drops a page for it
    noteBlankBeforeType = 1U << 5U,   ///< the same
    noteLeadingBlank = 1U << 6U,      ///< the same
    noteExemplarNul = 1U << 7U,       ///< the same
    noteTimestampClamped = 1U << 8U,  ///< beyond 64-bit milliseconds
    noteExemplarDuplicate = 1U << 9U, ///< a label name twice in an exemplar
};

/// A label as its bytes stand on the page: escapes not yet undone.
struct RawLabel
{
    std::string_view name;
    std::string_view value;
    bool nameEscaped = false;
    bool valueEscaped = false;
};

/// Labels of one line in reused memory, so that a page costs no allocation per sample.
class RawLabels
{
public:
    void clear() { m_count = 0; }
    void append(const RawLabel &label)
    {
        if (m_count == m_labels.size()) {
            grow();
        }
        m_labels[m_count++] = label;
    }
    [[nodiscard]] std::span<const RawLabel> view() const { return {m_labels.data(), m_count}; }
    [[nodiscard]] std::size_t size() const { return m_count; }

private:
    void grow(); // out of line: keeps the hot code free of shared template instances

    std::vector<RawLabel> m_labels;
    std::size_t m_count = 0;
};

/// One line of an exposition, in pieces that point into the page. Which members hold depends on `kind`.
struct ExpositionLine
{
    LineKind kind = LineKind::Blank;
    LineFault fault = LineFault::None;
    bool nameEscaped = false;
    bool hasTimestamp = false;
    bool hasExemplar = false;
    bool exemplarHasTimestamp = false;
    MetricType type = MetricType::Unknown; ///< of a Type line
    std::uint32_t notes = 0;
    std::string_view name; ///< of the sample, or of the family in metadata
    std::string_view text; ///< help, unit or type word, escaped as on the page
    RawLabels labels;
    double value = 0;
    std::int64_t timestampMs = 0;
    const char *begin = nullptr;      ///< the first byte of the line
    const char *valueBegin = nullptr; ///< the first byte of the value
    const char *valueEnd = nullptr;   ///< one past the value
    const char *place = nullptr;      ///< where the fault or the first note is
    const char *tokenEnd = nullptr;   ///< one past the offending text, for the message
    RawLabels exemplarLabels;
    double exemplarValue = 0;
    std::int64_t exemplarTimestampMs = 0;
};

} // namespace quarterdeck
