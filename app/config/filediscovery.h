#pragma once

#include "app/config/readfiles.h"
#include "app/config/scrapejob.h"

namespace quarterdeck {

/// Reads a `static_configs` list or, which is the same, the groups of a target file.
std::vector<TargetGroup> readTargetGroups(const DocumentNode &node, const SourceFile &file);

/// Reads a `file_sd_configs` list and the target files it names. A target file that cannot be read costs only
/// its own targets.
std::vector<TargetGroup> readFileDiscovery(const DocumentNode &node, const SourceFile &file, ReadFiles &read);

} // namespace quarterdeck
