#pragma once

#include "app/config/sourcefile.h"
#include "models/fleet/relabel.h"

#include <vector>

namespace quarterdeck {

/// Reads a `relabel_configs` list; wrong entries are errors at the field that is wrong.
std::vector<RelabelRule> readRelabelConfigs(const DocumentNode &node, const SourceFile &file);

} // namespace quarterdeck
