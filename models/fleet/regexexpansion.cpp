#include "models/fleet/regexexpansion.h"

#include <QList>
#include <QString>

#include <re2/re2.h>

#include <optional>

namespace quarterdeck {

namespace {

/// The length in bytes of the letter, digit or underscore (Unicode's, as Go sees them) at the start of
/// `text`; 0 when there is none.
std::size_t nameRuneLength(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) {
        const bool isName = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
                            (first >= '0' && first <= '9') || first == '_';
        return isName ? 1 : 0;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (text.size() < length) {
        return 0;
    }
    const QString decoded = QString::fromUtf8(text.data(), static_cast<qsizetype>(length));
    const QList<uint> runes = decoded.toUcs4();
    if (runes.size() != 1) {
        return 0;
    }
    const char32_t rune = runes.first();
    return QChar::isLetter(rune) || QChar::isDigit(rune) ? length : 0;
}

struct Reference
{
    std::string_view name;
    int number = -1; ///< -1: a name
    std::size_t length = 0;
};

/// Reads what follows a `$`.
std::optional<Reference> readReference(std::string_view text)
{
    std::size_t at = 0;
    const bool hasBrace = !text.empty() && text.front() == '{';
    if (hasBrace) {
        at = 1;
    }
    const std::size_t begin = at;
    while (const std::size_t step = nameRuneLength(text.substr(at))) {
        at += step;
    }
    if (at == begin) {
        return std::nullopt;
    }
    Reference reference;
    reference.name = text.substr(begin, at - begin);
    if (hasBrace) {
        if (at >= text.size() || text[at] != '}') {
            return std::nullopt;
        }
        ++at;
    }
    reference.length = at;
    const bool hasLeadingZero = reference.name.front() == '0' && reference.name.size() > 1;
    int number = 0;
    for (const char digit : reference.name) {
        if (digit < '0' || digit > '9' || number >= 100'000'000 || hasLeadingZero) {
            number = -1;
            break;
        }
        number = number * 10 + (digit - '0');
    }
    reference.number = number;
    return reference;
}

} // namespace

void expandReferences(std::string_view text, const re2::RE2 &regex,
                      const std::vector<std::string_view> &groups, std::string &output)
{
    while (!text.empty()) {
        const std::size_t dollar = text.find('$');
        output.append(text.substr(0, dollar));
        if (dollar == std::string_view::npos) {
            return;
        }
        text.remove_prefix(dollar + 1);
        if (!text.empty() && text.front() == '$') {
            output.push_back('$');
            text.remove_prefix(1);
            continue;
        }
        const std::optional<Reference> reference = readReference(text);
        if (!reference) {
            output.push_back('$');
            continue;
        }
        text.remove_prefix(reference->length);
        int number = reference->number;
        if (number < 0) {
            const auto &names = regex.NamedCapturingGroups();
            const auto named = names.find(std::string(reference->name));
            number = named == names.end() ? -1 : named->second;
        }
        if (number >= 0 && static_cast<std::size_t>(number) < groups.size()) {
            output.append(groups[static_cast<std::size_t>(number)]);
        }
    }
}

} // namespace quarterdeck
