#pragma once

#include "app/config/documentnode.h"
#include "app/config/sourcefile.h"
#include "models/runbooks/runbookdefinition.h"

namespace quarterdeck {

// The parts of a runbook file. Each reports what is wrong at its place and returns what could be read.

/// A text with places; an error where a place is not closed or no name.
RunText readRunText(const DocumentNode &node, const SourceFile &file);
InstanceSelector readInstanceSelector(const DocumentNode &node, const SourceFile &file, const QString &what);
Condition readCondition(const DocumentNode &node, const SourceFile &file);
QList<StepDefinition> readSteps(const DocumentNode &node, const SourceFile &file);
HttpRequestTemplate readHttpRequest(class MappingReader &reader);
HttpExpectationRule readExpectation(const DocumentNode &node, const SourceFile &file);
QList<Assignment> readAssignments(const DocumentNode &node, const SourceFile &file);

} // namespace quarterdeck
