#include "models/exposition/familytable.h"

#include "models/exposition/expositiontext.h"
#include "models/exposition/serieskey.h"

#include <algorithm>
#include <utility>

namespace quarterdeck {

std::span<const std::string_view> sampleSuffixes(MetricType type, ExpositionFormat format)
{
    static constexpr std::string_view plain[] = {""};
    static constexpr std::string_view counter[] = {"_total", "_created"};
    static constexpr std::string_view summary[] = {"", "_count", "_sum", "_created"};
    static constexpr std::string_view histogram[] = {"_bucket", "_count", "_sum", "_created"};
    static constexpr std::string_view gaugeHistogram[] = {"_bucket", "_gcount", "_gsum"};
    static constexpr std::string_view info[] = {"_info"};
    const bool text = format == ExpositionFormat::Text;
    switch (type) {
    case MetricType::Counter:
        return text ? std::span(plain) : std::span<const std::string_view>(counter);
    case MetricType::Summary:
        return std::span<const std::string_view>(summary).first(text ? 3 : 4);
    case MetricType::Histogram:
        return std::span<const std::string_view>(histogram).first(text ? 3 : 4);
    case MetricType::GaugeHistogram:
        return gaugeHistogram;
    case MetricType::Info:
        return info;
    case MetricType::Unknown:
    case MetricType::Gauge:
    case MetricType::StateSet:
        break;
    }
    return plain;
}

void FamilyTable::clear()
{
    m_families.clear();
    m_slots.clear();
    m_kept.clear();
    m_last = noFamily;
}

/// Where the name is, or where it belongs. A page declares a few hundred names once and asks for them
/// thousands of times; the node-based containers of the library cost a third of a page's first sight here.
std::size_t FamilyTable::slotOf(std::string_view name) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = static_cast<std::size_t>(seriesKey(name, {}).low) & mask;
    while (m_slots[slot] != noFamily && m_families[m_slots[slot]].name != name) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void FamilyTable::grow()
{
    m_slots.assign(std::max<std::size_t>(64, m_slots.size() * 2), noFamily);
    for (std::uint32_t index = 0; index < m_families.size(); ++index) {
        m_slots[slotOf(m_families[index].name)] = index;
    }
}

FamilyMetadata &FamilyTable::familyNamed(std::string_view name)
{
    if (m_last != noFamily && m_families[m_last].name == name) { // TYPE behind HELP
        return m_families[m_last];
    }
    if (m_families.size() * 2 >= m_slots.size()) {
        grow();
    }
    const std::size_t slot = slotOf(name);
    if (m_slots[slot] == noFamily) {
        m_slots[slot] = static_cast<std::uint32_t>(m_families.size());
        m_families.push_back({});
        m_families.back().name = name;
    }
    m_last = m_slots[slot];
    return m_families[m_last];
}

FamilyTable::Declared FamilyTable::declare(const ExpositionLine &metadata)
{
    std::string_view name = metadata.name;
    if (metadata.nameEscaped) {
        std::string text;
        unescapeLabel(name, text);
        name = keep(std::move(text));
    }
    FamilyMetadata &family = familyNamed(name);
    Declared declared{m_last, false};
    switch (metadata.kind) {
    case LineKind::Help:
        declared.repeated = std::exchange(family.hasHelp, true);
        family.help = metadata.text.find('\\') == std::string_view::npos
                          ? metadata.text
                          : keep(unescapeHelp(metadata.text, m_format));
        break;
    case LineKind::Type:
        declared.repeated = std::exchange(family.hasType, true);
        family.type = metadata.type;
        break;
    default:
        declared.repeated = std::exchange(family.hasUnit, true);
        family.unit = metadata.text;
        break;
    }
    return declared;
}

std::string_view FamilyTable::keep(std::string text)
{
    return m_kept.emplace_back(std::move(text));
}

bool FamilyTable::holds(std::uint32_t index, std::string_view sampleName) const
{
    const FamilyMetadata &family = m_families[index];
    if (!sampleName.starts_with(family.name)) {
        return false;
    }
    const std::string_view suffix = sampleName.substr(family.name.size());
    const std::span<const std::string_view> suffixes = sampleSuffixes(family.type, m_format);
    return std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
}

std::uint32_t FamilyTable::find(std::string_view sampleName) const
{
    if (m_last != noFamily && holds(m_last, sampleName)) {
        return m_last;
    }
    if (m_families.empty()) {
        return noFamily;
    }
    if (const std::uint32_t found = m_slots[slotOf(sampleName)]; found != noFamily) {
        return m_last = found;
    }
    const std::size_t underscore = sampleName.rfind('_');
    if (underscore != std::string_view::npos) {
        if (const std::uint32_t found = m_slots[slotOf(sampleName.substr(0, underscore))];
            found != noFamily && holds(found, sampleName)) {
            return m_last = found;
        }
    }
    return noFamily;
}

} // namespace quarterdeck
