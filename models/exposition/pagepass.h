#pragma once

#include "models/exposition/expositionline.h"
#include "models/exposition/familytable.h"
#include "models/exposition/pagelayout.h"
#include "models/exposition/series.h"
#include "models/exposition/seriesassembler.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quarterdeck {

/// What a PageReader keeps from page to page.
struct PageCache
{
    /// Most pages that are read without making a layout, after layouts proved useless.
    static constexpr unsigned longestPause = 64;

    void forget();

    ExpositionDialect dialect;
    PageLayout layout;
    bool valid = false; ///< `layout` is that of the last page
    std::size_t limit = 0;
    PageLayoutPool *pool = nullptr; ///< where equal layouts are shared; null: each has its own
    unsigned pause = 0;             ///< pages to read without making a layout
    unsigned nextPause = 0;
    std::optional<FamilyTable> families; ///< of the layout, made when a series is new
};

/// Memory that passes use one after the other: a thread has one, not every target.
struct PageScratch
{
    ExpositionLine line;
    SeriesAssembler assembler;
    std::string tail;

    static PageScratch &ofThread();
};

/// The reading of one page, by the layout of the page before or line by line.
class PagePass
{
public:
    PagePass(PageCache &cache, SeriesSelector &selector, std::string_view page,
             std::vector<SelectedSample> &selected);

    /// First sight: parses every line, offers every series to the selector, makes the layout.
    void readWhole();
    /// Repeated sight. False when the metadata or too much else changed: then the page must be read whole,
    /// and what this pass selected is void.
    bool readByLayout();

    PageReport takeReport() { return std::move(m_report); }

private:
    enum class Step { Goes, Useless };

    bool readMatched(const PageLayout::Entry &entry, const char *prefix, const char *valueAt,
                     const char *numberEnd, double value);
    Step readDifferent();
    bool skipVanished();
    Step readNew();
    void enterTail();
    [[nodiscard]] bool lineIsInReach(const char *from) const;
    void startNextLayout();
    void makeFamilies();
    SeriesSlot select(const FamilyTable &families);
    void take(SeriesSlot slot);
    void report(std::uint64_t number, std::uint64_t column, std::string message);
    void reportBadLine(std::uint64_t number);
    std::uint64_t lineNumber(const char *lineBegin);

    PageCache &m_cache;
    PageScratch &m_scratch;
    SeriesSelector &m_selector;
    std::string_view m_page;
    std::vector<SelectedSample> &m_selected;
    const std::size_t m_selectedBefore;
    PageReport m_report;

    // Of the comparison with the layout:
    const char *m_at = nullptr;
    const char *m_end = nullptr;
    bool m_inTail = false;
    const char *m_tailBegin = nullptr; ///< in the page, of what the tail is a copy of
    std::size_t m_entry = 0;
    const char *m_prefix = nullptr; ///< of the current entry
    std::size_t m_textDone = 0;     ///< bytes of its comments that were found already
    std::size_t m_changes = 0;
    bool m_usesFamilies = false;
    bool m_buildsNext = false; ///< the layout changed: `m_next` will replace it
    PageLayout m_next;
    const char *m_counted = nullptr; ///< the line feeds before this are counted in m_lines
    std::uint64_t m_lines = 0;
};

} // namespace quarterdeck
