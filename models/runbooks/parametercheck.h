#pragma once

#include "models/runbooks/runbookdefinition.h"
#include "models/runbooks/runvalues.h"

namespace quarterdeck {

/// Something wrong with one parameter's value.
struct ParameterProblem
{
    QString parameter; ///< empty when it concerns none that the runbook has
    QString message;
    bool operator==(const ParameterProblem &) const = default;
};

/// What can be chosen live for a parameter.
struct ParameterChoices
{
    QList<QString> values;
    bool isKnown = false; ///< the values were found: anything else is wrong
};

/// Names that the runbook does not have; "did you mean" is left to the caller's eye.
QList<ParameterProblem> unknownParameters(const RunbookDefinition &runbook,
                                          const QMap<QString, QString> &given);

/// The value that a parameter gets, from what was given, its default or the only choice; nothing and a
/// problem otherwise.
std::optional<QString> parameterValue(const ParameterDefinition &parameter,
                                      const QMap<QString, QString> &given, const ParameterChoices &choices,
                                      const RunValues &values, QList<ParameterProblem> &problems);

} // namespace quarterdeck
