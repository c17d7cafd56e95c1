#include "models/exposition/linecursor.h"

#include "models/exposition/bytetable.h"
#include "models/exposition/linereader.h"
#include "models/exposition/numbertext.h"

#include <cstring>

namespace quarterdeck {

using namespace bytetable;

LineCursor::LineCursor(ExpositionDialect dialect, ScanMethod method)
    : m_dialect(dialect)
    , m_indexed(method == ScanMethod::Best && StructuralIndex::available())
{
}

void LineCursor::open(std::string_view page)
{
    m_rest = page;
    m_at = nullptr;
    m_end = nullptr;
    m_wholeLines = nullptr;
    m_endsWithLineFeed = page.empty() || page.back() == '\n';
}

/// The lines that have enough bytes of the page behind them are read in place, the last few from a copy.
bool LineCursor::nextStretch()
{
    if (m_rest.empty()) {
        return false;
    }
    if (m_rest.size() > pagePadding) {
        const std::size_t lastLineFeed = m_rest.rfind('\n', m_rest.size() - pagePadding - 1);
        if (lastLineFeed != std::string_view::npos) {
            m_at = m_rest.data();
            m_end = m_at + lastLineFeed + 1;
            m_rest.remove_prefix(lastLineFeed + 1);
            m_wholeLines = m_at;
            return true;
        }
    }
    m_tail.assign(m_rest);
    if (!m_endsWithLineFeed) {
        m_tail.push_back('\n');
    }
    const std::size_t length = m_tail.size();
    m_tail.append(pagePadding, '\0');
    m_at = m_tail.data();
    m_end = m_at + length;
    m_rest = {};
    m_wholeLines = m_at;
    return true;
}

bool LineCursor::next(ExpositionLine &line)
{
    if (m_at == m_end && !nextStretch()) {
        return false;
    }
    if (!m_indexed || !readIndexed(line)) {
        readSlowly(line);
    }
    return true;
}

void LineCursor::readSlowly(ExpositionLine &line)
{
    m_at = readExpositionLine(m_dialect, m_at, m_end, line);
    if (m_at < m_wholeLines) {
        const auto offset = static_cast<std::uint32_t>(m_at - m_base);
        while (m_index.positions()[m_position] < offset) {
            ++m_position;
        }
    }
}

/// Indexes the stretch from the current line on. False when the line is too long for it.
bool LineCursor::refill()
{
    m_base = m_at;
    m_position = 0;
    m_index.build(m_base, m_end);
    m_wholeLines = m_base + m_index.wholeLines();
    return m_index.wholeLines() != 0;
}

bool LineCursor::readIndexed(ExpositionLine &line)
{
    if (m_at >= m_wholeLines && !refill()) {
        m_wholeLines = m_at; // read slowly, then index again behind it
        return false;
    }
    line.fault = LineFault::None;
    line.notes = 0;
    line.hasTimestamp = false;
    line.hasExemplar = false;
    line.nameEscaped = false;
    line.place = nullptr;
    line.begin = m_at;
    if (isNameStart(*m_at)) [[likely]] {
        return readIndexedSample(line);
    }
    return *m_at == '#' && readIndexedMetadata(line);
}

/// name{label="value",...} number, without blanks elsewhere: how practically every exporter writes. Anything
/// else is left to readExpositionLine().
bool LineCursor::readIndexedSample(ExpositionLine &line)
{
    const std::uint32_t *position = m_index.positions() + m_position;
    const char *const base = m_base;
    const char *at = base + *position;
    while (*at == ':') {
        at = base + *++position;
    }
    line.name = {m_at, static_cast<std::size_t>(at - m_at)};
    line.labels.clear();
    if (*at == '{') {
        std::uint64_t seen = 0; // one bit per label name: only on a clash are names compared
        bool clash = false;
        const char *nameAt = at + 1;
        ++position;
        while (true) {
            const char *const equals = base + position[0];
            if (*equals != '=' || equals[1] != '"' || nameAt[0] <= '9' || equals == nameAt) {
                if (*equals == '}' && equals == at + 1) { // {}
                    at = equals;
                    ++position;
                    break;
                }
                return false;
            }
            if (nameAt[0] == '_' && nameAt[1] == '_') {
                return false; // may be __name__
            }
            const char *const valueAt = equals + 2;
            const char *const quote = base + position[1];
            if (*quote != '"') {
                return false; // an escape, or not ASCII
            }
            const auto nameLength = static_cast<std::size_t>(equals - nameAt);
            line.labels.append(
                {{nameAt, nameLength}, {valueAt, static_cast<std::size_t>(quote - valueAt)}, false, false});
            const std::uint64_t bit = 1ULL << ((nameLength * 7 + static_cast<unsigned char>(nameAt[0]) +
                                                5U * static_cast<unsigned char>(equals[-1])) &
                                               63U);
            clash = clash || (seen & bit) != 0;
            seen |= bit;
            const char next = quote[1];
            position += 3;
            if (next == ',') {
                nameAt = quote + 2;
                continue;
            }
            if (next == '}') {
                at = quote + 1;
                break;
            }
            return false;
        }
        if (clash) [[unlikely]] {
            const std::span<const RawLabel> labels = line.labels.view();
            if (labels.size() > 32) {
                return false;
            }
            for (std::size_t i = 1; i < labels.size(); ++i) {
                for (std::size_t k = 0; k < i; ++k) {
                    if (labels[i].name.size() == labels[k].name.size() && labels[i].name == labels[k].name) {
                        return false;
                    }
                }
            }
        }
        ++at;
    }
    if (*at != ' ') {
        return false;
    }
    line.valueBegin = at + 1;
    const char *const end = readPlainNumber(line.valueBegin, line.value);
    if (end == nullptr || (*end != '\n' && *end != ' ')) {
        return false;
    }
    line.valueEnd = end;
    line.kind = LineKind::Sample;
    const char *next = end + 1;
    if (*end == ' ') {
        next = readExpositionSuffix(m_dialect, end, m_end, line);
    }
    const auto offset = static_cast<std::uint32_t>(next - base);
    while (*position < offset) {
        ++position;
    }
    m_position = static_cast<std::size_t>(position - m_index.positions());
    m_at = next;
    return true;
}

/// "# HELP name text" and "# TYPE name word" with single blanks, plain ASCII and no escapes.
bool LineCursor::readIndexedMetadata(ExpositionLine &line)
{
    const bool help = std::memcmp(m_at, "# HELP ", 7) == 0;
    if (!help && std::memcmp(m_at, "# TYPE ", 7) != 0) {
        return false;
    }
    const std::uint32_t *position = m_index.positions() + m_position + 3; // # and two blanks
    const char *const nameAt = m_at + 7;
    const char *at = m_base + *position;
    while (*at == ':') {
        at = m_base + *++position;
    }
    if (!isNameStart(*nameAt) || at == nameAt || *at != ' ') {
        return false;
    }
    line.name = {nameAt, static_cast<std::size_t>(at - nameAt)};
    const char *const textAt = at + 1;
    while (*at != '\n') {
        if (*at == '\\' || (static_cast<unsigned char>(*at) & 0x80U) != 0) {
            return false;
        }
        at = m_base + *++position;
    }
    line.text = {textAt, static_cast<std::size_t>(at - textAt)};
    if (help) {
        line.kind = LineKind::Help;
    } else {
        if (!readTypeWord(m_dialect.format, line.text, line.type)) {
            return false;
        }
        line.kind = LineKind::Type;
    }
    m_position = static_cast<std::size_t>(position + 1 - m_index.positions());
    m_at = at + 1;
    return true;
}

} // namespace quarterdeck
