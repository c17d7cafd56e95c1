#include "app/recording/recorder.h"

#include "app/recording/storerepair.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workIsDoneInOrder();
    void aFileThatCannotBeOpenedIsTold();
    void itFollowsWhereAStoreIsSetAside();
    void whatWasSaidToBeRecordedSurvivesAKill();
};

namespace {

AuditEntry numbered(int number)
{
    AuditEntry entry;
    entry.action = QString::number(number);
    return entry;
}

} // namespace

void TestRecorder::workIsDoneInOrder()
{
    const QTemporaryDir folder;
    QStringList actions;
    {
        Recorder recorder(folder.filePath(u"r.sqlite"_s));
        QCOMPARE(recorder.opened().result(), QString());
        for (int i = 0; i < 20; ++i) {
            RunRow row;
            row.subject = QString::number(i);
            recorder.submit([row](RunStore &store) { return store.refuse(row, {}); });
        }
    } // ends only when all of it is done
    Recorder reader(folder.filePath(u"r.sqlite"_s), Database::Access::ReadOnly);
    QCOMPARE(reader.opened().result(), QString());
    const QList<AuditEntry> entries =
        reader.submit([](RunStore &store) { return store.audit().tail(100); }).result();
    QCOMPARE(entries.size(), 20);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(entries.at(i).subject, QString::number(i));
    }
}

void TestRecorder::aFileThatCannotBeOpenedIsTold()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"no.sqlite"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    Recorder recorder(file.fileName());
    QVERIFY2(recorder.opened().result().contains(u"not a database"_s),
             qPrintable(recorder.opened().result()));
    QVERIFY(!recorder.submit([](RunStore &store) { return store.refuse({}, {}); }).result().isEmpty());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(8192, 'x')); // not touched
}

void TestRecorder::itFollowsWhereAStoreIsSetAside()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"r.sqlite"_s);
    Recorder recorder(path);
    const auto refuse = [&recorder] {
        return recorder.submit([](RunStore &store) { return store.refuse({}, {}); }).result();
    };
    QCOMPARE(refuse(), QString());
    QCOMPARE(repairStore(path, u"now"_s).problem, QString()); // by the one that records events
    QCOMPARE(refuse(), QString());
    Database database;
    QCOMPARE(database.open(path, Database::Access::ReadOnly), QString());
    const AuditLog::Verdict verdict = AuditLog(database).verify();
    QCOMPARE(verdict.problem, QString());
    QCOMPARE(verdict.entries, 2);
}

void TestRecorder::whatWasSaidToBeRecordedSurvivesAKill()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"r.sqlite"_s);
    qint64 said = 0;
    for (int round = 0; round < 5; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--write"_s, path});
        QVERIFY(child.waitForStarted());
        // Killed after another number of entries each time, in the middle of writing.
        QByteArray lines;
        while (lines.count('\n') < 7 + 13 * round) {
            QVERIFY(child.waitForReadyRead(20000));
            lines += child.readAllStandardOutput();
        }
        QCOMPARE(::kill(pid_t(child.processId()), SIGKILL), 0);
        QVERIFY(child.waitForFinished());
        lines += child.readAllStandardOutput();
        said += lines.count('\n');
        Database database;
        QCOMPARE(database.open(path, Database::Access::ReadWrite), QString());
        const AuditLog::Verdict verdict = AuditLog(database).verify();
        QCOMPARE(verdict.problem, QString());
        QVERIFY2(verdict.entries >= said, qPrintable(u"%1 < %2"_s.arg(verdict.entries).arg(said)));
        QVERIFY(verdict.entries <=
                said + round + 1); // at most one in each round was written and not yet said
    }
}

/// The child of the test above: writes entries and says each when it is recorded.
int writeForEver(const QString &path)
{
    Database database;
    if (!database.open(path, Database::Access::ReadWrite).isEmpty()) {
        return 1;
    }
    AuditLog log(database);
    for (int i = 0;; ++i) {
        if (!database.write(Durability::Full, [&] { return log.append(numbered(i)); }).isEmpty()) {
            return 1;
        }
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--write") {
        return writeForEver(QString::fromLocal8Bit(argv[2]));
    }
    TestRecorder test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_recorder.moc"
