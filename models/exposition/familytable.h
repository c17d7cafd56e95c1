#pragma once

#include "models/exposition/expositionline.h"
#include "models/exposition/series.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace quarterdeck {

/// What a page declared about one family. The views point into the page, or into the table where a text had
/// escapes.
struct FamilyMetadata
{
    std::string_view name;
    std::string_view help;
    std::string_view unit;
    MetricType type = MetricType::Unknown;
    bool hasHelp = false;
    bool hasType = false;
    bool hasUnit = false;
};

/// The sample names that a type has in a format, as suffixes of the family's name ("" is the name itself).
std::span<const std::string_view> sampleSuffixes(MetricType type, ExpositionFormat format);

/// The families that one page declares, and which of them a sample belongs to. Lives as long as its page.
class FamilyTable
{
public:
    static constexpr std::uint32_t noFamily = ~std::uint32_t{0};

    explicit FamilyTable(ExpositionFormat format) : m_format(format) {}

    struct Declared
    {
        std::uint32_t family = noFamily;
        bool repeated = false; ///< the family had this kind of line before; the new one counts
    };

    void clear();
    /// Takes in a Help, Type or Unit line, whose bytes must last as long as the table.
    Declared declare(const ExpositionLine &metadata);
    /// Keeps a text for as long as the table.
    std::string_view keep(std::string text);

    /// Which family the sample belongs to: by its name, or by its name less a suffix of the family's type.
    [[nodiscard]] std::uint32_t find(std::string_view sampleName) const;
    [[nodiscard]] const FamilyMetadata &at(std::uint32_t index) const { return m_families[index]; }
    [[nodiscard]] const std::vector<FamilyMetadata> &all() const { return m_families; }

private:
    FamilyMetadata &familyNamed(std::string_view name);
    [[nodiscard]] std::size_t slotOf(std::string_view name) const;
    void grow();
    [[nodiscard]] bool holds(std::uint32_t index, std::string_view sampleName) const;

    ExpositionFormat m_format;
    std::vector<FamilyMetadata> m_families;
    std::vector<std::uint32_t> m_slots; ///< open addressing over the names, noFamily where free
    std::deque<std::string> m_kept;
    mutable std::uint32_t m_last = noFamily; ///< samples of a family come together
};

} // namespace quarterdeck
