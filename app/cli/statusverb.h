#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck status --config FILE [--filter TEXT] [--json] [--for SECONDS]`: polls without a window and
/// prints the fleet. Without `--for` it ends when every instance has been heard of once.
/// Exit: 0 all up, 1 attention, 2 something down, 3 could not.
int statusVerb(const QStringList &arguments);

} // namespace quarterdeck
