#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <functional>
#include <optional>

namespace quarterdeck {

/// How durable a transaction is. `Full`: on the disk when it returns (runs, audit). `Normal`: survives the
/// death of the process at once, that of the machine after the next checkpoint.
enum class Durability : quint8 { Full, Normal };

/// One connection to the record's SQLite file: WAL, foreign keys, a schema version with forward migrations.
/// Belongs to the thread that opened it. Other processes may have the same file open.
class Database
{
public:
    enum class Access : quint8 { ReadWrite, ReadOnly };

    Database();
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Opens or makes the file and brings its schema up to date. Empty when done, else why not.
    QString open(const QString &path, Access access);
    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }
    /// Whether the file that is open is still the one of that name: a damaged store is set aside under
    /// another, and anybody can remove a file. SQLite itself would go on with the one that is gone.
    [[nodiscard]] bool isCurrent() const;

    /// Runs `work` in a transaction that takes the write lock at once; rolls back when it returns a problem.
    /// Returns that problem, or SQLite's own.
    QString write(Durability durability, const std::function<QString()> &work);

    /// Prepares, binds in order, executes. Nothing and a problem when it fails.
    std::optional<QSqlQuery> run(const QString &sql, const QList<QVariant> &values, QString *problem) const;

    /// For what is executed again and again: bind and execute it yourself.
    std::optional<QSqlQuery> prepare(const QString &sql, QString *problem) const;

    static constexpr int schemaVersion = 4;

private:
    QString migrate();
    [[nodiscard]] QString versionProblem() const;

    QString m_name;
    QString m_path;
    quint64 m_device = 0; ///< of the file, with the next
    quint64 m_inode = 0;
    QSqlDatabase m_database;
};

} // namespace quarterdeck
