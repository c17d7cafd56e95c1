#pragma once

#include <QString>

namespace quarterdeck {

/// Whether SQLite's words mean that the file itself is damaged, and not that it is busy, full or forbidden.
bool meansDamage(const QString &problem);

/// What became of a damaged store.
struct Repair
{
    QString setAside; ///< where the damaged file is now; empty: nothing was done
    qint64 rows = 0;  ///< recovered into the new store
    QString problem;  ///< why nothing could be done
};

/// Moves the damaged store (with its journal) beside itself under another name, never over anything, makes a
/// new one and fills it with every row that can still be read.
Repair repairStore(const QString &path, const QString &stamp);

} // namespace quarterdeck
