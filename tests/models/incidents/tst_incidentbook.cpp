#include "tests/models/incidents/incidentworld.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::told;
using World = test::IncidentWorld;

class TestIncidentBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensAfterHalfAMinute();
    void aDipOfLessOpensNothing();
    void breakersAndBurnOpen();
    void whatLedToItBelongsToIt();
    void whatBurnedBelongsToIt();
    void anAlertBelongsToIt();
    void dependantsJoinAndTellOnce();
    void theCauseSeenLaterComesFirst();
    void degradedDependantsAreGathered();
    void othersOpenTheirOwn();
    void joiningEndsAfterTenMinutes();
    void mitigatedSinceItWasGood();
    void mitigatedSinceTheFirstGoodAnswer();
    void whatOnlyTheWindowRemembersIsMitigated();
    void theTimingCanBeSet();
    void flappingIsOneIncident();
    void recoveringInStagesIsNoFlapping();
    void badAgainOpensItAgain();
    void resolvesByItself();
    void isolationOpensNone();
    void anOutageIsOneIncident();
    void failedRequestsAreCounted();
    void goesOnAfterARestart();
    void anotherFleetsIncidentsAreNotOurs();
    void provisionalNumbersGoBehindTheRecords();
};

void TestIncidentBook::opensAfterHalfAMinute()
{
    World world;
    world.run(10s);
    world.setDown(u"orders-db"_s, 1);
    const WallTime began = world.clock.wall();
    QVERIFY(world.run(30s).isEmpty());
    const IncidentChanges changes = world.run(1s);
    QCOMPARE(told(changes), QStringList{u"opened"_s});
    QCOMPARE(changes.opened, QList<IncidentNumber>{IncidentNumber{1}});
    const Incident &incident = world.only();
    QCOMPARE(incident.ruleText, u"1 of 3 down for 30 s"_s);
    QCOMPARE(incident.title, u"orders-db: 1 of 3 down in eu"_s);
    QCOMPARE(incident.services, QStringList{u"orders-db"_s});
    QCOMPARE(incident.rto, std::optional(std::chrono::seconds(300)));
    QVERIFY(incident.clock.started == began);
    QVERIFY(incident.clock.detected == world.clock.wall());
    QCOMPARE(incident.clock.timeToDetect(), 31000ms);
    world.setDown(u"orders-db"_s, 3);
    world.run(1s);
    QCOMPARE(world.only().title, u"orders-db down in eu"_s);
    QVERIFY(world.only().severity == Severity::Critical);
    QCOMPARE(world.only().ruleText, u"1 of 3 down for 30 s"_s); // what opened it stays on it
}

void TestIncidentBook::aDipOfLessOpensNothing()
{
    World world;
    for (int i = 0; i < 10; ++i) {
        world.setDown(u"orders-db"_s, 1);
        QVERIFY(world.run(29s).isEmpty());
        world.setDown(u"orders-db"_s, 0);
        QVERIFY(world.run(5s).isEmpty());
    }
    QVERIFY(world.book.active().isEmpty());
}

void TestIncidentBook::breakersAndBurnOpen()
{
    World world;
    world[u"search"_s].fastBurn = 20;
    QCOMPARE(world.run(1s).opened.size(), 1); // the windows are its hold
    QVERIFY(world.only().rule == IncidentRule::BudgetBurn);
    world[u"checkout"_s].breakers = {{u"db"_s, u"eu"_s, 10, 2, world.clock.wall()}};
    QVERIFY(world.run(30s).opened.isEmpty());
    QCOMPARE(world.run(1s).opened.size(), 1);
    QVERIFY(world.book.incident({2})->rule == IncidentRule::BreakerOpen);
    QCOMPARE(world.book.incident({2})->ruleText, u"breaker db open on 2 of 10 for 30 s"_s);
}

void TestIncidentBook::whatLedToItBelongsToIt()
{
    World world;
    world.happens(u"orders-db"_s, u"pg0"_s, u"down"_s); // an hour before: another story
    world.clock.advance(1h);
    world.setDown(u"orders-db"_s, 1);
    const qint64 first = world.happens(u"orders-db"_s, u"pg1"_s, u"down"_s).events.first().number;
    world.happens(u"search"_s, u"s1"_s, u"down"_s);
    const IncidentChanges changes = world.run(31s);
    QCOMPARE(changes.attached, (QList<std::pair<qint64, IncidentNumber>>{{first, {1}}}));
    QVERIFY(world.only().instances.contains(u"pg1"_s));
    QCOMPARE(world.happens(u"orders-db"_s, u"pg2"_s, u"down"_s).events.first().incident, IncidentNumber{1});
    QCOMPARE(world.happens(u"search"_s, u"s2"_s, u"down"_s).events.first().incident, IncidentNumber{});
    QCOMPARE(world.only().instances,
             (QMap<QString, QString>{{u"pg1"_s, u"orders-db"_s}, {u"pg2"_s, u"orders-db"_s}}));
}

void TestIncidentBook::whatBurnedBelongsToIt()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    const qint64 cause = world.happens(u"orders-db"_s, u"pg1"_s, u"down"_s).events.first().number;
    world.run(3s);
    const WallTime began = world.clock.wall();
    const qint64 effect = world.happens(u"checkout"_s, u"c1"_s, u"degraded"_s).events.first().number;
    world.run(9s);
    world[u"checkout"_s].fastBurn = 140;
    QCOMPARE(world.run(1s).attached, (QList<std::pair<qint64, IncidentNumber>>{{effect, {1}}}));
    QVERIFY(world.only().clock.started == began);
    // The cause meets its rule later, and began earlier.
    const IncidentChanges changes = world.run(30s);
    QCOMPARE(changes.attached, (QList<std::pair<qint64, IncidentNumber>>{{cause, {1}}}));
    QVERIFY(world.only().clock.started == began - 3s);
    QCOMPARE(world.only().instances.keys(), (QStringList{u"c1"_s, u"pg1"_s}));
    QVERIFY(changes.events.last().happened > world.only().clock.detected); // it joined when it did
}

void TestIncidentBook::anAlertBelongsToIt()
{
    World world;
    world.run(20min);
    const WallTime pending = world.clock.wall() - 15min; // it had to hold that long before it fired
    Event firing;
    firing.kind = EventKind::Alert;
    firing.happened = pending;
    firing.service = u"search"_s;
    firing.component = u"IndexStale"_s;
    firing.to = u"firing"_s;
    const qint64 number = world.book.take({firing}, world.clock.wall()).events.first().number;
    world[u"search"_s].criticalAlerts = {u"IndexStale"_s};
    world[u"search"_s].alertsSince = pending;
    const IncidentChanges changes = world.run(1s);
    QCOMPARE(changes.opened.size(), 1);
    QVERIFY(world.only().rule == IncidentRule::CriticalAlert);
    QVERIFY(world.only().clock.started == pending);
    QVERIFY(world.only().instances.isEmpty()); // an alert's subject is no instance that suffered
    QCOMPARE(changes.attached, (QList<std::pair<qint64, IncidentNumber>>{{number, {1}}}));
}

void TestIncidentBook::dependantsJoinAndTellOnce()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.setDown(u"checkout"_s, 5);
    world.setDown(u"pricing"_s, 5);
    const IncidentChanges changes = world.run(60s);
    QCOMPARE(changes.opened.size(), 1);
    QCOMPARE(world.book.active().size(), 1);
    QCOMPARE(world.only().services, (QStringList{u"orders-db"_s, u"checkout"_s, u"pricing"_s}));
    QCOMPARE(told(changes), (QStringList{u"opened"_s, u"joined"_s, u"joined"_s}));
    QCOMPARE(world.only().title, u"orders-db down in eu"_s);
}

void TestIncidentBook::theCauseSeenLaterComesFirst()
{
    World world;
    world.setDown(u"checkout"_s, 5);
    world.run(40s);
    world.setDown(u"orders-db"_s, 3);
    const IncidentChanges changes = world.run(40s);
    QVERIFY(changes.opened.isEmpty());
    QCOMPARE(world.only().services, (QStringList{u"orders-db"_s, u"checkout"_s}));
    QCOMPARE(world.only().title, u"orders-db down in eu"_s);
}

void TestIncidentBook::degradedDependantsAreGathered()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world[u"checkout"_s].degraded = 1;
    world[u"search"_s].degraded = 1;
    const IncidentChanges changes = world.run(40s);
    QCOMPARE(changes.opened.size(), 1);
    QCOMPARE(world.only().dependants, QStringList{u"checkout"_s});
    QCOMPARE(world.only().services, QStringList{u"orders-db"_s});
    QCOMPARE(world.happens(u"checkout"_s, u"c1"_s, u"degraded"_s).events.first().incident, IncidentNumber{1});
    // When it meets a rule itself it joins, and its signals count from then on.
    world.setDown(u"checkout"_s, 10);
    QVERIFY(world.run(40s).opened.isEmpty());
    QCOMPARE(world.only().services, (QStringList{u"orders-db"_s, u"checkout"_s}));
    QCOMPARE(world.only().dependants, QStringList{});
}

void TestIncidentBook::othersOpenTheirOwn()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.setDown(u"search"_s, 5);
    QCOMPARE(world.run(40s).opened.size(), 2);
}

void TestIncidentBook::joiningEndsAfterTenMinutes()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.run(11min);
    world.setDown(u"checkout"_s, 5);
    // What depends on it and turns bad only now is another incident; being unwell alone is still gathered.
    QCOMPARE(world.run(40s).opened.size(), 0);
    World other;
    other.setDown(u"search"_s, 5);
    other.run(11min);
    other.setDown(u"pricing"_s, 5);
    QCOMPARE(other.run(40s).opened.size(), 1);
}

void TestIncidentBook::mitigatedSinceItWasGood()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.run(60s);
    world.setDown(u"orders-db"_s, 0);
    const WallTime good = world.clock.wall() + 1s;
    QVERIFY(told(world.run(120s)).isEmpty());
    const IncidentChanges changes = world.run(1s);
    QCOMPARE(told(changes), QStringList{u"mitigated"_s});
    QVERIFY(*world.only().clock.mitigated == good);
    QVERIFY(changes.events.first().happened == good); // it happened then, and was recorded now
    QVERIFY(changes.events.first().recorded == world.clock.wall());
    QCOMPARE(world.only().clock.timeToMitigate(), std::optional(61000ms));
    QCOMPARE(world.only().clock.isWithin(300s, world.clock.wall()), std::optional(true));
    QCOMPARE(world.only().clock.isWithin(30s, world.clock.wall()), std::optional(false));
}

void TestIncidentBook::mitigatedSinceTheFirstGoodAnswer()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.setDown(u"checkout"_s, 5);
    world.run(60s);
    const WallTime first = world.clock.wall() - 4s;
    const WallTime last = world.clock.wall() - 2s;
    world[u"orders-db"_s].wellSince = last;
    world[u"checkout"_s].wellSince = first;
    world.setDown(u"orders-db"_s, 0);
    world.setDown(u"checkout"_s, 0);
    const IncidentChanges changes = world.run(121s);
    QCOMPARE(told(changes), QStringList{u"mitigated"_s});
    QVERIFY(*world.only().clock.mitigated == last); // of all its services
    QVERIFY(changes.events.first().happened == last);
    // It relapses with a breaker, which is over when it is seen closed, whatever instances did before.
    world[u"checkout"_s].breakers = {{u"db"_s, u"eu"_s, 20, 20, world.clock.wall()}};
    QCOMPARE(told(world.run(31s)), (QStringList{u"also"_s, u"open again"_s}));
    world[u"checkout"_s].breakers.clear();
    const WallTime closed = world.clock.wall() + 1s;
    QCOMPARE(told(world.run(121s)), QStringList{u"mitigated"_s});
    QVERIFY(*world.only().clock.mitigated == closed);

    // Well again just before it was told: the clock's lines follow each other all the same.
    World late;
    late.setDown(u"search"_s, 5);
    late.run(31s);
    const WallTime detected = late.only().clock.detected;
    late[u"search"_s].wellSince = detected - 2s;
    late.setDown(u"search"_s, 0);
    late.run(121s);
    QVERIFY(*late.only().clock.mitigated == detected);
}

void TestIncidentBook::whatOnlyTheWindowRemembersIsMitigated()
{
    World world;
    world[u"search"_s].fastBurn = 100;
    world.run(60s);
    QVERIFY(world.only().state == IncidentState::Open);
    const WallTime good = world.clock.wall() + 1s;
    world[u"search"_s].burnEbbs = true; // nothing fails any more, but the five minutes still hold it
    QVERIFY(told(world.run(120s)).isEmpty());
    QCOMPARE(told(world.run(1s)), QStringList{u"mitigated"_s});
    QVERIFY(*world.only().clock.mitigated == good);
    QVERIFY(told(world.run(60s)).isEmpty()); // and the window does not open it again
    world[u"search"_s].burnEbbs = false;
    QCOMPARE(told(world.run(1s)), QStringList{u"open again"_s});
}

void TestIncidentBook::theTimingCanBeSet()
{
    World world;
    world.book.setTiming({2s, 3s, 10s});
    world.setDown(u"orders-db"_s, 1);
    QCOMPARE(told(world.run(3s)), QStringList{u"opened"_s});
    QCOMPARE(world.only().ruleText, u"1 of 3 down for 2 s"_s);
    world.setDown(u"orders-db"_s, 0);
    QCOMPARE(told(world.run(4s)), QStringList{u"mitigated"_s});
    QCOMPARE(told(world.run(8s)), QStringList{u"resolved"_s});
}

void TestIncidentBook::flappingIsOneIncident()
{
    World world;
    int opened = 0;
    for (int i = 0; i < 10; ++i) {
        world.setDown(u"orders-db"_s, 1);
        opened += int(world.run(45s).opened.size());
        world.setDown(u"orders-db"_s, 0);
        opened += int(world.run(150s).opened.size());
    }
    QCOMPARE(opened, 1);
    // While it flaps it is not mitigated, however good it looks now.
    world[u"orders-db"_s].flapping = 1;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world.setDown(u"orders-db"_s, 0);
    world.run(200s);
    QVERIFY(world.only().state == IncidentState::Open);
    world[u"orders-db"_s].flapping = 0;
    world.run(130s);
    QVERIFY(world.only().state == IncidentState::Mitigated);
}

void TestIncidentBook::recoveringInStagesIsNoFlapping()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.run(40s);
    world[u"orders-db"_s].flapping = 1; // down, not ready, degraded, up within five minutes
    world.setDown(u"orders-db"_s, 0);
    QCOMPARE(told(world.run(125s)), QStringList{u"mitigated"_s});
}

void TestIncidentBook::badAgainOpensItAgain()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world.setDown(u"orders-db"_s, 0);
    world.run(130s);
    QVERIFY(world.only().state == IncidentState::Mitigated);
    world.setDown(u"orders-db"_s, 1);
    const IncidentChanges changes = world.run(40s);
    QCOMPARE(told(changes), QStringList{u"open again"_s});
    QVERIFY(changes.opened.isEmpty());
    QVERIFY(world.only().state == IncidentState::Open);
    QVERIFY(!world.only().clock.mitigated);
}

void TestIncidentBook::resolvesByItself()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world.setDown(u"orders-db"_s, 0);
    world.run(30min);
    QVERIFY(world.only().state == IncidentState::Mitigated);
    const IncidentChanges changes = world.run(2s);
    QCOMPARE(told(changes), QStringList{u"resolved"_s});
    QVERIFY(world.only().state == IncidentState::Resolved);
    QVERIFY(world.only().resolvedBy.isEmpty());
    world.setDown(u"orders-db"_s, 1);
    QCOMPARE(world.run(40s).opened, QList<IncidentNumber>{IncidentNumber{2}});
}

void TestIncidentBook::isolationOpensNone()
{
    World world;
    for (ServiceCondition &service : world.services) {
        service.down = service.instances;
    }
    QVERIFY(world.run(120s, FleetReach::Held).isEmpty());
    QVERIFY(world.book.active().isEmpty());
}

void TestIncidentBook::anOutageIsOneIncident()
{
    World world;
    for (ServiceCondition &service : world.services) {
        service.down = service.instances;
    }
    const IncidentChanges changes = world.run(120s, FleetReach::Unreachable);
    QCOMPARE(changes.opened.size(), 1);
    QVERIFY(world.only().rule == IncidentRule::FleetUnreachable);
    QCOMPARE(world.only().title, u"fleet unreachable, cause unknown"_s);
    QCOMPARE(world.only().services.size(), 4);
    for (ServiceCondition &service : world.services) {
        service.down = 0;
    }
    world.run(130s);
    QVERIFY(world.only().state == IncidentState::Mitigated);
}

void TestIncidentBook::failedRequestsAreCounted()
{
    World world;
    world[u"orders-db"_s].failedRequests = 100;
    world.run(60s);
    world.setDown(u"orders-db"_s, 1);
    world.run(1s);
    world[u"orders-db"_s].failedRequests = 150; // before the rule held, after the first sign
    world.run(40s);
    world[u"orders-db"_s].failedRequests = 400;
    world.run(20s);
    QCOMPARE(world.only().failedRequests.value(u"orders-db"_s), 300.0);
    QCOMPARE(world.only().failedInAll(), 300.0);
    world.setDown(u"orders-db"_s, 0);
    world.run(200s);
    world[u"orders-db"_s].failedRequests = 900; // not during it
    world.run(20s);
    QCOMPARE(world.only().failedInAll(), 300.0);
}

void TestIncidentBook::goesOnAfterARestart()
{
    World world;
    world[u"orders-db"_s].failedRequests = 0;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    world[u"orders-db"_s].failedRequests = 50;
    world.run(20s);
    World later;
    later.book.restore({world.only()}, {7}, 1000);
    later[u"orders-db"_s].failedRequests = 3; // counted anew
    later.setDown(u"orders-db"_s, 1);
    QVERIFY(later.run(60s).opened.isEmpty());
    QCOMPARE(later.only().failedInAll(), 50.0);
    later[u"orders-db"_s].failedRequests = 13;
    later.run(20s);
    QCOMPARE(later.only().failedInAll(), 60.0);
    QCOMPARE(later.happens(u"orders-db"_s, u"pg1"_s, u"down"_s).events.first().incident, IncidentNumber{1});
    later.setDown(u"search"_s, 5);
    const IncidentChanges changes = later.run(40s);
    QCOMPARE(changes.opened, QList<IncidentNumber>{IncidentNumber{8}});
    QVERIFY(changes.events.first().number > 1000);
}

void TestIncidentBook::anotherFleetsIncidentsAreNotOurs()
{
    World prod;
    prod.book.setFleet(u"prod"_s);
    prod.setDown(u"orders-db"_s, 3);
    prod.run(31s);
    QCOMPARE(prod.only().fleet, u"prod"_s);
    // The same record, another fleet with services of the same names.
    World staging;
    staging.book.setFleet(u"staging"_s);
    staging.book.restore({prod.only()}, {1}, 100);
    QVERIFY(staging.run(200s).isEmpty()); // what is well here mitigates nothing there
    QVERIFY(staging.only().state == IncidentState::Open);
    QCOMPARE(staging.happens(u"orders-db"_s, u"pg1"_s, u"down"_s).events.first().incident, IncidentNumber{});
    staging.setDown(u"orders-db"_s, 1);
    QCOMPARE(staging.run(31s).opened, QList<IncidentNumber>{IncidentNumber{2}});
    QCOMPARE(staging.book.incident({2})->fleet, u"staging"_s);
    // People can still end it.
    QCOMPARE(told(staging.book.resolve({1}, u"ana"_s, {}, staging.clock.wall())), QStringList{u"resolved"_s});
}

void TestIncidentBook::provisionalNumbersGoBehindTheRecords()
{
    World world;
    world.book.restore({}, {firstProvisionalIncident}, 0);
    world.setDown(u"orders-db"_s, 1);
    IncidentChanges blind = world.run(31s);
    const IncidentNumber provisional{firstProvisionalIncident + 1};
    QCOMPARE(blind.opened, QList<IncidentNumber>{provisional});
    // The record can be seen at last: its last incident is 41, and 40 is still open.
    Incident known;
    known.number = {40};
    known.services = {u"search"_s};
    known.clock.started = known.clock.detected = world.clock.wall() - 1h;
    const IncidentChanges changes = world.book.adopt({known}, {41});
    QCOMPARE(changes.renumbered,
             (QList<std::pair<IncidentNumber, IncidentNumber>>{{provisional, IncidentNumber{42}}}));
    QVERIFY(!world.book.incident(provisional));
    QCOMPARE(world.book.activeOf(u"orders-db"_s), IncidentNumber{42});
    QCOMPARE(world.book.activeOf(u"search"_s), IncidentNumber{40});
    // What was told meanwhile is settled the same way.
    settle(blind, {41});
    QCOMPARE(blind.incidents.first().number, IncidentNumber{42});
    QCOMPARE(blind.events.first().incident, IncidentNumber{42});
    QCOMPARE(blind.events.first().subject, u"incident 42"_s);
    QCOMPARE(settled({7}, {41}), IncidentNumber{7});
    world.setDown(u"checkout"_s, 20);
    world.book.resolve({42}, u"ana"_s, {}, world.clock.wall());
    world[u"checkout"_s].dependsOn.clear();
    QCOMPARE(world.run(31s).opened, QList<IncidentNumber>{IncidentNumber{43}});
}

QTEST_GUILESS_MAIN(TestIncidentBook)
#include "tst_incidentbook.moc"
