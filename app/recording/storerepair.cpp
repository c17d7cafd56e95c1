#include "app/recording/storerepair.h"

#include "app/recording/database.h"

#include <QFile>
#include <QSqlError>
#include <QSqlRecord>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QString freeName(const QString &path, const QString &stamp)
{
    QString name = u"%1.damaged-%2"_s.arg(path, stamp);
    for (int i = 2; QFile::exists(name); ++i) {
        name = u"%1.damaged-%2-%3"_s.arg(path, stamp, QString::number(i));
    }
    return name;
}

/// Copies what can be read of a table, from its beginning on and, where that ends at a damaged page, from its
/// end back.
qint64 copyTable(QSqlDatabase &from, Database &into, const QString &table)
{
    qint64 copied = 0;
    for (const QString &order : {u"ASC"_s, u"DESC"_s}) {
        QSqlQuery rows(from);
        rows.setForwardOnly(true);
        if (!rows.exec(u"SELECT * FROM %1 ORDER BY 1 %2"_s.arg(table, order))) {
            continue;
        }
        QString ignored;
        into.write(Durability::Normal, [&]() -> QString {
            std::optional<QSqlQuery> insert;
            while (rows.next()) {
                const QSqlRecord row = rows.record();
                const int columns = row.count();
                if (!insert) {
                    // By name: it may be of an older version, with fewer columns.
                    QStringList names;
                    for (int i = 0; i < columns; ++i) {
                        names.append(row.fieldName(i));
                    }
                    insert =
                        into.prepare(u"INSERT OR IGNORE INTO %1(%2) VALUES(%3)"_s.arg(
                                         table, names.join(u','), QStringList(columns, u"?"_s).join(u',')),
                                     &ignored);
                    if (!insert) {
                        return ignored;
                    }
                }
                for (int i = 0; i < columns; ++i) {
                    insert->bindValue(i, rows.value(i));
                }
                copied += insert->exec() && insert->numRowsAffected() > 0 ? 1 : 0;
            }
            return {};
        });
        if (!rows.lastError().isValid()) {
            break; // all of it
        }
    }
    return copied;
}

} // namespace

bool meansDamage(const QString &problem)
{
    return problem.contains(u"not a database"_s) || problem.contains(u"malformed"_s) ||
           problem.contains(u"corrupt"_s);
}

Repair repairStore(const QString &path, const QString &stamp)
{
    Repair repair;
    const QString aside = freeName(path, stamp);
    if (!QFile::rename(path, aside)) {
        repair.problem = u"%1 is damaged and cannot be renamed"_s.arg(path);
        return repair;
    }
    repair.setAside = aside;
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s}) {
        if (QFile::exists(path + suffix)) {
            QFile::rename(path + suffix, aside + suffix);
        }
    }
    Database fresh;
    repair.problem = fresh.open(path, Database::Access::ReadWrite);
    if (!repair.problem.isEmpty()) {
        return repair;
    }
    const QString name = u"quarterdeck-repair-"_s + stamp;
    {
        QSqlDatabase damaged = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        damaged.setDatabaseName(aside);
        damaged.setConnectOptions(u"QSQLITE_OPEN_READONLY"_s);
        if (damaged.open()) {
            QString ignored;
            fresh.write(Durability::Normal, [&]() -> QString {
                fresh.run(u"DELETE FROM audit_head"_s, {}, &ignored);
                return {};
            });
            for (const QString &table :
                 {u"texts"_s, u"events"_s, u"incidents"_s, u"keyframes"_s, u"signal_points"_s,
                  u"signal_chunks"_s, u"runs"_s, u"run_locks"_s, u"run_services"_s, u"run_steps"_s,
                  u"run_log"_s, u"audit"_s, u"audit_head"_s}) {
                repair.rows += copyTable(damaged, fresh, table);
            }
            fresh.write(Durability::Full, [&]() -> QString {
                fresh.run(u"INSERT OR IGNORE INTO audit_head VALUES(1, 0, '')"_s, {}, &ignored);
                return {};
            });
        }
        damaged.close();
    }
    QSqlDatabase::removeDatabase(name);
    return repair;
}

} // namespace quarterdeck
