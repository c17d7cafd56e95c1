#include "models/exposition/pagelayout.h"

namespace quarterdeck {

void PageLayout::clear()
{
    m_bytes.clear();
    m_entries.clear();
    m_openText = 0;
}

void PageLayout::reserve(std::size_t pageBytes)
{
    m_bytes.reserve(pageBytes);
}

void PageLayout::squeeze()
{
    m_entries.shrink_to_fit();
    if (m_bytes.capacity() - m_bytes.size() > m_bytes.size() / 4) {
        m_bytes.shrink_to_fit();
    }
}

void PageLayout::appendText(std::string_view text)
{
    m_bytes.append(text);
    m_openText += static_cast<std::uint32_t>(text.size());
}

void PageLayout::appendSample(std::string_view bytes, std::size_t textLength, SeriesSlot slot)
{
    m_bytes.append(bytes);
    m_entries.push_back({m_openText + static_cast<std::uint32_t>(bytes.size()),
                         m_openText + static_cast<std::uint32_t>(textLength), slot});
    m_openText = 0;
}

void PageLayout::endText()
{
    if (m_openText > 0) {
        m_entries.push_back({m_openText, m_openText, textOnly});
        m_openText = 0;
    }
}

void PageLayout::appendFrom(const PageLayout &other, std::size_t entries, std::size_t bytes)
{
    m_bytes.append(other.m_bytes, 0, bytes);
    m_entries.insert(m_entries.end(), other.m_entries.begin(),
                     other.m_entries.begin() + static_cast<std::ptrdiff_t>(entries));
}

void PageLayout::releaseMemory()
{
    std::string().swap(m_bytes);
    std::vector<Entry>().swap(m_entries);
    m_openText = 0;
}

std::string PageLayout::text() const
{
    std::string all;
    std::size_t at = 0;
    for (const Entry &entry : m_entries) {
        all.append(m_bytes, at, entry.textLength);
        at += entry.length;
    }
    return all;
}

} // namespace quarterdeck
