#include "models/exposition/familytable.h"

#include "models/exposition/expositiontext.h"

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
    m_byName.clear();
    m_kept.clear();
    m_last = noFamily;
}

FamilyMetadata &FamilyTable::familyNamed(std::string_view name)
{
    const auto [found, isNew] = m_byName.try_emplace(name, static_cast<std::uint32_t>(m_families.size()));
    if (isNew) {
        m_families.push_back({});
        m_families.back().name = name;
    }
    m_last = found->second;
    return m_families[found->second];
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
    if (m_byName.empty()) {
        return noFamily;
    }
    if (const auto found = m_byName.find(sampleName); found != m_byName.end()) {
        return m_last = found->second;
    }
    const std::size_t underscore = sampleName.rfind('_');
    if (underscore != std::string_view::npos) {
        if (const auto found = m_byName.find(sampleName.substr(0, underscore));
            found != m_byName.end() && holds(found->second, sampleName)) {
            return m_last = found->second;
        }
    }
    return noFamily;
}

} // namespace quarterdeck
