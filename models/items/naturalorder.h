#pragma once

#include <QStringView>

namespace quarterdeck {

/// Compares as people count: "pg2" before "pg10", case apart only when all else is equal.
/// Negative, zero or positive. Plain code points, no locale: the order is the same on every machine.
int compareNaturally(QStringView a, QStringView b);

} // namespace quarterdeck
