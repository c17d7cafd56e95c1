#include "app/recording/storebackup.h"

#include "app/recording/eventrecorder.h"

#include "recordsamples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::sampleEvents;

class TestStoreBackup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void comesBackAsItWas();
    void whileAConsoleRecords();
    void aDamagedBackupIsRefused_data();
    void aDamagedBackupIsRefused();
    void aStoreThatIsNotThere();

private:
    [[nodiscard]] EventRecorder::Options options() const
    {
        EventRecorder::Options made;
        made.path = m_store;
        return made;
    }
    void fill(qint64 events)
    {
        EventRecorder recorder(options());
        const qint64 last = recorder.opened().result().lastEvent;
        recorder.add(sampleEvents(last + 1, events));
        QVERIFY(recorder.flush(10s));
    }
    [[nodiscard]] qint64 lastEvent(const QString &store) const
    {
        Database database;
        return database.open(store, Database::Access::ReadOnly).isEmpty() ? EventReader(database).lastEvent()
                                                                          : -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
    QString m_backup;
};

void TestStoreBackup::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"r.sqlite"_s);
    m_backup = m_folder->filePath(u"r.backup"_s);
}

void TestStoreBackup::comesBackAsItWas()
{
    fill(100);
    const BackupResult made = backupStore(m_store, m_backup);
    QCOMPARE(made.problem, QString());
    QCOMPARE(made.sha256.size(), 64);
    fill(50);
    QCOMPARE(lastEvent(m_store), 150);
    const BackupResult back = restoreStore(m_backup, m_store, u"now"_s);
    QCOMPARE(back.problem, QString());
    QCOMPARE(lastEvent(m_store), 100);
    QCOMPARE(lastEvent(back.setAside), 150); // what was there is kept
    fill(1);                                 // and it can be recorded into
    QCOMPARE(lastEvent(m_store), 101);
}

void TestStoreBackup::whileAConsoleRecords()
{
    EventRecorder recorder(options());
    recorder.opened().waitForFinished();
    recorder.add(sampleEvents(1, 1000));
    QVERIFY(recorder.flush(10s));
    recorder.add(sampleEvents(1001, 5000)); // on their way
    QCOMPARE(backupStore(m_store, m_backup).problem, QString());
    const BackupResult refused = restoreStore(m_backup, m_store, u"now"_s);
    QVERIFY2(refused.problem.contains(u"records into"_s), qPrintable(refused.problem));
    const QString other = m_folder->filePath(u"other.sqlite"_s);
    QCOMPARE(restoreStore(m_backup, other, u"now"_s).problem, QString());
    const qint64 last = lastEvent(other);
    QVERIFY(last == 1000 || last == 6000); // a batch is in it whole or not at all
}

void TestStoreBackup::aDamagedBackupIsRefused_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("reason");
    QTest::newRow("a byte changed") << u"byte"_s << u"SHA-256"_s;
    QTest::newRow("cut off") << u"cut"_s << u"it holds"_s;
    QTest::newRow("longer") << u"longer"_s << u"it holds"_s;
    QTest::newRow("another file") << u"other"_s << u"not a backup"_s;
    QTest::newRow("empty") << u"empty"_s << u"not a backup"_s;
}

void TestStoreBackup::aDamagedBackupIsRefused()
{
    QFETCH(QString, damage);
    QFETCH(QString, reason);
    fill(100);
    QCOMPARE(backupStore(m_store, m_backup).problem, QString());
    QFile file(m_backup);
    QVERIFY(file.open(QIODevice::ReadWrite));
    if (damage == u"byte") {
        file.seek(file.size() / 2);
        const char before = file.peek(1).at(0);
        file.write(QByteArray(1, char(before ^ 0x20)));
    } else if (damage == u"cut") {
        file.resize(file.size() - 1);
    } else if (damage == u"longer") {
        file.seek(file.size());
        file.write("x");
    } else if (damage == u"other") {
        file.write("SQLite format 3");
    } else {
        file.resize(0);
    }
    file.close();
    const BackupResult result = restoreStore(m_backup, m_store, u"now"_s);
    QVERIFY2(result.problem.contains(reason), qPrintable(result.problem));
    QVERIFY(result.problem.contains(m_backup));
    QCOMPARE(lastEvent(m_store), 100); // untouched
    QVERIFY(!QFile::exists(m_store + u".before-now"_s));
}

void TestStoreBackup::aStoreThatIsNotThere()
{
    QVERIFY(backupStore(m_store, m_backup).problem.contains(u"does not exist"_s));
    QVERIFY(!QFile::exists(m_backup));
}

QTEST_GUILESS_MAIN(TestStoreBackup)
#include "tst_storebackup.moc"
