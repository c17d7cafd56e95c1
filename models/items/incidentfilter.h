#pragma once

#include "models/fleet/instancefilter.h"
#include "models/items/incidentrow.h"

#include <variant>

namespace quarterdeck {

/// The filter language of the other pages, spoken about incidents: `state:open,mitigated`,
/// `severity:critical`, `service~check`, `cluster:eu-west`, `rule:"breaker open"`, `commander:ana`,
/// `is:unseen`, `age<2h` (since the start), and words found in number, title, rule, services, clusters,
/// commander or what was said.
class IncidentFilter
{
public:
    static std::variant<IncidentFilter, QList<FilterError>> parse(const QString &text);

    /// What was merged into another incident only shows where the filter asks for it by state.
    [[nodiscard]] bool matches(const IncidentRow &row, WallTime now) const;
    [[nodiscard]] bool isEmpty() const { return m_terms.isEmpty(); }
    /// Its words alone: what the record's events are searched for.
    [[nodiscard]] QString words() const;
    /// Whether it matches when the words are found elsewhere.
    [[nodiscard]] bool matchesWithoutWords(const IncidentRow &row, WallTime now) const;

    /// Candidates at `cursor`: keys, then values that occur.
    static FilterCompletion complete(const QString &text, qsizetype cursor, const QList<Incident> &known);

private:
    enum class Subject : quint8 { Text, State, Severity, Service, Cluster, Rule, Commander, Is, Age };
    struct Operand
    {
        QString text;
        double seconds = 0;
        bool negated = false;
    };
    struct Term
    {
        Subject subject = Subject::Text;
        bool contains = false; ///< "~" instead of ":"
        bool younger = false;  ///< "age<" instead of "age>"
        bool negated = false;
        QList<Operand> operands;
    };
    struct Key;
    static const QList<Key> &keys();
    static QStringList wordsOf(Subject subject);
    static bool operandMatches(const Term &term, const Operand &operand, const IncidentRow &row,
                               WallTime now);
    static bool termMatches(const Term &term, const IncidentRow &row, WallTime now);

    QList<Term> m_terms;
};

} // namespace quarterdeck
