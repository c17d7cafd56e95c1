#pragma once

#include "app/config/documentnode.h"
#include "app/config/sourcefile.h"
#include "models/runbooks/condition.h"

namespace quarterdeck {

class MappingReader;

Condition readCondition(const DocumentNode &node, const SourceFile &file);
/// The comparison among the keys of a mapping; an error when there is more than one. Nothing when there is
/// none.
std::optional<Comparison> readComparison(MappingReader &reader, bool wantsNumber);

} // namespace quarterdeck
