#include "models/fleet/filterterm.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

bool textMatches(const FilterTerm &term, const FilterOperand &operand, const QString &text)
{
    return term.op == FilterOperator::Contains ? text.contains(operand.text, Qt::CaseInsensitive)
                                               : wordMatches(operand.text, text);
}

bool compares(FilterOperator op, double left, double right)
{
    switch (op) {
    case FilterOperator::Greater:
        return left > right;
    case FilterOperator::GreaterOrEqual:
        return left >= right;
    case FilterOperator::Less:
        return left < right;
    case FilterOperator::LessOrEqual:
        return left <= right;
    case FilterOperator::None:
    case FilterOperator::Is:
    case FilterOperator::Contains:
        break;
    }
    return left == right;
}

bool breakerMatches(const FilterTerm &term, const FilterOperand &operand,
                    const QList<BreakerReading> &breakers)
{
    return std::any_of(breakers.begin(), breakers.end(), [&term, &operand](const BreakerReading &breaker) {
        if (operand.choice < 0) {
            return textMatches(term, operand, breaker.name);
        }
        const auto wanted = static_cast<BreakerState>(operand.choice);
        // Forced open is open to whoever waits for an answer.
        return breaker.state == wanted ||
               (wanted == BreakerState::Open && breaker.state == BreakerState::ForcedOpen);
    });
}

bool freeTextMatches(const QString &text, const Instance &instance)
{
    const Target &target = instance.target;
    const auto holds = [&text](const QString &place) { return place.contains(text, Qt::CaseInsensitive); };
    return holds(target.id.instance) || holds(target.service) || holds(target.cluster) ||
           holds(target.id.job) || holds(instance.why);
}

double measured(FilterSubject subject, const Instance &instance, SteadyTime now)
{
    switch (subject) {
    case FilterSubject::ErrorRatio:
        return instance.signals.errorRatio();
    case FilterSubject::P50:
        return instance.signals.p50;
    case FilterSubject::P95:
        return instance.signals.p95;
    case FilterSubject::P99:
        return instance.signals.p99;
    case FilterSubject::Rate:
        return instance.signals.requestRate;
    case FilterSubject::Age:
        return std::chrono::duration<double>(now - instance.sinceSteady).count();
    default:
        return noValue;
    }
}

bool operandMatches(const FilterTerm &term, const FilterOperand &operand, const Instance &instance,
                    SteadyTime now)
{
    const Target &target = instance.target;
    switch (term.subject) {
    case FilterSubject::Text:
        return freeTextMatches(operand.text, instance);
    case FilterSubject::State:
        return static_cast<int>(instance.state) == operand.choice;
    case FilterSubject::Flag:
        return instance.flags.testFlag(static_cast<InstanceFlag>(operand.choice));
    case FilterSubject::Breaker:
        return breakerMatches(term, operand, instance.breakers);
    case FilterSubject::Cluster:
        return textMatches(term, operand, target.cluster);
    case FilterSubject::Service:
        return textMatches(term, operand, target.service);
    case FilterSubject::Job:
        return textMatches(term, operand, target.id.job);
    case FilterSubject::Instance:
        return textMatches(term, operand, target.id.instance);
    case FilterSubject::Why:
        return textMatches(term, operand, instance.why);
    case FilterSubject::Label: {
        const auto label = target.labels.constFind(term.label);
        return textMatches(term, operand, label == target.labels.constEnd() ? QString() : *label);
    }
    case FilterSubject::HasLabel:
        return target.labels.contains(operand.text);
    case FilterSubject::ErrorRatio:
    case FilterSubject::P50:
    case FilterSubject::P95:
    case FilterSubject::P99:
    case FilterSubject::Rate:
    case FilterSubject::Age:
        return compares(term.op, measured(term.subject, instance, now), operand.number);
    }
    return false;
}

} // namespace

bool FilterTerm::matches(const Instance &instance, SteadyTime now) const
{
    // "service:a,b" is either; "service:!a,!b" is neither: what is excluded outranks what is named.
    bool anyIncluding = false;
    bool included = false;
    bool excluded = false;
    for (const FilterOperand &operand : operands) {
        const bool matched = operandMatches(*this, operand, instance, now);
        if (operand.negated) {
            excluded = excluded || matched;
        } else {
            anyIncluding = true;
            included = included || matched;
        }
    }
    return (!excluded && (included || !anyIncluding)) != negated;
}

const QList<FilterKey> &filterKeys()
{
    static const QList<FilterKey> keys{
        {QStringLiteral("state"), FilterSubject::State, QStringLiteral("state:down,degraded")},
        {QStringLiteral("service"), FilterSubject::Service, QStringLiteral("service:checkout")},
        {QStringLiteral("cluster"), FilterSubject::Cluster, QStringLiteral("cluster:eu-*")},
        {QStringLiteral("instance"), FilterSubject::Instance, QStringLiteral("instance:10.2.*")},
        {QStringLiteral("job"), FilterSubject::Job, QStringLiteral("job:checkout")},
        {QStringLiteral("why"), FilterSubject::Why, QStringLiteral("why~timeout")},
        {QStringLiteral("breaker"), FilterSubject::Breaker, QStringLiteral("breaker:open")},
        {QStringLiteral("flag"), FilterSubject::Flag, QStringLiteral("flag:flapping")},
        {QStringLiteral("label"), FilterSubject::Label, QStringLiteral("label:canary=true")},
        {QStringLiteral("error"), FilterSubject::ErrorRatio, QStringLiteral("error>5%")},
        {QStringLiteral("p50"), FilterSubject::P50, QStringLiteral("p50>100ms")},
        {QStringLiteral("p95"), FilterSubject::P95, QStringLiteral("p95>300ms")},
        {QStringLiteral("p99"), FilterSubject::P99, QStringLiteral("p99>500ms")},
        {QStringLiteral("rate"), FilterSubject::Rate, QStringLiteral("rate>100")},
        {QStringLiteral("age"), FilterSubject::Age, QStringLiteral("age>10m")},
    };
    return keys;
}

bool isComparison(FilterSubject subject)
{
    switch (subject) {
    case FilterSubject::ErrorRatio:
    case FilterSubject::P50:
    case FilterSubject::P95:
    case FilterSubject::P99:
    case FilterSubject::Rate:
    case FilterSubject::Age:
        return true;
    default:
        return false;
    }
}

bool wordMatches(const QString &pattern, const QString &text)
{
    qsizetype inPattern = 0;
    qsizetype inText = 0;
    qsizetype star = -1;
    qsizetype starText = 0;
    while (inText < text.size()) {
        if (inPattern < pattern.size() && pattern.at(inPattern) == u'*') {
            star = inPattern++;
            starText = inText;
        } else if (inPattern < pattern.size() &&
                   pattern.at(inPattern).toCaseFolded() == text.at(inText).toCaseFolded()) {
            ++inPattern;
            ++inText;
        } else if (star >= 0) {
            inPattern = star + 1;
            inText = ++starText;
        } else {
            return false;
        }
    }
    while (inPattern < pattern.size() && pattern.at(inPattern) == u'*') {
        ++inPattern;
    }
    return inPattern == pattern.size();
}

} // namespace quarterdeck
