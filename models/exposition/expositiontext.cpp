#include "models/exposition/expositiontext.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace quarterdeck {

namespace {

/// Length of the valid sequence that starts at `at`, 0 when there is none.
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned char first = byte(at);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return continues(at + 1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned char high = first == 0xED ? 0x9F : 0xBF;
        return continues(at + 1, low, high) && continues(at + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
        return continues(at + 1, low, high) && continues(at + 2) && continues(at + 3) ? 4 : 0;
    }
    return 0;
}

void unescape(std::string_view raw, bool quotes, std::string &out)
{
    out.reserve(out.size() + raw.size());
    while (!raw.empty()) {
        const std::size_t slash = raw.find('\\');
        if (slash == std::string_view::npos || slash + 1 == raw.size()) {
            out.append(raw);
            return;
        }
        out.append(raw.substr(0, slash));
        const char next = raw[slash + 1];
        if (next == '\\' || (next == '"' && quotes)) {
            out.push_back(next);
        } else if (next == 'n') {
            out.push_back('\n');
        } else {
            out.push_back('\\');
            raw.remove_prefix(slash + 1); // what follows is ordinary text
            continue;
        }
        raw.remove_prefix(slash + 2);
    }
}

} // namespace

bool isUtf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (at + 8 <= text.size()) {
            std::uint64_t word;
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & 0x8080808080808080ULL) == 0) {
                at += 8;
                continue;
            }
        }
        const std::size_t length = sequenceLength(text, at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

std::size_t characterCount(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

void unescapeLabel(std::string_view raw, std::string &out)
{
    unescape(raw, true, out);
}

std::string unescapeHelp(std::string_view raw, ExpositionFormat format)
{
    std::string out;
    unescape(raw, format == ExpositionFormat::OpenMetrics, out);
    return out;
}

bool hasUnknownEscape(std::string_view raw, bool quotesEscaped)
{
    for (std::size_t at = raw.find('\\'); at != std::string_view::npos; at = raw.find('\\', at + 2)) {
        const char next = at + 1 < raw.size() ? raw[at + 1] : '\0';
        if (next != '\\' && next != 'n' && (next != '"' || !quotesEscaped)) {
            return true;
        }
    }
    return false;
}

std::string quotedExcerpt(std::string_view text)
{
    static constexpr std::size_t longest = 60;
    static constexpr char hexDigits[] = "0123456789abcdef";
    std::string out = "\"";
    std::size_t at = 0;
    while (at < text.size() && at < longest) {
        const std::size_t length = sequenceLength(text, at);
        const auto byte = static_cast<unsigned char>(text[at]);
        if (text[at] == '\n') {
            out += "\\n";
        } else if (text[at] == '\t') {
            out += "\\t";
        } else if (text[at] == '\r') {
            out += "\\r";
        } else if (length == 0 || byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += hexDigits[byte >> 4U];
            out += hexDigits[byte & 0x0FU];
        } else {
            out.append(text.substr(at, length));
        }
        at += std::max<std::size_t>(length, 1);
    }
    if (at < text.size()) {
        out += "...";
    }
    out += '"';
    return out;
}

} // namespace quarterdeck
