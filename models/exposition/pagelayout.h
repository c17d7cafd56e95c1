#pragma once

#include "models/exposition/series.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace quarterdeck {

/// A page without its values: for each sample the bytes from behind the sample before (comments and blank
/// lines included) up to its value, and the slot that the selector gave it. The next page of the target is
/// compared with these bytes and needs no parsing where they are the same.
class PageLayoutPool;

class PageLayout
{
public:
    struct Entry
    {
        std::uint32_t length = 0;     ///< of the bytes before the value
        std::uint32_t textLength = 0; ///< of the comments and blank lines among them, which come first
        SeriesSlot slot = ignoredSeries;
        bool operator==(const Entry &) const = default;
    };
    /// Slot of comments that no sample follows.
    static constexpr SeriesSlot textOnly = ignoredSeries - 1;

    void clear();
    /// Room for the layout of a page of that size.
    void reserve(std::size_t pageBytes);
    /// Gives back what a finished layout has too much.
    void squeeze();
    /// From now on shares the memory of an equal layout in the pool, if there is one; until it is changed.
    void share(PageLayoutPool &pool);
    /// Comments that will belong to the next sample appended.
    void appendText(std::string_view text);
    /// A sample's bytes, of which the first `textLength` are comments.
    void appendSample(std::string_view bytes, std::size_t textLength, SeriesSlot slot);
    /// Ends the comments appended so far: on the page something else stands between them and what follows.
    void endText();
    /// The first `entries` entries of another layout, of `bytes` bytes in all.
    void appendFrom(const PageLayout &other, std::size_t entries, std::size_t bytes);
    void releaseMemory();

    /// All comments, one after the other.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] const std::vector<Entry> &entries() const { return content().entries; }
    [[nodiscard]] const char *bytes() const { return content().bytes.data(); }
    [[nodiscard]] std::size_t byteCount() const { return content().bytes.size(); }
    /// Bytes on the heap, shared ones in equal parts.
    [[nodiscard]] std::size_t memory() const;

private:
    friend class PageLayoutPool;
    struct Content
    {
        std::string bytes;
        std::vector<Entry> entries;
        bool operator==(const Content &) const = default;
        [[nodiscard]] std::size_t memory() const
        {
            return bytes.capacity() - std::string().capacity() + entries.capacity() * sizeof(Entry);
        }
    };
    [[nodiscard]] const Content &content() const { return m_shared ? *m_shared : m_own; }

    Content m_own;                           ///< while it is made, and when it is like no other
    std::shared_ptr<const Content> m_shared; ///< instead of m_own
    std::uint32_t m_openText = 0;            ///< bytes at the end that belong to no entry yet
};

/// The layouts of the pages of one worker: instances of one service serve the same series, and ten thousand
/// copies of a layout are most of what polling them takes. Not thread-safe.
class PageLayoutPool
{
public:
    PageLayoutPool() = default;
    PageLayoutPool(const PageLayoutPool &) = delete;
    PageLayoutPool &operator=(const PageLayoutPool &) = delete;

    [[nodiscard]] std::size_t size() const { return m_byHash.size(); }

private:
    friend class PageLayout;
    std::shared_ptr<const PageLayout::Content> shared(PageLayout::Content &content);

    std::unordered_multimap<std::size_t, std::weak_ptr<const PageLayout::Content>> m_byHash;
    std::size_t m_cleanAt = 64; ///< entries, at which those that nobody uses any more are dropped
};

} // namespace quarterdeck
