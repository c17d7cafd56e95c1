#include "app/recording/auditlog.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;

class TestAuditLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anEmptyLogHolds();
    void entriesAreChained();
    void tamperingIsSeen_data();
    void tamperingIsSeen();
    void theFileItselfRefusesChanges();
    void aRolledBackEntryLeavesNoGap();
    void aNewerSchemaIsRefused();

private:
    AuditEntry entry(const QString &action) const;
    void add(const QString &action);
    QString sql(const QStringList &statements) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
};

void TestAuditLog::init()
{
    m_database.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = std::make_unique<Database>();
    QCOMPARE(m_database->open(m_folder->filePath(u"a/record.sqlite"_s), Database::Access::ReadWrite),
             QString());
}

AuditEntry TestAuditLog::entry(const QString &action) const
{
    AuditEntry made;
    made.at = WallTime(1'700'000'000'123ms);
    made.person = u"ana"_s;
    made.action = action;
    made.subject = u"orders-db"_s;
    made.detail = {{u"reason"_s, u"ü \"quoted\"\n"_s}, {u"attempt"_s, 1}};
    return made;
}

void TestAuditLog::add(const QString &action)
{
    AuditLog log(*m_database);
    QCOMPARE(m_database->write(Durability::Full, [&] { return log.append(entry(action)); }), QString());
}

/// As somebody with a database browser would do it.
QString TestAuditLog::sql(const QStringList &statements) const
{
    QString problem;
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        other.setDatabaseName(m_folder->filePath(u"a/record.sqlite"_s));
        if (!other.open()) {
            return u"cannot open"_s;
        }
        for (const QString &statement : statements) {
            QSqlQuery query(other);
            if (!query.exec(statement)) {
                problem = query.lastError().databaseText();
            }
        }
    }
    QSqlDatabase::removeDatabase(u"other"_s);
    return problem;
}

void TestAuditLog::anEmptyLogHolds()
{
    const AuditLog::Verdict verdict = AuditLog(*m_database).verify();
    QCOMPARE(verdict.entries, 0);
    QCOMPARE(verdict.problem, QString());
}

void TestAuditLog::entriesAreChained()
{
    add(u"a"_s);
    add(u"b"_s);
    add(u"c"_s);
    const AuditLog log(*m_database);
    QCOMPARE(log.verify().entries, 3);
    QCOMPARE(log.verify().problem, QString());
    const QList<AuditEntry> entries = log.tail(10);
    QCOMPARE(entries.size(), 3);
    QCOMPARE(entries.at(0).previous, QString());
    QCOMPARE(entries.at(1).previous, entries.at(0).hash);
    QCOMPARE(entries.at(2).previous, entries.at(1).hash);
    QCOMPARE(entries.at(0).hash.size(), 64);
    QCOMPARE(entries.at(0).detail.value(u"reason"_s).toString(), u"ü \"quoted\"\n"_s);
    QCOMPARE(log.tail(1).first().action, u"c"_s);
}

void TestAuditLog::tamperingIsSeen_data()
{
    QTest::addColumn<QString>("statement");
    QTest::addColumn<int>("brokenAt");
    QTest::addColumn<QString>("words");
    QTest::newRow("changed") << u"UPDATE audit SET person='bob' WHERE entry=2"_s << 2
                             << u"entry 2 was changed"_s;
    QTest::newRow("time changed") << u"UPDATE audit SET at=at+1 WHERE entry=1"_s << 1
                                  << u"entry 1 was changed"_s;
    QTest::newRow("detail changed") << u"UPDATE audit SET detail='{}' WHERE entry=3"_s << 3
                                    << u"entry 3 was changed"_s;
    QTest::newRow("hash changed") << u"UPDATE audit SET hash=upper(hash) WHERE entry=2"_s << 2
                                  << u"entry 2"_s;
    QTest::newRow("removed from the middle")
        << u"DELETE FROM audit WHERE entry=2"_s << 2 << u"entry 2 is missing"_s;
    QTest::newRow("first removed") << u"DELETE FROM audit WHERE entry=1"_s << 1 << u"entry 1 is missing"_s;
    QTest::newRow("last removed") << u"DELETE FROM audit WHERE entry=4"_s << 4 << u"the log was 4 long"_s;
    QTest::newRow("head removed") << u"DELETE FROM audit_head"_s << 4 << u"head is missing"_s;
    QTest::newRow("inserted")
        << u"INSERT INTO audit SELECT 5, at, person, action, subject, detail, previous, hash FROM "
           "audit WHERE entry=4"_s
        << 5 << u"entry 5 does not follow"_s;
}

void TestAuditLog::tamperingIsSeen()
{
    QFETCH(QString, statement);
    QFETCH(int, brokenAt);
    QFETCH(QString, words);
    for (const QString &action : {u"a"_s, u"b"_s, u"c"_s, u"d"_s}) {
        add(action);
    }
    QCOMPARE(sql({u"DROP TRIGGER audit_is_kept"_s, u"DROP TRIGGER audit_is_not_changed"_s, statement}),
             QString());
    const AuditLog::Verdict verdict = AuditLog(*m_database).verify();
    QVERIFY2(verdict.problem.contains(words), qPrintable(verdict.problem));
    QCOMPARE(verdict.brokenAt, brokenAt);
}

void TestAuditLog::theFileItselfRefusesChanges()
{
    add(u"a"_s);
    QVERIFY(sql({u"UPDATE audit SET person='bob'"_s}).contains(u"append-only"_s));
    QVERIFY(sql({u"DELETE FROM audit"_s}).contains(u"append-only"_s));
    QCOMPARE(AuditLog(*m_database).verify().entries, 1);
}

void TestAuditLog::aRolledBackEntryLeavesNoGap()
{
    add(u"a"_s);
    AuditLog log(*m_database);
    QCOMPARE(m_database->write(Durability::Full,
                               [&] {
                                   log.append(entry(u"b"_s));
                                   return u"something else failed"_s;
                               }),
             u"something else failed"_s);
    add(u"c"_s);
    QCOMPARE(log.verify().problem, QString());
    QCOMPARE(log.verify().entries, 2);
}

void TestAuditLog::aNewerSchemaIsRefused()
{
    QCOMPARE(sql({u"PRAGMA user_version=99"_s}), QString());
    Database other;
    const QString path = m_folder->filePath(u"a/record.sqlite"_s);
    QVERIFY(other.open(path, Database::Access::ReadWrite).contains(u"newer version (schema 99"_s));
    Database reader;
    QVERIFY(reader.open(path, Database::Access::ReadOnly).contains(u"schema version 99"_s));
    QVERIFY(!QFile::exists(m_folder->filePath(u"none.sqlite"_s)));
    QVERIFY(Database()
                .open(m_folder->filePath(u"none.sqlite"_s), Database::Access::ReadOnly)
                .contains(u"does not exist"_s));
    QVERIFY(!QFile::exists(m_folder->filePath(u"none.sqlite"_s)));
}

QTEST_GUILESS_MAIN(TestAuditLog)
#include "tst_auditlog.moc"
