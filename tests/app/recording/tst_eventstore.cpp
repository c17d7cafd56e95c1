#include "app/recording/eventreader.h"

#include "app/recording/incidentdocument.h"
#include "app/recording/schema.h"

#include "recordsamples.h"

#include <QSqlError>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::sampleEvent;
using test::sampleEvents;
using test::sampleIncident;
using test::sampleStart;

class TestEventStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anOlderRecordIsMigrated_data();
    void anOlderRecordIsMigrated();
    void eventsComeBackInTheOrderOfHappening();
    void documentsComeBack();
    void incidentsNewestFirst();
    void attachingMovingPinning();
    void allOrNothing();
    void searching();
    void momentsComeBack();
    void pointsComeBackOverChunks();
    void retentionByAge();
    void retentionBySize();

private:
    QString write(const IncidentChanges &changes)
    {
        RecordBatch batch;
        batch.changes.push_back(changes);
        return m_store->write(batch);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<EventReader> m_reader;
};

void TestEventStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = std::make_unique<Database>();
    QCOMPARE(m_database->open(m_folder->filePath(u"r.sqlite"_s), Database::Access::ReadWrite), QString());
    m_store = std::make_unique<EventStore>(*m_database);
    m_reader = std::make_unique<EventReader>(*m_database);
}

void TestEventStore::cleanup()
{
    m_reader.reset();
    m_store.reset();
    m_database.reset();
}

void TestEventStore::anOlderRecordIsMigrated_data()
{
    QTest::addColumn<int>("version");
    for (int version = 1; version < Database::schemaVersion; ++version) {
        QTest::newRow(qPrintable(u"from version %1"_s.arg(version))) << version;
    }
}

void TestEventStore::anOlderRecordIsMigrated()
{
    QFETCH(int, version);
    const QString path = m_folder->filePath(u"old.sqlite"_s);
    {
        QSqlDatabase old = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
        old.setDatabaseName(path);
        QVERIFY(old.open());
        QSqlQuery query(old);
        for (int from = 0; from < version; ++from) {
            for (const QString &statement : migrationFrom(from)) {
                QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            }
        }
        QVERIFY(
            query.exec(u"INSERT INTO audit VALUES(1, 5, 'ana', 'run started', 'run 1', '{}', '', 'h')"_s));
        QVERIFY(query.exec(u"UPDATE audit_head SET entries=1, hash='h'"_s));
        QVERIFY(query.exec(u"PRAGMA user_version=%1"_s.arg(version)));
        query.finish();
        old.close();
    }
    QSqlDatabase::removeDatabase(u"old"_s);
    Database database;
    QCOMPARE(database.open(path, Database::Access::ReadWrite), QString());
    QString problem;
    auto row = database.run(u"SELECT person FROM audit"_s, {}, &problem);
    QVERIFY(row && row->next());
    QCOMPARE(row->value(0).toString(), u"ana"_s); // what was there is still there
    EventStore store(database);
    RecordBatch batch;
    batch.changes.push_back(sampleEvents(1, 3));
    QCOMPARE(store.write(batch), QString());
    QCOMPARE(EventReader(database).lastEvent(), 3);
    RunStore runs(database);
    RunRow run;
    run.source = "id: restart";
    run.incident = 7;
    std::optional<RunRow> busy;
    QCOMPARE(runs.begin(run, &busy), QString());
    QCOMPARE(runs.run(run.number)->incident, 7);
}

void TestEventStore::eventsComeBackInTheOrderOfHappening()
{
    IncidentChanges changes = sampleEvents(1, 3);
    changes.events[2].happened = sampleStart; // told late
    changes.events[1].inferred = true;
    changes.events[1].component = u"db"_s;
    changes.events[1].kind = EventKind::Breaker;
    changes.events[1].run = 7;
    QCOMPARE(write(changes), QString());
    const QList<Event> back = m_reader->events(sampleStart, sampleStart + 1h);
    QCOMPARE(back, (QList<Event>{changes.events[2], changes.events[0], changes.events[1]}));
}

void TestEventStore::documentsComeBack()
{
    Incident incident = sampleIncident(4, IncidentState::Resolved);
    incident.clock.mitigated = incident.clock.started + 166s;
    incident.titleIsOwn = true;
    incident.mergedInto = {9};
    const std::optional<Incident> back = incidentFromDocument(incidentDocument(incident));
    QVERIFY(back.has_value());
    // The record's times are milliseconds; so are these.
    QVERIFY(*back == incident);
    QVERIFY(!incidentFromDocument("{}"));
    QVERIFY(!incidentFromDocument("no JSON"));
    // As it was written before each instance had its service beside it.
    QByteArray older = incidentDocument(incident);
    older.replace(R"({"orders-db/pg1":"orders-db"})", R"(["orders-db/pg1"])");
    const std::optional<Incident> read = incidentFromDocument(older);
    QVERIFY(read);
    QCOMPARE(read->instances, (QMap<QString, QString>{{u"orders-db/pg1"_s, {}}}));
}

void TestEventStore::incidentsNewestFirst()
{
    IncidentChanges changes;
    for (qint64 i = 1; i <= 5; ++i) {
        changes.add(sampleIncident(i, i == 2 ? IncidentState::Open : IncidentState::Resolved));
    }
    QCOMPARE(write(changes), QString());
    const auto numbers = [](const QList<Incident> &incidents) {
        QList<qint64> found;
        for (const Incident &incident : incidents) {
            found.append(incident.number.value);
        }
        return found;
    };
    QCOMPARE(numbers(m_reader->incidents(3)), (QList<qint64>{5, 4, 3}));
    QCOMPARE(numbers(m_reader->incidents(3, sampleIncident(3).clock.detected)), (QList<qint64>{2, 1}));
    QCOMPARE(numbers(m_reader->incidentsToGoOnWith(2)), (QList<qint64>{2, 5, 4}));
    QCOMPARE(m_reader->lastIncident(), IncidentNumber{5});
    QVERIFY(!m_reader->incident({6}));
    QVERIFY(*m_reader->incident({2}) == sampleIncident(2));
}

void TestEventStore::attachingMovingPinning()
{
    IncidentChanges changes = sampleEvents(1, 4);
    changes.events[3].service = u"search"_s;
    changes.attached = {{1, {1}}, {2, {1}}, {4, {1}}};
    QCOMPARE(write(changes), QString());
    QCOMPARE(m_reader->events(IncidentNumber{1}).size(), 3);
    IncidentChanges split;
    split.moved = {{{1}, {2}, {u"search"_s}}};
    split.pinned = {{2, true}};
    QCOMPARE(write(split), QString());
    QCOMPARE(m_reader->events(IncidentNumber{1}).size(), 2);
    QCOMPARE(m_reader->events(IncidentNumber{2}).size(), 1);
    QVERIFY(m_reader->events(IncidentNumber{1}).last().pinned);
    IncidentChanges merge;
    merge.moved = {{{2}, {1}, {}}};
    QCOMPARE(write(merge), QString());
    QCOMPARE(m_reader->events(IncidentNumber{1}).size(), 3);
}

void TestEventStore::allOrNothing()
{
    QString problem;
    QVERIFY(m_database->run(
        u"CREATE TRIGGER stop BEFORE INSERT ON incidents BEGIN SELECT RAISE(ABORT, 'no'); END"_s, {},
        &problem));
    IncidentChanges changes = sampleEvents(1, 3);
    changes.add(sampleIncident(1));
    QVERIFY(write(changes).contains(u"no"_s));
    QCOMPARE(m_reader->lastEvent(), 0);
    QVERIFY(m_database->run(u"DROP TRIGGER stop"_s, {}, &problem));
    QCOMPARE(write(changes), QString()); // its texts were forgotten with it
    QCOMPARE(m_reader->events(sampleStart, sampleStart + 1h), changes.events);
}

void TestEventStore::searching()
{
    IncidentChanges changes = sampleEvents(1, 20);
    changes.events[4].reason = u"disk 100%_full"_s;
    QCOMPARE(write(changes), QString());
    QCOMPARE(m_reader->search(u"REFUSED"_s, 100).size(), 9);
    QCOMPARE(m_reader->search(u"refused"_s, 3).first().number, 19); // newest first
    QCOMPARE(m_reader->search(u"refused"_s, 3).size(), 3);
    QCOMPARE(m_reader->search(u"10.0.0.3"_s, 100).size(), 3);
    QCOMPARE(m_reader->search(u"0%_f"_s, 100).size(), 1); // taken as it is
    QCOMPARE(m_reader->search(u"%"_s, 100).size(), 1);
    QCOMPARE(m_reader->search(u"nothing like it"_s, 100).size(), 0);
    QCOMPARE(m_reader->search({}, 5).size(), 5);
}

void TestEventStore::momentsComeBack()
{
    FleetMoment first;
    first.at = sampleStart;
    for (int i = 0; i < 7; ++i) {
        first.add({u"checkout/10.0.0.%1:80"_s.arg(i),
                   u"checkout"_s,
                   u"eu-west"_s,
                   State::Up,
                   {},
                   sampleStart - 1h,
                   {{u"db"_s, BreakerState::Closed}}});
    }
    RecordBatch batch;
    batch.keyframes.push_back(first);
    IncidentChanges changes = sampleEvents(1, 3); // instances 1, 2, 3 go down, a second apart
    Event breaker = sampleEvent(4, u"open"_s);
    breaker.kind = EventKind::Breaker;
    breaker.component = u"db"_s;
    changes.events.append(breaker);
    FleetMoment later;
    later.at = sampleStart + 1h;
    later.add({u"checkout/10.0.0.0:80"_s,
               u"checkout"_s,
               u"eu-west"_s,
               State::NotReady,
               u"warming"_s,
               sampleStart,
               {}});
    batch.changes.push_back(changes);
    batch.keyframes.push_back(later);
    QCOMPARE(m_store->write(batch), QString());

    QVERIFY(!m_reader->moment(sampleStart - 1s));
    QVERIFY(m_reader->firstMoment() == sampleStart - 250ms + 250ms);
    const auto down = [this](std::chrono::milliseconds after) {
        return m_reader->moment(sampleStart + after)->count(State::Down);
    };
    QCOMPARE(down(0ms), 0);
    QCOMPARE(down(999ms), 0);
    QCOMPARE(down(1000ms), 1);
    QCOMPARE(down(2500ms), 2);
    QCOMPARE(down(30min), 3);
    QCOMPARE(m_reader->moment(sampleStart + 3s)->openBreakers(), 0);
    QCOMPARE(m_reader->moment(sampleStart + 4s)->openBreakers(), 1);
    const FleetMoment second = *m_reader->moment(sampleStart + 2s);
    QCOMPARE(second.find(u"checkout/10.0.0.1:80"_s)->why, u"connection refused"_s);
    QVERIFY(second.find(u"checkout/10.0.0.5:80"_s)->state == State::Up);
    QCOMPARE(m_reader->moment(sampleStart + 2h)->instances(), later.instances());
}

void TestEventStore::pointsComeBackOverChunks()
{
    QList<SignalPoint> points;
    for (int i = 0; i < 300; ++i) {
        points.append({sampleStart + std::chrono::seconds(10 * i), float(i), 0.5F, 0.01F, 0.02F, 0.03F});
        RecordBatch batch;
        batch.points.push_back({u"eu-west"_s, u"checkout"_s, points.last()});
        batch.points.push_back({{}, {}, points.last()});
        QCOMPARE(m_store->write(batch), QString());
    }
    const QList<SignalPoint> back =
        m_reader->signalPoints(u"eu-west"_s, u"checkout"_s, sampleStart, sampleStart + 2h);
    QCOMPARE(back.size(), 300);
    for (int i = 0; i < 300; ++i) {
        QVERIFY(back.at(i).at == points.at(i).at);
        QCOMPARE(back.at(i).requestRate, float(i));
    }
    QCOMPARE(m_reader->signalPoints({}, {}, sampleStart + 100s, sampleStart + 200s).size(), 11);
    QCOMPARE(m_reader->clustersWithSignals(u"checkout"_s), QStringList{u"eu-west"_s});
    QVERIFY(m_reader->clustersWithSignals(u"heckou"_s).isEmpty());
    QString problem;
    auto rows = m_database->run(u"SELECT count(*) FROM signal_chunks"_s, {}, &problem);
    QVERIFY(rows && rows->next());
    QCOMPARE(rows->value(0).toInt(), 4);
}

void TestEventStore::retentionByAge()
{
    IncidentChanges changes = sampleEvents(1, 10);
    changes.events[1].pinned = true;
    changes.attached = {{3, {1}}, {4, {2}}, {5, {3}}};
    changes.add(sampleIncident(1, IncidentState::Resolved));
    changes.add(sampleIncident(2, IncidentState::Open));
    Incident pinned = sampleIncident(3, IncidentState::Resolved);
    pinned.pinned = true;
    changes.add(pinned);
    QCOMPARE(write(changes), QString());
    const EventStore::Pruned pruned = m_store->prune({24h, 1'000'000'000}, sampleStart + 24h + 8s);
    QCOMPARE(pruned.problem, QString());
    QVERIFY(!pruned.more);
    QList<qint64> kept;
    for (const Event &event : m_reader->events(sampleStart, sampleStart + 1h)) {
        kept.append(event.number);
    }
    // 2 is pinned, 4 belongs to an incident that is not over, 5 to a pinned one, 9 and 10 are young enough.
    QCOMPARE(kept, (QList<qint64>{2, 4, 5, 9, 10}));
    QVERIFY(m_store->prune({24h, 1'000'000'000}, sampleStart + 72h).problem.isEmpty());
    QVERIFY(!m_reader->incident({1}));
    QVERIFY(m_reader->incident({2}) && m_reader->incident({3}));
}

void TestEventStore::retentionBySize()
{
    QCOMPARE(write(sampleEvents(1, 10'000)), QString());
    const qint64 before = m_store->bytes();
    const Retention small{24h * 365, before / 2};
    int slices = 0;
    while (m_store->bytes() > small.bytes) {
        const EventStore::Pruned pruned = m_store->prune(small, sampleStart + 10h);
        QCOMPARE(pruned.problem, QString());
        QVERIFY(pruned.events > 0);
        ++slices;
    }
    QVERIFY(slices > 1);                     // each of them short
    QCOMPARE(m_reader->lastEvent(), 10'000); // the oldest went
    QVERIFY(m_reader->search({}, 20'000).last().number > 2000);
}

QTEST_GUILESS_MAIN(TestEventStore)
#include "tst_eventstore.moc"
