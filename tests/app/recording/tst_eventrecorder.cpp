#include "app/recording/eventrecorder.h"

#include "app/recording/schema.h"
#include "app/recording/storerepair.h"

#include "recordsamples.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::sampleEvent;
using test::sampleEvents;
using test::sampleIncident;
using test::sampleStart;
using Mode = RecordingStatus::Mode;

class TestEventRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesAndReads();
    void goesOnWhereItWas();
    void aSecondConsoleReads();
    void aLockedStoreIsWaitedFor();
    void aFolderThatCannotBeWrittenTo();
    void aStoreThatOpensLateKeepsItsIncidents();
    void memoryHasABound();
    void aFullDiskIsWaitedFor();
    void aDamagedStoreIsSetAside();
    void theReadablePartIsRecovered();
    void theReaderFollowsWhereAStoreIsSetAside();
    void aStoreOfAnOlderVersionIsRecovered();
    void aStoreThatIsRemovedIsBegunAnew();
    void whatWasShownAsRecordedSurvivesAKill();

private:
    [[nodiscard]] EventRecorder::Options options() const
    {
        EventRecorder::Options made;
        made.path = m_folder.filePath(
            QStringLiteral("%1.sqlite").arg(QString::fromLatin1(QTest::currentTestFunction())));
        made.batchEvery = 5ms;
        made.retryEvery = 10ms;
        return made;
    }
    QTemporaryDir m_folder;
};

namespace {

qsizetype countEvents(EventRecorder &recorder)
{
    return recorder
        .ask([](EventReader &reader) { return reader.events(sampleStart, sampleStart + 1000h).size(); })
        .result();
}

} // namespace

void TestEventRecorder::writesAndReads()
{
    EventRecorder recorder(options());
    QCOMPARE(recorder.opened().result().lastEvent, 0);
    recorder.add(sampleEvents(1, 100));
    QVERIFY(recorder.flush(10s));
    QCOMPARE(recorder.status().recordedUpTo, 100);
    QVERIFY(recorder.status().mode == Mode::Recording);
    QCOMPARE(countEvents(recorder), 100);
}

void TestEventRecorder::goesOnWhereItWas()
{
    {
        EventRecorder recorder(options());
        IncidentChanges changes = sampleEvents(1, 10);
        changes.add(sampleIncident(3));
        recorder.add(changes);
    }                                                    // what waited is written
    QVERIFY(!QFile::exists(options().path + u"-wal"_s)); // and all of it is in the one file
    EventRecorder again(options());
    const RecordedBefore before = again.opened().result();
    QCOMPARE(before.lastEvent, 10);
    QCOMPARE(before.lastIncident, IncidentNumber{3});
    QCOMPARE(before.incidents.size(), 1);
    QVERIFY(before.incidents.first() == sampleIncident(3));
}

void TestEventRecorder::aSecondConsoleReads()
{
    auto first = std::make_unique<EventRecorder>(options());
    first->add(sampleEvents(1, 5));
    QVERIFY(first->flush(10s));
    EventRecorder second(options());
    QCOMPARE(second.opened().result().lastEvent >= 5, true);
    QVERIFY(second.status().mode == Mode::Reading);
    QVERIFY2(
        second.status().problem.contains(u"process %1 records"_s.arg(QCoreApplication::applicationPid())),
        qPrintable(second.status().problem));
    second.add(sampleEvents(6, 1)); // not its to record
    QCOMPARE(second.status().waiting, std::size_t(0));
    QCOMPARE(countEvents(second), 5);
    first->add(sampleEvents(6, 1));
    QVERIFY(first->flush(10s));
    QCOMPARE(countEvents(second), 6);
    first.reset();
    EventRecorder third(options());
    third.opened().waitForFinished();
    QVERIFY(third.status().mode == Mode::Recording); // the claim ends with its owner
}

void TestEventRecorder::aLockedStoreIsWaitedFor()
{
    EventRecorder recorder(options());
    recorder.opened().waitForFinished();
    Database other;
    QCOMPARE(other.open(options().path, Database::Access::ReadWrite), QString());
    other.write(Durability::Normal, [&]() -> QString {
        recorder.add(sampleEvents(1, 50));
        [&] { QTRY_VERIFY_WITH_TIMEOUT(recorder.status().mode == Mode::Trouble, 15000); }();
        recorder.add(sampleEvents(51, 50));
        return {};
    });
    QVERIFY(recorder.flush(20s));
    QCOMPARE(recorder.status().problem, QString());
    QCOMPARE(countEvents(recorder), 100);
}

void TestEventRecorder::aFolderThatCannotBeWrittenTo()
{
    EventRecorder::Options made = options();
    // A file where the folder should be: it cannot be made, whoever runs the test.
    QFile file(m_folder.filePath(u"folder"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    made.path = m_folder.filePath(u"folder/r.sqlite"_s);
    EventRecorder recorder(made);
    QVERIFY(recorder.opened().result().lastEvent > 0); // numbers that no store has given out
    QVERIFY(recorder.status().mode == Mode::Trouble);
    QVERIFY(recorder.status().problem.contains(u"cannot be written to"_s));
    recorder.add(sampleEvents(1, 50));
    QVERIFY(!recorder.flush(1ms));
    QVERIFY(file.remove());
    QVERIFY(recorder.flush(10s)); // writing goes on by itself
    QCOMPARE(countEvents(recorder), 50);
}

void TestEventRecorder::aStoreThatOpensLateKeepsItsIncidents()
{
    // A record with two incidents, that cannot be reached while the console starts.
    const QString folder = m_folder.filePath(u"late"_s);
    const QString away = m_folder.filePath(u"away"_s);
    EventRecorder::Options made = options();
    made.path = folder + u"/r.sqlite"_s;
    {
        EventRecorder recorder(made);
        IncidentChanges changes = sampleEvents(1, 2);
        changes.add(sampleIncident(1, IncidentState::Resolved));
        changes.add(sampleIncident(2));
        recorder.add(changes);
        QVERIFY(recorder.flush(10s));
    }
    QVERIFY(QDir().rename(folder, away));
    QFile file(folder);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    EventRecorder recorder(made);
    const RecordedBefore before = recorder.opened().result();
    QCOMPARE(before.lastIncident, IncidentNumber{firstProvisionalIncident});
    QVERIFY(!recorder.takeLate());
    IncidentChanges blind;
    blind.events = sampleEvents(before.lastEvent + 1, 1).events;
    blind.events.first().incident = {firstProvisionalIncident + 1};
    blind.add(sampleIncident(firstProvisionalIncident + 1));
    recorder.add(blind);
    QVERIFY(file.remove());
    QVERIFY(QDir().rename(away, folder));
    QVERIFY(recorder.flush(10s));
    const std::optional<RecordedBefore> late = recorder.takeLate();
    QVERIFY(late.has_value());
    QCOMPARE(late->lastIncident, IncidentNumber{2});
    QCOMPARE(late->incidents.size(), 2);
    QVERIFY(!recorder.takeLate()); // told once
    const auto known = recorder.ask([](EventReader &reader) { return reader.incidents(10); }).result();
    QCOMPARE(known.size(), 3);
    const auto events =
        recorder.ask([](EventReader &reader) { return reader.events(IncidentNumber{3}); }).result();
    QCOMPARE(events.size(), 1);
    QVERIFY(recorder.ask([](EventReader &reader) { return reader.incident({1}); }).result() ==
            sampleIncident(1, IncidentState::Resolved)); // not written over
}

void TestEventRecorder::memoryHasABound()
{
    EventRecorder::Options made = options();
    QFile file(m_folder.filePath(u"no"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    made.path = m_folder.filePath(u"no/r.sqlite"_s);
    made.mostWaiting = 100;
    made.retryEvery = 1h;
    EventRecorder recorder(made);
    recorder.opened().waitForFinished();
    for (int i = 0; i < 50; ++i) {
        recorder.add(sampleEvents(1 + i * 10, 10));
    }
    QVERIFY(recorder.status().lost > 0);
    QVERIFY(recorder.status().waiting <= 200); // what the writer holds and what waits behind it
}

void TestEventRecorder::aFullDiskIsWaitedFor()
{
    {
        Database database;
        QCOMPARE(database.open(options().path, Database::Access::ReadWrite), QString());
    }
    EventRecorder recorder(options());
    recorder.opened().waitForFinished();
    // SQLite says the same of a limit on the file's size as of a full disk; the limit is this process's.
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 200 * 1024;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    recorder.add(sampleEvents(1, 20'000));
    QTRY_VERIFY_WITH_TIMEOUT(recorder.status().mode == Mode::Trouble, 15000);
    QVERIFY(!recorder.status().problem.isEmpty());
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(recorder.flush(20s));
    QCOMPARE(countEvents(recorder), 20'000);
    QCOMPARE(recorder.status().problem, QString());
}

void TestEventRecorder::aDamagedStoreIsSetAside()
{
    QFile file(options().path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    EventRecorder recorder(options());
    recorder.opened().waitForFinished();
    QVERIFY(recorder.status().mode == Mode::Recording);
    QVERIFY2(recorder.status().notice.contains(u"damaged"_s), qPrintable(recorder.status().notice));
    const QStringList aside = QDir(m_folder.path()).entryList({u"aDamaged*.damaged-*"_s});
    QCOMPARE(aside.size(), 1);
    QFile kept(m_folder.filePath(aside.first()));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray(8192, 'x')); // not touched
    recorder.add(sampleEvents(1, 3));
    QVERIFY(recorder.flush(10s));
}

void TestEventRecorder::theReadablePartIsRecovered()
{
    {
        EventRecorder recorder(options());
        for (int i = 0; i < 40; ++i) {
            recorder.add(sampleEvents(1 + i * 500, 500));
        }
        IncidentChanges changes;
        changes.add(sampleIncident(1));
        recorder.add(changes);
        QVERIFY(recorder.flush(20s));
    }
    QFile file(options().path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.size() > 1'000'000);
    // In several places: what lies between them can be read as well.
    for (const qint64 part : {3, 5, 7}) {
        file.seek(file.size() * part / 10 / 4096 * 4096);
        file.write(QByteArray(4096, '\xff'));
    }
    file.close();
    const Repair repair = repairStore(options().path, u"now"_s);
    QCOMPARE(repair.problem, QString());
    EventRecorder recorder(options());
    QCOMPARE(recorder.opened().result().lastIncident, IncidentNumber{1});
    QVERIFY2(countEvents(recorder) > 19'000, qPrintable(QString::number(countEvents(recorder))));
}

void TestEventRecorder::theReaderFollowsWhereAStoreIsSetAside()
{
    EventRecorder recorder(options());
    recorder.add(sampleEvents(1, 100));
    QVERIFY(recorder.flush(10s));
    QCOMPARE(countEvents(recorder), 100);
    // As when damage shows while it is in use: another file has its name now.
    QCOMPARE(repairStore(options().path, u"now"_s).problem, QString());
    recorder.add(sampleEvents(101, 10));
    QVERIFY(recorder.flush(10s));
    QCOMPARE(countEvents(recorder), 110);
    Database database;
    QCOMPARE(database.open(options().path, Database::Access::ReadOnly), QString());
    QCOMPARE(EventReader(database).lastEvent(), 110); // in the store, not in what was set aside
}

void TestEventRecorder::aStoreOfAnOlderVersionIsRecovered()
{
    {
        QSqlDatabase old = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
        old.setDatabaseName(options().path);
        QVERIFY(old.open());
        QSqlQuery query(old);
        for (const QString &statement : migrationFrom(0)) {
            QVERIFY(query.exec(statement));
        }
        QVERIFY(query.exec(u"INSERT INTO runs(number, runbook, title, kind, subject, state, person, reason, "
                           "parameters, overrides, source, source_file, started, owner_pid, owner_start, "
                           "owner_boot) VALUES(7, 'r', 't', 'custom', 's', 'succeeded', 'ana', '', '{}', '', "
                           "x'00', 'f', 1, 1, 1, 'b')"_s));
        query.finish();
        old.close();
    }
    QSqlDatabase::removeDatabase(u"old"_s);
    QCOMPARE(repairStore(options().path, u"now"_s).problem, QString());
    Database database;
    QCOMPARE(database.open(options().path, Database::Access::ReadOnly), QString());
    QCOMPARE(EventReader(database).runs(10).size(), 1);
}

void TestEventRecorder::aStoreThatIsRemovedIsBegunAnew()
{
    EventRecorder recorder(options());
    recorder.add(sampleEvents(1, 5));
    QVERIFY(recorder.flush(10s));
    QVERIFY(QFile::remove(options().path));
    QTRY_VERIFY(QFile::exists(options().path)); // not only when something happens
    recorder.add(sampleEvents(6, 5));
    QVERIFY(recorder.flush(10s));
    QVERIFY2(recorder.status().notice.contains(u"removed"_s), qPrintable(recorder.status().notice));
    QCOMPARE(countEvents(recorder), 5);
}

void TestEventRecorder::whatWasShownAsRecordedSurvivesAKill()
{
    qint64 said = 0;
    for (int round = 0; round < 5; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--write"_s, options().path});
        QVERIFY(child.waitForStarted());
        QByteArray lines;
        while (lines.count('\n') < 3 + 7 * round) {
            QVERIFY(child.waitForReadyRead(20000));
            lines += child.readAllStandardOutput();
        }
        QCOMPARE(::kill(pid_t(child.processId()), SIGKILL), 0);
        QVERIFY(child.waitForFinished());
        lines += child.readAllStandardOutput();
        lines.truncate(lines.lastIndexOf('\n'));
        said = lines.mid(lines.lastIndexOf('\n') + 1).toLongLong();
        Database database;
        QCOMPARE(database.open(options().path, Database::Access::ReadWrite), QString());
        EventReader reader(database);
        QVERIFY2(reader.lastEvent() >= said, qPrintable(u"%1 < %2"_s.arg(reader.lastEvent()).arg(said)));
        QCOMPARE(reader.events(WallTime{}, sampleStart + 10000h, 10'000'000).size(),
                 reader.lastEvent()); // no gap
    }
}

/// The child of the test above: records, and says what is shown as recorded.
int writeForEver(const QString &path)
{
    EventRecorder::Options made;
    made.path = path;
    made.batchEvery = 5ms;
    EventRecorder recorder(made);
    qint64 next = recorder.opened().result().lastEvent + 1;
    qint64 said = 0;
    for (;;) {
        recorder.add(sampleEvents(next, 10));
        next += 10;
        if (!recorder.flush(10s)) {
            return 1;
        }
        if (const qint64 shown = recorder.status().recordedUpTo; shown > said) {
            said = shown;
            std::printf("%lld\n", static_cast<long long>(shown));
            std::fflush(stdout);
        }
    }
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--write") {
        return writeForEver(QString::fromLocal8Bit(argv[2]));
    }
    TestEventRecorder test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_eventrecorder.moc"
