#pragma once

#include "models/exposition/series.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace quarterdeck {

/// Valid UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
bool isUtf8(std::string_view text);

/// Unicode characters in valid UTF-8.
std::size_t characterCount(std::string_view text);

/// Undoes the escapes of a label value, in both formats `\\`, `\"` and `\n`. An unknown escape stays as it
/// stands, as Prometheus keeps it. Appends to `out`.
void unescapeLabel(std::string_view raw, std::string &out);

/// Undoes the escapes of a HELP text: `\\` and `\n`, and in OpenMetrics also `\"`.
std::string unescapeHelp(std::string_view raw, ExpositionFormat format);

/// Whether a backslash stands before anything but `\`, `n` or `"` (the last only where quotes are escaped).
bool hasUnknownEscape(std::string_view raw, bool quotesEscaped);

/// A piece of the page for a message: quoted, control bytes and invalid bytes shown as \xNN, cut when long.
std::string quotedExcerpt(std::string_view text);

} // namespace quarterdeck
