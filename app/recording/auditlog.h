#pragma once

#include "app/recording/database.h"
#include "models/signals/signalreading.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace quarterdeck {

/// One entry of the audit log: who did what to what.
struct AuditEntry
{
    qint64 entry = 0; ///< from 1, without gaps
    WallTime at;
    QString person;
    QString action;  ///< "run started", "request sent", "cooldown lifted"
    QString subject; ///< "run 12", "orders-db"
    QJsonObject detail;
    QString previous; ///< hash of the entry before; empty for the first
    QString hash;     ///< SHA-256 over `previous` and the canonical entry, in hex

    /// What is hashed after the previous hash: compact JSON with sorted keys.
    [[nodiscard]] QByteArray canonical() const;
    [[nodiscard]] QString computedHash() const;
};

/// The append-only, hash-chained log in the record.
class AuditLog
{
public:
    explicit AuditLog(Database &database) : m_database(database) {}

    /// Adds an entry within the transaction that is open. Empty when done, else why not.
    QString append(AuditEntry entry);

    struct Verdict
    {
        qint64 entries = 0;
        qint64 brokenAt = 0; ///< the first entry that does not fit; 0: none
        QString problem;     ///< empty: the chain holds
    };
    /// Reads the whole chain.
    [[nodiscard]] Verdict verify() const;
    /// The newest `limit` entries, oldest first.
    [[nodiscard]] QList<AuditEntry> tail(int limit) const;

private:
    Database &m_database;
};

} // namespace quarterdeck
