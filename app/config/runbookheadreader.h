#pragma once

#include "app/config/documentnode.h"
#include "app/config/sourcefile.h"
#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

/// A whole runbook, apart from what only its parts together can get wrong (problemsOf()).
RunbookDefinition readRunbookDefinition(const DocumentNode &root, const SourceFile &file);

} // namespace quarterdeck
