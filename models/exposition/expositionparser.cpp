#include "models/exposition/expositionparser.h"

#include "models/exposition/linereader.h"

namespace quarterdeck {

namespace {

struct NoteWords
{
    LineNote note;
    const char *message;
    bool breaksRule;
};

constexpr NoteWords noteWords[] = {
    {noteMissingComma, "no comma between two labels", true},
    {noteUnknownEscape, "an unknown escape in a label value: only \\\\, \\\" and \\n are known", true},
    {noteHelpEscape, "an unknown escape in the help text: only \\\\ and \\n are known", true},
    {noteMetadataName, "the metadata's metric name has a character that no name may have", true},
    {noteNegativeTimestamp, "a timestamp with a sign, for which Prometheus 2.42 refuses the page", false},
    {noteBlankBeforeType, "more than one blank before the type, for which Prometheus 2.42 refuses the page",
     false},
    {noteLeadingBlank, "a blank before the metric name, for which Prometheus 2.42 refuses the page", false},
    {noteExemplarNul, "a NUL byte in an exemplar label, for which Prometheus 2.42 refuses the page", false},
    {noteTimestampClamped, "the timestamp is beyond 64-bit milliseconds and was cut to the limit", false},
    {noteExemplarDuplicate, "a label name stands twice in the exemplar", true},
};

} // namespace

ExpositionParser::ExpositionParser(ExpositionDialect dialect, ScanMethod method)
    : m_dialect(dialect)
    , m_cursor(dialect, method)
    , m_families(dialect.format)
{
}

void ExpositionParser::parse(std::string_view page, ExpositionHandler &handler)
{
    const bool openMetrics = m_dialect.format == ExpositionFormat::OpenMetrics;
    m_families.clear();
    m_cursor.open(page);
    m_number = 0;
    m_samples = 0;
    bool ended = false;
    while (m_cursor.next(m_line)) {
        ++m_number;
        if (ended) {
            // A page has one end; what follows cannot be told from a second page that was glued on.
            handler.problem({m_number, 1, faultMessage(LineFault::AfterEnd)});
            return;
        }
        switch (m_line.kind) {
        case LineKind::Sample:
            handleSample(m_line, handler);
            break;
        case LineKind::Help:
        case LineKind::Type:
        case LineKind::Unit:
            handleMetadata(m_line, handler);
            break;
        case LineKind::Bad:
            handler.problem({m_number, static_cast<std::uint64_t>(m_line.place - m_line.begin) + 1,
                             faultMessage(m_line)});
            break;
        case LineKind::EndOfExposition:
            ended = true;
            break;
        case LineKind::Blank:
        case LineKind::Comment:
            break;
        }
    }
    if (openMetrics && !ended) {
        handler.problem({m_number + 1, 1, faultMessage(LineFault::MissingEnd)});
    }
    if (!m_cursor.endsWithLineFeed()) {
        if (!openMetrics) {
            handler.warning({m_number, static_cast<std::uint64_t>(page.size() - page.rfind('\n')),
                             "the last line does not end with a line feed: the page may be cut off", true});
        } else if (ended) {
            handler.warning({m_number, 6, "# EOF does not end with a line feed", false});
        }
    }
}

void ExpositionParser::reportNotes(const ExpositionLine &line, ExpositionHandler &handler)
{
    for (const NoteWords &words : noteWords) {
        if ((line.notes & words.note) != 0) {
            handler.warning({m_number, static_cast<std::uint64_t>(line.place - line.begin) + 1, words.message,
                             words.breaksRule});
        }
    }
}

void ExpositionParser::handleMetadata(const ExpositionLine &line, ExpositionHandler &handler)
{
    if (line.notes != 0) {
        reportNotes(line, handler);
        if ((line.notes & noteMetadataName) != 0) {
            return; // about a name that no sample can have
        }
    }
    const FamilyTable::Declared declared = m_families.declare(line);
    handler.metadata({line.kind, declared.family, declared.repeated, m_number});
}

void ExpositionParser::handleSample(const ExpositionLine &line, ExpositionHandler &handler)
{
    ++m_samples;
    if (line.notes != 0) {
        reportNotes(line, handler);
    }
    SampleView sample;
    sample.series = m_assembler.series(line, m_families, sample.family);
    sample.value = line.value;
    sample.line = m_number;
    if (line.hasTimestamp) {
        sample.timestampMs = line.timestampMs;
    }
    ExemplarView exemplar;
    if (line.hasExemplar) {
        exemplar.labels = m_assembler.exemplarLabels(line);
        exemplar.value = line.exemplarValue;
        if (line.exemplarHasTimestamp) {
            exemplar.timestampMs = line.exemplarTimestampMs;
        }
        sample.exemplar = &exemplar;
    }
    handler.sample(sample);
}

} // namespace quarterdeck
