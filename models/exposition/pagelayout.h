#pragma once

#include "models/exposition/series.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quarterdeck {

/// A page without its values: for each sample the bytes from behind the sample before (comments and blank
/// lines included) up to its value, and the slot that the selector gave it. The next page of the target is
/// compared with these bytes and needs no parsing where they are the same.
class PageLayout
{
public:
    struct Entry
    {
        std::uint32_t length = 0;     ///< of the bytes before the value
        std::uint32_t textLength = 0; ///< of the comments and blank lines among them, which come first
        SeriesSlot slot = ignoredSeries;
    };
    /// Slot of comments that no sample follows.
    static constexpr SeriesSlot textOnly = ignoredSeries - 1;

    void clear();
    /// Room for the layout of a page of that size.
    void reserve(std::size_t pageBytes);
    /// Gives back what a finished layout has too much.
    void squeeze();
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
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] const char *bytes() const { return m_bytes.data(); }
    [[nodiscard]] std::size_t byteCount() const { return m_bytes.size(); }
    /// Bytes on the heap.
    [[nodiscard]] std::size_t memory() const
    {
        const std::size_t inPlace = std::string().capacity();
        return m_bytes.capacity() - inPlace + m_entries.capacity() * sizeof(Entry);
    }

private:
    std::string m_bytes;
    std::vector<Entry> m_entries;
    std::uint32_t m_openText = 0; ///< bytes at the end that belong to no entry yet
};

} // namespace quarterdeck
