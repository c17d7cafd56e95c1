#pragma once

#include "models/fleet/filterterm.h"
#include "models/fleet/instancefilter.h"

namespace quarterdeck {

/// Understands the words of a filter; says what is wrong with each that cannot be understood.
class FilterParser
{
public:
    explicit FilterParser(const QList<QString> &labelNames) : m_labelNames(labelNames) {}

    void parse(const QString &text);
    [[nodiscard]] const QList<FilterTerm> &terms() const { return m_terms; }
    [[nodiscard]] const QList<FilterError> &errors() const { return m_errors; }

private:
    void parseWord(const FilterWord &word);
    bool chooseSubject(const FilterWord &word, FilterTerm &term);
    void parseOperand(const FilterWord &word, const FilterValue &value, FilterTerm &term);
    void parseLabel(const FilterValue &value, FilterTerm &term, FilterOperand operand);
    void unknownKey(const FilterWord &word, const QString &nearest);
    void fail(qsizetype position, qsizetype length, const QString &message);

    QList<QString> m_labelNames;
    QList<FilterTerm> m_terms;
    QList<FilterError> m_errors;
};

/// How many letters must be typed differently to get from one word to the other.
int editDistance(const QString &from, const QString &to);

} // namespace quarterdeck
