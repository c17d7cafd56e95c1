#include "models/items/breakerfilter.h"

#include "tests/models/breakerboard/boardfixture.h"

#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestBreakerFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void errors_data();
    void errors();
    void completes_data();
    void completes();
};

namespace {

/// Three services in two clusters with breakers in most states, numbers and flags.
void fill(BoardFixture &fleet)
{
    fleet.addTarget(u"checkout"_s);
    fleet.addTarget(u"payments"_s, u"us-east"_s).labels.insert(u"canary"_s, u"true"_s);
    fleet.addTarget(u"cart"_s, u"us-east"_s);
    fleet.begin();
    BreakerReading db = fleet.withCalls(fleet.breaker(u"orders-db"_s), 0, 0, 0);
    BreakerReading card = fleet.breaker(u"card-gateway"_s, BreakerState::HalfOpen, u"polly"_s);
    card.failureRate = 0.41;
    const BreakerReading geo = fleet.breaker(u"geo ip"_s, BreakerState::ForcedOpen, u"envoy"_s);
    fleet.scrape(1, {db});
    fleet.scrape(2, {card, fleet.breaker(u"fraud"_s)});
    fleet.scrape(3, {geo});
    fleet.pass(5s);
    db = fleet.withCalls(db, 40, 60, 0);
    db.state = BreakerState::Open;
    db.trips = 1;
    fleet.scrape(1, {db});
    fleet.scrape(2, {card});
    fleet.pass(10s);
}

} // namespace

void TestBreakerFilter::matches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("names");
    const QString db = u"orders-db"_s;
    const QString card = u"card-gateway"_s;
    const QString geo = u"geo ip"_s;
    const QString fraud = u"fraud"_s;
    const auto row = [](const char *filter, const QStringList &names) {
        QTest::newRow(filter) << QString::fromLatin1(filter) << names;
    };
    row("", {card, fraud, geo, db});
    row("breaker:open", {geo, db}); // forced open is open to whoever waits
    row("state:open", {geo, db});
    row("state:half-open", {card});
    row("state:half_open,forced-open", {card, geo});
    row("!state:open", {card, fraud});
    row("breaker:orders-db", {db});
    row("breaker~card", {card});
    row("card", {card});
    row("service:checkout", {db});
    row("service~a", {card, fraud, geo}); // payments and cart
    row("cluster:us-east", {card, fraud, geo});
    row("library:polly", {card});
    row("\"geo ip\"", {geo});
    row("error>50%", {db});
    row("error>0.4", {card, db});
    row("rate>10", {db});
    row("age<12s", {fraud, db}); // it left the pages when the other one opened
    row("flag:lost", {fraud});
    row("!flag:lost", {card, geo, db});
    row("label:canary=true", {card, fraud});
    row("job:cart", {geo});
    row("cluster:us-east state:half-open", {card});
    row("nothing-like-it", {});
}

void TestBreakerFilter::matches()
{
    QFETCH(QString, filter);
    QFETCH(QStringList, names);
    BoardFixture fleet;
    fill(fleet);
    const auto parsed = BreakerFilter::parse(filter, {u"canary"_s, u"job"_s});
    QVERIFY(std::holds_alternative<BreakerFilter>(parsed));
    QStringList found;
    for (const BreakerTileId id : fleet.board.tiles(BreakerGrouping::Breaker)) {
        const BreakerTile *tile = fleet.board.tile(id);
        if (std::get<BreakerFilter>(parsed).matches(*tile, fleet.board, fleet.clock.steady())) {
            found.append(tile->name);
        }
    }
    found.sort();
    QCOMPARE(found, names);
}

void TestBreakerFilter::errors_data()
{
    QTest::addColumn<QString>("filter");
    QTest::newRow("state") << u"state:opne"_s;
    QTest::newRow("flag") << u"flag:odd"_s;
    QTest::newRow("number") << u"error>much"_s;
    QTest::newRow("open quote") << u"breaker:\"a"_s;
}

void TestBreakerFilter::errors()
{
    QFETCH(QString, filter);
    const auto parsed = BreakerFilter::parse(filter);
    QVERIFY(std::holds_alternative<QList<FilterError>>(parsed));
    const FilterError error = std::get<QList<FilterError>>(parsed).first();
    QVERIFY(!error.message.isEmpty());
    QVERIFY(error.length > 0);
}

void TestBreakerFilter::completes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("candidate");
    QTest::newRow("key") << u"bre"_s << u"breaker:"_s;
    QTest::newRow("state") << u"breaker:op"_s << u"open"_s;
    QTest::newRow("name") << u"breaker:or"_s << u"orders-db"_s;
    QTest::newRow("name with a space") << u"breaker:ge"_s << u"\"geo ip\""_s;
    QTest::newRow("library") << u"library:po"_s << u"polly"_s;
    QTest::newRow("flag") << u"flag:st"_s << u"stuck"_s;
    QTest::newRow("cluster") << u"state:open cluster:us"_s << u"us-east"_s;
}

void TestBreakerFilter::completes()
{
    QFETCH(QString, text);
    QFETCH(QString, candidate);
    BoardFixture fleet;
    fill(fleet);
    const FilterCompletion completion = BreakerFilter::complete(text, text.size(), fleet.board);
    QVERIFY2(completion.candidates.contains(candidate),
             qPrintable(completion.candidates.join(QStringLiteral(", "))));
}

QTEST_APPLESS_MAIN(TestBreakerFilter)
#include "tst_breakerfilter.moc"
