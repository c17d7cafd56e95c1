#include "widgets/breakers/breakercolumns.h"
#include "widgets/breakers/breakertilegeometry.h"
#include "widgets/breakers/breakertiletext.h"
#include "widgets/breakers/statestretches.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString plain(QString text)
{
    return text.replace(QChar(0x2009), u' ').replace(QChar(0x202F), u' ').replace(QChar(0xA0), u' ');
}

BreakerTile tileOf(int open, int halfOpen, int closed, int lost = 0)
{
    BreakerTile tile;
    tile.name = u"orders-db"_s;
    tile.service = u"checkout"_s;
    tile.cluster = u"eu-west"_s;
    tile.byState[std::size_t(BreakerState::Open)] = open;
    tile.byState[std::size_t(BreakerState::HalfOpen)] = halfOpen;
    tile.byState[std::size_t(BreakerState::Closed)] = closed;
    tile.lost = lost;
    tile.breakers = tile.instances = open + halfOpen + closed + lost;
    tile.state = open > 0 ? BreakerState::Open : halfOpen > 0 ? BreakerState::HalfOpen : BreakerState::Closed;
    return tile;
}

} // namespace

/// Where the parts of a tile are and what its words are: no window, no painter.
class TestBreakerTile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsLieWithinTheTile_data();
    void partsLieWithinTheTile();
    void columnsFillTheWidth();
    void circleGrowsWithCalls();
    void everyStateIsSeenInTheBar();
    void sparklineHoldsThresholdAndLine();
    void ratios_data();
    void ratios();
    void words();
    void timeInState();
    void causesThatAreTold();
    void badges();
    void tableColumnsGiveWay();
    void stretchesUndoTransitions();
};

void TestBreakerTile::partsLieWithinTheTile_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {300, 700, 1086, 1480}) {
        QTest::newRow(qPrintable(QString::number(width))) << width;
    }
}

void TestBreakerTile::partsLieWithinTheTile()
{
    QFETCH(int, width);
    const QSize cell = BreakerTileGeometry::cellSize(width);
    const BreakerTileGeometry g = BreakerTileGeometry::of(QRect(QPoint(40, 90), cell));
    const QRect parts[] = {g.title, g.state, g.ratio, g.plot, g.bar, g.words, g.causes, g.foot};
    for (const QRect &part : parts) {
        QVERIFY(g.tile.contains(part));
        QVERIFY(part.width() > 0 && part.height() > 0);
    }
    // Lines of text do not overlap, nor does the circle leave its plot.
    QVERIFY(g.title.bottom() <= g.state.top());
    QVERIFY(g.state.bottom() < g.plot.top());
    QVERIFY(g.plot.bottom() < g.bar.top());
    QVERIFY(g.bar.bottom() < g.words.top());
    QVERIFY(g.words.bottom() < g.causes.top());
    QVERIFY(g.causes.bottom() < g.foot.top());
    QVERIFY(!g.title.intersects(g.ratio));
    QVERIFY(g.circle.y() + BreakerTileGeometry::greatestRadius <= g.plot.bottom() + 1);
    QVERIFY(g.circle.x() - BreakerTileGeometry::greatestRadius >= g.plot.left());
}

void TestBreakerTile::columnsFillTheWidth()
{
    QCOMPARE(BreakerTileGeometry::columns(200), 1);
    QCOMPARE(BreakerTileGeometry::columns(800), 2);
    QCOMPARE(BreakerTileGeometry::columns(1470), 3);
    for (int width = 400; width < 2600; width += 37) {
        const int columns = BreakerTileGeometry::columns(width);
        const int cell = BreakerTileGeometry::cellSize(width).width();
        QVERIFY(cell >= BreakerTileGeometry::leastWidth || columns == 1);
        QVERIFY(columns * cell <= width);
        QVERIFY((columns + 1) * (BreakerTileGeometry::leastWidth + BreakerTileGeometry::gap) > width - 24);
    }
}

void TestBreakerTile::circleGrowsWithCalls()
{
    QCOMPARE(BreakerTileGeometry::circleRadius(0), 0.0);
    QCOMPARE(BreakerTileGeometry::circleRadius(std::nan("")), 0.0);
    double before = 0;
    for (const double calls : {0.1, 1.0, 10.0, 100.0, 1000.0, 10000.0}) {
        const double radius = BreakerTileGeometry::circleRadius(calls);
        QVERIFY(radius > before);
        before = radius;
    }
    QCOMPARE(BreakerTileGeometry::circleRadius(1e9), BreakerTileGeometry::greatestRadius);
    QCOMPARE(BreakerTileGeometry::circleRadius(1e-6), BreakerTileGeometry::leastRadius);
}

void TestBreakerTile::everyStateIsSeenInTheBar()
{
    const auto segments = BreakerTileGeometry::barSegments(tileOf(1, 1, 9997, 1), 300);
    QCOMPARE(segments.size(), 4U);
    double from = 0;
    for (const BreakerBarSegment &segment : segments) {
        QCOMPARE(segment.from, from); // without gaps
        QVERIFY(segment.to - segment.from >= 2 - 1e-9);
        from = segment.to;
    }
    QCOMPARE(from, 300.0);
    QCOMPARE(int(segments[0].state), int(BreakerState::Open));
    QVERIFY(segments[3].lost);
    QVERIFY(BreakerTileGeometry::barSegments(BreakerTile(), 300).empty());
}

void TestBreakerTile::sparklineHoldsThresholdAndLine()
{
    const std::vector<BreakerPoint> calm{{0.001F, 0.002F, 5}};
    QCOMPARE(BreakerTileGeometry::sparklineTop(calm, std::nan("")), 0.05); // noise is no drama
    QVERIFY(qAbs(BreakerTileGeometry::sparklineTop(calm, 0.5) - 0.6) < 1e-9);
    const std::vector<BreakerPoint> bad{{0.9F, 0.98F, 5}};
    QCOMPARE(BreakerTileGeometry::sparklineTop(bad, 0.5), 1.0);
}

void TestBreakerTile::ratios_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << u"0.0 %"_s;
    QTest::newRow("little") << 0.0002 << u"<0.1 %"_s;
    QTest::newRow("some") << 0.961 << u"96.1 %"_s;
    QTest::newRow("nearly all") << 0.99996 << u"99.9 %"_s; // not all of them
    QTest::newRow("all") << 1.0 << u"100.0 %"_s;
    QTest::newRow("not known") << std::nan("") << u"—"_s;
}

void TestBreakerTile::ratios()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(plain(breakertext::ratio(value)), text);
}

void TestBreakerTile::words()
{
    BreakerTile tile = tileOf(3, 5, 112);
    QCOMPARE(plain(breakertext::states(tile)), u"120 instances: 3 open, 5 half-open, 112 closed"_s);
    QCOMPARE(breakertext::place(tile), u"checkout · eu-west"_s);
    QCOMPARE(breakertext::lastChange(tile), u"no change seen"_s);
    QCOMPARE(breakertext::calls(tile), u"calls not told"_s);
    QCOMPARE(breakertext::trips(tile), QString());
    tile.tripsLastHour = 1;
    tile.tripsLastDay = 7;
    QCOMPARE(breakertext::trips(tile), u"1 trip in 1 h, 7 in 24 h"_s);
    tile.callsPerSecond = 31;
    QCOMPARE(plain(breakertext::calls(tile)), u"31 calls/s"_s);
    QCOMPARE(plain(breakertext::states(tileOf(0, 0, 1, 1))), u"2 instances: 1 closed, 1 lost"_s);
    tile.grouping = BreakerGrouping::Service;
    tile.instances = 40;
    QCOMPARE(breakertext::place(tile), u"120 breakers"_s);
    QVERIFY(plain(breakertext::states(tile)).startsWith(u"40 instances, 120 breakers:"_s));
    tile.errorRatio = 0.5;
    tile.ratioSource = RatioSource::Calls;
    QCOMPARE(plain(breakertext::errors(tile)), u"50.0 % failed"_s);
    tile.calls[std::size_t(CallCause::NotPermitted)] = 4;
    QCOMPARE(plain(breakertext::errors(tile)), u"50.0 % failed or not permitted"_s);
    tile.ratioSource = RatioSource::Library;
    QCOMPARE(plain(breakertext::errors(tile)), u"50.0 % failing, says the library"_s);
}

void TestBreakerTile::timeInState()
{
    BreakerTile tile = tileOf(1, 0, 0);
    const SteadyTime now{1000s};
    tile.since = now - 131s;
    QCOMPARE(plain(breakertext::time(tile, now)), u"for at least 2 min 11 s"_s);
    tile.sinceIsFirstSight = false;
    QCOMPARE(plain(breakertext::time(tile, now)), u"for 2 min 11 s"_s);
    tile.halfOpenAt = now + 24s;
    QCOMPARE(plain(breakertext::time(tile, now)), u"for 2 min 11 s · next try in 24 s"_s);
    QCOMPARE(plain(breakertext::time(tile, now + 30s)), u"for 2 min 41 s · next try due"_s);
    BreakerTile probing = tileOf(0, 1, 0);
    probing.since = now - 5s;
    probing.sinceIsFirstSight = false;
    QCOMPARE(plain(breakertext::time(probing, now)), u"probing · for 5 s"_s);
    QCOMPARE(breakertext::time(tileOf(0, 0, 0, 2), now), u"no metrics any more"_s);
}

void TestBreakerTile::causesThatAreTold()
{
    BreakerTile tile = tileOf(0, 0, 1);
    QVERIFY(breakertext::causes(tile).isEmpty());
    tile.calls[std::size_t(CallCause::Ok)] = 1204;
    tile.calls[std::size_t(CallCause::NotPermitted)] = 0;
    const QList<breakertext::Cause> causes = breakertext::causes(tile);
    QCOMPARE(causes.size(), 2); // none is told of, which is not the same as not told
    QCOMPARE(plain(causes[0].count), u"1 204"_s);
    QCOMPARE(causes[0].word, u"ok"_s);
    QCOMPARE(causes[1].word, u"not permitted"_s);
}

void TestBreakerTile::badges()
{
    BreakerTile tile = tileOf(1, 0, 1, 1);
    QVERIFY(breakertext::badges(tile).isEmpty());
    tile.stuckOpen = tile.lostStream = tile.inferred = tile.lowTraffic = true;
    QCOMPARE(breakertext::badges(tile),
             (QStringList{u"stuck open"_s, u"lost stream"_s, u"inferred"_s, u"low traffic"_s}));
    const QString whole = breakertext::whole(tile, SteadyTime{9s});
    for (const QString &part : {u"orders-db"_s, u"checkout · eu-west"_s, u"open"_s, u"stuck open"_s}) {
        QVERIFY2(whole.contains(part), qPrintable(whole));
    }
}

void TestBreakerTile::tableColumnsGiveWay()
{
    std::size_t before = 0;
    for (const int width : {380, 600, 900, 1300, 1700}) {
        const auto places = BreakerColumns::place(width);
        QVERIFY(places.size() >= before);
        before = places.size();
        int right = 0;
        bool hasState = false;
        bool hasName = false;
        for (const BreakerColumns::Place &place : places) {
            QVERIFY(place.left >= right);
            right = place.left + place.width;
            hasState = hasState || place.column == BreakerColumn::State;
            hasName = hasName || place.column == BreakerColumn::Name;
            QVERIFY(!BreakerColumns::title(place.column).isEmpty() || place.column == BreakerColumn::History);
        }
        QVERIFY(right <= width);
        QVERIFY(hasState && hasName);
    }
}

void TestBreakerTile::stretchesUndoTransitions()
{
    const WallTime now{std::chrono::hours(1000)};
    std::vector<BreakerMember> members(2);
    members[0].state = BreakerState::HalfOpen;
    members[1].state = BreakerState::Closed;
    const auto change = [&](BreakerState from, BreakerState to, std::chrono::seconds ago) {
        BreakerTransition transition;
        transition.from = from;
        transition.to = to;
        transition.at = now - ago;
        return transition;
    };
    const QList<BreakerTransition> newestFirst{change(BreakerState::Open, BreakerState::HalfOpen, 60s),
                                               change(BreakerState::Closed, BreakerState::Open, 180s)};
    const auto stretches = stateStretches(members, newestFirst, false, now - 600s, now - 900s, now);
    QCOMPARE(stretches.size(), 4U);
    QVERIFY(!stretches[0].known); // before the console began
    QVERIFY(stretches[0].to == now - 600s);
    QCOMPARE(int(stretches[1].state), int(BreakerState::Closed));
    QCOMPARE(int(stretches[2].state), int(BreakerState::Open));
    QVERIFY(stretches[2].from == now - 180s && stretches[2].to == now - 60s);
    QCOMPARE(int(stretches[3].state), int(BreakerState::HalfOpen));
    // Of a list that was cut nothing is claimed from before its oldest entry
    const auto cut = stateStretches(members, newestFirst, true, now - 600s, now - 900s, now);
    QVERIFY(!cut[0].known);
    QVERIFY(cut[0].to == now - 180s);
}

QTEST_APPLESS_MAIN(TestBreakerTile)
#include "tst_breakertile.moc"
