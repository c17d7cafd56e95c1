#pragma once

#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

/// Sets, parameters and lookups that wait for each other: none of them could ever be found.
struct LiveCircle
{
    SourcePlace at;    ///< of the first
    QStringList names; ///< in words, from the first round to itself
};
QList<LiveCircle> circlesOf(const RunbookDefinition &runbook);

} // namespace quarterdeck
