#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck check FILE... [--json]`: validates configuration files and prints what they come to. Problems
/// go to stderr as "file:line:column: message", which editors understand. Exits 0, or 1 when any file has an
/// error.
int checkVerb(const QStringList &arguments);

} // namespace quarterdeck
