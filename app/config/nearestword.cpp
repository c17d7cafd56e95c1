#include "app/config/nearestword.h"

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Damerau's distance (optimal string alignment).
qsizetype distance(const QString &a, const QString &b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<qsizetype> beforeLast(width);
    std::vector<qsizetype> last(width);
    std::vector<qsizetype> row(width);
    for (std::size_t j = 0; j < width; ++j) {
        last[j] = static_cast<qsizetype>(j);
    }
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            const qsizetype cost = a[i - 1] == b[j - 1] ? 0 : 1;
            row[at] = std::min({last[at] + 1, row[at - 1] + 1, last[at - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[at] = std::min(row[at], beforeLast[at - 2] + 1);
            }
        }
        std::swap(beforeLast, last);
        std::swap(last, row);
    }
    return last[width - 1];
}

} // namespace

QString nearestWord(const QString &word, const QList<QString> &candidates)
{
    constexpr qsizetype longest = 64; // a longer key is no slip of the fingers
    if (word.isEmpty() || word.size() > longest) {
        return {};
    }
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(1, (word.size() + 1) / 3) + 1;
    for (const QString &candidate : candidates) {
        const qsizetype candidateDistance = distance(word.toLower(), candidate.toLower());
        if (candidateDistance < bestDistance) {
            bestDistance = candidateDistance;
            best = candidate;
        }
    }
    return best;
}

QString didYouMean(const QString &word, const QList<QString> &candidates)
{
    const QString nearest = nearestWord(word, candidates);
    return nearest.isEmpty() ? QString() : u" (did you mean \"%1\"?)"_s.arg(nearest);
}

} // namespace quarterdeck
