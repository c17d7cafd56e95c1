#include "models/exposition/samplereader.h"

#include "models/exposition/bytetable.h"
#include "models/exposition/expositiontext.h"
#include "models/exposition/numbertext.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace quarterdeck {

using namespace bytetable;

namespace {

/// More labels than this are checked for duplicates by sorting: a hostile line must not cost a square.
constexpr std::size_t fewLabels = 32;

} // namespace

bool SampleReader::refuseStart()
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

bool SampleReader::read()
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
    const char *const nameEnd = m_at;
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
            return fail(nothing ? LineFault::ValueMissing : LineFault::ValueBlank, m_at);
        }
        ++m_at;
    }
    if (!readValue(m_line.value, LineFault::ValueSyntax)) {
        // "a.b 1", "a-b 1": the text format wants no blank before a number, so the name seemed to end there.
        return m_line.fault == LineFault::ValueSyntax && m_line.valueBegin == nameEnd
                   ? fail(LineFault::ValueBlank, nameEnd)
                   : false;
    }
    return readSuffix();
}

bool SampleReader::readLabels(RawLabels &labels, bool exemplar)
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

bool SampleReader::readLabelValue(RawLabel &label)
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

bool SampleReader::checkDuplicates(const RawLabels &labels, bool exemplar)
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

bool SampleReader::readValue(double &value, LineFault generalFault)
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

bool SampleReader::readTextSuffix()
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

bool SampleReader::readOpenMetricsSuffix()
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

bool SampleReader::readExemplar()
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

bool SampleReader::readSeconds(std::int64_t &milliseconds, LineFault syntaxFault)
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

void RawLabels::grow()
{
    m_labels.resize(std::max<std::size_t>(16, m_labels.size() * 2));
}

} // namespace quarterdeck
