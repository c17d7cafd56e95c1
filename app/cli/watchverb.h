#pragma once

#include <QStringList>

namespace quarterdeck {

/// Polls and records incidents without a window until it is stopped. Exit codes: 0, 3 could not.
int watchVerb(const QStringList &arguments);

} // namespace quarterdeck
