#include "models/exposition/exemplarskim.h"

#include "models/exposition/bytetable.h"
#include "models/exposition/numbertext.h"

#include <array>
#include <bit>
#include <string_view>

namespace quarterdeck {

namespace {

constexpr std::size_t mostLabels = 4;
/// Whole digits of a number that is certainly in range, also as a time in seconds.
constexpr std::ptrdiff_t mostDigits = 15;

/// One past the decimal number at `at`: digits with at most one point among or behind them; null for anything
/// else.
const char *skipDecimal(const char *at)
{
    const char *const start = at;
    const auto skipDigits = [](const char *from) {
        unsigned found = 0;
        do {
            found = numbertext::leadingDigits(numbertext::load8(from));
            from += found;
        } while (found == 8);
        return from;
    };
    at = skipDigits(at);
    if (at == start || at - start > mostDigits) {
        return nullptr;
    }
    return *at == '.' ? skipDigits(at + 1) : at;
}

/// To the closing quote; null when something stands before it that must be looked at.
const char *skipPlainText(const char *at)
{
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    const auto below = [](std::uint64_t word, std::uint64_t limit) {
        return (word - ones * limit) & ~word & highs;
    };
    while (true) {
        const std::uint64_t word = numbertext::load8(at);
        const std::uint64_t quotes = below(word ^ (ones * '"'), 1);
        // Control characters, line feed and NUL among them, backslashes, anything beyond ASCII.
        const std::uint64_t odd = below(word, 0x20) | below(word ^ (ones * '\\'), 1) | (word & highs);
        if ((quotes | odd) == 0) {
            at += 8;
            continue;
        }
        // The lowest bit of each is exact; false ones can only stand above it.
        if (quotes == 0 || (odd != 0 && std::countr_zero(odd) < std::countr_zero(quotes))) {
            return nullptr;
        }
        return at + (std::countr_zero(quotes) >> 3);
    }
}

} // namespace

bool mayHaveExemplar(const char *at)
{
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    const auto zeroBytes = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
    const char *const start = at;
    while (true) {
        const std::uint64_t word = numbertext::load8(at);
        const std::uint64_t found = zeroBytes(word ^ (ones * '{')) | zeroBytes(word ^ (ones * ' '));
        if (found != 0) {
            at += std::countr_zero(found) >> 3;
            break;
        }
        at += 8;
    }
    const std::string_view name(start, static_cast<std::size_t>(at - start));
    return name.ends_with("_bucket") || name.ends_with("_total");
}

const char *skimExemplar(const char *at)
{
    at += 4;
    std::array<std::string_view, mostLabels> names;
    std::size_t count = 0;
    while (*at != '}') {
        const char *const name = at;
        if (count == mostLabels || !bytetable::isLabelStart(*at)) {
            return nullptr;
        }
        at = bytetable::skipLabelName(at);
        names[count] = {name, static_cast<std::size_t>(at - name)};
        for (std::size_t other = 0; other < count; ++other) {
            if (names[other] == names[count]) {
                return nullptr;
            }
        }
        ++count;
        if (at[0] != '=' || at[1] != '"') {
            return nullptr;
        }
        at = skipPlainText(at + 2);
        if (at == nullptr) {
            return nullptr;
        }
        ++at;
        if (*at == ',') {
            ++at;
            if (*at == '}') {
                return nullptr;
            }
        } else if (*at != '}') {
            return nullptr;
        }
    }
    if (at[1] != ' ' || (at = skipDecimal(at + 2)) == nullptr) {
        return nullptr;
    }
    if (*at == ' ' && (at = skipDecimal(at + 1)) == nullptr) {
        return nullptr;
    }
    return *at == '\n' ? at + 1 : nullptr;
}

} // namespace quarterdeck
