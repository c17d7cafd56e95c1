#include "models/fleet/filterparser.h"

#include "models/fleet/filtervalues.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace quarterdeck {

namespace {

/// "not ready", "not-ready", "NOT_READY" and "notready" are one word.
QString squeezed(const QString &word)
{
    QString letters;
    for (const QChar letter : word) {
        if (letter.isLetterOrNumber() || letter == u'*') {
            letters += letter.toLower();
        }
    }
    return letters;
}

QString listed(const QList<FilterChoice> &choices)
{
    QString text;
    for (const FilterChoice &choice : choices) {
        text += text.isEmpty() ? choice.word : QStringLiteral(", ") + choice.word;
    }
    return text;
}

QString nearestOf(const QString &word, const QList<QString> &candidates, int most)
{
    QString nearest;
    int best = most + 1;
    for (const QString &candidate : candidates) {
        const int distance = editDistance(word, candidate);
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace

void FilterParser::parse(const QString &text)
{
    const QList<FilterWord> words = lexFilter(text);
    for (const FilterWord &word : words) {
        parseWord(word);
    }
}

void FilterParser::parseWord(const FilterWord &word)
{
    if (word.unterminatedQuote) {
        fail(word.quotePosition, word.position + word.length - word.quotePosition,
             QStringLiteral("the quote is not closed"));
        return;
    }
    FilterTerm term;
    term.negated = word.negated;
    term.op = word.op;
    if (word.key.isEmpty()) {
        if (!word.values.first().text.isEmpty()) {
            term.operands.append(FilterOperand{word.values.first().text});
            m_terms.append(term);
        }
        return;
    }
    if (!chooseSubject(word, term)) {
        return;
    }
    const qsizetype errorsBefore = m_errors.size();
    for (const FilterValue &value : word.values) {
        parseOperand(word, value, term);
    }
    if (m_errors.size() == errorsBefore) {
        m_terms.append(term);
    }
}

bool FilterParser::chooseSubject(const FilterWord &word, FilterTerm &term)
{
    const auto &keys = filterKeys();
    const auto known = std::find_if(keys.begin(), keys.end(), [&word](const FilterKey &key) {
        return key.name.compare(word.key, Qt::CaseInsensitive) == 0;
    });
    if (known != keys.end()) {
        term.subject = known->subject;
        const bool compared = word.op != FilterOperator::Is && word.op != FilterOperator::Contains;
        if (isComparison(term.subject) != compared) {
            fail(word.position, word.length,
                 compared ? QStringLiteral("\"%1\" cannot be compared by size; write %2")
                                .arg(known->name, known->hint)
                          : QStringLiteral("\"%1\" is a number; write %2").arg(known->name, known->hint));
            return false;
        }
        return true;
    }
    // Any label name is a key.
    term.subject = FilterSubject::Label;
    term.label = word.key;
    if (m_labelNames.contains(word.key)) {
        if (word.op != FilterOperator::Is && word.op != FilterOperator::Contains) {
            fail(word.position, word.length, QStringLiteral("a label cannot be compared by size"));
            return false;
        }
        return true;
    }
    // "host:8080" is an address that somebody looks for.
    bool isPort = false;
    word.values.first().text.toUShort(&isPort);
    if (isPort && word.op == FilterOperator::Is && word.values.size() == 1) {
        term.subject = FilterSubject::Text;
        term.op = FilterOperator::Contains;
        term.operands.append(FilterOperand{word.key + u':' + word.values.first().text});
        m_terms.append(term);
        return false;
    }
    QList<QString> names;
    for (const FilterKey &key : keys) {
        names.append(key.name);
    }
    names.append(m_labelNames);
    if (!m_labelNames.isEmpty()) {
        unknownKey(word, nearestOf(word.key.toLower(), names, 3));
        return false;
    }
    const QString slip = nearestOf(word.key.toLower(), names, word.key.size() < 6 ? 1 : 2);
    if (!slip.isEmpty()) {
        unknownKey(word, slip);
        return false;
    }
    return true;
}

void FilterParser::parseOperand(const FilterWord &word, const FilterValue &value, FilterTerm &term)
{
    const auto key =
        std::find_if(filterKeys().begin(), filterKeys().end(),
                     [&term](const FilterKey &candidate) { return candidate.subject == term.subject; });
    const QString hint = key == filterKeys().end() ? QStringLiteral("%1:value").arg(word.key) : key->hint;
    if (value.text.isEmpty()) {
        fail(word.position, word.length,
             QStringLiteral("a value is missing; write for example %1").arg(hint));
        return;
    }
    FilterOperand operand;
    operand.text = value.text;
    operand.negated = value.negated;
    const auto number = [&](std::optional<double> read, const QString &kind) {
        if (!read) {
            fail(value.position, value.length,
                 QStringLiteral("\"%1\" is no %2; write for example %3").arg(value.text, kind, hint));
            return;
        }
        operand.number = *read;
        term.operands.append(operand);
    };
    const auto choice = [&](const QList<FilterChoice> &choices, bool mayBeName) {
        const QString wanted = squeezed(value.text);
        bool found = false;
        for (const FilterChoice &candidate : choices) {
            if (term.op == FilterOperator::Contains && !mayBeName
                    ? squeezed(candidate.word).contains(wanted)
                    : wordMatches(wanted, squeezed(candidate.word))) {
                operand.choice = candidate.choice;
                term.operands.append(operand);
                found = true;
            }
        }
        if (found) {
            return;
        }
        if (mayBeName) {
            operand.choice = -1;
            term.operands.append(operand);
            return;
        }
        fail(value.position, value.length,
             QStringLiteral("\"%1\" is no %2; known are %3")
                 .arg(value.text, word.key.toLower(), listed(choices)));
    };
    switch (term.subject) {
    case FilterSubject::State:
        choice(stateChoices(), false);
        break;
    case FilterSubject::Flag:
        choice(flagChoices(), false);
        break;
    case FilterSubject::Breaker:
        if (term.op == FilterOperator::Contains) {
            operand.choice = -1;
            term.operands.append(operand);
        } else {
            choice(breakerChoices(), true);
        }
        break;
    case FilterSubject::ErrorRatio:
        number(readRatio(value.text), QStringLiteral("share"));
        break;
    case FilterSubject::P50:
    case FilterSubject::P95:
    case FilterSubject::P99:
    case FilterSubject::Age:
        number(readDuration(value.text), QStringLiteral("time with a unit"));
        break;
    case FilterSubject::Rate:
        number(readRate(value.text), QStringLiteral("number per second"));
        break;
    case FilterSubject::Label:
    case FilterSubject::HasLabel:
        if (term.label.isEmpty() || key->name.compare(word.key, Qt::CaseInsensitive) == 0) {
            parseLabel(value, term, operand);
        } else {
            term.operands.append(operand);
        }
        break;
    default:
        term.operands.append(operand);
        break;
    }
}

void FilterParser::parseLabel(const FilterValue &value, FilterTerm &term, FilterOperand operand)
{
    const qsizetype equals = value.text.indexOf(u'=');
    const qsizetype contains = value.text.indexOf(u'~');
    const qsizetype split = equals < 0 ? contains : contains < 0 ? equals : std::min(equals, contains);
    if (split == 0) {
        fail(value.position, value.length,
             QStringLiteral("the label's name is missing; write label:canary=true"));
        return;
    }
    if (split < 0) {
        if (term.operands.isEmpty()) {
            term.subject = FilterSubject::HasLabel;
        }
        // After label:zone=a further values are of the same label: label:zone=a,b.
        term.operands.append(operand);
        return;
    }
    const QString name = value.text.first(split);
    if (!term.label.isEmpty() && term.label != name) {
        fail(value.position, value.length,
             QStringLiteral("one term asks about one label; write a second term"));
        return;
    }
    if (term.subject == FilterSubject::HasLabel) {
        fail(value.position, value.length,
             QStringLiteral("the first value says no label=value; write two terms"));
        return;
    }
    term.label = name;
    term.op = split == contains ? FilterOperator::Contains : FilterOperator::Is;
    operand.text = value.text.sliced(split + 1);
    term.operands.append(operand);
}

void FilterParser::unknownKey(const FilterWord &word, const QString &nearest)
{
    QString message = QStringLiteral("unknown key \"%1\"").arg(word.key);
    if (!nearest.isEmpty()) {
        message += QStringLiteral(" (did you mean \"%1\"?)").arg(nearest);
    }
    if (m_labelNames.isEmpty()) {
        message += QStringLiteral("; for a label of that name write label:%1=value").arg(word.key);
    }
    fail(word.keyPosition, word.key.size(), message);
}

void FilterParser::fail(qsizetype position, qsizetype length, const QString &message)
{
    m_errors.append({position, length, message});
}

int editDistance(const QString &from, const QString &to)
{
    QList<int> row(to.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < from.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (qsizetype j = 0; j < to.size(); ++j) {
            const int above = row[j + 1];
            row[j + 1] = from.at(i) == to.at(j) ? diagonal : 1 + std::min({diagonal, above, row[j]});
            diagonal = above;
        }
    }
    return row.last();
}

} // namespace quarterdeck
