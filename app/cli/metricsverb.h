#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck metrics FILE|URL|- [--format auto|text|openmetrics] [--strict] [--json]`: reads and lints an
/// exposition. Exit: 0 readable (warnings or not), 1 rejected or not to be had, 64 wrong command line.
int metricsVerb(const QStringList &arguments);

} // namespace quarterdeck
