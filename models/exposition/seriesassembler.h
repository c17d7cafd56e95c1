#pragma once

#include "models/exposition/expositionline.h"
#include "models/exposition/familytable.h"

#include <string>
#include <vector>

namespace quarterdeck {

/// Makes the series of a line presentable: escapes undone, the family's words beside it. Reuses its memory;
/// what it hands out holds until the next call.
class SeriesAssembler
{
public:
    /// `family` receives the family's index in the table, FamilyTable::noFamily when there is none.
    SeriesView series(const ExpositionLine &line, const FamilyTable &families, std::uint32_t &family);
    /// The labels of the exemplar of the line last given to series().
    std::span<const LabelView> exemplarLabels(const ExpositionLine &line);

private:
    std::string_view plain(std::string_view raw, bool escaped, std::string &memory);
    std::span<const LabelView> plainLabels(const RawLabels &raw, std::vector<LabelView> &labels,
                                           std::vector<std::string> &memory);

    std::string m_name;
    std::vector<LabelView> m_labels;
    std::vector<std::string> m_labelTexts;
    std::vector<LabelView> m_exemplarLabels;
    std::vector<std::string> m_exemplarTexts;
};

} // namespace quarterdeck
