#pragma once

#include "models/fleet/fleet.h"
#include "models/fleet/filterlexer.h"

namespace quarterdeck {

/// What a term asks about.
enum class FilterSubject : quint8 {
    Text,
    State,
    Flag,
    Breaker,
    Cluster,
    Service,
    Job,
    Instance,
    Why,
    Label,    ///< one label, by `label`
    HasLabel, ///< that there is a label
    ErrorRatio,
    P50,
    P95,
    P99,
    Rate,
    Age,
};

/// A value that a term was given; which field counts depends on the subject.
struct FilterOperand
{
    QString text;
    double number = 0; ///< ratio, seconds or per second
    int choice = 0;    ///< State, InstanceFlag or, for breakers, BreakerState; -1: a breaker's name
    bool negated = false;
};

/// One understood term of a filter.
struct FilterTerm
{
    FilterSubject subject = FilterSubject::Text;
    FilterOperator op = FilterOperator::Contains;
    QString label;
    QList<FilterOperand> operands;
    bool negated = false;

    [[nodiscard]] bool matches(const Instance &instance, SteadyTime now) const;
};

/// The keys of the language, in the order in which they are offered.
struct FilterKey
{
    QString name;
    FilterSubject subject;
    QString hint; ///< what a value looks like, for messages
};
const QList<FilterKey> &filterKeys();
bool isComparison(FilterSubject subject);

/// `*` stands for any characters; letters compare without case.
bool wordMatches(const QString &pattern, const QString &text);

} // namespace quarterdeck
