#pragma once

#include <QStringList>

namespace quarterdeck {

/// One cell of RFC 4180. What a spreadsheet would take for a formula ("=", "+", "-", "@", tab, return at the
/// beginning) gets an apostrophe in front; plain numbers stay numbers.
QString csvCell(const QString &text);
QString csvRow(const QStringList &cells); ///< with its line end

} // namespace quarterdeck
