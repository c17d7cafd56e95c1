#pragma once

#include <QList>
#include <QString>

namespace quarterdeck {

/// The candidate that `word` was probably meant to be, or an empty text when none is near: at most a third
/// of its letters wrong, where a wrong, missing, added or swapped letter counts once and case does not.
QString nearestWord(const QString &word, const QList<QString> &candidates);

/// " (did you mean "interval"?)", or an empty text.
QString didYouMean(const QString &word, const QList<QString> &candidates);

} // namespace quarterdeck
