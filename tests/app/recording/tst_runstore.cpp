#include "app/recording/runstore.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;

class TestRunStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aRunIsKeptWhole();
    void oneRunAtATime();
    void twoConsolesCannotBothBegin();
    void aDeadConsolesRunIsInterrupted_data();
    void aDeadConsolesRunIsInterrupted();
    void cooldownCountsWhatActed();
    void longTextsAreBounded();
    void refusedIsInTheAuditLog();

private:
    RunRow row(const QString &service) const;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<RunStore> m_store;
    const WallTime m_now{1'700'000'000s};
};

namespace {

/// A process that is no more: this one's number with a start that it did not have.
ProcessIdentity dead()
{
    ProcessIdentity identity = ProcessIdentity::ofThisProcess();
    identity.start -= 1;
    return identity;
}

StepRow step(const QString &place, StepState state = StepState::Intended)
{
    StepRow made;
    made.place = place;
    made.title = u"step "_s + place;
    made.kind = u"http"_s;
    made.state = state;
    made.request = u"POST http://h/x"_s;
    return made;
}

} // namespace

void TestRunStore::init()
{
    m_store.reset();
    m_database.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = std::make_unique<Database>();
    QCOMPARE(m_database->open(m_folder->filePath(u"record.sqlite"_s), Database::Access::ReadWrite),
             QString());
    m_store = std::make_unique<RunStore>(*m_database);
}

RunRow TestRunStore::row(const QString &service) const
{
    RunRow run;
    run.runbook = u"switchover"_s;
    run.title = u"Switch over"_s;
    run.kind = u"switchover"_s;
    run.subject = service;
    run.services = {service};
    run.state = RunState::Armed;
    run.person = u"ana"_s;
    run.reason = u"INC-231"_s;
    run.parameters = {{u"candidate"_s, u"pg2"_s}};
    run.overrides = {u"cooldown"_s};
    run.source = "id: x\n";
    run.sourceFile = u"x.yml"_s;
    run.started = m_now;
    run.objective = 30s;
    run.owner = ProcessIdentity::ofThisProcess();
    return run;
}

void TestRunStore::aRunIsKeptWhole()
{
    RunRow run = row(u"orders-db"_s);
    std::optional<RunRow> busy;
    QCOMPARE(m_store->begin(run, &busy), QString());
    QCOMPARE(run.number.value, 1);
    QCOMPARE(m_store->intend(run.number, step(u"1"_s), true, m_now, u"ana"_s), QString());
    StepRow done = step(u"1"_s, StepState::Done);
    done.answer = u"200"_s;
    QCOMPARE(m_store->finish(run.number, done, RunStore::SoFar::MayHaveActed, m_now + 2s, u"ana"_s),
             QString());
    QCOMPARE(m_store->addLog(run.number, {{m_now, u"line"_s}}), QString());
    QCOMPARE(m_store->setValues(run.number, {{u"leader"_s, u"pg1"_s}}), QString());
    QCOMPARE(m_store->setRto(run.number, 2.5), QString());
    QCOMPARE(m_store->setState(run.number, RunState::Succeeded, u"seen"_s, m_now + 3s, u"ana"_s), QString());

    const auto read = m_store->run(run.number);
    QVERIFY(read);
    QCOMPARE(toString(read->state), u"succeeded"_s);
    QCOMPARE(read->services, run.services);
    QCOMPARE(read->parameters, run.parameters);
    QCOMPARE(read->values.value(u"leader"_s).toString(), u"pg1"_s);
    QCOMPARE(read->source, run.source);
    QCOMPARE(*read->rto, 2.5);
    QCOMPARE(read->objective->count(), 30);
    QVERIFY(read->acted && read->ended && *read->ended == m_now + 3s);
    const QList<StepRow> steps = m_store->steps(run.number);
    QCOMPARE(steps.size(), 1);
    QCOMPARE(toString(steps.first().state), u"done"_s);
    QCOMPARE(steps.first().answer, u"200"_s);
    QCOMPARE(m_store->log(run.number).first().text, u"line"_s);
    QStringList actions;
    for (const AuditEntry &entry : m_store->audit().tail(10)) {
        actions.append(entry.action);
    }
    QCOMPARE(actions,
             (QStringList{u"run started"_s, u"step intended"_s, u"step done"_s, u"run succeeded"_s}));
    QCOMPARE(m_store->audit().verify().problem, QString());
}

void TestRunStore::oneRunAtATime()
{
    RunRow first = row(u"orders-db"_s);
    RunRow second = row(u"orders-db"_s);
    RunRow other = row(u"checkout"_s);
    std::optional<RunRow> busy;
    QCOMPARE(m_store->begin(first, &busy), QString());
    QVERIFY(m_store->begin(second, &busy).contains(u"being acted on by run 1"_s));
    QVERIFY(busy && busy->number == first.number);
    QCOMPARE(m_store->runs(10).size(), 1); // the refused one left nothing behind
    QVERIFY(m_store->running({u"orders-db"_s}));
    QVERIFY(!m_store->running({u"checkout"_s}));
    QCOMPARE(m_store->begin(other, &busy), QString());
    QCOMPARE(m_store->setState(first.number, RunState::Failed, {}, m_now, {}), QString());
    QVERIFY(!m_store->running({u"orders-db"_s}));
    QCOMPARE(m_store->begin(second, &busy), QString());
}

void TestRunStore::twoConsolesCannotBothBegin()
{
    Database other;
    QCOMPARE(other.open(m_folder->filePath(u"record.sqlite"_s), Database::Access::ReadWrite), QString());
    RunStore otherStore(other);
    RunRow first = row(u"orders-db"_s);
    RunRow second = row(u"orders-db"_s);
    std::optional<RunRow> busy;
    QCOMPARE(m_store->begin(first, &busy), QString());
    QVERIFY(otherStore.begin(second, &busy).contains(u"being acted on"_s));
    QCOMPARE(otherStore.audit().verify().entries, 1);
}

void TestRunStore::aDeadConsolesRunIsInterrupted_data()
{
    QTest::addColumn<int>("stage");
    QTest::addColumn<QString>("words");
    QTest::newRow("before the first step") << 0 << u"nothing was sent"_s;
    QTest::newRow("intended")
        << 1 << u"the outcome of \"step 1\" is not known: it may or may not have been sent"_s;
    QTest::newRow("done") << 2 << u"every step that was begun had ended"_s;
    QTest::newRow("second intended") << 3 << u"the outcome of \"step 2\" is not known"_s;
}

void TestRunStore::aDeadConsolesRunIsInterrupted()
{
    QFETCH(int, stage);
    QFETCH(QString, words);
    RunRow run = row(u"orders-db"_s);
    run.owner = dead();
    RunRow alive = row(u"checkout"_s);
    std::optional<RunRow> busy;
    QCOMPARE(m_store->begin(run, &busy), QString());
    QCOMPARE(m_store->begin(alive, &busy), QString());
    if (stage >= 1) {
        QCOMPARE(m_store->intend(run.number, step(u"1"_s), true, m_now, {}), QString());
    }
    if (stage >= 2) {
        QCOMPARE(m_store->finish(run.number, step(u"1"_s, StepState::Done), RunStore::SoFar::MayHaveActed,
                                 m_now, {}),
                 QString());
    }
    if (stage >= 3) {
        QCOMPARE(m_store->intend(run.number, step(u"2"_s), true, m_now, {}), QString());
    }
    QList<RunRow> found;
    QCOMPARE(m_store->markInterrupted(m_now + 1min, &found), QString());
    QCOMPARE(found.size(), 1);
    QCOMPARE(toString(found.first().state), u"interrupted"_s);
    QVERIFY2(found.first().outcome.contains(words), qPrintable(found.first().outcome));
    QCOMPARE(toString(m_store->run(alive.number)->state), u"armed"_s);
    found.clear();
    QCOMPARE(m_store->markInterrupted(m_now, &found), QString());
    QVERIFY(found.isEmpty());
    RunRow next = row(u"orders-db"_s);
    QCOMPARE(m_store->begin(next, &busy), QString()); // its lock is free
    QCOMPARE(m_store->audit().verify().problem, QString());
}

void TestRunStore::cooldownCountsWhatActed()
{
    RunRow looked = row(u"orders-db"_s);
    std::optional<RunRow> busy;
    QCOMPARE(m_store->begin(looked, &busy), QString());
    QCOMPARE(m_store->setState(looked.number, RunState::Refused, {}, m_now, {}), QString());
    QVERIFY(!m_store->lastActed({u"orders-db"_s}));
    RunRow acted = row(u"orders-db"_s);
    QCOMPARE(m_store->begin(acted, &busy), QString());
    QCOMPARE(m_store->intend(acted.number, step(u"1"_s), true, m_now, {}), QString());
    QCOMPARE(m_store->setState(acted.number, RunState::Failed, {}, m_now, {}), QString());
    QVERIFY(m_store->lastActed({u"orders-db"_s})->number == acted.number);
    QVERIFY(!m_store->lastActed({u"checkout"_s}));
    QCOMPARE(m_store->acknowledge(acted.number, u"bob"_s, u"seen"_s, m_now), QString());
    QCOMPARE(m_store->lastActed({u"orders-db"_s})->acknowledgedBy, u"bob"_s);
    QVERIFY(m_store->acknowledge({99}, {}, {}, m_now).contains(u"no run 99"_s));
}

void TestRunStore::longTextsAreBounded()
{
    RunRow run = row(u"orders-db"_s);
    std::optional<RunRow> busy;
    QCOMPARE(m_store->begin(run, &busy), QString());
    StepRow long_ = step(u"1"_s);
    long_.request = QString(200'000, u'x');
    QCOMPARE(m_store->intend(run.number, long_, true, m_now, {}), QString());
    const QString kept = m_store->steps(run.number).first().request;
    QVERIFY(kept.size() < RunStore::maxText + 100);
    QVERIFY(kept.endsWith(u"(200000 characters in all)"_s));
}

void TestRunStore::refusedIsInTheAuditLog()
{
    QCOMPARE(m_store->refuse(row(u"orders-db"_s), {u"cooldown: too early"_s}), QString());
    const AuditEntry entry = m_store->audit().tail(1).first();
    QCOMPARE(entry.action, u"run refused"_s);
    QVERIFY(entry.canonical().contains("cooldown: too early"));
    QVERIFY(m_store->runs(1).isEmpty());
}

QTEST_GUILESS_MAIN(TestRunStore)
#include "tst_runstore.moc"
