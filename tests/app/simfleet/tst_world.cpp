#include "worldreader.h"

#include "app/simfleet/trouble.h"

#include <QtTest>

#include <limits>
#include <set>

using namespace quarterdeck::simfleet;
using namespace Qt::StringLiterals;

namespace {

const std::initializer_list<const char *> okRequests{"http_server_requests_seconds_count", "SUCCESS"};
const std::initializer_list<const char *> failedRequests{"http_server_requests_seconds_count",
                                                         "SERVER_ERROR"};

} // namespace

class WorldTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameSeedPlaysTheSame();
    void howOftenItIsAskedChangesNothing();
    void asManyBreakersAsAskedFor();
    void countersOnlyGrow();
    void errorsFault();
    void slowFault();
    void killStopsTheTrafficAndRestarts();
    void faultEndsAtItsOwnTime();
    void faultsTakeTheFirstThatAreFree();
    void faultsOfNobodyAreRefused();
    void breakerFaults_data();
    void breakerFaults();
    void breakerBlipLeavesItsCounters();
    void operatorClosesABreaker();
    void releaseAndRollback();
    void drainedGetsNoRequests();
    void leadership();
    void troubleOfThePicture();
    void troubleOfASmallFleet_data();
    void troubleOfASmallFleet();
};

void WorldTest::sameSeedPlaysTheSame()
{
    World a({.instances = 60, .seed = 5});
    World b({.instances = 60, .seed = 5});
    World c({.instances = 60, .seed = 6});
    for (std::uint32_t i = 0; i < 60; ++i) {
        QVERIFY(pageOf(a, i, 12.5) == pageOf(b, i, 12.5));
    }
    QVERIFY(pageOf(a, 0, 12.5) != pageOf(c, 0, 12.5));
}

void WorldTest::howOftenItIsAskedChangesNothing()
{
    World often({.instances = 20});
    World once({.instances = 20});
    for (int second = 1; second < 100; ++second) {
        pageOf(often, 0, second);
        often.advance(second);
    }
    QVERIFY(pageOf(often, 0, 100) == pageOf(once, 0, 100));
}

void WorldTest::asManyBreakersAsAskedFor()
{
    const World world({.instances = 100, .breakers = 6});
    for (std::uint32_t i = 0; i < world.size(); ++i) {
        QCOMPARE(int(world.service(i).breakers.size()), world.service(i).stack == Stack::Patroni ? 0 : 6);
    }
}

void WorldTest::countersOnlyGrow()
{
    World world({.instances = 40, .pageBytes = 12'000});
    for (std::uint32_t i = 0; i < world.size(); ++i) {
        std::map<std::string, double> counters;
        for (double now = 0; now < 60; now += 4.7) {
            std::string text;
            const std::vector<PageFamily> families = world.families(i);
            const PageTemplate page(families, PageFormat::Text);
            const std::vector<double> values = world.values(i, now, page.slots());
            std::size_t row = 0;
            for (const PageFamily &family : families) {
                for (std::size_t r = 0; r < family.rows.size(); ++r, ++row) {
                    // A database's position is 0 on the nodes that do not have it.
                    if (family.type == FamilyType::Gauge) {
                        continue;
                    }
                    const std::string key = family.name + std::to_string(r);
                    QVERIFY2(values[row] >= counters[key], key.c_str());
                    counters[key] = values[row];
                }
            }
        }
    }
}

void WorldTest::errorsFault()
{
    World world({.instances = 20});
    const auto before = pageOf(world, 0, 100);
    world.inject(order("instance=checkout-eu-01", FaultKind::Errors, 0.4), 100);
    const auto after = pageOf(world, 0, 200);
    const double failed = sumOf(after, failedRequests) - sumOf(before, failedRequests);
    const double all = sumOf(after, {"http_server_requests_seconds_count"}) -
                       sumOf(before, {"http_server_requests_seconds_count"});
    QVERIFY(all > 1000);
    QVERIFY(std::abs(failed / all - 0.4) < 0.01);
    world.removeAllFaults(200);
    const auto later = pageOf(world, 0, 300);
    const double still = sumOf(later, failedRequests) - sumOf(after, failedRequests);
    QVERIFY2(still < all * 0.01, "the fault is over");
}

void WorldTest::slowFault()
{
    World world({.instances = 20});
    world.inject(order("instance=checkout-eu-01", FaultKind::Slow, 0.63), 100);
    QCOMPARE(world.instance(0).condition.answerDelay[1], 0.63);
    const auto before = pageOf(world, 0, 100);
    const auto after = pageOf(world, 0, 200);
    const auto more = [&](const char *le) {
        return sumOf(after, {"_bucket", "SUCCESS", le}) - sumOf(before, {"_bucket", "SUCCESS", le});
    };
    QCOMPARE(more("le=\"0.5\""), 0.0);
    QVERIFY(more("le=\"1\"") > 1000);
}

void WorldTest::killStopsTheTrafficAndRestarts()
{
    World world({.instances = 20});
    const auto before = pageOf(world, 0, 100);
    world.inject(order("instance=checkout-eu-01", FaultKind::Kill), 100);
    DoorChanges doors = world.takeDoors();
    QCOMPARE(doors.close, (std::vector<std::uint32_t>{0}));
    QVERIFY(doors.open.empty());
    QCOMPARE(sumOf(pageOf(world, 0, 150), okRequests), sumOf(before, okRequests));
    QCOMPARE(world.instance(0).requestRate(150), 0.0);
    world.removeAllFaults(160);
    doors = world.takeDoors();
    QCOMPARE(doors.open, (std::vector<std::uint32_t>{0}));
    QVERIFY(world.takeDoors().open.empty());
    const auto after = pageOf(world, 0, 170);
    QVERIFY2(sumOf(after, okRequests) < sumOf(before, okRequests), "a new process counts from zero");
    QVERIFY(sumOf(after, okRequests) > 100);
    QVERIFY(sumOf(after, {"process_start_time"}) > sumOf(before, {"process_start_time"}));
}

void WorldTest::faultEndsAtItsOwnTime()
{
    // Once told of every moment, once only long after: the same counters.
    World awake({.instances = 20});
    World asleep({.instances = 20});
    for (World *world : {&awake, &asleep}) {
        world->inject(order("*", FaultKind::Errors, 0.5, 10), 100);
    }
    QCOMPARE(awake.nextEnd(), 110.0);
    awake.advance(110);
    QVERIFY(awake.faults().empty());
    asleep.advance(500);
    QVERIFY(asleep.faults().empty());
    QVERIFY(pageOf(awake, 0, 500) == pageOf(asleep, 0, 500));
    QCOMPARE(awake.nextEnd(), std::numeric_limits<double>::infinity());
}

void WorldTest::faultsTakeTheFirstThatAreFree()
{
    World world({.instances = 1200});
    FaultOrder three = order("service=checkout,cluster=us-east", FaultKind::NotReady);
    three.count = 3;
    const auto first = std::get<const ActiveFault *>(world.inject(three, 1))->instances;
    const auto second = std::get<const ActiveFault *>(world.inject(three, 2))->instances;
    QCOMPARE(first.size(), std::size_t{3});
    QCOMPARE(second.size(), std::size_t{3});
    QCOMPARE(world.spec(first[0]).name, std::string("checkout-us-01"));
    QCOMPARE(second[0], first[2] + 1);
    QVERIFY(!world.instance(second[2]).condition.ready);
    QVERIFY(world.instance(second[2] + 1).condition.ready);
    QVERIFY(world.removeFault(1, 3));
    QVERIFY(!world.removeFault(1, 3));
    QVERIFY(world.instance(first[0]).condition.ready);
    QVERIFY(!world.instance(second[0]).condition.ready);
}

void WorldTest::faultsOfNobodyAreRefused()
{
    World world({.instances = 60});
    const auto reason = [&](const FaultOrder &what) { return std::get<QString>(world.inject(what, 1)); };
    QVERIFY(reason(order("service=billing", FaultKind::Kill)).contains("no instance matches"_L1));
    QVERIFY(reason(order("service=orders-db", FaultKind::BreakerOpen)).contains("breaker"_L1));
    FaultOrder other = order("service=checkout", FaultKind::BreakerOpen);
    other.breaker = "rates";
    QVERIFY(reason(other).contains("\"rates\""_L1));
    QVERIFY(reason(order("service=edge", FaultKind::Degraded)).contains("no word"_L1));
    world.inject(order("service=cart", FaultKind::Kill), 1);
    QVERIFY(reason(order("service=cart", FaultKind::Kill)).contains("already"_L1));
    QCOMPARE(world.faults().size(), std::size_t{1});
}

void WorldTest::breakerFaults_data()
{
    QTest::addColumn<QString>("service");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("series");
    QTest::addColumn<double>("well");
    QTest::addColumn<double>("then");
    const auto row = [](const char *service, FaultKind kind, const char *series, double well, double then) {
        QTest::addRow("%s %s", service, qPrintable(toString(kind)))
            << QString::fromLatin1(service) << int(kind) << QString::fromLatin1(series) << well << then;
    };
    using enum FaultKind;
    row("checkout", BreakerOpen, R"(resilience4j_circuitbreaker_state{name="orders-db",state="open"})", 0, 1);
    row("checkout", BreakerHalfOpen,
        R"(resilience4j_circuitbreaker_state{name="orders-db",state="half_open"})", 0, 1);
    row("checkout", BreakerForcedOpen,
        R"(resilience4j_circuitbreaker_state{name="orders-db",state="forced_open"})", 0, 1);
    row("checkout", BreakerOpen, R"(resilience4j_circuitbreaker_state{name="orders-db",state="closed"})", 1,
        0);
    row("catalog", BreakerOpen,
        R"(hystrix_command_is_circuit_breaker_open{command_group="catalog",command_name="search-index"})", 0,
        1);
    row("catalog", BreakerForcedOpen,
        R"(hystrix_command_property_value_circuit_breaker_force_open{command_group="catalog",command_name="search-index"})",
        0, 1);
    row("catalog", BreakerForcedClosed,
        R"(hystrix_command_property_value_circuit_breaker_force_closed{command_group="catalog",command_name="search-index"})",
        0, 1);
    row("catalog", BreakerHalfOpen,
        R"(hystrix_command_is_circuit_breaker_open{command_group="catalog",command_name="search-index"})", 0,
        1);
    row("checkout", BreakerDisabled,
        R"(resilience4j_circuitbreaker_state{name="orders-db",state="disabled"})", 0, 1);
    row("payments", BreakerForcedOpen,
        R"(resilience_polly_strategy_events_total{event_name="OnCircuitOpened",event_severity="Error",pipeline_name="card-gateway",strategy_name="CircuitBreaker"})",
        0, 1);
    row("search", BreakerDisabled, R"(gobreaker_state{name="search-index"})", 0, 0);
    row("search", BreakerOpen, R"(gobreaker_state{name="search-index"})", 0, 2);
    row("search", BreakerHalfOpen, R"(gobreaker_state{name="search-index"})", 0, 1);
    row("cart", BreakerOpen, R"(circuit{name="stock",event="open"})", 0, 1);
    row("cart", BreakerHalfOpen, R"(circuit{name="stock",event="halfOpen"})", 0, 1);
    row("edge", BreakerOpen,
        R"(envoy_cluster_outlier_detection_ejections_active{envoy_cluster_name="checkout"})", 0, 3);
    row("pricing", BreakerOpen, R"(pricing_circuit_breaker_state{name="orders-db"})", 0, 1);
    row("pricing", BreakerHalfOpen, R"(pricing_circuit_breaker_state{name="orders-db"})", 0, 2);
    row("payments", BreakerOpen,
        R"(resilience_polly_strategy_events_total{event_name="OnCircuitOpened",event_severity="Error",pipeline_name="card-gateway",strategy_name="CircuitBreaker"})",
        0, 1);
}

void WorldTest::breakerFaults()
{
    QFETCH(QString, service);
    QFETCH(int, kind);
    QFETCH(QString, series);
    QFETCH(double, well);
    QFETCH(double, then);
    World world({.instances = 60});
    const std::uint32_t index = firstOf(world, service.toStdString());
    const std::string key = series.toStdString();
    const auto before = pageOf(world, index, 10);
    QVERIFY2(before.contains(key), qPrintable(series));
    QCOMPARE(before.at(key), well);
    const QByteArray match = "service=" + service.toLatin1();
    world.inject(order(match.constData(), static_cast<FaultKind>(kind), 0.3), 10);
    QCOMPARE(pageOf(world, index, 11).at(key), then);
    // Only the first breaker of the service, and only while the fault is on.
    world.removeAllFaults(12);
    QVERIFY(world.instance(index).breakers[0].mode() == SimulatedBreaker::Mode::Closed);
    QVERIFY(world.instance(index).breakers[1].transitions().opened == 0);
}

void WorldTest::breakerBlipLeavesItsCounters()
{
    World world({.instances = 20});
    FaultOrder blip = order("instance=checkout-eu-01", FaultKind::BreakerBlip, 0.3, 0.3);
    blip.breaker = "stock";
    const char *series =
        R"(resilience4j_circuitbreaker_not_permitted_calls_total{kind="not_permitted",name="stock"})";
    QCOMPARE(pageOf(world, 0, 99).at(series), 0.0);
    world.inject(blip, 100);
    world.advance(105);
    const auto page = pageOf(world, 0, 105);
    QCOMPARE(page.at(R"(resilience4j_circuitbreaker_state{name="stock",state="closed"})"), 1.0);
    QVERIFY2(page.at(series) > 0, "the calls that it rejected are all that is left of it");
    QCOMPARE(world.instance(0).breakers[2].transitions().opened, 1u);
}

void WorldTest::operatorClosesABreaker()
{
    using Mode = SimulatedBreaker::Mode;
    World world({.instances = 20});
    const auto mode = [&] { return world.instance(0).breakers[0].mode(); };
    QVERIFY(!world.controlBreaker(0, "nobody", "CLOSE", 1).isEmpty());
    QVERIFY(!world.controlBreaker(0, "orders-db", "OPEN", 1).isEmpty());
    QVERIFY(world.controlBreaker(0, "orders-db", "FORCE_OPEN", 1).isEmpty());
    QVERIFY(mode() == Mode::ForcedOpen);
    QVERIFY(world.controlBreaker(0, "orders-db", "DISABLE", 2).isEmpty());
    QVERIFY(mode() == Mode::Disabled);
    QVERIFY(world.controlBreaker(0, "orders-db", "CLOSE", 3).isEmpty());
    QVERIFY(mode() == Mode::Closed);
    // It opens again when its dependency fails again.
    world.inject(order("instance=checkout-eu-01", FaultKind::BreakerOpen), 4);
    QVERIFY(mode() == Mode::Open);
    QVERIFY(world.controlBreaker(0, "orders-db", "CLOSE", 5).isEmpty());
    QVERIFY(mode() == Mode::Closed);
}

void WorldTest::releaseAndRollback()
{
    World world({.instances = 60});
    const Release bad{.version = "2.32.0", .errorRatio = 0.2, .latency = 0.1};
    const auto hit = world.deploy({.match = matchOf("service=checkout"), .release = bad}, 50);
    QVERIFY(std::get<std::vector<std::uint32_t>>(hit).size() > 10);
    QCOMPARE(world.release(0), std::string("2.32.0"));
    QVERIFY(pageOf(world, 0, 60).contains(R"(build_info{application="checkout",version="2.32.0"})"));
    const auto before = pageOf(world, 0, 60);
    const auto after = pageOf(world, 0, 160);
    const double failed = sumOf(after, failedRequests) - sumOf(before, failedRequests);
    const double ok = sumOf(after, okRequests) - sumOf(before, okRequests);
    QVERIFY(std::abs(failed / (failed + ok) - 0.2) < 0.02);
    QVERIFY(
        std::holds_alternative<std::vector<std::uint32_t>>(world.rollBack(matchOf("service=checkout"), 200)));
    QCOMPARE(world.release(0), std::string("2.31.0"));
    QVERIFY(world.instance(0).condition.errorRatio < 0.01);
    QVERIFY(std::holds_alternative<QString>(world.rollBack(matchOf("service=none"), 201)));
}

void WorldTest::drainedGetsNoRequests()
{
    World world({.instances = 60});
    world.setDrained(matchOf("service=cart"), 1, true, 10);
    const std::uint32_t index = firstOf(world, "cart");
    QVERIFY(world.instance(index).drained);
    QVERIFY(!world.instance(index + 1).drained);
    QCOMPARE(world.readiness(index, 11).status, 503);
    QCOMPARE(world.health(index, 11).status, 200);
    QVERIFY(pageOf(world, index, 11).at(R"(http_requests_total{method="get",handler="/cart",code="200"})") ==
            pageOf(world, index, 100).at(R"(http_requests_total{method="get",handler="/cart",code="200"})"));
    world.setDrained(matchOf("service=cart"), 0, false, 20);
    QCOMPARE(world.readiness(index, 21).status, 200);
    QVERIFY(world.instance(index).requestRate(21) > 0);
}

void WorldTest::leadership()
{
    World world({.instances = 60});
    const std::uint32_t pg1 = firstOf(world, "orders-db");
    QVERIFY(world.databaseNode(pg1, 0).leader);
    QCOMPARE(pageOf(world, pg1, 1).at(R"(patroni_primary{scope="orders"})"), 1.0);
    QVERIFY(!world.changeLeader("pg3", "pg2", true, 1).done);
    QVERIFY(!world.changeLeader("", "pg9", true, 1).done);
    QVERIFY(!world.changeLeader("", "pg1", true, 1).done);
    QVERIFY(!world.changeLeader("", "", false, 1).done);
    QVERIFY(world.changeLeader("pg1", "pg2", true, 1).done);
    QVERIFY(world.databaseNode(pg1 + 1, 2).leader);
    QVERIFY(!world.databaseNode(pg1, 2).leader);
    QCOMPARE(world.databaseNode(pg1, 2).timeline, 5);

    // The leader is gone: the others say so, a switchover is refused, a failover goes.
    world.inject(order("role=leader", FaultKind::Kill), 10);
    QVERIFY(world.databaseNode(pg1, 11).unlocked);
    QVERIFY(world.changeLeader("", "pg3", true, 11).text.contains("not healthy"_L1));
    QVERIFY(world.changeLeader("", "pg3", false, 12).done);
    QVERIFY(!world.databaseNode(pg1, 13).unlocked);
    // It comes back as a replica.
    world.removeAllFaults(20);
    QVERIFY(!world.databaseNode(pg1 + 1, 21).leader);
}

void WorldTest::troubleOfThePicture()
{
    World world({.instances = 1200});
    makeTrouble(world, 0);
    const auto index = [&](const char *name) {
        return world.matching(matchOf(QByteArray("instance=").append(name).constData())).at(0);
    };
    QVERIFY(world.instance(index("checkout-eu-41")).condition.killed);
    QVERIFY(world.instance(index("checkout-eu-42")).condition.hung[1]);
    QCOMPARE(world.health(index("checkout-eu-43"), 1).status, 503);
    QVERIFY(world.instance(index("payments-us-12")).breakers[0].mode() == SimulatedBreaker::Mode::Open);
    int touched = 0;
    for (const auto &[id, fault] : world.faults()) {
        QVERIFY(!fault.instances.empty());
        touched += int(fault.instances.size());
    }
    QVERIFY(touched >= 18);
    // Every one of them was found.
    QCOMPARE(world.faults().size(), std::size_t{19});
}

void WorldTest::troubleOfASmallFleet_data()
{
    QTest::addColumn<int>("instances");
    QTest::addColumn<int>("kinds"); // of 10
    QTest::newRow("one") << 1 << 1; // killed: nothing else shows
    QTest::newRow("twelve") << 12 << 8;
    QTest::newRow("a hundred") << 100 << 10;
}

void WorldTest::troubleOfASmallFleet()
{
    QFETCH(int, instances);
    QFETCH(int, kinds);
    World world({.instances = instances});
    const QStringList done = makeTrouble(world, 0);
    QCOMPARE(std::size_t(done.size()), world.faults().size());
    std::set<FaultKind> found;
    std::set<std::uint32_t> touched;
    for (const auto &[id, fault] : world.faults()) {
        found.insert(fault.order.kind);
        touched.insert(fault.instances.begin(), fault.instances.end());
    }
    QVERIFY2(int(found.size()) >= kinds, qPrintable(done.join(u", "_s)));
    QVERIFY2(int(touched.size()) <= std::max(instances / 3, kinds), qPrintable(done.join(u", "_s)));
}

QTEST_GUILESS_MAIN(WorldTest)
#include "tst_world.moc"
