#include "app/recording/storerepair.h"

#include "app/recording/database.h"

#include <QFile>
#include <QSqlError>
#include <QSqlRecord>

#include <algorithm>

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

/// Copies what can be read of a table whose first column is a number: from its beginning and from its end,
/// and what lies between two damaged pages by looking at ever smaller ranges.
class TableCopy
{
public:
    TableCopy(const QSqlDatabase &from, Database &into, const QString &table)
        : m_from(from)
        , m_into(into)
        , m_table(table)
    {
    }

    qint64 run()
    {
        m_into.write(Durability::Normal, [this]() -> QString {
            QSqlQuery up(m_from);
            up.setForwardOnly(true);
            const bool begun = up.exec(u"SELECT * FROM %1 ORDER BY 1"_s.arg(m_table));
            if (begun && take(up)) {
                return {}; // all of it
            }
            const qint64 low = begun ? m_last : 0;
            QSqlQuery down(m_from);
            down.setForwardOnly(true);
            m_last = 0;
            if (down.exec(u"SELECT * FROM %1 ORDER BY 1 DESC"_s.arg(m_table))) {
                take(down);
                if (m_last > low) {
                    range(low, m_last, 0);
                }
            }
            return {};
        });
        return m_copied;
    }

private:
    static constexpr int deepest = 16; ///< of ten million rows the last ranges are about a page

    void range(qint64 first, qint64 last, int depth)
    {
        QSqlQuery rows(m_from);
        rows.setForwardOnly(true);
        const QString key = keyName();
        m_last = first;
        const bool isWhole = rows.exec(u"SELECT * FROM %1 WHERE %2>=%3 AND %2<=%4 ORDER BY 1"_s.arg(
                                 m_table, key, QString::number(first), QString::number(last))) &&
                             take(rows);
        const qint64 from = std::max(first, m_last);
        if (!isWhole && depth < deepest && from < last) {
            const qint64 middle = from + (last - from) / 2;
            range(from, middle, depth + 1);
            range(middle + 1, last, depth + 1);
        }
    }

    /// Whether it came to the end.
    bool take(QSqlQuery &rows)
    {
        while (rows.next()) {
            const QSqlRecord row = rows.record();
            if (!m_insert && !prepare(row)) {
                return false;
            }
            for (int i = 0; i < row.count(); ++i) {
                m_insert->bindValue(i, rows.value(i));
            }
            m_last = rows.value(0).toLongLong();
            m_copied += m_insert->exec() && m_insert->numRowsAffected() > 0 ? 1 : 0;
        }
        return !rows.lastError().isValid();
    }

    bool prepare(const QSqlRecord &row)
    {
        // By name: it may be of an older version, with fewer columns.
        QStringList names;
        for (int i = 0; i < row.count(); ++i) {
            names.append(row.fieldName(i));
        }
        QString ignored;
        m_insert = m_into.prepare(u"INSERT OR IGNORE INTO %1(%2) VALUES(%3)"_s.arg(
                                      m_table, names.join(u','), QStringList(row.count(), u"?"_s).join(u',')),
                                  &ignored);
        return m_insert.has_value();
    }

    [[nodiscard]] QString keyName() const { return m_from.record(m_table).fieldName(0); }

    QSqlDatabase m_from;
    Database &m_into;
    QString m_table;
    std::optional<QSqlQuery> m_insert;
    qint64 m_last = 0; ///< the key of the row that was read last
    qint64 m_copied = 0;
};

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
                repair.rows += TableCopy(damaged, fresh, table).run();
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
