#pragma once

#include <QStringList>

namespace quarterdeck {

/// One cell of RFC 4180, as plainText(). What a spreadsheet would take for a formula ("=", "+", "-", "@" at
/// the beginning of the cell or of a line of it) gets an apostrophe in front; plain numbers stay numbers.
QString csvCell(const QString &text);
QString csvRow(const QStringList &cells); ///< with its line end

} // namespace quarterdeck
