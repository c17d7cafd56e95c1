#include "models/exposition/linereader.h"

#include "models/exposition/bytetable.h"
#include "models/exposition/expositiontext.h"
#include "models/exposition/numbertext.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace quarterdeck {

namespace {

using namespace bytetable;

/// More labels than this are checked for duplicates by sorting: a hostile line must not cost a square.
constexpr std::size_t fewLabels = 32;

/// To the next quote, backslash or line feed, eight bytes at a time. `seen` gathers the bytes' high bits.
const char *skipPlain(const char *at, unsigned char &seen)
{
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    const auto zeroBytes = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
    while (true) {
        const std::uint64_t word = numbertext::load8(at);
        // The lowest bit found is exact; false ones can only stand above it.
        const std::uint64_t found = zeroBytes(word ^ (ones * '"')) | zeroBytes(word ^ (ones * '\\')) |
                                    zeroBytes(word ^ (ones * '\n'));
        if (found != 0) {
            const auto plain = static_cast<unsigned>(std::countr_zero(found)) & ~7U;
            seen |= (word & highs & ((1ULL << plain) - 1)) != 0 ? 0x80 : 0;
            return at + plain / 8;
        }
        seen |= (word & highs) != 0 ? 0x80 : 0;
        at += 8;
    }
}

class Reader
{
public:
    Reader(ExpositionDialect dialect, const char *at, const char *end, ExpositionLine &line)
        : m_openMetrics(dialect.format == ExpositionFormat::OpenMetrics)
        , m_quotedNames(dialect.quotedNames)
        , m_at(at)
        , m_end(end)
        , m_line(line)
    {
        m_line.fault = LineFault::None;
        m_line.notes = 0;
        m_line.hasTimestamp = false;
        m_line.hasExemplar = false;
        m_line.place = nullptr;
    }

    const char *readLine()
    {
        m_line.begin = m_at;
        m_line.nameEscaped = false;
        return finish(m_openMetrics ? readOpenMetrics() : readText());
    }
    const char *readSuffix() { return finish(m_openMetrics ? readOpenMetricsSuffix() : readTextSuffix()); }

private:
    const char *finish(bool readable)
    {
        if (!readable) {
            m_line.kind = LineKind::Bad;
            toLineEnd();
        }
        return m_at + 1;
    }

    // Each of these returns false after setting the fault, and leaves m_at on or before the line feed.
    bool readText();
    bool readOpenMetrics();
    bool readTextComment();
    bool readOpenMetricsComment();
    bool readMetadata(LineKind kind);
    bool readMetadataName();
    bool readTypeWord();
    bool readSample();
    bool readLabels(RawLabels &labels, bool exemplar);
    bool readLabelValue(RawLabel &label);
    bool readQuoted(std::string_view &text, bool &escaped, bool &highBytes);
    bool checkDuplicates(const RawLabels &labels, bool exemplar);
    bool readTextSuffix();
    bool readOpenMetricsSuffix();
    bool readExemplar();
    bool readValue(double &value, LineFault generalFault);
    bool readSeconds(std::int64_t &milliseconds, LineFault syntaxFault);
    bool refuseStart();

    bool fail(LineFault fault, const char *place, const char *tokenEnd = nullptr)
    {
        m_line.fault = fault;
        m_line.place = place;
        m_line.tokenEnd = tokenEnd != nullptr ? tokenEnd : wordEnd(place);
        return false;
    }
    void note(LineNote which, const char *place)
    {
        m_line.notes |= which;
        m_line.place = m_line.place == nullptr ? place : m_line.place;
    }
    void skipBlanks()
    {
        while (*m_at == ' ' || *m_at == '\t') {
            ++m_at;
        }
    }
    void skipBlanksInText()
    {
        if (!m_openMetrics) {
            skipBlanks();
        }
    }
    [[nodiscard]] static const char *wordEnd(const char *at)
    {
        const char *end = at;
        while (*end != '\n' && (end == at || (*end != ' ' && *end != '\t'))) {
            ++end;
        }
        return end;
    }
    [[nodiscard]] static std::string_view between(const char *from, const char *to)
    {
        return {from, static_cast<std::size_t>(to - from)};
    }
    void toLineEnd()
    {
        m_at = static_cast<const char *>(std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at)));
    }

    const bool m_openMetrics;
    const bool m_quotedNames;
    const char *m_at;
    const char *const m_end;
    ExpositionLine &m_line;
};

bool Reader::readText()
{
    skipBlanks();
    if (*m_at == '\n') {
        m_line.kind = LineKind::Blank;
        return true;
    }
    if (*m_at == '#') {
        return readTextComment();
    }
    if (m_at != m_line.begin) {
        note(noteLeadingBlank, m_line.begin);
    }
    return readSample();
}

bool Reader::readOpenMetrics()
{
    if (*m_at == '#') {
        return readOpenMetricsComment();
    }
    if (*m_at == '\n') {
        return fail(LineFault::BlankLine, m_at);
    }
    if (*m_at == ' ' || *m_at == '\t') {
        return fail(LineFault::LeadingBlank, m_at);
    }
    return readSample();
}

bool Reader::readTextComment()
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

bool Reader::readOpenMetricsComment()
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

bool Reader::readMetadata(LineKind kind)
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
        return readTypeWord();
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

bool Reader::readMetadataName()
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

bool Reader::readTypeWord()
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

bool Reader::refuseStart()
{
    switch (*m_at) {
    case '\xEF':
        return fail(std::memcmp(m_at, "\xEF\xBB\xBF", 3) == 0 ? LineFault::StartByteOrderMark
                                                              : LineFault::StartToken,
                    m_at);
    case '\0':
        return fail(LineFault::StartNul, m_at);
    case '\r':
        return fail(LineFault::StartCarriageReturn, m_at);
    case '{':
        return fail(LineFault::StartQuotedName, m_at);
    default:
        return fail(LineFault::StartToken, m_at);
    }
}

bool Reader::readSample()
{
    m_line.kind = LineKind::Sample;
    m_line.labels.clear();
    m_line.name = {};
    const char *const start = m_at;
    if (isNameStart(*m_at)) {
        m_at = skipName(m_at);
        m_line.name = between(start, m_at);
    } else if (*m_at != '{' || !m_quotedNames) {
        return refuseStart();
    }
    skipBlanksInText();
    if (*m_at == '{') {
        ++m_at;
        if (!readLabels(m_line.labels, false)) {
            return false;
        }
        if (m_line.name.empty()) {
            return fail(LineFault::NameMissing, start);
        }
        skipBlanksInText();
    }
    if (m_openMetrics) {
        if (*m_at != ' ') {
            const bool nothing = *m_at == '\n';
            return fail(nothing ? LineFault::ValueMissing : LineFault::ValueSyntax, m_at);
        }
        ++m_at;
    }
    return readValue(m_line.value, LineFault::ValueSyntax) &&
           (m_openMetrics ? readOpenMetricsSuffix() : readTextSuffix());
}

bool Reader::readLabels(RawLabels &labels, bool exemplar)
{
    labels.clear();
    bool afterComma = false;
    while (true) {
        skipBlanksInText();
        if (*m_at == '}') {
            if (afterComma && m_openMetrics) {
                return fail(LineFault::LabelTrailingComma, m_at);
            }
            ++m_at;
            return checkDuplicates(labels, exemplar);
        }
        RawLabel label;
        const char *const nameAt = m_at;
        bool quoted = false;
        if (isLabelStart(*m_at)) {
            m_at = skipLabelName(m_at);
            label.name = between(nameAt, m_at);
        } else if (*m_at == '"' && m_quotedNames) {
            quoted = true;
            bool highBytes = false;
            if (!readQuoted(label.name, label.nameEscaped, highBytes)) {
                return false;
            }
            if (highBytes && !isUtf8(label.name)) {
                return fail(LineFault::LabelUtf8, nameAt, m_at);
            }
        } else {
            return fail(*m_at == '"' ? LineFault::LabelQuotedName : LineFault::LabelName, m_at);
        }
        skipBlanksInText();
        if (quoted && !exemplar && (*m_at == ',' || *m_at == '}')) {
            if (!m_line.name.empty()) {
                return fail(LineFault::NameTwice, nameAt, m_at);
            }
            if (label.name.empty()) {
                return fail(LineFault::NameMissing, nameAt, m_at);
            }
            m_line.name = label.name;
            m_line.nameEscaped = label.nameEscaped;
        } else {
            if (*m_at != '=') {
                return fail(LineFault::LabelEquals, m_at);
            }
            ++m_at;
            skipBlanksInText();
            if (!readLabelValue(label)) {
                return false;
            }
            if (label.name == "__name__" && !exemplar) {
                return fail(LineFault::LabelReserved, nameAt, nameAt + label.name.size());
            }
            if (exemplar && std::memchr(label.value.data(), '\0', label.value.size()) != nullptr) {
                note(noteExemplarNul, label.value.data());
            }
            labels.append(label);
            skipBlanksInText();
        }
        afterComma = *m_at == ',';
        if (afterComma) {
            ++m_at;
        } else if (*m_at != '}') {
            if (m_openMetrics || (!isLabelStart(*m_at) && !(m_quotedNames && *m_at == '"'))) {
                return fail(LineFault::LabelSeparator, m_at);
            }
            note(noteMissingComma, m_at);
        }
    }
}

bool Reader::readLabelValue(RawLabel &label)
{
    if (*m_at != '"') {
        return fail(LineFault::LabelQuote, m_at);
    }
    bool highBytes = false;
    if (!readQuoted(label.value, label.valueEscaped, highBytes)) {
        return false;
    }
    if (highBytes && !isUtf8(label.value)) {
        return fail(LineFault::LabelUtf8, label.value.data(), m_at - 1);
    }
    // OpenMetrics allows a backslash before any character; text 0.0.4 does not.
    if (label.valueEscaped && !m_openMetrics && hasUnknownEscape(label.value, true)) {
        note(noteUnknownEscape, label.value.data());
    }
    return true;
}

bool Reader::readQuoted(std::string_view &text, bool &escaped, bool &highBytes)
{
    const char *const quote = m_at;
    const char *at = quote + 1;
    unsigned char seen = 0;
    escaped = false;
    while (true) {
        at = skipPlain(at, seen);
        if (*at == '"') {
            break;
        }
        if (*at == '\n') {
            m_at = at;
            return fail(LineFault::LabelEnd, quote, at);
        }
        escaped = true;
        seen |= static_cast<unsigned char>(at[1]);
        if (at[1] == '\n') {
            m_at = at + 1;
            return fail(LineFault::LabelEscapedNewline, at, at + 1);
        }
        at += 2;
    }
    text = between(quote + 1, at);
    highBytes = (seen & 0x80U) != 0;
    m_at = at + 1;
    return true;
}

bool Reader::checkDuplicates(const RawLabels &labels, bool exemplar)
{
    const std::span<const RawLabel> all = labels.view();
    const RawLabel *twice = nullptr;
    if (all.size() <= fewLabels) {
        for (std::size_t i = 1; i < all.size() && twice == nullptr; ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (all[k].name == all[i].name) {
                    twice = &all[i];
                    break;
                }
            }
        }
    } else {
        std::vector<const RawLabel *> sorted;
        sorted.reserve(all.size());
        for (const RawLabel &label : all) {
            sorted.push_back(&label);
        }
        std::sort(sorted.begin(), sorted.end(), [](const RawLabel *one, const RawLabel *other) {
            const int order = one->name.compare(other->name);
            return order != 0 ? order < 0 : one < other;
        });
        const auto found =
            std::adjacent_find(sorted.begin(), sorted.end(), [](const RawLabel *one, const RawLabel *other) {
                return one->name == other->name;
            });
        twice = found == sorted.end() ? nullptr : *(found + 1);
    }
    if (twice == nullptr) {
        return true;
    }
    if (exemplar) {
        note(noteExemplarDuplicate, twice->name.data());
        return true;
    }
    return fail(LineFault::LabelDuplicate, twice->name.data(), twice->name.data() + twice->name.size());
}

bool Reader::readValue(double &value, LineFault generalFault)
{
    const char *const start = m_at;
    if (generalFault == LineFault::ValueSyntax) {
        m_line.valueBegin = start;
    }
    const auto endsToken = [this](char byte) {
        return byte == ' ' || byte == '\n' ||
               (!m_openMetrics && (byte == '\t' || byte == '{' || byte == '\0'));
    };
    if (const char *end = readPlainNumber(m_at, value); end != nullptr && endsToken(*end)) {
        m_at = end;
    } else {
        end = start;
        while (!endsToken(*end)) {
            ++end;
        }
        const std::string_view token = between(start, end);
        const NumberFault fault = readNumberToken(token, value);
        if (fault != NumberFault::None) {
            LineFault reason = generalFault;
            if (fault == NumberFault::Empty && generalFault == LineFault::ValueSyntax) {
                reason = LineFault::ValueMissing;
            } else if (fault == NumberFault::Range) {
                reason = LineFault::ValueRange;
            } else if (token.ends_with('\r')) {
                reason = LineFault::ValueCarriageReturn;
            } else if (fault == NumberFault::Unsupported) {
                reason = LineFault::ValueUnsupported;
            }
            return fail(reason, start, end);
        }
        m_at = end;
    }
    if (generalFault == LineFault::ValueSyntax) {
        m_line.valueEnd = m_at;
    }
    return true;
}

bool Reader::readTextSuffix()
{
    skipBlanks();
    if (*m_at == '\n') {
        return true;
    }
    const char *const start = m_at;
    const bool negative = *m_at == '-';
    if (negative || *m_at == '+') {
        ++m_at;
    }
    const char *const digits = m_at;
    std::uint64_t magnitude = 0;
    bool tooLarge = false;
    while (*m_at >= '0' && *m_at <= '9') {
        tooLarge = tooLarge || magnitude > (std::numeric_limits<std::uint64_t>::max() - 9) / 10;
        magnitude = magnitude * 10 + static_cast<std::uint64_t>(*m_at - '0');
        ++m_at;
    }
    if (m_at == digits) {
        return fail(LineFault::TimestampSyntax, start);
    }
    if (*m_at != ' ' && *m_at != '\t' && *m_at != '\n') {
        const bool fraction = *m_at == '.' || (*m_at | 0x20) == 'e';
        return fail(fraction ? LineFault::TimestampFraction : LineFault::TimestampSyntax, start);
    }
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (tooLarge || magnitude > most + (negative ? 1U : 0U)) {
        return fail(LineFault::TimestampRange, start);
    }
    if (digits != start) {
        note(noteNegativeTimestamp, start);
    }
    m_line.hasTimestamp = true;
    m_line.timestampMs = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
    skipBlanks();
    return *m_at == '\n' || fail(LineFault::TrailingText, m_at);
}

bool Reader::readOpenMetricsSuffix()
{
    if (*m_at == '\n') {
        return true;
    }
    if (*m_at != ' ') {
        return fail(LineFault::TrailingText, m_at);
    }
    if (std::memcmp(m_at, " # {", 4) == 0) {
        return readExemplar();
    }
    ++m_at;
    if (*m_at == ' ' || *m_at == '\n') {
        return fail(LineFault::TrailingText, m_at);
    }
    if (*m_at == '#') {
        return fail(LineFault::ExemplarFormat, m_at, std::find(m_at, m_at + 60, '\n'));
    }
    if (!readSeconds(m_line.timestampMs, LineFault::TimestampSyntax)) {
        return false;
    }
    m_line.hasTimestamp = true;
    if (std::memcmp(m_at, " # {", 4) == 0) {
        return readExemplar();
    }
    return *m_at == '\n' || fail(LineFault::TrailingText, m_at);
}

bool Reader::readExemplar()
{
    m_at += 4;
    if (!m_line.name.ends_with("_total") && !m_line.name.ends_with("_bucket")) {
        return fail(LineFault::ExemplarName, m_at - 3, m_at);
    }
    if (!readLabels(m_line.exemplarLabels, true)) {
        return false;
    }
    if (*m_at != ' ') {
        return fail(LineFault::ExemplarValue, m_at);
    }
    ++m_at;
    if (!readValue(m_line.exemplarValue, LineFault::ExemplarValue)) {
        return false;
    }
    m_line.hasExemplar = true;
    m_line.exemplarHasTimestamp = false;
    if (*m_at == '\n') {
        return true;
    }
    ++m_at;
    if (!readSeconds(m_line.exemplarTimestampMs, LineFault::ExemplarTimestamp)) {
        return false;
    }
    m_line.exemplarHasTimestamp = true;
    return *m_at == '\n' || fail(LineFault::TrailingText, m_at);
}

bool Reader::readSeconds(std::int64_t &milliseconds, LineFault syntaxFault)
{
    const char *const start = m_at;
    double seconds = 0;
    if (!readValue(seconds, syntaxFault)) {
        return false;
    }
    if (!std::isfinite(seconds)) {
        return fail(LineFault::TimestampNotFinite, start, m_at);
    }
    // Prometheus multiplies and cuts off, so 1.001 s is 1000 ms; the numbers must agree with its.
    const double scaled = seconds * 1000;
    constexpr double limit = 9223372036854775808.0;
    if (scaled >= limit || scaled < -limit) {
        note(noteTimestampClamped, start);
        milliseconds = scaled > 0 ? std::numeric_limits<std::int64_t>::max()
                                  : std::numeric_limits<std::int64_t>::min() + 1;
    } else {
        milliseconds = static_cast<std::int64_t>(scaled);
    }
    return true;
}

} // namespace

const char *readExpositionLine(ExpositionDialect dialect, const char *begin, const char *end,
                               ExpositionLine &line)
{
    return Reader(dialect, begin, end, line).readLine();
}

const char *readExpositionSuffix(ExpositionDialect dialect, const char *at, const char *end,
                                 ExpositionLine &line)
{
    return Reader(dialect, at, end, line).readSuffix();
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

void RawLabels::grow()
{
    m_labels.resize(std::max<std::size_t>(16, m_labels.size() * 2));
}

} // namespace quarterdeck
