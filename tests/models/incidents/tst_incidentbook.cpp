#include "models/incidents/incidentorder.h"

#include "tests/support/fakeclock.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

/// A small world of services: orders-db <- checkout <- pricing, and search beside them.
class World
{
public:
    World()
    {
        add(u"orders-db"_s, 3, {});
        add(u"checkout"_s, 20, {u"orders-db"_s});
        add(u"pricing"_s, 10, {u"checkout"_s});
        add(u"search"_s, 10, {});
        services[0].rto = 300s;
    }
    ServiceCondition &operator[](const QString &name)
    {
        return *std::find_if(services.begin(), services.end(),
                             [&name](const ServiceCondition &each) { return each.service == name; });
    }
    void setDown(const QString &name, int down)
    {
        ServiceCondition &service = (*this)[name];
        if (service.down == 0 && down > 0) {
            service.badSince = clock.wall();
        }
        service.down = down;
        if (down == 0) {
            service.badSince.reset();
        }
        service.clusters = down > 0 ? QStringList{u"eu"_s} : QStringList{};
    }
    /// Second by second.
    IncidentChanges run(std::chrono::seconds length, FleetReach reach = FleetReach::Fine)
    {
        IncidentChanges all;
        for (auto i = 0s; i < length; i += 1s) {
            clock.advance(1s);
            all.add(book.tick(services, reach, u"fleet unreachable, cause unknown"_s, clock.steady(),
                              clock.wall()));
        }
        return all;
    }
    IncidentChanges happens(const QString &service, const QString &instance, const QString &to)
    {
        Event event;
        event.happened = clock.wall();
        event.service = service;
        event.subject = instance;
        event.to = to;
        return book.take({event}, clock.wall());
    }
    const Incident &only() const { return *book.incident({1}); }

    test::FakeClock clock;
    IncidentBook book;
    std::vector<ServiceCondition> services;

private:
    void add(const QString &name, int instances, const QList<QString> &dependsOn)
    {
        ServiceCondition service;
        service.service = name;
        service.instances = instances;
        service.dependsOn = dependsOn;
        services.push_back(service);
    }
};

QStringList told(const IncidentChanges &changes)
{
    QStringList words;
    for (const Event &event : changes.events) {
        words.append(event.to);
    }
    return words;
}

} // namespace

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
    void whatOnlyTheWindowRemembersIsMitigated();
    void theTimingCanBeSet();
    void flappingIsOneIncident();
    void recoveringInStagesIsNoFlapping();
    void badAgainOpensItAgain();
    void resolvesByItself();
    void isolationOpensNone();
    void anOutageIsOneIncident();
    void acknowledging();
    void anAcknowledgementCanClearItself();
    void resolvedByAPersonStaysResolved();
    void notesMayBeBackDated();
    void editsAreEventsWithTheirName();
    void merging();
    void splitting();
    void pinningAnEvent();
    void failedRequestsAreCounted();
    void goesOnAfterARestart();
    void provisionalNumbersGoBehindTheRecords();
    void ordersOfOthers();
    void runsAreLinked();
    void unknownIncidentsAreLeftAlone();
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
    QCOMPARE(world.only().instances, (QSet<QString>{u"pg1"_s, u"pg2"_s}));
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
    QCOMPARE(world.only().instances, (QSet<QString>{u"pg1"_s, u"c1"_s}));
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

void TestIncidentBook::acknowledging()
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

void TestIncidentBook::anAcknowledgementCanClearItself()
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

void TestIncidentBook::resolvedByAPersonStaysResolved()
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

void TestIncidentBook::notesMayBeBackDated()
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

void TestIncidentBook::editsAreEventsWithTheirName()
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

void TestIncidentBook::merging()
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

void TestIncidentBook::splitting()
{
    World world;
    world.setDown(u"orders-db"_s, 3);
    world.setDown(u"checkout"_s, 5);
    world.run(60s);
    const IncidentChanges changes = world.book.split({1}, {u"checkout"_s}, u"ana"_s, world.clock.wall());
    QCOMPARE(changes.moved, (QList<IncidentChanges::Move>{{{1}, {2}, {u"checkout"_s}}}));
    QCOMPARE(world.only().services, QStringList{u"orders-db"_s});
    QCOMPARE(world.book.incident({2})->services, QStringList{u"checkout"_s});
    QVERIFY(world.book.incident({2})->rule == IncidentRule::Person);
    QVERIFY(world.run(60s).opened.isEmpty()); // each has its own now
    QVERIFY(world.book.split({1}, {u"orders-db"_s}, u"ana"_s, world.clock.wall()).isEmpty()); // one stays
    QVERIFY(world.book.split({1}, {u"search"_s}, u"ana"_s, world.clock.wall()).isEmpty());
}

void TestIncidentBook::pinningAnEvent()
{
    World world;
    world.setDown(u"orders-db"_s, 1);
    world.run(40s);
    const Event event = world.happens(u"orders-db"_s, u"pg1"_s, u"down"_s).events.first();
    const IncidentChanges changes = world.book.pinEvent(event, u"ana"_s, true, world.clock.wall());
    QCOMPARE(changes.pinned, (QList<std::pair<qint64, bool>>{{event.number, true}}));
    QCOMPARE(told(changes), QStringList{u"event pinned"_s});
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

void TestIncidentBook::ordersOfOthers()
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
    for (int deed = 0; deed <= int(OrderKind::Split); ++deed) {
        QVERIFY(orderKindFromString(toString(OrderKind(deed))) == OrderKind(deed));
    }
}

void TestIncidentBook::runsAreLinked()
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

void TestIncidentBook::unknownIncidentsAreLeftAlone()
{
    IncidentBook book;
    QVERIFY(book.acknowledge({5}, u"ana"_s, {}, false, {}).isEmpty());
    QVERIFY(book.resolve({5}, u"ana"_s, {}, {}).isEmpty());
    QVERIFY(book.merge({5}, {6}, u"ana"_s, {}).isEmpty());
    QVERIFY(book.split({5}, {u"a"_s}, u"ana"_s, {}).isEmpty());
    QVERIFY(book.incident({5}) == nullptr);
}

QTEST_GUILESS_MAIN(TestIncidentBook)
#include "tst_incidentbook.moc"
