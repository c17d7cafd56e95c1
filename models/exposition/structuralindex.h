#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace quarterdeck {

/// Where the interesting bytes of a stretch of an exposition are: every byte outside quotes that is not
/// [a-zA-Z0-9_], the closing quotes, and inside quotes every backslash and byte above 0x7F. Opening quotes
/// are left out: they stand behind an equals sign or in lines that are read slowly. Quotes are paired within
/// a line only, so one unbalanced line disturbs no other.
///
/// Needs AVX2, BMI and PCLMUL; see available().
class StructuralIndex
{
public:
    /// Bytes looked at in one go: the index of them stays in the first-level cache.
    static constexpr std::size_t windowBytes = 4096;

    [[nodiscard]] static bool available();

    /// Indexes windowBytes from `base`, the start of a line, or as many as there are before `end`. Up to 63
    /// bytes past `end` are read.
    void build(const char *base, const char *end);

    /// Offsets from the base, ascending. A few entries past the last are `windowBytes` or the rounded length,
    /// which may be read from as well.
    [[nodiscard]] const std::uint32_t *positions() const { return m_positions.data(); }
    [[nodiscard]] std::size_t count() const { return m_count; }
    /// One past the last line feed, 0 when there is none: the lines before it are indexed whole.
    [[nodiscard]] std::size_t wholeLines() const { return m_wholeLines; }

private:
    static constexpr std::size_t sentinels = 8;

    std::array<std::uint32_t, windowBytes + 64 + sentinels> m_positions;
    std::size_t m_count = 0;
    std::size_t m_wholeLines = 0;
};

} // namespace quarterdeck
