#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck run`. Exits 0 when it succeeded, 1 failed or aborted, 2 refused, 3 outcome unknown.
int runVerb(const QStringList &arguments);

} // namespace quarterdeck
