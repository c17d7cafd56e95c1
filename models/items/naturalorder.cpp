#include "models/items/naturalorder.h"

namespace quarterdeck {

namespace {

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

/// The run of digits at `at`, without leading zeros; `at` moves behind it.
QStringView takeNumber(QStringView text, qsizetype &at)
{
    while (at < text.size() && text[at] == QLatin1Char('0')) {
        ++at;
    }
    const qsizetype from = at;
    while (at < text.size() && isDigit(text[at])) {
        ++at;
    }
    return text.mid(from, at - from);
}

} // namespace

int compareNaturally(QStringView a, QStringView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const QStringView left = takeNumber(a, i);
            const QStringView right = takeNumber(b, j);
            if (left.size() != right.size()) {
                return left.size() < right.size() ? -1 : 1;
            }
            if (const int order = left.compare(right)) {
                return order;
            }
            continue;
        }
        const char16_t left = a[i++].toCaseFolded().unicode();
        const char16_t right = b[j++].toCaseFolded().unicode();
        if (left != right) {
            return left < right ? -1 : 1;
        }
    }
    if (i < a.size() || j < b.size()) {
        return i < a.size() ? 1 : -1;
    }
    return a.compare(b);
}

} // namespace quarterdeck
