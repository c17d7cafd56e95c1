#pragma once

#include "app/config/readfiles.h"

namespace quarterdeck {

/// Whether Prometheus takes this as a path of `file_sd_configs`: it ends in .json, .yml or .yaml and has `*`
/// in its last part only.
bool isTargetFilePattern(const QString &pattern);
/// Whether the pattern has `*`, `?` or `[`.
bool isGlob(const QString &pattern);

/// The files that match an absolute pattern, sorted, by the rules of Go's filepath.Glob: no pattern crosses a
/// slash, and `*` also matches a leading dot. Folders looked into are added to `read`.
QList<QString> expandGlob(const QString &pattern, ReadFiles &read);

} // namespace quarterdeck
