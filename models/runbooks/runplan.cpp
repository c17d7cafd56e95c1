#include "models/runbooks/runplan.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

bool RunPlan::isReady() const
{
    return problems.isEmpty() && allAllow(rules) &&
           std::all_of(checks.cbegin(), checks.cend(),
                       [](const CheckResult &check) { return check.passes(); });
}

QStringList RunPlan::refusals() const
{
    QStringList lines;
    for (const ParameterProblem &problem : problems) {
        lines.append(problem.message);
    }
    for (const CheckResult &check : checks) {
        if (!check.passes()) {
            lines.append(u"%1: %2"_s.arg(check.words, check.result.found));
        }
    }
    for (const RuleVerdict &verdict : rules) {
        if (!verdict.allows) {
            lines.append(u"%1: %2"_s.arg(toString(verdict.rule), verdict.words));
        }
    }
    return lines;
}

} // namespace quarterdeck
