#pragma once

#include "app/running/livefacts.h"
#include "app/running/runjournal.h"
#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

/// One step, at one target or everywhere, that has to be undone. The runbook must outlive it.
struct UndoPart
{
    const StepDefinition *step = nullptr;
    QString place;
    QString target;
    InstanceNumber number;
};
/// What a run has done or may have done, the last first; also what has no undo.
QList<UndoPart> undoParts(const RunbookDefinition &runbook, const LiveFacts::Sets &sets, const Fleet &fleet,
                          const RunHistory &history);

} // namespace quarterdeck
