#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck breakers FILE|URL|-... [--config FILE] [--json]`: says which breakers an exposition shows and
/// in what state. Several files are successive pages of one target: what happened between them is told too.
/// An address is asked a second time where one page alone cannot tell a state. Exit: 0, 1 no page to be had,
/// 64 wrong command line.
int breakersVerb(const QStringList &arguments);

} // namespace quarterdeck
