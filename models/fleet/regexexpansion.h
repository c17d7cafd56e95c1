#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace quarterdeck {

/// Appends `text` with `$1`, `${1}`, `$name`, `${name}` and `$$` expanded exactly as Go's regexp.Expand does:
/// a name is as long as it can be ("$1x" is "${1x}"), a group that does not exist is empty, and a `$` that
/// begins no reference stands for itself. RE2's own Rewrite has other rules (`\1`), so it cannot serve.
/// `groups` are the groups of one match of `regex`, the whole match first; a null view did not take part.
void expandReferences(std::string_view text, const re2::RE2 &regex,
                      const std::vector<std::string_view> &groups, std::string &output);

} // namespace quarterdeck
