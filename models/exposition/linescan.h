#pragma once

#include "models/exposition/expositionline.h"

#include <cstring>

namespace quarterdeck {

/// Where the reading of one line stands, and what the readers of its parts share. Every step returns false
/// after setting the fault, and leaves the place on or before the line feed.
class LineScan
{
public:
    /// The start of the next line, once a step has ended as `readable`.
    const char *finish(bool readable)
    {
        if (!readable) {
            m_line.kind = LineKind::Bad;
            toLineEnd();
        }
        return m_at + 1;
    }

protected:
    LineScan(ExpositionDialect dialect, const char *at, const char *end, ExpositionLine &line)
        : m_openMetrics(dialect.format == ExpositionFormat::OpenMetrics)
        , m_quotedNames(dialect.quotedNames)
        , m_at(at)
        , m_end(end)
        , m_line(line)
    {
    }

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
    void toLineEnd()
    {
        m_at = static_cast<const char *>(std::memchr(m_at, '\n', static_cast<std::size_t>(m_end - m_at)));
    }
    /// A text in quotes; m_at is on the first of them.
    bool readQuoted(std::string_view &text, bool &escaped, bool &highBytes);

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

    const bool m_openMetrics;
    const bool m_quotedNames;
    const char *m_at;
    const char *const m_end;
    ExpositionLine &m_line;
};

} // namespace quarterdeck
