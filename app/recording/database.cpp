#include "app/recording/database.h"

#include "app/recording/schema.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QUrl>

#include <atomic>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QString nextName()
{
    static std::atomic<int> count = 0;
    return u"quarterdeck-record-%1"_s.arg(++count);
}

} // namespace

Database::Database() : m_name(nextName()) {}

Database::~Database()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

QString Database::open(const QString &path, Access access)
{
    if (access == Access::ReadOnly && !QFileInfo::exists(path)) {
        return u"%1 does not exist"_s.arg(path);
    }
    if (access == Access::ReadWrite && !QDir().mkpath(QFileInfo(path).absolutePath())) {
        return u"the folder of %1 cannot be made"_s.arg(path);
    }
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    if (!m_database.isValid()) {
        return u"Qt's SQLite driver is missing (Debian: libqt6sql6-sqlite)"_s;
    }
    m_database.setDatabaseName(path);
    // Another console may write at the same moment: wait for it rather than fail.
    m_database.setConnectOptions(access == Access::ReadOnly
                                     ? u"QSQLITE_BUSY_TIMEOUT=5000;QSQLITE_OPEN_READONLY"_s
                                     : u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!m_database.open()) {
        return u"%1: %2"_s.arg(path, m_database.lastError().databaseText());
    }
    QString problem;
    if (access == Access::ReadWrite) {
        if (!run(u"PRAGMA journal_mode=WAL"_s, {}, &problem) ||
            !run(u"PRAGMA foreign_keys=ON"_s, {}, &problem)) {
            m_database.close();
            return u"%1: %2"_s.arg(path, problem);
        }
        // What is recorded names hosts, people and reasons: nobody else's business.
        QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        problem = migrate();
    } else {
        problem = versionProblem();
        if (problem.contains(u"unable to open"_s) && !QFile::exists(path + u"-wal"_s)) {
            // Beside a store SQLite wants to make files of its own, which a medium that can only be read does
            // not take. One that was closed in order has no journal, and is all there is.
            m_database.close();
            QUrl url = QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath());
            url.setQuery(u"immutable=1"_s);
            m_database.setDatabaseName(url.toString(QUrl::FullyEncoded));
            m_database.setConnectOptions(u"QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"_s);
            problem = m_database.open() ? versionProblem() : m_database.lastError().databaseText();
        }
    }
    m_path = path;
    struct stat file = {};
    if (problem.isEmpty() && ::stat(QFile::encodeName(path).constData(), &file) == 0) {
        m_device = file.st_dev;
        m_inode = file.st_ino;
    }
    if (!problem.isEmpty()) {
        m_database.close();
        return u"%1: %2"_s.arg(path, problem);
    }
    return {};
}

QString Database::versionProblem() const
{
    QString problem;
    auto query = run(u"PRAGMA user_version"_s, {}, &problem);
    if (query && query->next() && query->value(0).toInt() != schemaVersion) {
        problem = u"it has schema version %1, this program reads %2"_s.arg(query->value(0).toInt())
                      .arg(schemaVersion);
    }
    return problem;
}

bool Database::isCurrent() const
{
    struct stat file = {};
    return ::stat(QFile::encodeName(m_path).constData(), &file) == 0 && file.st_dev == m_device &&
           file.st_ino == m_inode;
}

QString Database::migrate()
{
    return write(Durability::Full, [this]() -> QString {
        QString problem;
        auto asked = run(u"PRAGMA user_version"_s, {}, &problem);
        if (!asked || !asked->next()) {
            return problem;
        }
        const int found = asked->value(0).toInt();
        asked->finish();
        if (found > schemaVersion) {
            return u"it was written by a newer version (schema %1, this program knows %2)"_s.arg(found).arg(
                schemaVersion);
        }
        for (int version = found; version < schemaVersion; ++version) {
            for (const QString &statement : migrationFrom(version)) {
                if (!run(statement, {}, &problem)) {
                    return problem;
                }
            }
        }
        if (found < schemaVersion && !run(u"PRAGMA user_version=%1"_s.arg(schemaVersion), {}, &problem)) {
            return problem;
        }
        return {};
    });
}

QString Database::write(Durability durability, const std::function<QString()> &work)
{
    QString problem;
    if (!m_database.isOpen()) {
        return u"the record is not open"_s;
    }
    if (!run(durability == Durability::Full ? u"PRAGMA synchronous=FULL"_s : u"PRAGMA synchronous=NORMAL"_s,
             {}, &problem) ||
        !run(u"BEGIN IMMEDIATE"_s, {}, &problem)) {
        return problem;
    }
    problem = work();
    QString ended;
    if (problem.isEmpty() && run(u"COMMIT"_s, {}, &ended)) {
        return {};
    }
    QString ignored;
    run(u"ROLLBACK"_s, {}, &ignored);
    return problem.isEmpty() ? ended : problem;
}

std::optional<QSqlQuery> Database::run(const QString &sql, const QList<QVariant> &values,
                                       QString *problem) const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    bool good = query.prepare(sql);
    if (good) {
        for (const QVariant &value : values) {
            // Qt binds a null QString as NULL; an empty text is a text.
            query.addBindValue(
                value.typeId() == QMetaType::QString && value.toString().isNull() ? QVariant(u""_s) : value);
        }
        good = query.exec();
    }
    if (!good) {
        *problem = query.lastError().databaseText();
        if (problem->isEmpty()) {
            *problem = query.lastError().text();
        }
        return std::nullopt;
    }
    return query;
}

std::optional<QSqlQuery> Database::prepare(const QString &sql, QString *problem) const
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql)) {
        *problem = query.lastError().databaseText();
        return std::nullopt;
    }
    return query;
}

} // namespace quarterdeck
