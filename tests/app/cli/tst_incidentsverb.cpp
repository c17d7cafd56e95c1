#include "app/cli/backupverb.h"
#include "app/cli/incidentsverb.h"
#include "app/cli/watchverb.h"

#include "app/recording/eventreader.h"
#include "tests/app/cli/verbrun.h"
#include "tests/app/recording/recordsamples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <pthread.h>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::runVerb;
using test::sampleEvents;
using test::sampleIncident;
using test::sampleStart;
using test::VerbRun;

class TestIncidentsVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void lists();
    void shows();
    void exports_data();
    void exports();
    void reports();
    void peopleAct();
    void tellsAMoment();
    void wrongCommandLines_data();
    void wrongCommandLines();
    void whatIsNotThere();
    void backsUpAndRestores();
    void watchRecords();

private:
    VerbRun run(const QStringList &words) const
    {
        return runVerb(incidentsVerb,
                       QStringList{u"incidents"_s} + words + QStringList{u"--store"_s, m_store});
    }
    QTemporaryDir m_folder;
    QString m_store;
};

void TestIncidentsVerb::initTestCase()
{
    m_store = m_folder.filePath(u"r.sqlite"_s);
    Database database;
    QCOMPARE(database.open(m_store, Database::Access::ReadWrite), QString());
    EventStore store(database);
    IncidentChanges changes = sampleEvents(1, 3);
    changes.attached = {{1, {1}}, {2, {1}}};
    Incident resolved = sampleIncident(1, IncidentState::Resolved);
    resolved.clock.mitigated = resolved.clock.started + 166s;
    resolved.clock.resolved = resolved.clock.started + 1h;
    changes.add(resolved);
    changes.add(sampleIncident(2));
    RecordBatch batch;
    batch.changes.push_back(changes);
    FleetMoment moment;
    moment.at = sampleStart;
    moment.add({u"checkout/10.0.0.1:80"_s,
                u"checkout"_s,
                u"eu-west"_s,
                State::Up,
                {},
                sampleStart - 1h,
                {{u"db"_s, BreakerState::Open}}});
    batch.keyframes.push_back(moment);
    QCOMPARE(store.write(batch), QString());
}

void TestIncidentsVerb::lists()
{
    const VerbRun text = run({});
    QCOMPARE(text.code, 0);
    const QList<QByteArray> lines = text.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines.first().startsWith("2 "));
    QVERIFY2(lines.last().contains("resolved") && lines.last().contains("2 min 46 s"),
             lines.last().constData());
    QCOMPARE(run({u"list"_s, u"--limit"_s, u"1"_s}).out.trimmed().count('\n'), 0);

    const QJsonArray array = QJsonDocument::fromJson(run({u"list"_s, u"--json"_s}).out).array();
    QCOMPARE(array.size(), 2);
    const QJsonObject first = array.last().toObject();
    for (const QString &key :
         {u"id"_s, u"title"_s, u"severity"_s, u"state"_s, u"rule"_s, u"services"_s, u"clusters"_s,
          u"instances"_s, u"started"_s, u"detected"_s, u"acknowledged"_s, u"mitigated"_s, u"resolved"_s}) {
        QVERIFY2(first.contains(key), qPrintable(key));
    }
    QCOMPARE(first.value(u"state"_s).toString(), u"resolved"_s);
    QCOMPARE(first.value(u"mitigated"_s).toString(), u"2026-11-21T14:19:07.250Z"_s);
    QVERIFY(array.first().toObject().value(u"mitigated"_s).isNull());
}

void TestIncidentsVerb::shows()
{
    const VerbRun text = run({u"show"_s, u"1"_s});
    QCOMPARE(text.code, 0);
    for (const QByteArray &fact :
         {QByteArray("1 orders-db down in eu-west"), QByteArray("rule: 1 of 3 down for 30 s"),
          QByteArray("2 min 46 s (TTM)"), QByteArray("RTO objective 5 min 00 s: met"),
          QByteArray("checkout/10.0.0.1:80 up → down: connection refused")}) {
        QVERIFY2(text.out.contains(fact), (fact + "\n" + text.out).constData());
    }
    const QJsonObject object = QJsonDocument::fromJson(run({u"show"_s, u"1"_s, u"--json"_s}).out).object();
    QCOMPARE(object.value(u"events"_s).toArray().size(), 2);
}

void TestIncidentsVerb::exports_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("md") << u"md"_s << QByteArray("# Postmortem: incident 1");
    QTest::newRow("html") << u"html"_s << QByteArray("<!DOCTYPE html>");
    QTest::newRow("csv") << u"csv"_s << QByteArray("happened,recorded,kind");
    QTest::newRow("json") << u"json"_s << QByteArray("{");
}

void TestIncidentsVerb::exports()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, begin);
    const VerbRun made = run({u"export"_s, u"1"_s, u"--format"_s, format});
    QCOMPARE(made.code, 0);
    QVERIFY2(made.out.startsWith(begin), made.out.left(60).constData());
    QCOMPARE(made.err, QByteArray());
}

void TestIncidentsVerb::reports()
{
    const VerbRun made = run({u"report"_s, u"--days"_s, u"30000"_s});
    QCOMPARE(made.code, 0);
    QVERIFY2(made.out.startsWith("service,incidents,acknowledged,resolved,mttd_s,mtta_s,mttm_s,mttr_s\r\n"),
             made.out.constData());
    QVERIFY2(made.out.contains("\r\nall,2,"), made.out.constData());
    const auto over = [this](const QString &from, const QString &to) {
        return run({u"report"_s, u"--from"_s, from, u"--to"_s, to}).out;
    };
    QVERIFY(over(u"2026-11-21"_s, u"2026-11-22"_s).contains("\r\nall,2,"));
    QVERIFY(over(u"2026-11-22"_s, u"2026-12-01T00:00:00+01:00"_s).contains("\r\nall,0,"));
    QCOMPARE(run({u"report"_s, u"--from"_s, u"2026-11-22"_s, u"--to"_s, u"2026-11-21"_s}).code, 64);
    QCOMPARE(run({u"report"_s, u"--from"_s, u"yesterday"_s}).code, 64);
}

void TestIncidentsVerb::peopleAct()
{
    // On a copy: the others read the store as it is.
    const QString store = m_folder.filePath(u"acts.sqlite"_s);
    QVERIFY(QFile::copy(m_store, store));
    const auto act = [&](const QStringList &words) {
        return runVerb(incidentsVerb, QStringList{u"incidents"_s} + words + QStringList{u"--store"_s, store});
    };
    const VerbRun acked = act({u"ack"_s, u"2"_s, u"on"_s, u"it"_s});
    QVERIFY2(acked.code == 0, acked.err.constData());
    QCOMPARE(acked.out, QByteArray("incident 2: ack, recorded\n"));
    QCOMPARE(act({u"note"_s, u"2"_s, u"PG1 is gone"_s, u"--at"_s, u"2026-11-21T14:16:40Z"_s}).code, 0);
    QCOMPARE(act({u"note"_s, u"2"_s, u"it was slow before"_s, u"--at"_s, u"10 min ago"_s}).code, 0);
    QCOMPARE(act({u"severity"_s, u"2"_s, u"minor"_s}).code, 0);
    QCOMPARE(act({u"commander"_s, u"2"_s, u"bo"_s}).code, 0);
    const QJsonObject shown = QJsonDocument::fromJson(act({u"show"_s, u"2"_s, u"--json"_s}).out).object();
    QVERIFY(!shown.value(u"acknowledged"_s).isNull());
    QCOMPARE(shown.value(u"severity"_s).toString(), u"minor"_s);
    QCOMPARE(shown.value(u"commander"_s).toString(), u"bo"_s);
    bool backDated = false;
    for (const QJsonValue &event : shown.value(u"events"_s).toArray()) {
        backDated = backDated || (event[u"kind"_s].toString() == u"note"_s &&
                                  event[u"happened"_s].toString() == u"2026-11-21T14:16:40.000Z"_s &&
                                  event[u"reason"_s].toString() == u"PG1 is gone"_s);
    }
    QVERIFY(backDated);
    QCOMPARE(act({u"merge"_s, u"1"_s, u"2"_s}).code, 0);
    QCOMPARE(act({u"resolve"_s, u"2"_s}).code, 0);
    const VerbRun again = act({u"resolve"_s, u"2"_s});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("it is resolved already"), again.err.constData());
    QCOMPARE(act({u"ack"_s, u"99"_s}).code, 1);
}

void TestIncidentsVerb::tellsAMoment()
{
    const VerbRun before = run({u"at"_s, u"2026-11-21T14:15:22Z"_s});
    QCOMPARE(before.code, 0);
    QCOMPARE(before.out, QByteArray("2026-11-21 14:15:22 UTC: 1 up of 1 instances, 1 open breakers\n"));
    const VerbRun after = run({u"at"_s, u"2026-11-21T15:15:23+01:00"_s});
    QVERIFY2(after.out.contains("1 down of 1") && after.out.contains("connection refused"),
             after.out.constData());
    const QJsonObject object =
        QJsonDocument::fromJson(run({u"at"_s, u"2026-11-21T14:15:23Z"_s, u"--json"_s}).out).object();
    QCOMPARE(object.value(u"instances"_s).toArray().first().toObject().value(u"state"_s).toString(),
             u"down"_s);
    const VerbRun early = run({u"at"_s, u"2020-01-01T00:00:00Z"_s});
    QCOMPARE(early.code, 1);
    QVERIFY2(early.err.contains("the record begins 2026-11-21"), early.err.constData());
}

void TestIncidentsVerb::wrongCommandLines_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("unknown word") << QStringList{u"delete"_s};
    QTest::newRow("no number") << QStringList{u"show"_s};
    QTest::newRow("too many words") << QStringList{u"show"_s, u"1"_s, u"2"_s};
    QTest::newRow("format") << QStringList{u"export"_s, u"1"_s, u"--format"_s, u"docx"_s};
    QTest::newRow("limit") << QStringList{u"--limit"_s, u"none"_s};
    QTest::newRow("a time without a zone") << QStringList{u"at"_s, u"2026-11-21T14:15:22"_s};
    QTest::newRow("ack of nothing") << QStringList{u"ack"_s};
    QTest::newRow("a note without a text") << QStringList{u"note"_s, u"1"_s};
    QTest::newRow("a merge into nothing") << QStringList{u"merge"_s, u"1"_s};
    QTest::newRow("a note at no time") << QStringList{u"note"_s, u"1"_s, u"x"_s, u"--at"_s, u"noon"_s};
    QTest::newRow("unknown option") << QStringList{u"--everything"_s};
}

void TestIncidentsVerb::wrongCommandLines()
{
    QFETCH(QStringList, words);
    const VerbRun made = run(words);
    QCOMPARE(made.code, 64);
    QVERIFY(made.out.isEmpty());
    QVERIFY(!made.err.isEmpty());
}

void TestIncidentsVerb::whatIsNotThere()
{
    QCOMPARE(run({u"show"_s, u"99"_s}).code, 1);
    QCOMPARE(run({u"show"_s, u"first"_s}).code, 1);
    const VerbRun none =
        runVerb(incidentsVerb, {u"incidents"_s, u"--store"_s, m_folder.filePath(u"no.sqlite"_s)});
    QCOMPARE(none.code, 3);
    QVERIFY(none.err.contains("does not exist"));
}

void TestIncidentsVerb::backsUpAndRestores()
{
    const QString backup = m_folder.filePath(u"b"_s);
    const VerbRun made = runVerb(backupVerb, {u"backup"_s, backup, u"--store"_s, m_store});
    QCOMPARE(made.code, 0);
    QVERIFY(made.out.contains("sha256"));
    const QString other = m_folder.filePath(u"other.sqlite"_s);
    QCOMPARE(runVerb(restoreVerb, {u"restore"_s, backup, u"--store"_s, other}).code, 0);
    QCOMPARE(runVerb(incidentsVerb, {u"incidents"_s, u"--store"_s, other}).out, run({}).out);
    QFile file(backup);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.resize(file.size() / 2);
    file.close();
    const VerbRun refused = runVerb(restoreVerb, {u"restore"_s, backup, u"--store"_s, other});
    QCOMPARE(refused.code, 3);
    QVERIFY2(refused.err.contains("damaged"), refused.err.constData());
    QCOMPARE(runVerb(backupVerb, {u"backup"_s}).code, 64);
}

void TestIncidentsVerb::watchRecords()
{
    const QString config = m_folder.filePath(u"fleet.yml"_s);
    QFile file(config);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("fleet: test\npoll: {interval: 200ms, timeout: 150ms}\nscrape_configs:\n"
               "  - job_name: checkout\n    static_configs: [{targets: [\"127.0.0.1:1\"]}]\n");
    file.close();
    const QString store = m_folder.filePath(u"watch.sqlite"_s);
    const VerbRun made =
        runVerb(watchVerb, {u"watch"_s, u"--config"_s, config, u"--store"_s, store, u"--for"_s, u"1.5"_s});
    QCOMPARE(made.code, 0);
    Database database;
    QCOMPARE(database.open(store, Database::Access::ReadOnly), QString());
    EventReader reader(database);
    QVERIFY(reader.lastEvent() >= 1);
    QCOMPARE(reader.search(u"checkout"_s, 10).first().to, u"down"_s);
    // Asked to end, it ends in order. To this thread: QtTest has one of its own that takes signals as
    // crashes.
    QTimer::singleShot(500, [] { ::pthread_kill(::pthread_self(), SIGTERM); });
    QCOMPARE(runVerb(watchVerb, {u"watch"_s, u"--config"_s, config, u"--store"_s, store}).code, 0);
    QCOMPARE(runVerb(watchVerb, {u"watch"_s}).code, 64);
    QCOMPARE(runVerb(watchVerb, {u"watch"_s, u"--config"_s, config, u"--keep"_s, u"0"_s}).code, 64);
}

QTEST_GUILESS_MAIN(TestIncidentsVerb)
#include "tst_incidentsverb.moc"
