#pragma once

#include <QStringList>

namespace quarterdeck {

/// The statements that lead from schema version `from` to `from + 1`.
QStringList migrationFrom(int from);

} // namespace quarterdeck
