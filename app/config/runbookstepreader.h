#pragma once

#include "app/config/documentnode.h"
#include "app/config/sourcefile.h"
#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

QList<StepDefinition> readSteps(const DocumentNode &node, const SourceFile &file);

} // namespace quarterdeck
