#include "models/exposition/pagepass.h"

#include "models/exposition/bytetable.h"
#include "models/exposition/exemplarskim.h"
#include "models/exposition/linecursor.h"
#include "models/exposition/linereader.h"
#include "models/exposition/numbertext.h"

#include <algorithm>
#include <cstring>

namespace quarterdeck {

namespace {

/// How many entries ahead a page is looked for in its old layout when series vanished.
constexpr std::size_t lookAhead = 8;
/// So many changed lines, and one in sixteen, before the layout is given up for a page.
constexpr std::size_t toleratedChanges = 16;

std::string_view between(const char *from, const char *to)
{
    return {from, static_cast<std::size_t>(to - from)};
}

} // namespace

PageScratch &PageScratch::ofThread()
{
    thread_local PageScratch scratch;
    return scratch;
}

void PageCache::forget()
{
    valid = false;
    layout.releaseMemory();
    families.reset();
    pause = 0;
    nextPause = 0;
}

PagePass::PagePass(PageCache &cache, SeriesSelector &selector, std::string_view page,
                   std::vector<SelectedSample> &selected)
    : m_cache(cache)
    , m_scratch(PageScratch::ofThread())
    , m_selector(selector)
    , m_page(page)
    , m_selected(selected)
    , m_selectedBefore(selected.size())
{
}

void PagePass::report(std::uint64_t number, std::uint64_t column, std::string message)
{
    ++m_report.badLines;
    if (m_report.problems.size() < PageReport::maxProblems) {
        m_report.problems.push_back({number, column, std::move(message)});
    }
}

void PagePass::reportBadLine(std::uint64_t number)
{
    const ExpositionLine &line = m_scratch.line;
    report(number, static_cast<std::uint64_t>(line.place - line.begin) + 1, faultMessage(line));
}

/// Lines are counted only for messages: on a good page nobody asks.
std::uint64_t PagePass::lineNumber(const char *lineBegin)
{
    // Where the line is in the page itself, if it stands in the copy of its last lines.
    const char *const inPage = m_inTail ? m_tailBegin + (lineBegin - m_scratch.tail.data()) : lineBegin;
    m_lines += static_cast<std::uint64_t>(std::count(m_counted, inPage, '\n'));
    m_counted = inPage;
    return m_lines + 1;
}

SeriesSlot PagePass::select(const FamilyTable &families)
{
    std::uint32_t family = 0;
    return m_selector.select(m_scratch.assembler.series(m_scratch.line, families, family));
}

void PagePass::take(SeriesSlot slot)
{
    const ExpositionLine &line = m_scratch.line;
    ++m_report.samples;
    if (slot != ignoredSeries) {
        m_selected.push_back(
            {slot, line.value, line.hasTimestamp ? line.timestampMs : SelectedSample::noTimestamp});
    }
}

void PagePass::readWhole()
{
    PageLayout &layout = m_cache.layout;
    ExpositionLine &line = m_scratch.line;
    layout.clear();
    m_cache.families.reset();
    bool makesLayout = m_cache.limit > 0;
    if (m_cache.pause > 0) {
        --m_cache.pause;
        makesLayout = false;
        layout.releaseMemory();
    }
    if (makesLayout) {
        layout.reserve(std::min(m_page.size(), m_cache.limit));
    }
    FamilyTable families(m_cache.dialect.format);
    LineCursor cursor(m_cache.dialect);
    cursor.open(m_page);
    std::uint64_t number = 0;
    bool ended = false;
    const char *entryBegin = nullptr; // comments before the next sample start here
    const char *lineEnd = nullptr;
    const auto gatherText = [&](const char *until) {
        if (makesLayout && entryBegin != nullptr && entryBegin != until) {
            layout.appendText(between(entryBegin, until));
        }
    };
    while (cursor.next(line)) {
        ++number;
        if (line.begin != lineEnd) { // the cursor went over to its copy of the last lines
            gatherText(lineEnd);
            entryBegin = line.begin;
        }
        lineEnd = cursor.position();
        if (ended) {
            report(number, 1, faultMessage(LineFault::AfterEnd));
            makesLayout = false;
            break;
        }
        switch (line.kind) {
        case LineKind::Sample: {
            const SeriesSlot slot = select(families);
            take(slot);
            if (makesLayout) {
                layout.appendSample(between(entryBegin, line.valueBegin),
                                    static_cast<std::size_t>(line.begin - entryBegin), slot);
                makesLayout = layout.byteCount() <= m_cache.limit;
            }
            entryBegin = lineEnd;
            break;
        }
        case LineKind::Help:
        case LineKind::Type:
        case LineKind::Unit:
            families.declare(line);
            break;
        case LineKind::EndOfExposition:
            ended = true;
            break;
        case LineKind::Bad:
            reportBadLine(number);
            // No part of the layout, so that it is read, and reported, on every page.
            gatherText(line.begin);
            layout.endText();
            entryBegin = lineEnd;
            break;
        case LineKind::Blank:
        case LineKind::Comment:
            break;
        }
    }
    gatherText(lineEnd);
    layout.endText();
    if (m_cache.dialect.format == ExpositionFormat::OpenMetrics && !ended) {
        m_selected.resize(m_selectedBefore);
        m_report.complete = false;
        m_report.samples = 0;
        report(number + 1, 1, faultMessage(LineFault::MissingEnd));
        makesLayout = false;
    }
    layout.squeeze();
    if (makesLayout && m_cache.pool != nullptr) {
        layout.share(*m_cache.pool);
    }
    m_cache.valid = makesLayout && layout.memory() <= m_cache.limit;
    if (!m_cache.valid) {
        layout.releaseMemory();
    }
}

bool PagePass::readByLayout()
{
    const PageLayout::Entry *const entries = m_cache.layout.entries().data();
    const std::size_t count = m_cache.layout.entries().size();
    m_prefix = m_cache.layout.bytes();
    m_at = m_page.data();
    m_end = m_at + m_page.size();
    m_counted = m_at;
    std::uint64_t samples = 0;

    while (m_entry < count || m_at != m_end) {
        const std::size_t left = static_cast<std::size_t>(m_end - m_at);
        const std::size_t wanted = m_entry < count ? entries[m_entry].length - m_textDone : 0;
        if (!m_inTail && left < wanted + 2 * pagePadding) {
            enterTail();
            continue;
        }
        if (m_entry == count || left < wanted || std::memcmp(m_at, m_prefix + m_textDone, wanted) != 0) {
            if (readDifferent() == Step::Useless) {
                return false;
            }
            continue;
        }
        const PageLayout::Entry entry = entries[m_entry];
        const char *const valueAt = m_at + wanted;
        if (entry.slot != PageLayout::textOnly) {
            double value = 0;
            const char *const numberEnd = readPlainNumber(valueAt, value);
            if (numberEnd != nullptr && *numberEnd == '\n') [[likely]] {
                ++samples;
                if (entry.slot != ignoredSeries) {
                    m_selected.push_back({entry.slot, value, SelectedSample::noTimestamp});
                }
                m_at = numberEnd + 1;
            } else if (!readMatched(entry, m_prefix, valueAt, numberEnd, value)) {
                enterTail();
                continue;
            }
        } else {
            m_at = valueAt;
        }
        if (m_buildsNext) [[unlikely]] {
            const std::string_view rest(m_prefix + m_textDone, wanted);
            if (entry.slot == PageLayout::textOnly) {
                m_next.appendText(rest);
                m_next.endText();
            } else {
                m_next.appendSample(rest, entry.textLength - m_textDone, entry.slot);
            }
        }
        m_prefix += entry.length;
        m_textDone = 0;
        ++m_entry;
    }
    if (!m_usesFamilies) {
        m_cache.families.reset(); // kept only as long as each page brings new series
    }
    m_report.samples += samples;
    m_report.layoutReused = !m_buildsNext;
    if (m_buildsNext) {
        m_next.endText();
        std::swap(m_cache.layout, m_next);
        m_cache.layout.squeeze();
        if (m_cache.pool != nullptr) {
            m_cache.layout.share(*m_cache.pool);
        }
        m_cache.valid = m_cache.layout.memory() <= m_cache.limit;
        if (!m_cache.valid) {
            m_cache.layout.releaseMemory();
        }
    }
    return true;
}

/// The last lines of a page are read from a padded copy, as the scans read past the end of a line.
void PagePass::enterTail()
{
    m_tailBegin = m_at;
    m_scratch.tail.assign(m_at, m_end);
    if (!m_scratch.tail.empty() && m_scratch.tail.back() != '\n') {
        m_scratch.tail.push_back('\n');
    }
    const std::size_t length = m_scratch.tail.size();
    m_scratch.tail.append(pagePadding, '\0');
    m_at = m_scratch.tail.data();
    m_end = m_at + length;
    m_inTail = true;
}

/// Whether the line that holds `from` ends early enough to be parsed in place.
bool PagePass::lineIsInReach(const char *from) const
{
    if (m_inTail) {
        return true;
    }
    const auto *lineFeed =
        static_cast<const char *>(std::memchr(from, '\n', static_cast<std::size_t>(m_end - from)));
    return lineFeed != nullptr && static_cast<std::size_t>(m_end - lineFeed) > pagePadding;
}

/// A known series whose value is no plain number, or is followed by a timestamp or an exemplar. False when
/// the line must be read from the tail.
bool PagePass::readMatched(const PageLayout::Entry &entry, const char *prefix, const char *valueAt,
                           const char *numberEnd, double value)
{
    if (!lineIsInReach(valueAt)) {
        return false;
    }
    ExpositionLine &line = m_scratch.line;
    const char *const lineBegin = valueAt - (entry.length - entry.textLength);
    const char *const name = prefix + entry.textLength;
    if (numberEnd != nullptr && *numberEnd == ' ' && bytetable::isNameStart(*name)) {
        line.value = value;
        if (m_cache.dialect.format == ExpositionFormat::OpenMetrics &&
            std::memcmp(numberEnd, " # {", 4) == 0 && mayHaveExemplar(lineBegin)) {
            if (const char *const next = skimExemplar(numberEnd)) {
                line.hasTimestamp = false;
                take(entry.slot);
                m_at = next;
                return true;
            }
        }
        line.kind = LineKind::Sample;
        line.begin = lineBegin;
        line.name = between(name, bytetable::skipName(name));
        m_at = readExpositionSuffix(m_cache.dialect, numberEnd, m_end, line);
    } else {
        m_at = readExpositionLine(m_cache.dialect, lineBegin, m_end, line);
    }
    if (line.kind == LineKind::Bad) {
        reportBadLine(lineNumber(lineBegin));
    } else {
        take(entry.slot);
    }
    return true;
}

/// Something is not as on the page before: series came or went, a line cannot be read, or all is new.
PagePass::Step PagePass::readDifferent()
{
    const std::vector<PageLayout::Entry> &entries = m_cache.layout.entries();
    if (++m_changes > toleratedChanges + entries.size() / 16) {
        return Step::Useless;
    }
    if (m_entry < entries.size() && m_textDone < entries[m_entry].textLength) {
        const std::size_t text = entries[m_entry].textLength - m_textDone;
        if (static_cast<std::size_t>(m_end - m_at) >= text &&
            std::memcmp(m_at, m_prefix + m_textDone, text) == 0) {
            if (m_buildsNext) {
                m_next.appendText({m_prefix + m_textDone, text});
            }
            m_at += text;
            m_textDone += text;
            if (entries[m_entry].slot == PageLayout::textOnly) {
                return Step::Useless; // cannot be: the whole entry would have matched
            }
            return Step::Goes;
        }
    } else if (m_entry < entries.size() && skipVanished()) {
        return Step::Goes;
    }
    return readNew();
}

/// Looks whether the page goes on with one of the next entries: then the series in between are gone.
bool PagePass::skipVanished()
{
    const std::vector<PageLayout::Entry> &entries = m_cache.layout.entries();
    const std::size_t left = static_cast<std::size_t>(m_end - m_at);
    const char *prefix = m_prefix + entries[m_entry].length;
    const std::size_t stop = std::min(entries.size(), m_entry + 1 + lookAhead);
    for (std::size_t ahead = m_entry + 1; ahead < stop; ++ahead) {
        const PageLayout::Entry &entry = entries[ahead];
        if (left >= entry.length && std::memcmp(m_at, prefix, entry.length) == 0) {
            startNextLayout();
            m_entry = ahead;
            m_prefix = prefix;
            m_textDone = 0;
            return true;
        }
        if (entry.textLength > 0) {
            return false; // comments say what series mean: they may not go unnoticed
        }
        prefix += entry.length;
    }
    return false;
}

/// Reads a line that the layout does not have.
PagePass::Step PagePass::readNew()
{
    if (m_at == m_end || m_entry == m_cache.layout.entries().size()) {
        return Step::Useless; // the page ends early, or goes on behind its old end
    }
    if (!lineIsInReach(m_at)) {
        enterTail();
        return Step::Goes;
    }
    ExpositionLine &line = m_scratch.line;
    const char *const next = readExpositionLine(m_cache.dialect, m_at, m_end, line);
    if (line.kind == LineKind::Bad) {
        if (m_buildsNext) {
            m_next.endText();
        }
        reportBadLine(lineNumber(m_at));
        m_at = next;
        return Step::Goes;
    }
    if (line.kind != LineKind::Sample) {
        return Step::Useless; // other metadata: every choice may be another
    }
    if (!m_cache.families) {
        makeFamilies();
    }
    m_usesFamilies = true;
    const SeriesSlot slot = select(*m_cache.families);
    take(slot);
    startNextLayout();
    m_next.appendSample(between(m_at, line.valueBegin), 0, slot);
    m_at = next;
    return Step::Goes;
}

void PagePass::startNextLayout()
{
    if (!m_buildsNext) {
        m_buildsNext = true;
        m_next.appendFrom(m_cache.layout, m_entry,
                          static_cast<std::size_t>(m_prefix - m_cache.layout.bytes()));
        m_next.appendText({m_prefix, m_textDone});
    }
}

/// The metadata of the layout, which is that of the page as long as the layout is of use.
void PagePass::makeFamilies()
{
    FamilyTable &families = m_cache.families.emplace(m_cache.dialect.format);
    std::string text = m_cache.layout.text();
    const std::size_t length = text.size();
    text.append(pagePadding, '\0');
    const char *at = families.keep(std::move(text)).data();
    const char *const end = at + length;
    ExpositionLine metadata;
    while (at != end) {
        at = readExpositionLine(m_cache.dialect, at, end, metadata);
        if (metadata.kind == LineKind::Help || metadata.kind == LineKind::Type ||
            metadata.kind == LineKind::Unit) {
            families.declare(metadata);
        }
    }
}

} // namespace quarterdeck
