#pragma once

#include "models/exposition/expositionline.h"
#include "models/exposition/structuralindex.h"

#include <string>
#include <string_view>

namespace quarterdeck {

/// How the cursor finds the structure of lines; Portable is for machines without AVX2, and for tests.
enum class ScanMethod : std::uint8_t { Best, Portable };

/// Goes over a page line by line. What it hands out points into the page (its last lines into a padded copy)
/// and holds until the next page is opened. No allocation per line.
class LineCursor
{
public:
    explicit LineCursor(ExpositionDialect dialect, ScanMethod method = ScanMethod::Best);

    /// `page` must stay until the cursor is done with it.
    void open(std::string_view page);
    /// The next line; false at the end of the page. A last line without a line feed is a line too.
    bool next(ExpositionLine &line);

    /// The end of the line last handed out, in the page or in the copy of its last lines.
    [[nodiscard]] const char *position() const { return m_at; }
    /// Whether the page's last byte was a line feed (or there was none at all).
    [[nodiscard]] bool endsWithLineFeed() const { return m_endsWithLineFeed; }

private:
    bool nextStretch();
    bool readIndexed(ExpositionLine &line);
    bool readIndexedSample(ExpositionLine &line);
    bool readIndexedMetadata(ExpositionLine &line);
    void readSlowly(ExpositionLine &line);
    bool refill();

    const ExpositionDialect m_dialect;
    const bool m_indexed;
    bool m_endsWithLineFeed = true;
    std::string_view m_rest;            ///< of the page, not yet in the current stretch
    const char *m_at = nullptr;         ///< start of the next line
    const char *m_end = nullptr;        ///< one past the last line feed of the stretch
    const char *m_base = nullptr;       ///< of the index
    const char *m_wholeLines = nullptr; ///< lines that start before this are indexed
    std::size_t m_position = 0;         ///< in the index, the first at or after m_at
    std::string m_tail;                 ///< the last lines of the page, padded
    StructuralIndex m_index;
};

} // namespace quarterdeck
