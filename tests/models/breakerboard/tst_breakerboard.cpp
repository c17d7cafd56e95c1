#include "tests/models/breakerboard/boardfixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestBreakerBoard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sumsUpInstances();
    void groupings();
    void namesakesAreToldApart();
    void stateAndSince();
    void shortOpeningIsInferred();
    void halfOpenLeadsThroughOpen();
    void restartIsNoTransition();
    void missedPagesLoseNoTrip();
    void callsByCause();
    void callsStandStill();
    void callsAgeOut();
    void libraryRateWhereNoCallsAreCounted();
    void lowTraffic();
    void quantilesOfMergedBuckets();
    void stuckOpen();
    void countdown();
    void lostStream();
    void vanishedIsForgotten();
    void reloadRemovesAndRegroups();
    void unknownCarriesItsHint();
    void totals();
    void differenceEqualsSum();
};

void TestBreakerBoard::sumsUpInstances()
{
    BoardFixture fleet;
    for (int i = 0; i < 3; ++i) {
        fleet.addTarget(u"checkout"_s);
    }
    fleet.begin();
    fleet.scrape(1, {fleet.breaker(u"orders-db"_s)});
    QCOMPARE(fleet.last.added.size(), 4); // one of each grouping
    fleet.scrape(2, {fleet.breaker(u"orders-db"_s, BreakerState::Open)});
    QCOMPARE(fleet.last.changed.size(), 4);
    QVERIFY(fleet.last.added.isEmpty());
    fleet.scrape(3, {fleet.breaker(u"orders-db"_s)});
    QCOMPARE(fleet.text(u"orders-db"_s), u"open of 3: 1 open, 2 closed"_s);
    const BreakerTile *tile = fleet.tile(u"orders-db"_s);
    QCOMPARE(tile->service, u"checkout"_s);
    QCOMPARE(tile->cluster, u"eu-west"_s);
    QCOMPARE(tile->libraryName, u"Resilience4j"_s);
    QCOMPARE(tile->instances, 3);
    QVERIFY(tile->sinceIsFirstSight);
    const std::vector<BreakerMember> members = fleet.board.members(tile->id);
    QCOMPARE(members.size(), 3U);
    QCOMPARE(int(members[1].state), int(BreakerState::Open));
    QCOMPARE(members[1].instance.value, 2U);
}

void TestBreakerBoard::groupings()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s, u"us-east"_s);
    fleet.addTarget(u"cart"_s, u"us-east"_s);
    fleet.begin();
    fleet.scrape(1, {fleet.breaker(u"db"_s), fleet.breaker(u"mail"_s, BreakerState::HalfOpen)});
    fleet.scrape(2, {fleet.breaker(u"db"_s), fleet.breaker(u"mail"_s)});
    fleet.scrape(3, {fleet.breaker(u"db"_s, BreakerState::Open, u"opossum"_s)});
    QCOMPARE(fleet.board.tiles(BreakerGrouping::Breaker).size(), 5);
    QCOMPARE(fleet.text(u"checkout"_s, BreakerGrouping::Service), u"half-open of 4: 1 half-open, 3 closed"_s);
    QCOMPARE(fleet.tile(u"checkout"_s, BreakerGrouping::Service)->instances, 2);
    QCOMPARE(fleet.tile(u"checkout"_s, BreakerGrouping::Service)->cluster, QString());
    QCOMPARE(fleet.text(u"us-east"_s, BreakerGrouping::Cluster), u"open of 3: 1 open, 2 closed"_s);
    QCOMPARE(fleet.text(u"opossum"_s, BreakerGrouping::Library), u"open of 1: 1 open"_s);
    QCOMPARE(fleet.text(u"Resilience4j"_s, BreakerGrouping::Library),
             u"half-open of 4: 1 half-open, 3 closed"_s);
}

void TestBreakerBoard::namesakesAreToldApart()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const auto get = [](const QString &group, const QString &pod) {
        BreakerReading reading = BoardFixture::breaker(u"get"_s);
        reading.labels = {{u"group"_s, group}, {u"pod"_s, pod}};
        return reading;
    };
    fleet.scrape(1, {get(u"Orders"_s, u"a"_s), get(u"Users"_s, u"a"_s)});
    fleet.scrape(2, {get(u"Orders"_s, u"b"_s), get(u"Users"_s, u"b"_s)});
    // What differs within an instance tells them apart; what only differs between instances does not
    QCOMPARE(fleet.text(u"get (Orders)"_s), u"closed of 2: 2 closed"_s);
    QCOMPARE(fleet.text(u"get (Users)"_s), u"closed of 2: 2 closed"_s);
    QCOMPARE(fleet.board.totals().tiles, 2);
}

void TestBreakerBoard::stateAndSince()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {db});
    fleet.pass(5s);
    db.state = BreakerState::Open;
    db.trips = 1;
    fleet.scrape(1, {db});
    QCOMPARE(fleet.last.transitions.size(), 1);
    const SteadyTime opened = fleet.clock.steady();
    fleet.pass(9s);
    const BreakerTile *tile = fleet.tile(u"db"_s);
    QCOMPARE(tile->since, opened);
    QVERIFY(!tile->sinceIsFirstSight);
    QVERIFY(tile->lastChange.has_value());
    QCOMPARE(tile->tripsLastHour, 1);
    QCOMPARE(tile->tripsLastDay, 1);
    QCOMPARE(fleet.transitions(u"db"_s), QStringList{u"closed -> open"_s});
    // The next page says the same: nothing happened
    fleet.scrape(1, {db});
    QCOMPARE(fleet.tile(u"db"_s)->since, opened);
    fleet.pass(61min);
    QCOMPARE(fleet.tile(u"db"_s)->tripsLastHour, 0);
    QCOMPARE(fleet.tile(u"db"_s)->tripsLastDay, 1);
}

void TestBreakerBoard::shortOpeningIsInferred()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {db});
    fleet.pass(5s);
    db.trips = 1;
    db.openings = 1;
    db.inferred = true;
    fleet.scrape(1, {db});
    QCOMPARE(fleet.text(u"db"_s), u"closed of 1: 1 closed, inferred"_s);
    QCOMPARE(fleet.transitions(u"db"_s),
             (QStringList{u"closed -> open inferred"_s, u"open -> closed inferred"_s}));
    QCOMPARE(fleet.tile(u"db"_s)->tripsLastHour, 1);
    QVERIFY(fleet.board.members(fleet.tile(u"db"_s)->id)[0].inferred);
    // The mark stays as long as one may want to know
    for (int i = 0; i < 15 * 6 + 1; ++i) {
        QVERIFY(fleet.tile(u"db"_s)->inferred);
        fleet.pass(10s);
        fleet.scrape(1, {db});
    }
    QVERIFY(!fleet.tile(u"db"_s)->inferred);
}

void TestBreakerBoard::halfOpenLeadsThroughOpen()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {db});
    fleet.pass(5s);
    db.state = BreakerState::HalfOpen;
    db.trips = 1;
    fleet.scrape(1, {db});
    QCOMPARE(fleet.transitions(u"db"_s), (QStringList{u"closed -> open inferred"_s, u"open -> half-open"_s}));
    QCOMPARE(fleet.tile(u"db"_s)->tripsLastHour, 1);
}

void TestBreakerBoard::restartIsNoTransition()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.withCalls(fleet.breaker(u"db"_s, BreakerState::Open), 10, 90, 5);
    db.trips = 4;
    fleet.scrape(1, {db});
    fleet.pass(5s);
    db.state = BreakerState::Closed;
    db.restarts = 1;
    fleet.scrape(1, {db});
    QCOMPARE(fleet.text(u"db"_s), u"closed of 1: 1 closed"_s);
    QVERIFY(fleet.last.transitions.isEmpty());
    QVERIFY(fleet.transitions(u"db"_s).isEmpty());
    QCOMPARE(fleet.tile(u"db"_s)->tripsLastHour, 0);
    QCOMPARE(fleet.tile(u"db"_s)->since, fleet.clock.steady());
    // A console that reads the configuration anew begins counting anew: no trip, no call
    fleet.pass(5s);
    db.restarts = 0;
    db.trips = 0;
    fleet.scrape(1, {fleet.withCalls(db, 0, 0, 0)});
    QCOMPARE(fleet.tile(u"db"_s)->of(CallCause::Failed), 0.0);
    QVERIFY(fleet.transitions(u"db"_s).isEmpty());
}

/// The mailbox keeps the newest page of an instance only: what older ones told must not be lost.
void TestBreakerBoard::missedPagesLoseNoTrip()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {db});
    fleet.pass(5s);
    db.trips = 2; // `openings` of the page that came last is 0
    fleet.scrape(1, {db});
    QCOMPARE(fleet.tile(u"db"_s)->tripsLastHour, 2);
    QCOMPARE(fleet.transitions(u"db"_s).size(), 4);
}

void TestBreakerBoard::callsByCause()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {fleet.withCalls(db, 1000, 1000, 1000)});
    fleet.scrape(2, {fleet.withCalls(db, 0, 0, 0)});
    const BreakerTile *tile = fleet.tile(u"db"_s);
    QVERIFY(std::isnan(tile->of(CallCause::Ok))); // when those calls were is not known: not "0 ok"
    QVERIFY(tile->collecting);
    QVERIFY(std::isnan(tile->callsPerSecond));
    QVERIFY(std::isnan(tile->failureRatio));
    fleet.pass(5s);
    fleet.scrape(1, {fleet.withCalls(db, 1030, 1010, 1005)});
    fleet.scrape(2, {fleet.withCalls(db, 50, 10, 0)});
    tile = fleet.tile(u"db"_s);
    QVERIFY(!tile->collecting);
    QCOMPARE(tile->of(CallCause::Ok), 80.0);
    QCOMPARE(tile->of(CallCause::Failed), 20.0);
    QCOMPARE(tile->of(CallCause::NotPermitted), 5.0);
    QVERIFY(std::isnan(tile->of(CallCause::TimedOut)));
    QVERIFY(qAbs(tile->failureRatio - 0.2) < 1e-6);
    QVERIFY(qAbs(tile->errorRatio - 25.0 / 105) < 1e-6); // who is not let through has no answer either
    QCOMPARE(int(tile->ratioSource), int(RatioSource::Calls));
    QVERIFY(qAbs(tile->callsPerSecond - 21) < 1e-4); // 45/5 + 60/5
    QVERIFY(!tile->lowTraffic);
    const std::vector<BreakerMember> members = fleet.board.members(tile->id);
    QVERIFY(qAbs(members[0].failureRatio - 0.25) < 1e-6);
    QVERIFY(qAbs(members[1].callsPerSecond - 12) < 1e-4);
    const std::vector<BreakerPoint> history = fleet.board.history(tile->id, BreakerSpan::TwoMinutes);
    QCOMPARE(history.size(), 24U);
    float highest = 0;
    for (const BreakerPoint &point : history) {
        highest = std::isnan(point.high) ? highest : std::max(highest, point.high);
    }
    QVERIFY(qAbs(highest - 25.0F / 105) < 1e-5F);
    QCOMPARE(fleet.board.history(tile->id, BreakerSpan::FifteenMinutes).size(), 60U);
}

/// A page that says the same as the one before changes nothing in the fleet; the calls a second are none.
void TestBreakerBoard::callsStandStill()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {fleet.withCalls(db, 0, 0, 0)});
    fleet.pass(5s);
    fleet.scrape(1, {fleet.withCalls(db, 100, 0, 0)});
    QVERIFY(qAbs(fleet.tile(u"db"_s)->callsPerSecond - 20) < 1e-4);
    fleet.pass(5s);
    fleet.scrape(1, {fleet.withCalls(db, 100, 0, 0)});
    QCOMPARE(fleet.tile(u"db"_s)->callsPerSecond, 0.0);
}

void TestBreakerBoard::callsAgeOut()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {fleet.withCalls(db, 0, 0, 0)});
    fleet.pass(5s);
    fleet.scrape(1, {fleet.withCalls(db, 60, 40, 0)});
    QCOMPARE(fleet.tile(u"db"_s)->of(CallCause::Failed), 40.0);
    bool told = false;
    for (int i = 0; i < 70; ++i) {
        fleet.pass(1s);
        if (i % 5 == 0) {
            fleet.scrape(1, {fleet.withCalls(db, 60, 40, 0)});
        }
        told = told || fleet.last.changed.contains(fleet.tile(u"db"_s)->id);
        QVERIFY(fleet.tile(u"db"_s) != nullptr); // looks at it, so that it is told again
    }
    QVERIFY(told);
    QCOMPARE(fleet.tile(u"db"_s)->of(CallCause::Failed), 0.0);
}

void TestBreakerBoard::libraryRateWhereNoCallsAreCounted()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s);
    db.failureRate = 0.2;
    db.threshold = 0.5;
    fleet.scrape(1, {db});
    db.failureRate = 0.6;
    db.threshold = 0.4;
    fleet.scrape(2, {db});
    const BreakerTile *tile = fleet.tile(u"db"_s);
    QVERIFY(qAbs(tile->failureRatio - 0.4) < 1e-6);
    QCOMPARE(int(tile->ratioSource), int(RatioSource::Library));
    QVERIFY(qAbs(tile->threshold - 0.4) < 1e-6);
    QVERIFY(!tile->lowTraffic); // nobody counts
    db.threshold = 0.7;
    fleet.pass(5s);
    fleet.scrape(2, {db});
    QVERIFY(qAbs(fleet.tile(u"db"_s)->threshold - 0.5) < 1e-6);
}

void TestBreakerBoard::lowTraffic()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const BreakerReading db = fleet.breaker(u"db"_s);
    fleet.scrape(1, {fleet.withCalls(db, 0, 0, 0)});
    fleet.pass(5s);
    fleet.scrape(1, {fleet.withCalls(db, 1, 1, 0)});
    QVERIFY(fleet.tile(u"db"_s)->lowTraffic);
    fleet.pass(5s);
    fleet.scrape(1, {fleet.withCalls(db, 11, 1, 0)});
    QVERIFY(!fleet.tile(u"db"_s)->lowTraffic);
}

void TestBreakerBoard::quantilesOfMergedBuckets()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const auto bounds = std::make_shared<const std::vector<double>>(
        std::vector<double>{0.1, 0.2, std::numeric_limits<double>::infinity()});
    const auto reading = [&bounds](double a, double b) {
        BreakerReading db = BoardFixture::breaker(u"db"_s);
        auto latency = std::make_shared<BreakerLatency>();
        latency->bounds = bounds;
        latency->counts = {a, b, b};
        db.latency = latency;
        return db;
    };
    fleet.scrape(1, {reading(500, 500)});
    fleet.scrape(2, {reading(0, 0)});
    QVERIFY(std::isnan(fleet.tile(u"db"_s)->p50));
    fleet.pass(5s);
    fleet.scrape(1, {reading(510, 510)}); // ten quick ones
    fleet.scrape(2, {reading(0, 30)});    // thirty slow ones
    const BreakerTile *tile = fleet.tile(u"db"_s);
    // The twentieth of forty is the tenth of the thirty between 0.1 and 0.2
    QVERIFY(qAbs(tile->p50 - (0.1 + 0.1 / 3)) < 1e-6);
    QVERIFY(tile->p99 > 0.19);
}

void TestBreakerBoard::stuckOpen()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const BreakerReading open = fleet.breaker(u"db"_s, BreakerState::Open);
    double refused = 0;
    const auto minutes = [&](int count) {
        for (int i = 0; i < count * 6; ++i) {
            fleet.pass(10s);
            fleet.scrape(1, {fleet.withCalls(open, 0, 0, 0)});
            fleet.scrape(2, {fleet.withCalls(fleet.breaker(u"mail"_s, BreakerState::Open), 0, 0, ++refused)});
        }
    };
    minutes(9);
    QVERIFY(!fleet.tile(u"db"_s)->stuckOpen);
    minutes(2);
    QVERIFY(fleet.tile(u"db"_s)->stuckOpen);
    QVERIFY(!fleet.tile(u"mail"_s)->stuckOpen); // calls are refused: not forgotten
    fleet.pass(10s);
    fleet.scrape(1, {fleet.withCalls(open, 0, 1, 0)});
    QVERIFY(!fleet.tile(u"db"_s)->stuckOpen);
}

void TestBreakerBoard::countdown()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s);
    db.wait = 30s;
    fleet.scrape(1, {db});
    QVERIFY(!fleet.tile(u"db"_s)->halfOpenAt.has_value());
    fleet.pass(5s);
    db.state = BreakerState::Open;
    db.trips = 1;
    fleet.scrape(1, {db});
    QCOMPARE(*fleet.tile(u"db"_s)->halfOpenAt, fleet.clock.steady() + 30s);
    fleet.pass(5s);
    db.state = BreakerState::HalfOpen;
    fleet.scrape(1, {db});
    QVERIFY(!fleet.tile(u"db"_s)->halfOpenAt.has_value());
}

void TestBreakerBoard::lostStream()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    fleet.scrape(1, {fleet.breaker(u"db"_s, BreakerState::Open)});
    fleet.scrape(2, {fleet.breaker(u"db"_s)});
    // Nothing comes from the first for longer than stale_after
    for (int i = 0; i < 6; ++i) {
        fleet.pass(5s);
        fleet.miss(1);
        fleet.scrape(2, {fleet.breaker(u"db"_s)});
    }
    QCOMPARE(fleet.text(u"db"_s), u"closed of 2: 1 closed, 1 lost"_s);
    QVERIFY(fleet.tile(u"db"_s)->lostStream);
    QVERIFY(fleet.board.members(fleet.tile(u"db"_s)->id)[0].lost);
    QCOMPARE(int(fleet.board.members(fleet.tile(u"db"_s)->id)[0].state), int(BreakerState::Open));
    // As long as the instance is away, it stays lost; when it is back, so is its breaker
    for (int i = 0; i < 130; ++i) {
        fleet.pass(5s);
        fleet.miss(1);
        fleet.scrape(2, {fleet.breaker(u"db"_s)});
    }
    QCOMPARE(fleet.text(u"db"_s), u"closed of 2: 1 closed, 1 lost"_s);
    fleet.scrape(1, {fleet.breaker(u"db"_s, BreakerState::Open)});
    QCOMPARE(fleet.text(u"db"_s), u"open of 2: 1 open, 1 closed"_s);
    QVERIFY(!fleet.tile(u"db"_s)->lostStream);
}

void TestBreakerBoard::vanishedIsForgotten()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    const BreakerReading db = fleet.breaker(u"db"_s);
    const BreakerReading mail = fleet.breaker(u"mail"_s);
    fleet.scrape(1, {db, mail});
    fleet.pass(5s);
    fleet.scrape(1, {db});
    QCOMPARE(fleet.text(u"mail"_s), u"unknown of 1: 1 lost"_s);
    for (int i = 0; i < 61; ++i) {
        fleet.pass(10s);
        fleet.scrape(1, {db});
    }
    QCOMPARE(fleet.text(u"mail"_s), u"none"_s);
    QCOMPARE(fleet.text(u"db"_s), u"closed of 1: 1 closed"_s);
    // All of them vanish
    fleet.pass(5s);
    fleet.scrape(1, {});
    QCOMPARE(fleet.text(u"db"_s), u"unknown of 1: 1 lost"_s);
    for (int i = 0; i < 61; ++i) {
        fleet.pass(10s);
        fleet.scrape(1, {});
    }
    QCOMPARE(fleet.board.totals().tiles, 0);
    QCOMPARE(fleet.board.totals().breakers, 0);
    QVERIFY(fleet.board.tiles(BreakerGrouping::Cluster).isEmpty());
}

void TestBreakerBoard::reloadRemovesAndRegroups()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    fleet.scrape(1, {fleet.breaker(u"db"_s)});
    fleet.scrape(2, {fleet.breaker(u"db"_s, BreakerState::Open)});
    const BreakerTileId old = fleet.tile(u"db"_s)->id;
    fleet.definition.targets.removeFirst();
    fleet.definition.targets.first().cluster = u"moon"_s;
    fleet.begin();
    QCOMPARE(fleet.tile(u"db"_s)->cluster, u"moon"_s);
    QCOMPARE(fleet.text(u"db"_s), u"open of 1: 1 open"_s);
    QVERIFY(fleet.last.removed.contains(old));
    QVERIFY(fleet.board.tile(old) == nullptr);
    QCOMPARE(fleet.board.tiles(BreakerGrouping::Breaker).size(), 1);
}

void TestBreakerBoard::unknownCarriesItsHint()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakerReading db = fleet.breaker(u"db"_s, BreakerState::Unknown);
    db.raw = u"7"_s;
    db.hint = u"breakers:"_s;
    fleet.scrape(1, {db});
    QCOMPARE(fleet.tile(u"db"_s)->raw, u"7"_s);
    QCOMPARE(fleet.tile(u"db"_s)->hint, u"breakers:"_s);
    // It becomes known: that is no transition
    fleet.pass(5s);
    fleet.scrape(1, {fleet.breaker(u"db"_s)});
    QVERIFY(fleet.transitions(u"db"_s).isEmpty());
    QCOMPARE(fleet.tile(u"db"_s)->hint, QString());
}

void TestBreakerBoard::totals()
{
    BoardFixture fleet;
    for (int i = 0; i < 4; ++i) {
        fleet.addTarget(i < 2 ? u"checkout"_s : u"cart"_s);
    }
    fleet.begin();
    fleet.scrape(1, {fleet.breaker(u"db"_s), fleet.breaker(u"mail"_s, BreakerState::ForcedOpen)});
    fleet.scrape(2, {fleet.breaker(u"db"_s, BreakerState::Open), fleet.breaker(u"mail"_s)});
    fleet.scrape(3, {fleet.breaker(u"db"_s)});
    const BreakerTotals &totals = fleet.board.totals();
    QCOMPARE(totals.tiles, 3);
    QCOMPARE(totals.breakers, 5);
    QCOMPARE(totals.tilesIn(BreakerState::Open), 1);
    QCOMPARE(totals.tilesIn(BreakerState::ForcedOpen), 1);
    QCOMPARE(totals.tilesIn(BreakerState::Closed), 1);
    QCOMPARE(totals.byState[static_cast<std::size_t>(BreakerState::Closed)], 3);
}

/// A random life: what the board keeps by difference equals what its members add up to.
void TestBreakerBoard::differenceEqualsSum()
{
    BoardFixture fleet;
    constexpr quint32 instances = 12;
    for (quint32 i = 0; i < instances; ++i) {
        fleet.addTarget(i % 3 == 0 ? u"cart"_s : u"checkout"_s, i % 2 == 0 ? u"eu-west"_s : u"us-east"_s);
    }
    fleet.begin();
    QRandomGenerator random(7);
    QList<QList<BreakerReading>> pages(instances + 1);
    for (int turn = 0; turn < 600; ++turn) {
        const quint32 number = 1 + random.bounded(instances);
        QList<BreakerReading> &page = pages[number];
        if (random.bounded(10) == 0) {
            page.clear();
            for (int i = random.bounded(4); i > 0; --i) {
                page.append(fleet.withCalls(fleet.breaker(u"b%1"_s.arg(i)), 0, 0, 0));
            }
        }
        for (BreakerReading &reading : page) {
            if (random.bounded(3) == 0) {
                reading.state = static_cast<BreakerState>(random.bounded(breakerStateCount));
                reading.trips += reading.state == BreakerState::Open ? 1 : 0;
            }
            reading.calls.of(CallCause::Ok) += random.bounded(20);
            reading.calls.of(CallCause::Failed) += random.bounded(5);
            reading.failureRate = random.bounded(100) / 100.0;
        }
        random.bounded(8) == 0 ? fleet.miss(number) : fleet.scrape(number, page);
        fleet.pass(std::chrono::seconds(random.bounded(3)));
        BreakerTotals sum;
        for (int grouping = 0; grouping < breakerGroupingCount; ++grouping) {
            int breakers = 0;
            for (const BreakerTileId id : fleet.board.tiles(static_cast<BreakerGrouping>(grouping))) {
                const BreakerTile *tile = fleet.board.tile(id);
                std::array<int, breakerStateCount> byState{};
                int lost = 0;
                double rate = 0;
                for (const BreakerMember &member : fleet.board.members(id)) {
                    lost += member.lost ? 1 : 0;
                    byState[static_cast<std::size_t>(member.state)] += member.lost ? 0 : 1;
                    rate += member.lost || std::isnan(member.callsPerSecond) ? 0 : member.callsPerSecond;
                }
                QCOMPARE(tile->byState, byState);
                QCOMPARE(tile->lost, lost);
                QVERIFY(tile->breakers > 0);
                QVERIFY(qAbs((std::isnan(tile->callsPerSecond) ? 0 : tile->callsPerSecond) - rate) < 1e-3);
                breakers += tile->breakers;
                if (grouping == 0) {
                    ++sum.tiles;
                    sum.lost += lost;
                    sum.tilesByState[static_cast<std::size_t>(tile->state)] += lost < tile->breakers ? 1 : 0;
                    for (std::size_t i = 0; i < byState.size(); ++i) {
                        sum.byState[i] += byState[i];
                    }
                }
            }
            sum.breakers = breakers;
            QCOMPARE(fleet.board.totals().breakers, breakers);
        }
        QVERIFY(fleet.board.totals() == sum);
    }
}

QTEST_APPLESS_MAIN(TestBreakerBoard)
#include "tst_breakerboard.moc"
