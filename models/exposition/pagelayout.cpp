#include "models/exposition/pagelayout.h"

#include <algorithm>
#include <functional>

namespace quarterdeck {

void PageLayout::clear()
{
    m_shared.reset();
    m_own.bytes.clear();
    m_own.entries.clear();
    m_openText = 0;
}

void PageLayout::reserve(std::size_t pageBytes)
{
    m_own.bytes.reserve(pageBytes);
}

void PageLayout::squeeze()
{
    m_own.entries.shrink_to_fit();
    if (m_own.bytes.capacity() - m_own.bytes.size() > m_own.bytes.size() / 4) {
        m_own.bytes.shrink_to_fit();
    }
}

void PageLayout::share(PageLayoutPool &pool)
{
    if (!m_shared && !m_own.entries.empty()) {
        m_shared = pool.shared(m_own);
        std::string().swap(m_own.bytes); // assigning would keep the room
        std::vector<Entry>().swap(m_own.entries);
    }
}

std::size_t PageLayout::memory() const
{
    return m_shared ? m_shared->memory() / std::size_t(std::max(m_shared.use_count(), 1L)) : m_own.memory();
}

std::shared_ptr<const PageLayout::Content> PageLayoutPool::shared(PageLayout::Content &content)
{
    const std::size_t hash = std::hash<std::string_view>()(content.bytes);
    const auto [first, last] = m_byHash.equal_range(hash);
    for (auto it = first; it != last; ++it) {
        if (auto known = it->second.lock(); known && *known == content) {
            return known;
        }
    }
    if (m_byHash.size() >= m_cleanAt) {
        std::erase_if(m_byHash, [](const auto &item) { return item.second.expired(); });
        m_cleanAt = std::max<std::size_t>(64, 2 * m_byHash.size());
    }
    auto added = std::make_shared<const PageLayout::Content>(std::move(content));
    m_byHash.emplace(hash, added);
    return added;
}

void PageLayout::appendText(std::string_view text)
{
    m_own.bytes.append(text);
    m_openText += static_cast<std::uint32_t>(text.size());
}

void PageLayout::appendSample(std::string_view bytes, std::size_t textLength, SeriesSlot slot)
{
    m_own.bytes.append(bytes);
    m_own.entries.push_back({m_openText + static_cast<std::uint32_t>(bytes.size()),
                             m_openText + static_cast<std::uint32_t>(textLength), slot});
    m_openText = 0;
}

void PageLayout::endText()
{
    if (m_openText > 0) {
        m_own.entries.push_back({m_openText, m_openText, textOnly});
        m_openText = 0;
    }
}

void PageLayout::appendFrom(const PageLayout &other, std::size_t entries, std::size_t bytes)
{
    m_own.bytes.append(other.content().bytes, 0, bytes);
    m_own.entries.insert(m_own.entries.end(), other.content().entries.begin(),
                         other.content().entries.begin() + static_cast<std::ptrdiff_t>(entries));
}

void PageLayout::releaseMemory()
{
    m_shared.reset();
    std::string().swap(m_own.bytes);
    std::vector<Entry>().swap(m_own.entries);
    m_openText = 0;
}

std::string PageLayout::text() const
{
    std::string all;
    std::size_t at = 0;
    for (const Entry &entry : entries()) {
        all.append(content().bytes, at, entry.textLength);
        at += entry.length;
    }
    return all;
}

} // namespace quarterdeck
