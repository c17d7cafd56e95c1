#include "models/items/runbookchecksmodel.h"

#include "models/items/formatter.h"

namespace quarterdeck {

QString RunbookCheck::toText() const
{
    return found.isEmpty() ? words : QStringLiteral("%1: %2").arg(words, found);
}

namespace {

QString sentence(QString words)
{
    if (!words.isEmpty()) {
        words[0] = words.at(0).toUpper();
    }
    return words;
}

} // namespace

QString toString(RunbookCheck::Outcome outcome)
{
    switch (outcome) {
    case RunbookCheck::Outcome::Holds:
        return QStringLiteral("passed");
    case RunbookCheck::Outcome::Fails:
        return QStringLiteral("failed");
    case RunbookCheck::Outcome::Unknown:
        return QStringLiteral("unknown");
    case RunbookCheck::Outcome::Overridden:
        return QStringLiteral("overridden");
    }
    return {};
}

QList<RunbookCheck> RunbookChecksModel::checksOf(const RunPlan &plan)
{
    using Kind = RunbookCheck::Kind;
    using Outcome = RunbookCheck::Outcome;
    QList<RunbookCheck> checks;
    int place = 0;
    for (const ParameterProblem &problem : plan.problems) {
        checks.append({Kind::Problem, place++, {}, sentence(problem.message), {}, Outcome::Fails, plan.at});
    }
    place = 0;
    for (const CheckResult &check : plan.checks) {
        const Outcome outcome = check.overridden ? Outcome::Overridden
                                : check.result.verdict == ConditionResult::Verdict::Holds ? Outcome::Holds
                                : check.result.verdict == ConditionResult::Verdict::Fails ? Outcome::Fails
                                                                                          : Outcome::Unknown;
        checks.append({Kind::Condition, place++, SafetyRule::Preflight, check.words, check.result.found,
                       outcome, check.at});
    }
    place = 0;
    for (const RuleVerdict &rule : plan.rules) {
        ++place;
        if (rule.rule == SafetyRule::Confirmation || rule.rule == SafetyRule::Reason) {
            continue;
        }
        checks.append({Kind::Rule,
                       place,
                       rule.rule,
                       sentence(rule.words),
                       {},
                       rule.overridden ? Outcome::Overridden
                       : rule.allows   ? Outcome::Holds
                                       : Outcome::Fails,
                       plan.at});
    }
    return checks;
}

int RunbookChecksModel::passed() const
{
    return static_cast<int>(std::count_if(rows().cbegin(), rows().cend(),
                                          [](const RunbookCheck &check) { return check.passes(); }));
}

QList<SafetyRule> RunbookChecksModel::overridable() const
{
    QList<SafetyRule> rules;
    for (const RunbookCheck &check : rows()) {
        if (check.rule && check.outcome != RunbookCheck::Outcome::Holds && canBeOverridden(*check.rule) &&
            !rules.contains(*check.rule)) {
            rules.append(*check.rule);
        }
    }
    return rules;
}

QVariant RunbookChecksModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const RunbookCheck &check = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return check.toText();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2, checked at %3")
            .arg(toString(check.outcome), check.toText(), format::clock(check.at));
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2%3, checked at %4")
            .arg(check.toText(), toString(check.outcome),
                 check.rule && check.kind == RunbookCheck::Kind::Rule
                     ? QStringLiteral(" (rule %1)").arg(toString(*check.rule))
                     : QString(),
                 format::clock(check.at));
    case CheckRole:
        return QVariant::fromValue(&check);
    default:
        return {};
    }
}

} // namespace quarterdeck
