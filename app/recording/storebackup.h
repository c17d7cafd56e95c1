#pragma once

#include <QString>

namespace quarterdeck {

/// What a backup or a restoration came to; `problem` is empty when it went well.
struct BackupResult
{
    QString problem;
    qint64 bytes = 0;
    QString sha256;
    QString setAside; ///< of a restoration: where the store is that was there before
};

/// A snapshot of the store, consistent while others write: a head line with length and SHA-256, then the
/// SQLite file. `file` appears whole or not at all.
BackupResult backupStore(const QString &store, const QString &file);

/// Puts a backup in the place of the store. Refused where the backup is damaged or newer than this program,
/// or while a console records. What was there is kept under another name.
BackupResult restoreStore(const QString &file, const QString &store, const QString &stamp);

} // namespace quarterdeck
