#pragma once

#include <array>
#include <cstdint>

namespace quarterdeck::bytetable {

/// What a byte can be part of.
enum ByteClass : std::uint8_t {
    labelStart = 1U << 0U, ///< [a-zA-Z_]
    digit = 1U << 1U,
    colon = 1U << 2U,
    stringEnd = 1U << 3U, ///< what a scan inside quotes stops at: quote, backslash, line feed
};

inline constexpr std::array<std::uint8_t, 256> classes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned byte = 'a'; byte <= 'z'; ++byte) {
        table[byte] = labelStart;
        table[byte - 0x20] = labelStart;
    }
    table['_'] = labelStart;
    for (unsigned byte = '0'; byte <= '9'; ++byte) {
        table[byte] = digit;
    }
    table[':'] = colon;
    table['"'] = stringEnd;
    table['\\'] = stringEnd;
    table['\n'] = stringEnd;
    return table;
}();

inline std::uint8_t classOf(char byte)
{
    return classes[static_cast<unsigned char>(byte)];
}
inline bool isLabelStart(char byte)
{
    return (classOf(byte) & labelStart) != 0;
}
inline bool isNameStart(char byte)
{
    return (classOf(byte) & (labelStart | colon)) != 0;
}
inline const char *skipLabelName(const char *at)
{
    while ((classOf(*at) & (labelStart | digit)) != 0) {
        ++at;
    }
    return at;
}
inline const char *skipName(const char *at)
{
    while ((classOf(*at) & (labelStart | digit | colon)) != 0) {
        ++at;
    }
    return at;
}

} // namespace quarterdeck::bytetable
