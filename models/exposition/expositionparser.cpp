#include "models/exposition/expositionparser.h"

#include "models/exposition/expositiontext.h"
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

std::string_view ExpositionParser::unescaped(std::string_view raw, bool escaped, std::size_t slot)
{
    if (!escaped) {
        return raw;
    }
    std::string &text = m_unescaped[slot];
    text.clear();
    unescapeLabel(raw, text);
    return text;
}

void ExpositionParser::handleMetadata(const ExpositionLine &line, ExpositionHandler &handler)
{
    if (line.notes != 0) {
        reportNotes(line, handler);
        if ((line.notes & noteMetadataName) != 0) {
            return; // about a name that no sample can have
        }
    }
    std::string_view name = line.name;
    if (line.nameEscaped) {
        std::string text;
        unescapeLabel(name, text);
        name = m_families.keep(std::move(text));
    }
    FamilyMetadata &family = m_families.declare(name);
    MetadataView view;
    view.kind = line.kind;
    view.family = static_cast<std::uint32_t>(&family - m_families.all().data());
    view.line = m_number;
    switch (line.kind) {
    case LineKind::Help:
        view.repeated = family.hasHelp;
        family.hasHelp = true;
        family.help = line.text.find('\\') == std::string_view::npos
                          ? line.text
                          : m_families.keep(unescapeHelp(line.text, m_dialect.format));
        break;
    case LineKind::Type:
        view.repeated = family.hasType;
        family.hasType = true;
        family.type = line.type;
        break;
    default:
        view.repeated = family.hasUnit;
        family.hasUnit = true;
        family.unit = line.text;
        break;
    }
    handler.metadata(view);
}

void ExpositionParser::handleSample(const ExpositionLine &line, ExpositionHandler &handler)
{
    ++m_samples;
    if (line.notes != 0) {
        reportNotes(line, handler);
    }
    const std::span<const RawLabel> labels = line.labels.view();
    const std::span<const RawLabel> exemplar =
        line.hasExemplar ? line.exemplarLabels.view() : std::span<const RawLabel>();
    const std::size_t slots = 2 * (labels.size() + exemplar.size()) + 1;
    if (m_unescaped.size() < slots) {
        m_unescaped.resize(slots);
    }
    std::size_t slot = 0;
    m_labels.clear();
    for (const RawLabel &label : labels) {
        const std::string_view name = unescaped(label.name, label.nameEscaped, slot++);
        m_labels.push_back({name, unescaped(label.value, label.valueEscaped, slot++)});
    }
    SampleView sample;
    sample.series.name = unescaped(line.name, line.nameEscaped, slot++);
    sample.series.labels = m_labels;
    sample.value = line.value;
    sample.line = m_number;
    if (line.hasTimestamp) {
        sample.timestampMs = line.timestampMs;
    }
    sample.family = m_families.find(sample.series.name);
    if (sample.family != FamilyTable::noFamily) {
        const FamilyMetadata &family = m_families.at(sample.family);
        sample.series.family = family.name;
        sample.series.help = family.help;
        sample.series.type = family.type;
    }
    ExemplarView view;
    if (line.hasExemplar) {
        m_exemplarLabels.clear();
        for (const RawLabel &label : exemplar) {
            const std::string_view name = unescaped(label.name, label.nameEscaped, slot++);
            m_exemplarLabels.push_back({name, unescaped(label.value, label.valueEscaped, slot++)});
        }
        view.labels = m_exemplarLabels;
        view.value = line.exemplarValue;
        if (line.exemplarHasTimestamp) {
            view.timestampMs = line.exemplarTimestampMs;
        }
        sample.exemplar = &view;
    }
    handler.sample(sample);
}

} // namespace quarterdeck
