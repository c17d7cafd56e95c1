#pragma once

#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

/// What cannot work whatever the values: names that nobody gives, sets that are not there, values that wait
/// for each other, an undo that goes round in a circle.
struct DefinitionProblem
{
    SourcePlace at; ///< of the value that holds it
    QString message;
    QString reference;         ///< the place within that value, as it is written: "${who"; empty: all of it
    QString word;              ///< what was probably misspelt ...
    QList<QString> candidates; ///< ... and what it could have been
};

/// All of them, in no particular order.
QList<DefinitionProblem> problemsOf(const RunbookDefinition &runbook);

} // namespace quarterdeck
