#include "models/exposition/seriesassembler.h"

#include "models/exposition/expositiontext.h"

namespace quarterdeck {

std::string_view SeriesAssembler::plain(std::string_view raw, bool escaped, std::string &memory)
{
    if (!escaped) {
        return raw;
    }
    memory.clear();
    unescapeLabel(raw, memory);
    return memory;
}

std::span<const LabelView> SeriesAssembler::plainLabels(const RawLabels &raw, std::vector<LabelView> &labels,
                                                        std::vector<std::string> &memory)
{
    // Sized first: the strings must not move once a view points into one.
    if (memory.size() < 2 * raw.size()) {
        memory.resize(2 * raw.size());
    }
    labels.clear();
    std::size_t slot = 0;
    for (const RawLabel &label : raw.view()) {
        const std::string_view name = plain(label.name, label.nameEscaped, memory[slot]);
        labels.push_back({name, plain(label.value, label.valueEscaped, memory[slot + 1])});
        slot += 2;
    }
    return labels;
}

SeriesView SeriesAssembler::series(const ExpositionLine &line, const FamilyTable &families,
                                   std::uint32_t &family)
{
    SeriesView view;
    view.name = plain(line.name, line.nameEscaped, m_name);
    view.labels = plainLabels(line.labels, m_labels, m_labelTexts);
    family = families.find(view.name);
    if (family != FamilyTable::noFamily) {
        const FamilyMetadata &metadata = families.at(family);
        view.family = metadata.name;
        view.help = metadata.help;
        view.type = metadata.type;
    }
    return view;
}

std::span<const LabelView> SeriesAssembler::exemplarLabels(const ExpositionLine &line)
{
    return plainLabels(line.exemplarLabels, m_exemplarLabels, m_exemplarTexts);
}

} // namespace quarterdeck
