// What people do to incidents: the other half of IncidentBook.

#include "models/incidents/incidentorder.h"

#include "tests/models/incidents/incidentworld.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::told;
using World = test::IncidentWorld;

class TestIncidentActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acknowledging();
    void anAcknowledgementCanClearItself();
    void resolvedByAPersonStaysResolved();
    void notesMayBeBackDated();
    void editsAreEventsWithTheirName();
    void merging();
    void splitting();
    void pinningAnEvent();
    void ordersOfOthers();
    void runsAreLinked();
    void unknownIncidentsAreLeftAlone();
};

void TestIncidentActions::acknowledging()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    const IncidentChanges changes =
        world.book.acknowledge({1}, u"ana"_s, u"on it"_s, false, world.clock.wall());
    QCOMPARE(changes.events.size(), 1);
    QVERIFY(changes.events.first().kind == EventKind::Acknowledgement);
    QCOMPARE(changes.events.first().source, u"ana"_s);
    QCOMPARE(changes.events.first().reason, u"on it"_s);
    QVERIFY(world.only().acknowledgementStands);
    const WallTime first = world.clock.wall();
    world.run(10s);
    world.book.acknowledge({1}, u"ben"_s, {}, false, world.clock.wall());
    QVERIFY(*world.only().clock.acknowledged == first); // the clock keeps the first
    QCOMPARE(world.only().acknowledgedBy, u"ben"_s);
}

void TestIncidentActions::anAcknowledgementCanClearItself()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world.book.acknowledge({1}, u"ana"_s, {}, true, world.clock.wall());
    world.setDown(u"orders-db"_s, 0);
    world.run(130s);
    QVERIFY(!world.only().acknowledgementStands);
    QVERIFY(world.only().clock.acknowledged);
}

void TestIncidentActions::resolvedByAPersonStaysResolved()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world.book.resolve({1}, u"ana"_s, u"a spare, not needed"_s, world.clock.wall());
    QCOMPARE(world.only().resolvedBy, u"ana"_s);
    QVERIFY(world.run(120s).opened.isEmpty()); // the same badness is settled
    world.setDown(u"orders-db"_s, 0);
    world.run(5s);
    world.setDown(u"orders-db"_s, 1);
    QCOMPARE(world.run(40s).opened.size(), 1);
}

void TestIncidentActions::notesMayBeBackDated()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    const WallTime earlier = world.clock.wall() - 1h;
    const Event note =
        world.book.addNote({1}, u"ana"_s, u" saw **it** \n"_s, earlier, world.clock.wall()).events.first();
    QVERIFY(note.happened == earlier);
    QVERIFY(note.recorded == world.clock.wall());
    QCOMPARE(note.reason, u"saw **it**"_s);
    const Event future =
        world.book.addNote({1}, u"ana"_s, u"x"_s, world.clock.wall() + 1h, world.clock.wall()).events.first();
    QVERIFY(future.happened == world.clock.wall());
    QVERIFY(world.book.addNote({1}, u"ana"_s, u"  "_s, earlier, world.clock.wall()).isEmpty());
}

void TestIncidentActions::editsAreEventsWithTheirName()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    const WallTime now = world.clock.wall();
    IncidentChanges all = world.book.setTitle({1}, u"ana"_s, u"disk full"_s, now);
    all.add(world.book.setSeverity({1}, u"ana"_s, Severity::Minor, now));
    all.add(world.book.setCommander({1}, u"ana"_s, u"ben"_s, now));
    all.add(world.book.setPinned({1}, u"ana"_s, true, now));
    QCOMPARE(told(all), (QStringList{u"titled"_s, u"minor"_s, u"commander"_s, u"pinned"_s}));
    for (const Event &event : std::as_const(all.events)) {
        QCOMPARE(event.source, u"ana"_s);
        QCOMPARE(event.incident, IncidentNumber{1});
    }
    QCOMPARE(all.incidents.size(), 1);
    // What a person said is not said otherwise by the rules.
    world.setDown(u"orders-db"_s, 3);
    world.run(40s);
    QCOMPARE(world.only().title, u"disk full"_s);
    QVERIFY(world.only().severity == Severity::Minor);
    QVERIFY(world.book.setTitle({1}, u"ana"_s, u"disk full"_s, now).isEmpty());
}

void TestIncidentActions::merging()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world.setDown(u"search"_s, 5);
    world.run(40s);
    const IncidentChanges changes = world.book.merge({2}, {1}, u"ana"_s, world.clock.wall());
    QCOMPARE(changes.moved, (QList<IncidentChanges::Move>{{{2}, {1}, {}}}));
    QCOMPARE(world.only().services, (QStringList{u"orders-db"_s, u"search"_s}));
    QVERIFY(world.book.incident({2})->state == IncidentState::Merged);
    QCOMPARE(world.book.incident({2})->mergedInto, IncidentNumber{1});
    QCOMPARE(world.book.activeOf(u"search"_s), IncidentNumber{1});
    QVERIFY(world.run(60s).opened.isEmpty());
    QVERIFY(world.book.merge({1}, {1}, u"ana"_s, world.clock.wall()).isEmpty());
    QVERIFY(world.book.merge({1}, {2}, u"ana"_s, world.clock.wall()).isEmpty());
}

void TestIncidentActions::splitting()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.setDown(u"checkout"_s, 5);
    world.run(60s);
    world.happens(u"orders-db"_s, u"pg1"_s, u"down"_s);
    world.happens(u"checkout"_s, u"c1"_s, u"down"_s);
    QCOMPARE(world.only().instances.size(), 2);
    const IncidentChanges changes = world.book.split({1}, {u"checkout"_s}, u"ana"_s, world.clock.wall());
    QCOMPARE(world.only().instances.keys(), QStringList{u"pg1"_s}); // each takes those of its services along
    QCOMPARE(world.book.incident({2})->instances.keys(), QStringList{u"c1"_s});
    QCOMPARE(changes.moved, (QList<IncidentChanges::Move>{{{1}, {2}, {u"checkout"_s}}}));
    QCOMPARE(world.only().services, QStringList{u"orders-db"_s});
    QCOMPARE(world.book.incident({2})->services, QStringList{u"checkout"_s});
    QVERIFY(world.book.incident({2})->rule == IncidentRule::Person);
    QVERIFY(world.run(60s).opened.isEmpty()); // each has its own now
    QVERIFY(world.book.split({1}, {u"orders-db"_s}, u"ana"_s, world.clock.wall()).isEmpty()); // one stays
    QVERIFY(world.book.split({1}, {u"search"_s}, u"ana"_s, world.clock.wall()).isEmpty());
}

void TestIncidentActions::pinningAnEvent()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    const Event event = world.happens(u"orders-db"_s, u"pg1"_s, u"down"_s).events.first();
    const IncidentChanges changes = world.book.pinEvent(event, u"ana"_s, true, world.clock.wall());
    QCOMPARE(changes.pinned, (QList<std::pair<qint64, bool>>{{event.number, true}}));
    QCOMPARE(told(changes), QStringList{u"event pinned"_s});
}

void TestIncidentActions::ordersOfOthers()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(31s);
    IncidentOrder order;
    order.kind = OrderKind::Acknowledge;
    order.incident = {1};
    order.person = u"ana"_s;
    order.text = u"on it"_s;
    QString problem;
    QVERIFY(!carryOut(order, world.book, world.clock.wall(), &problem).isEmpty());
    QCOMPARE(problem, QString());
    QCOMPARE(world.only().acknowledgedBy, u"ana"_s);
    QCOMPARE(world.only().acknowledgement, u"on it"_s);
    order.kind = OrderKind::Severity;
    QVERIFY(carryOut(order, world.book, world.clock.wall(), &problem).isEmpty());
    QCOMPARE(problem, u"a severity is critical, major or minor, not \"on it\""_s);
    problem.clear();
    order.incident = {9};
    QVERIFY(carryOut(order, world.book, world.clock.wall(), &problem).isEmpty());
    QVERIFY(problem.startsWith(u"no incident 9"_s));
    problem.clear();
    order.incident = {1};
    order.kind = OrderKind::Merge;
    order.other = 9;
    QVERIFY(carryOut(order, world.book, world.clock.wall(), &problem).isEmpty());
    QCOMPARE(problem, u"incident 1: incident 9 cannot take it in"_s);
    for (int deed = 0; deed <= int(OrderKind::Unlink); ++deed) {
        QVERIFY(orderKindFromString(toString(OrderKind(deed))) == OrderKind(deed));
    }
}

void TestIncidentActions::runsAreLinked()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    Event run;
    run.kind = EventKind::Run;
    run.service = u"orders-db"_s;
    run.run = 12;
    const IncidentChanges changes = world.book.take({run}, world.clock.wall());
    QCOMPARE(changes.incidents.first().runs, QList<qint64>{12});
    QCOMPARE(told(world.book.linkRun({1}, u"ana"_s, 13, world.clock.wall())), QStringList{u"linked"_s});
    QCOMPARE(world.only().runs, (QList<qint64>{12, 13}));
    QVERIFY(world.book.linkRun({1}, u"ana"_s, 13, world.clock.wall()).isEmpty());
}

void TestIncidentActions::unknownIncidentsAreLeftAlone()
{
    IncidentBook book;
    QVERIFY(book.acknowledge({5}, u"ana"_s, {}, false, {}).isEmpty());
    QVERIFY(book.resolve({5}, u"ana"_s, {}, {}).isEmpty());
    QVERIFY(book.merge({5}, {6}, u"ana"_s, {}).isEmpty());
    QVERIFY(book.split({5}, {u"a"_s}, u"ana"_s, {}).isEmpty());
    QVERIFY(book.incident({5}) == nullptr);
}

QTEST_GUILESS_MAIN(TestIncidentActions)
#include "tst_incidentactions.moc"
