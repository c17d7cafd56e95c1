#pragma once

#include "app/config/sourcefile.h"

namespace quarterdeck {

/// Reads a rules file that is built into the program (":/quarterdeck/signals.yml"). What is wrong with it is
/// reported like anything else; a test holds that nothing is.
DocumentNode readBuiltInRules(const QString &path, ProblemList &problems);
SourceFile builtInFile(const QString &path, ProblemList &problems);

} // namespace quarterdeck
