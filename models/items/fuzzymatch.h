#pragma once

#include <QList>
#include <QString>
#include <QStringView>

namespace quarterdeck {

/// What of a text can be searched: folded once, so that a search over thousands stays cheap.
struct FuzzyText
{
    FuzzyText() = default;
    explicit FuzzyText(const QString &text);
    QString folded;
    quint64 letters = 0; ///< which letters and digits occur: most texts are ruled out by this alone
};

/// A query: words that must all be found, in any order.
class FuzzyQuery
{
public:
    explicit FuzzyQuery(const QString &text);
    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    /// How well it fits, bigger is better; 0: not at all. Whole words beat beginnings of words, those beat
    /// pieces, those beat letters in the right order.
    [[nodiscard]] int score(const FuzzyText &text) const;

private:
    static int scoreWord(QStringView word, QStringView text);

    QList<FuzzyText> m_words;
};

} // namespace quarterdeck
