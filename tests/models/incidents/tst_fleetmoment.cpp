#include "models/incidents/fleetmoment.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestFleetMoment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsMoveIt();
    void whatWasNotThereAppears();
    void othersChangeNothing();
};

namespace {

Event changed(const QString &subject, const QString &to, int second)
{
    Event event;
    event.subject = subject;
    event.service = u"checkout"_s;
    event.to = to;
    event.reason = u"because"_s;
    event.happened = WallTime(std::chrono::seconds(second));
    return event;
}

} // namespace

void TestFleetMoment::eventsMoveIt()
{
    FleetMoment moment;
    moment.add({u"a"_s, u"checkout"_s, u"eu"_s, State::Up, {}, {}, {{u"db"_s, BreakerState::Closed}}});
    moment.apply(changed(u"a"_s, u"not ready"_s, 7));
    QVERIFY(moment.find(u"a"_s)->state == State::NotReady);
    QCOMPARE(moment.find(u"a"_s)->why, u"because"_s);
    QVERIFY(moment.find(u"a"_s)->since == WallTime(std::chrono::seconds(7)));
    Event breaker = changed(u"a"_s, u"forced open"_s, 8);
    breaker.kind = EventKind::Breaker;
    breaker.component = u"db"_s;
    moment.apply(breaker);
    QCOMPARE(moment.find(u"a"_s)->breakers.size(), 1);
    QCOMPARE(moment.openBreakers(), 1);
    QCOMPARE(moment.count(State::NotReady), 1);
    QCOMPARE(moment.count(State::Up), 0);
}

void TestFleetMoment::whatWasNotThereAppears()
{
    FleetMoment moment;
    moment.apply(changed(u"b"_s, u"down"_s, 1));
    QCOMPARE(moment.instances().size(), 1);
    QCOMPARE(moment.find(u"b"_s)->service, u"checkout"_s);
    Event breaker = changed(u"b"_s, u"half-open"_s, 8);
    breaker.kind = EventKind::Breaker;
    breaker.component = u"db"_s;
    moment.apply(breaker);
    QVERIFY(moment.find(u"b"_s)->breakers.first().state == BreakerState::HalfOpen);
    QVERIFY(moment.find(u"b"_s)->state == State::Down);
}

void TestFleetMoment::othersChangeNothing()
{
    FleetMoment moment;
    Event note = changed(u"ana"_s, {}, 1);
    note.kind = EventKind::Note;
    moment.apply(note);
    QVERIFY(moment.instances().isEmpty());
    QVERIFY(moment.find(u"ana"_s) == nullptr);
}

QTEST_GUILESS_MAIN(TestFleetMoment)
#include "tst_fleetmoment.moc"
