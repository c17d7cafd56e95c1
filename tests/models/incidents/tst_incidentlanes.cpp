#include "models/incidents/incidentlanes.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestIncidentLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewInstancesHaveLanesOfTheirOwn();
    void manyShareOne();
    void breakersRunsAndPeople();
    void barsAreInOrderAndWithin();
};

namespace {

const WallTime start{std::chrono::seconds(1'000'000)};

Event at(std::chrono::seconds after, EventKind kind, const QString &subject, const QString &from,
         const QString &to)
{
    static qint64 number = 0;
    Event event;
    event.number = ++number;
    event.happened = start + after;
    event.kind = kind;
    event.subject = subject;
    event.service = u"checkout"_s;
    event.from = from;
    event.to = to;
    return event;
}

Incident incident()
{
    Incident made;
    made.clock.started = start;
    made.clock.detected = start + 31s;
    return made;
}

QStringList texts(const Lane &lane)
{
    QStringList found;
    for (const LaneBar &bar : lane.bars) {
        found.append(bar.text);
    }
    return found;
}

} // namespace

void TestIncidentLanes::fewInstancesHaveLanesOfTheirOwn()
{
    const IncidentLanes lanes = lanesOf(incident(),
                                        {at(0s, EventKind::State, u"checkout/a:1"_s, u"up"_s, u"down"_s),
                                         at(60s, EventKind::State, u"checkout/b:1"_s, u"up"_s, u"degraded"_s),
                                         at(90s, EventKind::State, u"checkout/a:1"_s, u"down"_s, u"up"_s)},
                                        start + 10min);
    QCOMPARE(lanes.lanes.size(), 2);
    QCOMPARE(lanes.lanes.first().name, u"a:1 (checkout)"_s);
    QCOMPARE(texts(lanes.lanes.first()), (QStringList{u"up"_s, u"down"_s, u"up"_s}));
    QVERIFY(lanes.lanes.first().bars.at(1).tone == LaneTone::Down);
    QVERIFY(lanes.lanes.first().bars.at(1).from == start);
    QVERIFY(lanes.lanes.first().bars.at(1).to == start + 90s);
    QCOMPARE(texts(lanes.lanes.last()), (QStringList{u"up"_s, u"degraded"_s}));
    const Lane &lane = lanes.lanes.first();
    QCOMPARE(lane.bars.first().event, 0); // it was so before
    QCOMPARE(lane.changes.size(), 2);
    QCOMPARE(lane.bars.at(1).event, lane.changes.at(0).event);
    QCOMPARE(lane.bars.at(2).event, lane.changes.at(1).event);
    QCOMPARE(textOf(lanes, lane.changes.at(1)), u"checkout/a:1 down → up"_s);
    QCOMPARE(lanes.clock, (QList<LaneMoment>{{start, u"started"_s}, {start + 31s, u"detected"_s}}));
}

void TestIncidentLanes::manyShareOne()
{
    QList<Event> events;
    for (int i = 0; i < 5; ++i) {
        events.append(at(std::chrono::seconds(i), EventKind::State, u"checkout/%1"_s.arg(i), u"up"_s,
                         i < 2 ? u"down"_s : u"degraded"_s));
    }
    const IncidentLanes lanes = lanesOf(incident(), events, start + 10min);
    QCOMPARE(lanes.lanes.size(), 1);
    QCOMPARE(lanes.lanes.first().name, u"checkout · 5 instances"_s);
    QCOMPARE(texts(lanes.lanes.first()).last(), u"down 2 · degraded 3"_s);
    QCOMPARE(texts(lanes.lanes.first()).first(), u"up"_s);
    QVERIFY(lanes.lanes.first().bars.last().tone == LaneTone::Down);
    QCOMPARE(lanes.lanes.first().changes.size(), 5); // nothing is folded away
}

void TestIncidentLanes::breakersRunsAndPeople()
{
    Event opened = at(5s, EventKind::Breaker, u"checkout/a:1"_s, u"closed"_s, u"open"_s);
    opened.component = u"db"_s;
    Event half = at(15s, EventKind::Breaker, u"checkout/a:1"_s, u"open"_s, u"half-open"_s);
    half.component = u"db"_s;
    Event note = at(40s, EventKind::Note, u"ana"_s, {}, {});
    note.reason = u"looking"_s;
    Event own = at(41s, EventKind::Incident, u"incident 1"_s, {}, u"titled"_s);
    own.source = u"ana"_s;
    Event automatic = at(42s, EventKind::Incident, u"incident 1"_s, {}, u"opened"_s);
    automatic.source = u"auto"_s;
    const IncidentLanes lanes =
        lanesOf(incident(),
                {opened, half, at(20s, EventKind::Run, u"run 12"_s, {}, u"running"_s),
                 at(30s, EventKind::Run, u"run 12"_s, u"running"_s, u"succeeded"_s), note, own, automatic},
                start + 10min);
    QCOMPARE(lanes.lanes.size(), 3);
    QVERIFY(lanes.lanes.at(0).kind == LaneKind::Breaker);
    QCOMPARE(lanes.lanes.at(0).name, u"breaker db (checkout)"_s);
    QCOMPARE(texts(lanes.lanes.at(0)), (QStringList{u"closed"_s, u"open"_s, u"half-open"_s}));
    QVERIFY(lanes.lanes.at(1).kind == LaneKind::Actions);
    QCOMPARE(lanes.lanes.at(1).bars.size(), 1);
    QVERIFY(lanes.lanes.at(1).bars.first().to == start + 30s);
    QVERIFY(lanes.lanes.at(2).kind == LaneKind::People);
    QCOMPARE(lanes.lanes.at(2).marks.size(), 2); // the note and the title; what opened by itself is no person
}

void TestIncidentLanes::barsAreInOrderAndWithin()
{
    QList<Event> events;
    for (int i = 0; i < 50; ++i) {
        events.append(at(std::chrono::seconds(i * 7), EventKind::State, u"checkout/%1"_s.arg(i % 6),
                         i % 2 ? u"down"_s : u"up"_s, i % 2 ? u"up"_s : u"down"_s));
    }
    const IncidentLanes lanes = lanesOf(incident(), events, start + 10min);
    QVERIFY(lanes.from < start);
    for (const Lane &lane : lanes.lanes) {
        WallTime last = lanes.from;
        for (const LaneBar &bar : lane.bars) {
            QVERIFY(bar.from == last);
            QVERIFY(bar.to > bar.from);
            last = bar.to;
        }
        QVERIFY(last == lanes.to);
    }
}

QTEST_GUILESS_MAIN(TestIncidentLanes)
#include "tst_incidentlanes.moc"
