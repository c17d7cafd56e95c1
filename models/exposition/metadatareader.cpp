#include "models/exposition/metadatareader.h"

#include "models/exposition/bytetable.h"
#include "models/exposition/expositiontext.h"
#include "models/exposition/linereader.h"

#include <algorithm>

namespace quarterdeck {

using namespace bytetable;

bool MetadataReader::readTextComment()
{
    const char *const hash = m_at++;
    skipBlanks();
    const bool help = std::memcmp(m_at, "HELP", 4) == 0;
    const bool type = std::memcmp(m_at, "TYPE", 4) == 0;
    if (m_at == hash + 1 || (!help && !type) || (m_at[4] != ' ' && m_at[4] != '\t')) {
        m_line.kind = LineKind::Comment;
        m_line.text = {};
        toLineEnd();
        m_line.text = between(hash + 1, m_at);
        return true;
    }
    m_at += 4;
    skipBlanks();
    return readMetadata(help ? LineKind::Help : LineKind::Type);
}

bool MetadataReader::readOpenMetricsComment()
{
    const char *const hash = m_at;
    // A line feed is in every line, so none of these reads past the padding.
    if (std::memcmp(m_at, "# HELP ", 7) == 0) {
        m_at += 7;
        return readMetadata(LineKind::Help);
    }
    if (std::memcmp(m_at, "# TYPE ", 7) == 0) {
        m_at += 7;
        return readMetadata(LineKind::Type);
    }
    if (std::memcmp(m_at, "# UNIT ", 7) == 0) {
        m_at += 7;
        return readMetadata(LineKind::Unit);
    }
    if (std::memcmp(m_at, "# EOF\n", 6) == 0) {
        m_at += 5;
        m_line.kind = LineKind::EndOfExposition;
        return true;
    }
    return fail(LineFault::Comment, hash, std::find(hash, hash + 60, '\n'));
}

bool MetadataReader::readMetadata(LineKind kind)
{
    m_line.kind = kind;
    m_line.type = MetricType::Unknown;
    if (!readMetadataName()) {
        return false;
    }
    const char *const afterName = m_at;
    toLineEnd();
    if (afterName == m_at && !m_openMetrics) {
        m_line.text = {};
        return kind == LineKind::Help || fail(LineFault::TypeWord, afterName, afterName);
    }
    if (m_openMetrics && *afterName != ' ') {
        return fail(LineFault::MetadataText, afterName, m_at);
    }
    m_line.text = between(afterName + 1, m_at);
    if (!m_openMetrics && *afterName != ' ' && *afterName != '\t') {
        note(noteMetadataName, afterName);
    }
    switch (kind) {
    case LineKind::Help:
        // Further blanks before the text belong to the separator (text 0.0.4); Prometheus keeps them.
        if (!isUtf8(m_line.text)) {
            return fail(LineFault::HelpUtf8, m_line.text.data(), m_at);
        }
        if (!m_openMetrics && hasUnknownEscape(m_line.text, false)) {
            note(noteHelpEscape, m_line.text.data());
        }
        return true;
    case LineKind::Type:
        return readMetadataType();
    default:
        if (!m_line.text.empty()) {
            const bool suffix = m_line.name.size() > m_line.text.size() &&
                                m_line.name.ends_with(m_line.text) &&
                                m_line.name[m_line.name.size() - m_line.text.size() - 1] == '_';
            return suffix || fail(LineFault::UnitSuffix, m_line.text.data(), m_at);
        }
        return true;
    }
}

bool MetadataReader::readMetadataName()
{
    const char *const start = m_at;
    if (*m_at == '"' && m_quotedNames) {
        bool escaped = false;
        bool highBytes = false;
        if (!readQuoted(m_line.name, escaped, highBytes)) {
            return false;
        }
        m_line.nameEscaped = escaped;
        return !m_line.name.empty() || fail(LineFault::NameMissing, start);
    }
    if (!isNameStart(*m_at)) {
        return fail(LineFault::MetadataName, start);
    }
    m_at = skipName(m_at);
    m_line.name = between(start, m_at);
    return true;
}

bool MetadataReader::readMetadataType()
{
    std::string_view word = m_line.text;
    if (!m_openMetrics) {
        const std::size_t blanks = std::min(word.find_first_not_of(" \t"), word.size());
        if (blanks > 0) {
            note(noteBlankBeforeType, word.data());
            word.remove_prefix(blanks);
            m_line.text = word;
        }
    }
    const ExpositionFormat format = m_openMetrics ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text;
    return quarterdeck::readTypeWord(format, word, m_line.type) ||
           fail(LineFault::TypeWord, word.data(), word.data() + word.size());
}

bool readTypeWord(ExpositionFormat format, std::string_view word, MetricType &type)
{
    struct TypeWord
    {
        std::string_view word;
        MetricType type;
        bool text;
        bool openMetrics;
    };
    static constexpr TypeWord words[] = {
        {"counter", MetricType::Counter, true, true},
        {"gauge", MetricType::Gauge, true, true},
        {"histogram", MetricType::Histogram, true, true},
        {"summary", MetricType::Summary, true, true},
        {"untyped", MetricType::Unknown, true, false},
        {"unknown", MetricType::Unknown, false, true},
        {"gaugehistogram", MetricType::GaugeHistogram, false, true},
        {"info", MetricType::Info, false, true},
        {"stateset", MetricType::StateSet, false, true},
    };
    for (const TypeWord &candidate : words) {
        if (candidate.word == word &&
            (format == ExpositionFormat::OpenMetrics ? candidate.openMetrics : candidate.text)) {
            type = candidate.type;
            return true;
        }
    }
    return false;
}

} // namespace quarterdeck
