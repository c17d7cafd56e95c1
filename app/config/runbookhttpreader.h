#pragma once

#include "app/config/documentnode.h"
#include "app/config/sourcefile.h"
#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

class MappingReader;

// Requests of a runbook file and what is expected of their answers.

HttpRequestTemplate readHttpRequest(MappingReader &reader);
HttpExpectationRule readExpectation(const DocumentNode &node, const SourceFile &file);
QList<Assignment> readAssignments(const DocumentNode &node, const SourceFile &file);

} // namespace quarterdeck
