#pragma once

#include "app/config/mappingreader.h"

namespace quarterdeck {

/// Reads a secret from `key` (in Quarterdeck's files `env:NAME`, `keychain:service/key` or `file:PATH`; the
/// secret itself is a warning) or `fileKey`. Both at once is an error; a file that is missing concerns the
/// targets only, as it may be mounted later.
SecretReference readSecret(MappingReader &reader, QLatin1StringView key, QLatin1StringView fileKey);

/// A file that must exist; an absolute path, or empty and an error that concerns the targets only.
QString readFilePath(const DocumentNode &node, const SourceFile &file);

} // namespace quarterdeck
