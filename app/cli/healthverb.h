#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck health FILE|URL|- [--readiness] [--status CODE] [--content-type T] [--format F] [--json]`:
/// says how a health answer is understood. Exit: 0 up, 1 degraded, 2 down, 3 anything else, 64 wrong command
/// line.
int healthVerb(const QStringList &arguments);

} // namespace quarterdeck
