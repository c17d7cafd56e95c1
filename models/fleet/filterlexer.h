#pragma once

#include <QList>
#include <QString>

namespace quarterdeck {

enum class FilterOperator : quint8 { None, Is, Contains, Greater, GreaterOrEqual, Less, LessOrEqual };

/// One value after an operator; `position` and `length` cover it with its quotes and its `!`.
struct FilterValue
{
    QString text;
    qsizetype position = 0;
    qsizetype length = 0;
    bool negated = false;
    bool operator==(const FilterValue &) const = default;
};

/// One term as it was typed, not yet understood.
struct FilterWord
{
    qsizetype position = 0;
    qsizetype length = 0;
    bool negated = false;
    QString key; ///< empty for free text; the text is then the only value
    qsizetype keyPosition = 0;
    FilterOperator op = FilterOperator::None;
    qsizetype valuesPosition = 0; ///< where the values begin
    QList<FilterValue> values;
    bool unterminatedQuote = false;
    qsizetype quotePosition = 0;
    bool operator==(const FilterWord &) const = default;
};

/// Splits a filter into terms. Never fails: what is wrong with a term is for the parser to say.
QList<FilterWord> lexFilter(const QString &text);

} // namespace quarterdeck
