#include "models/exposition/numbertext.h"

#include <fast_float/fast_float.h>

#include <limits>

namespace quarterdeck {

namespace {

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((text[i] | 0x20) != lower[i]) {
            return false;
        }
    }
    return true;
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/// Whether the token is written as a decimal number, so that fast_float's wider taste does not matter.
bool isDecimal(std::string_view token)
{
    std::size_t at = 0;
    std::size_t digits = 0;
    for (; at < token.size() && isDigit(token[at]); ++at) {
        ++digits;
    }
    if (at < token.size() && token[at] == '.') {
        for (++at; at < token.size() && isDigit(token[at]); ++at) {
            ++digits;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (at < token.size() && (token[at] | 0x20) == 'e') {
        ++at;
        if (at < token.size() && (token[at] == '+' || token[at] == '-')) {
            ++at;
        }
        if (at == token.size() || !isDigit(token[at])) {
            return false;
        }
        while (at < token.size() && isDigit(token[at])) {
            ++at;
        }
    }
    return at == token.size();
}

} // namespace

bool scaledNumber(std::uint64_t digits, std::int64_t exponent, double &value)
{
    if (digits == 0) {
        value = 0;
        return true;
    }
    using Format = fast_float::binary_format<double>;
    const fast_float::adjusted_mantissa mantissa = fast_float::compute_float<Format>(exponent, digits);
    // Negative: the algorithm could not decide the last bit. Infinite: out of range, which is an error here.
    if (mantissa.power2 < 0 || mantissa.power2 >= Format::infinite_power()) {
        return false;
    }
    fast_float::to_float(false, mantissa, value);
    return true;
}

NumberFault readNumberToken(std::string_view token, double &value)
{
    if (token.empty()) {
        return NumberFault::Empty;
    }
    std::string_view body = token;
    const bool negative = body.front() == '-';
    const bool hasSign = negative || body.front() == '+';
    if (hasSign) {
        body.remove_prefix(1);
    }
    if (equalsIgnoringCase(body, "inf") || equalsIgnoringCase(body, "infinity")) {
        value = negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
        return NumberFault::None;
    }
    if (!hasSign && equalsIgnoringCase(body, "nan")) {
        value = std::numeric_limits<double>::quiet_NaN();
        return NumberFault::None;
    }
    if (!isDecimal(body)) {
        const bool looksHexadecimal = body.size() > 2 && body[0] == '0' && (body[1] | 0x20) == 'x';
        const bool hasUnderscore =
            !body.empty() && isDigit(body.front()) && body.find('_') != std::string_view::npos;
        return looksHexadecimal || hasUnderscore ? NumberFault::Unsupported : NumberFault::Syntax;
    }
    const auto [end, error] = fast_float::from_chars(body.data(), body.data() + body.size(), value);
    // fast_float 3 reports neither overflow nor underflow: both come as the value itself.
    if (std::isinf(value) || (error != std::errc() && value != 0)) {
        return NumberFault::Range;
    }
    if (negative) {
        value = -value;
    }
    return NumberFault::None;
}

} // namespace quarterdeck
