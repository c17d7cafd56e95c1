#include "models/items/fuzzymatch.h"

#include <QStringList>

#include <algorithm>

namespace quarterdeck {

namespace {

quint64 lettersOf(QStringView folded)
{
    quint64 letters = 0;
    for (const QChar c : folded) {
        const char16_t u = c.unicode();
        if (u >= u'a' && u <= u'z') {
            letters |= quint64(1) << (u - u'a');
        } else if (u >= u'0' && u <= u'9') {
            letters |= quint64(1) << (26 + u - u'0');
        } else if (!c.isSpace()) {
            letters |= quint64(1) << (36 + u % 28);
        }
    }
    return letters;
}

bool beginsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isDigit() && !text[at - 1].isDigit());
}

} // namespace

FuzzyText::FuzzyText(const QString &text) : folded(text.toCaseFolded()), letters(lettersOf(folded)) {}

FuzzyQuery::FuzzyQuery(const QString &text)
{
    for (const QString &word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        m_words.append(FuzzyText(word));
    }
}

int FuzzyQuery::score(const FuzzyText &text) const
{
    int sum = 0;
    for (const FuzzyText &word : m_words) {
        if ((word.letters & text.letters) != word.letters) {
            return 0;
        }
        const int score = scoreWord(word.folded, text.folded);
        if (score == 0) {
            return 0;
        }
        sum += score;
    }
    // Of texts that fit alike the shorter one is nearer to what was meant.
    return sum == 0
               ? 0
               : std::max(1, sum * 4 - static_cast<int>(std::min<qsizetype>(text.folded.size(), 60)) / 4);
}

int FuzzyQuery::scoreWord(QStringView word, QStringView text)
{
    int best = 0;
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        const qsizetype end = at + word.size();
        int score = 60;
        if (beginsWord(text, at)) {
            score += at == 0 ? 35 : 25;
            if (end == text.size() || !text[end].isLetterOrNumber()) {
                score += 15;
            }
        }
        best = std::max(best, score);
        if (best >= 95) {
            break;
        }
    }
    if (best > 0) {
        return best;
    }
    // Letters in the right order; beginnings of words and runs count.
    qsizetype at = 0;
    int score = 10;
    bool previous = false;
    qsizetype lost = 0; // letters found only somewhere within a word
    for (const QChar c : word) {
        qsizetype found = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i] == c && ((previous && i == at) || beginsWord(text, i))) {
                found = i;
                break;
            }
        }
        if (found < 0) {
            found = text.indexOf(c, at);
            if (found < 0) {
                return 0;
            }
            score -= 2;
            if (++lost * 3 > word.size()) {
                return 0; // any letters are in any long text: that is no match
            }
        } else {
            score += 4;
        }
        previous = true;
        at = found + 1;
    }
    return std::clamp(score, 1, 50);
}

} // namespace quarterdeck
