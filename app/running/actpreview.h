#pragma once

#include "app/running/livefacts.h"
#include "models/runbooks/runplan.h"

namespace quarterdeck {

/// The requests and commands that a step will send, filled in as far as their values are known. `folder`: the
/// runbook's.
QList<PlannedAct> plannedActs(const StepDefinition &step, const RunValues &values, const Fleet &fleet,
                              const LiveFacts::Sets &sets, const QString &folder,
                              QList<ParameterProblem> &problems);
/// What a wait or a verification asks; `verb` begins its line.
PlannedAct plannedQuestion(const QString &title, const QString &verb, const Condition &condition,
                           const RunValues &values, const Fleet &fleet);
/// Whether every place of the text has a value.
bool isKnown(const RunText &text, const RunValues &values);

} // namespace quarterdeck
