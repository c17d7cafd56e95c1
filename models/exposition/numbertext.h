#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace quarterdeck {

enum class NumberFault : std::uint8_t { None, Empty, Syntax, Unsupported, Range };

/// A whole token as Go's strconv.ParseFloat reads it, less what Prometheus takes out (hex floats and
/// underscores): a sign, digits with an optional point and exponent, `inf`, `infinity`, `nan` in any case
/// (no sign before nan). Beyond the range of a double is an error, below it is zero.
NumberFault readNumberToken(std::string_view token, double &value);

/// `digits * 10^exponent`, correctly rounded. False when that needs the text itself.
bool scaledNumber(std::uint64_t digits, std::int64_t exponent, double &value);

namespace numbertext {

inline constexpr double powersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr std::uint64_t integerPowers[] = {1ULL,      10ULL,      100ULL,      1000ULL,     10000ULL,
                                                  100000ULL, 1000000ULL, 10000000ULL, 100000000ULL};

inline std::uint64_t load8(const char *at)
{
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    if constexpr (std::endian::native == std::endian::big) {
        word = __builtin_bswap64(word);
    }
    return word;
}

/// How many of the eight bytes, from the first, are decimal digits.
inline unsigned leadingDigits(std::uint64_t word)
{
    const std::uint64_t offset = word ^ 0x3030303030303030ULL;
    const std::uint64_t notDigit = ((offset + 0x7676767676767676ULL) | offset) & 0x8080808080808080ULL;
    return notDigit == 0 ? 8U : static_cast<unsigned>(std::countr_zero(notDigit)) >> 3U;
}

/// The value of the first `count` (0 to 8) bytes of the word, which are digits.
inline std::uint64_t digitsValue(std::uint64_t word, unsigned count)
{
    if (count == 0) {
        return 0;
    }
    word = (word & 0x0F0F0F0F0F0F0F0FULL) << (8U * (8U - count)); // zeros in front
    word = (word * 10) + (word >> 8U);
    return (((word & 0x000000FF000000FFULL) * 0x000F424000000064ULL) +
            (((word >> 16U) & 0x000000FF000000FFULL) * 0x0000271000000001ULL)) >>
           32U;
}

/// Up to 19 digits from `at`; stops after the last. More than 19 leave `count` above 19.
inline const char *readDigits(const char *at, std::uint64_t &digits, unsigned &count)
{
    while (count <= 19) {
        const std::uint64_t word = load8(at);
        const unsigned found = leadingDigits(word);
        digits = digits * integerPowers[found] + digitsValue(word, found);
        count += found;
        at += found;
        if (found < 8) {
            break;
        }
    }
    return at;
}

} // namespace numbertext

/// The plain decimal number at `at`, of any length that a double holds exactly or fast. Returns one past it,
/// or null when the token needs readNumberToken(): a special value, more than 19 digits, or an error.
/// Eight bytes past the line's end must be readable. The caller checks what follows.
inline const char *readPlainNumber(const char *at, double &value)
{
    using namespace numbertext;
    const bool negative = *at == '-';
    at += (negative || *at == '+') ? 1 : 0;
    std::uint64_t digits = 0;
    unsigned count = 0;
    at = readDigits(at, digits, count);
    std::int64_t exponent = 0;
    if (*at == '.') {
        const bool hasWhole = count != 0;
        const unsigned whole = digits == 0 ? 0 : count; // the zero of 0.25 is none of the 19
        count = whole;
        at = readDigits(at + 1, digits, count);
        exponent = -static_cast<std::int64_t>(count - whole);
        count += hasWhole && count == 0 ? 1 : 0;
    }
    if (count == 0 || count > 19) {
        return nullptr;
    }
    if ((*at | 0x20) == 'e') {
        ++at;
        const bool down = *at == '-';
        at += (down || *at == '+') ? 1 : 0;
        const std::uint64_t word = load8(at);
        const unsigned found = leadingDigits(word);
        if (found == 0 || found > 4) {
            return nullptr;
        }
        const auto shift = static_cast<std::int64_t>(digitsValue(word, found));
        exponent += down ? -shift : shift;
        at += found;
    }
    if (digits <= (1ULL << 53U) && exponent >= -22 && exponent <= 22) [[likely]] {
        value = static_cast<double>(digits);
        value = exponent < 0 ? value / powersOfTen[-exponent] : value * powersOfTen[exponent];
    } else if (!scaledNumber(digits, exponent, value)) {
        return nullptr;
    }
    value = negative ? -value : value;
    return at;
}

} // namespace quarterdeck
