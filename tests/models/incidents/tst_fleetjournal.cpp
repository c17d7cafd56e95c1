#include "models/incidents/fleetjournal.h"

#include "tests/models/fleet/fleetfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;
using test::FleetFixture;

class TestFleetJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesBecomeEvents();
    void breakersBecomeEvents();
    void whatFellBetweenTwoPollsIsInferred();
    void conditionsCount();
    void troubleBeganWithTheFirstFailure();
    void theFirstSignCanBeARefusedScrape();
    void itWasOverWithTheFirstGoodAnswer();
    void maintenanceIsLeftOut();
    void aBurnThatIsOverEbbs();
    void failedRequestsAreSummed();
    void goneInstancesNoLongerCount();
    void aMomentIsWhatIsNow();
};

namespace {

BreakerReading reading(const QString &name, BreakerState state, quint32 trips = 0)
{
    BreakerReading made;
    made.name = name;
    made.state = state;
    made.trips = trips;
    return made;
}

struct Followed : FleetFixture
{
    FleetJournal journal{fleet};
    QList<Event> define() { return journal.apply(FleetFixture::define(), clock.wall()); }
    QList<Event> see(const std::vector<Observation> &observations)
    {
        return journal.apply(apply(observations), clock.wall());
    }
    QList<Event> see(const Observation &made) { return see(std::vector{made}); }
    QList<Event> breakers(quint32 number, const QList<BreakerReading> &readings)
    {
        clock.advance(5s);
        return see(page(number, {}, readings));
    }
    ServiceCondition condition(const QString &service)
    {
        for (const ServiceCondition &each : journal.conditions(clock.steady())) {
            if (each.service == service) {
                return each;
            }
        }
        return {};
    }
    QList<Event> well(quint32 number)
    {
        return see({answer(number, ProbeKind::Health, Verdict::Up),
                    answer(number, ProbeKind::Readiness, Verdict::Up), page(number)});
    }
    QList<Event> fail(quint32 number)
    {
        QList<Event> events;
        for (int i = 0; i < 2; ++i) {
            clock.advance(5s);
            Observation refused = unreachable(number, ProbeKind::Health, UnreachableCause::Refused);
            refused.streak = i + 1;
            events += see(refused);
        }
        return events;
    }
};

} // namespace

void TestFleetJournal::statesBecomeEvents()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.addTarget(u"checkout"_s);
    world.define();
    QVERIFY(world.well(1).isEmpty()); // found well: no news
    const QList<Event> found = world.see(world.unreachable(2, ProbeKind::Health, UnreachableCause::Refused));
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().from, QString());
    QCOMPARE(found.first().to, u"down"_s);
    const QList<Event> events = world.fail(1);
    QCOMPARE(events.size(), 1);
    QVERIFY(events.first().kind == EventKind::State);
    QCOMPARE(events.first().subject, u"checkout/10.0.0.1:8080"_s);
    QCOMPARE(events.first().service, u"checkout"_s);
    QCOMPARE(events.first().cluster, u"eu-west"_s);
    QCOMPARE(events.first().from, u"up"_s);
    QCOMPARE(events.first().to, u"down"_s);
    QCOMPARE(events.first().source, u"probe"_s);
    QVERIFY(!events.first().reason.isEmpty());
}

void TestFleetJournal::breakersBecomeEvents()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.define();
    QVERIFY(world.breakers(1, {reading(u"db"_s, BreakerState::Closed)}).isEmpty());
    const auto onlyBreakers = [](QList<Event> events) {
        events.removeIf([](const Event &event) { return event.kind != EventKind::Breaker; });
        return events;
    };
    const QList<Event> opened = onlyBreakers(world.breakers(1, {reading(u"db"_s, BreakerState::Open, 1)}));
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().component, u"db"_s);
    QCOMPARE(opened.first().from, u"closed"_s);
    QCOMPARE(opened.first().to, u"open"_s);
    QVERIFY(!opened.first().inferred);
    QCOMPARE(world.condition(u"checkout"_s).breakers.size(), 1);
    QCOMPARE(world.condition(u"checkout"_s).breakers.first().open, 1);
    // Another breaker beside it: the first one is not new.
    const QList<Event> more = onlyBreakers(world.breakers(
        1, {reading(u"cache"_s, BreakerState::Open), reading(u"db"_s, BreakerState::HalfOpen, 1)}));
    QCOMPARE(more.size(), 2);
    QCOMPARE(more.first().reason, u"so when first seen"_s);
    QCOMPARE(more.last().from, u"open"_s);
    QCOMPARE(more.last().to, u"half-open"_s);
}

void TestFleetJournal::whatFellBetweenTwoPollsIsInferred()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.define();
    world.breakers(1, {reading(u"db"_s, BreakerState::Closed, 4)});
    const QList<Event> events = world.breakers(1, {reading(u"db"_s, BreakerState::Closed, 5)});
    QCOMPARE(events.size(), 2);
    QVERIFY(events.first().inferred && events.last().inferred);
    QCOMPARE(events.first().to, u"open"_s);
    QCOMPARE(events.last().to, u"closed"_s);
    QVERIFY(world.condition(u"checkout"_s).breakers.isEmpty());
}

void TestFleetJournal::conditionsCount()
{
    Followed world;
    auto policy = std::make_shared<ServicePolicy>();
    policy->dependsOn = {u"orders-db"_s};
    policy->rto = 300s;
    world.addTarget(u"checkout"_s).policy = policy;
    world.addTarget(u"checkout"_s, u"us-east"_s).policy = policy;
    world.addTarget(u"search"_s);
    world.define();
    for (quint32 i = 1; i <= 3; ++i) {
        world.well(i);
    }
    world.fail(2);
    const ServiceCondition condition = world.condition(u"checkout"_s);
    QCOMPARE(condition.instances, 2);
    QCOMPARE(condition.down, 1);
    QCOMPARE(condition.clusters, QStringList{u"us-east"_s});
    QCOMPARE(condition.dependsOn, QList<QString>{u"orders-db"_s});
    QCOMPARE(condition.rto, std::optional(std::chrono::seconds(300)));
    QVERIFY(condition.badSince);
    QVERIFY(!condition.isWell());
    QVERIFY(world.condition(u"search"_s).isWell());
}

void TestFleetJournal::troubleBeganWithTheFirstFailure()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.define();
    world.well(1);
    world.clock.advance(5s);
    const WallTime first = world.clock.wall();
    world.see(world.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    QVERIFY(!world.condition(u"checkout"_s).badSince); // one failure makes no state
    world.clock.advance(5s);
    world.see(world.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    QVERIFY(world.condition(u"checkout"_s).badSince == first);
    world.clock.advance(5s);
    world.well(1);
    world.clock.advance(5s);
    world.well(1);
    QVERIFY(!world.condition(u"checkout"_s).badSince);
    const WallTime again = world.clock.wall(); // another story has its own beginning
    world.fail(1);
    QVERIFY(world.condition(u"checkout"_s).badSince == again + 5s);
}

void TestFleetJournal::theFirstSignCanBeARefusedScrape()
{
    Followed world;
    Target &target = world.addTarget(u"checkout"_s);
    target.health->endpoint.port = target.metrics->port; // where nobody listens, nothing is answered
    world.define();
    world.well(1);
    world.clock.advance(1s);
    const WallTime scrape = world.clock.wall();
    world.see(world.unreachable(1, ProbeKind::Metrics, UnreachableCause::Refused));
    world.clock.advance(2s);
    world.see(world.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    QCOMPARE(world.condition(u"checkout"_s).down, 1);
    QVERIFY(world.condition(u"checkout"_s).badSince == scrape);
}

void TestFleetJournal::itWasOverWithTheFirstGoodAnswer()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.define();
    world.well(1);
    world.fail(1);
    world.clock.advance(5s);
    world.well(1); // and fails once more: no row
    world.clock.advance(5s);
    world.see(world.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    QVERIFY(!world.condition(u"checkout"_s).wellSince);
    world.clock.advance(5s);
    const auto notReady = [&world] {
        world.see({world.answer(1, ProbeKind::Health, Verdict::Up),
                   world.answer(1, ProbeKind::Readiness, Verdict::Down)});
    };
    notReady();
    world.clock.advance(5s);
    notReady();
    QCOMPARE(world.condition(u"checkout"_s).bad(), 1);
    world.clock.advance(5s);
    const WallTime first = world.clock.wall(); // healthy for long, ready now
    world.well(1);
    QVERIFY(!world.condition(u"checkout"_s).wellSince);
    world.clock.advance(5s);
    world.well(1);
    QCOMPARE(world.condition(u"checkout"_s).bad(), 0);
    QVERIFY(world.condition(u"checkout"_s).wellSince == first);
    // One bad answer among good ones is no trouble that could be over.
    world.clock.advance(5s);
    world.see(world.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    world.clock.advance(5s);
    world.well(1);
    QVERIFY(world.condition(u"checkout"_s).wellSince == first);
}

void TestFleetJournal::maintenanceIsLeftOut()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.addTarget(u"checkout"_s, u"ap-south"_s);
    world.definition.maintenance.append(
        {{{u"cluster"_s, u"ap-south"_s}}, world.clock.wall() - 1h, world.clock.wall() + 1h, {}});
    world.define();
    world.well(1);
    world.fail(2);
    QCOMPARE(world.condition(u"checkout"_s).instances, 1);
    QCOMPARE(world.condition(u"checkout"_s).bad(), 0);
}

void TestFleetJournal::aBurnThatIsOverEbbs()
{
    Followed world;
    auto policy = std::make_shared<ServicePolicy>();
    policy->availability = 0.999;
    world.addTarget(u"checkout"_s).policy = policy;
    world.define();
    double requests = 0;
    double errors = 0;
    const auto poll = [&](double ratio, std::chrono::seconds length) {
        for (auto i = 0s; i < length; i += 5s) {
            world.clock.advance(5s);
            requests += 500;
            errors += 500 * ratio;
            SignalReading reading;
            reading.requestRate = 100;
            reading.errorRate = 100 * ratio; // as over the window, when that is full
            reading.requests = 6000;
            reading.countedRequests = requests;
            reading.countedErrors = errors;
            world.see(world.page(1, reading));
            world.tick();
        }
    };
    poll(0, 60s);
    QVERIFY(!world.condition(u"checkout"_s).fastBurn);
    poll(0.8, 120s);
    QVERIFY(world.condition(u"checkout"_s).fastBurn.has_value());
    QVERIFY(!world.condition(u"checkout"_s).burnEbbs);
    QVERIFY(!world.condition(u"checkout"_s).isWell());
    poll(0, 30s);
    QVERIFY(world.condition(u"checkout"_s).fastBurn.has_value()); // five minutes look back
    QVERIFY(world.condition(u"checkout"_s).burnEbbs);
}

void TestFleetJournal::failedRequestsAreSummed()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.addTarget(u"checkout"_s);
    world.define();
    const auto counted = [&world](quint32 number, double errors) {
        SignalReading signals;
        signals.requestRate = errors; // only what is displayed is told
        signals.countedErrors = errors;
        signals.countedRequests = errors * 10;
        world.clock.advance(5s);
        world.see(world.page(number, signals));
    };
    QVERIFY(std::isnan(world.condition(u"checkout"_s).failedRequests));
    counted(1, 1000); // counted before anybody looked
    QCOMPARE(world.condition(u"checkout"_s).failedRequests, 0.0);
    counted(2, 5);
    counted(1, 1030);
    counted(2, 7);
    QCOMPARE(world.condition(u"checkout"_s).failedRequests, 32.0);
}

void TestFleetJournal::goneInstancesNoLongerCount()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.addTarget(u"checkout"_s);
    world.define();
    world.breakers(1, {reading(u"db"_s, BreakerState::Open)});
    world.breakers(2, {reading(u"db"_s, BreakerState::Closed)});
    QCOMPARE(world.condition(u"checkout"_s).breakers.first().instances, 2);
    world.definition.targets.removeFirst();
    world.define();
    QCOMPARE(world.condition(u"checkout"_s).instances, 1);
    QVERIFY(world.condition(u"checkout"_s).breakers.isEmpty());
}

void TestFleetJournal::aMomentIsWhatIsNow()
{
    Followed world;
    world.addTarget(u"checkout"_s);
    world.define();
    world.well(1);
    world.breakers(1, {reading(u"db"_s, BreakerState::HalfOpen)});
    const FleetMoment moment = world.journal.moment(world.clock.wall());
    QCOMPARE(moment.instances().size(), 1);
    QCOMPARE(moment.instances().first().instance, u"checkout/10.0.0.1:8080"_s);
    QVERIFY(moment.instances().first().state == world.instance().state);
    QCOMPARE(moment.instances().first().breakers, (QList<BreakerMoment>{{u"db"_s, BreakerState::HalfOpen}}));
}

QTEST_GUILESS_MAIN(TestFleetJournal)
#include "tst_fleetjournal.moc"
