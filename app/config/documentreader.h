#pragma once

#include "app/config/sourcefile.h"

#include <QByteArray>

#include <optional>

namespace quarterdeck {

/// What one document may cost. A file of 10,000 targets needs about 100,000 nodes; aliases of aliases
/// ("billion laughs") and deep nesting need more than any honest file does.
struct DocumentLimits
{
    static constexpr qint64 bytes = 16 * 1024 * 1024;
    static constexpr qsizetype nodes = 2'000'000;
    static constexpr qsizetype aliasedNodes =
        250'000; ///< made by aliases, each counted as what it stands for
    static constexpr int depth = 64;
};

/// Reads a whole regular file; an error at its name when it cannot be read or is too large.
std::optional<QByteArray> readBounded(const QString &path, QString *reason);

/// Reads the first document of a YAML text. Nothing, and an error with its place, when it is not YAML, has a
/// key twice, or passes the limits. Merge keys (`<<`) are resolved. An empty text is a null node.
std::optional<DocumentNode> readYaml(const QByteArray &text, const SourceFile &file);

/// Reads a JSON text (RFC 8259). A key twice is a warning and the last one counts, as for Prometheus.
std::optional<DocumentNode> readJson(const QByteArray &text, const SourceFile &file);

} // namespace quarterdeck
