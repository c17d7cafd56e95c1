#pragma once

#include <QString>

namespace quarterdeck {

// Text of the fleet and of people, before a page, a terminal or a table shows it. What it may not become
// there (markup, a formula) is the business of each.

/// The text as it reads: line ends kept, a tab as a blank, without other control characters (a terminal would
/// obey them) and without those that turn the direction of text around (it would read as something else).
QString plainText(const QString &text);

/// At most `most` characters, and how many more there are.
QString shortened(const QString &text, qsizetype most);

} // namespace quarterdeck
