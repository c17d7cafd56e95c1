#include "models/exposition/linescan.h"

#include "models/exposition/numbertext.h"

#include <bit>

namespace quarterdeck {

namespace {

/// To the next quote, backslash or line feed, eight bytes at a time. `seen` gathers the bytes' high bits.
const char *skipPlain(const char *at, unsigned char &seen)
{
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = 0x8080808080808080ULL;
    const auto zeroBytes = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
    while (true) {
        const std::uint64_t word = numbertext::load8(at);
        // The lowest bit found is exact; false ones can only stand above it.
        const std::uint64_t found = zeroBytes(word ^ (ones * '"')) | zeroBytes(word ^ (ones * '\\')) |
                                    zeroBytes(word ^ (ones * '\n'));
        if (found != 0) {
            const auto plain = static_cast<unsigned>(std::countr_zero(found)) & ~7U;
            seen |= (word & highs & ((1ULL << plain) - 1)) != 0 ? 0x80 : 0;
            return at + plain / 8;
        }
        seen |= (word & highs) != 0 ? 0x80 : 0;
        at += 8;
    }
}

} // namespace

bool LineScan::readQuoted(std::string_view &text, bool &escaped, bool &highBytes)
{
    const char *const quote = m_at;
    const char *at = quote + 1;
    unsigned char seen = 0;
    escaped = false;
    while (true) {
        at = skipPlain(at, seen);
        if (*at == '"') {
            break;
        }
        if (*at == '\n') {
            m_at = at;
            return fail(LineFault::LabelEnd, quote, at);
        }
        escaped = true;
        seen |= static_cast<unsigned char>(at[1]);
        if (at[1] == '\n') {
            m_at = at + 1;
            return fail(LineFault::LabelEscapedNewline, at, at + 1);
        }
        at += 2;
    }
    text = between(quote + 1, at);
    highBytes = (seen & 0x80U) != 0;
    m_at = at + 1;
    return true;
}

} // namespace quarterdeck
