#include "models/incidents/incidentnotices.h"

#include "tests/support/fakeclock.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestIncidentNotices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thoseThatOpenTogetherAreOneNotice();
    void remindersAreWordedOtherwise();
    void whoIsOnItIsNotReminded();
};

namespace {

Incident incident(qint64 number, const test::FakeClock &clock)
{
    Incident made;
    made.number = {number};
    made.title = u"orders-db down"_s;
    made.ruleText = u"3 of 3 down for 30 s"_s;
    made.clock.started = clock.wall();
    return made;
}

} // namespace

void TestIncidentNotices::thoseThatOpenTogetherAreOneNotice()
{
    test::FakeClock clock;
    IncidentNotices notices;
    const QList<Incident> active{incident(1, clock), incident(2, clock)};
    QVERIFY(!notices.due(active, clock.steady(), clock.wall()));
    notices.noteOpened(active.first(), clock.steady());
    clock.advance(3s);
    notices.noteOpened(active.last(), clock.steady());
    QVERIFY(!notices.due(active, clock.steady(), clock.wall()));
    clock.advance(2s);
    const auto notice = notices.due(active, clock.steady(), clock.wall());
    QVERIFY(notice.has_value());
    QCOMPARE(notice->title, u"2 new incidents"_s);
    QCOMPARE(notice->text,
             u"1 orders-db down (3 of 3 down for 30 s)\n2 orders-db down (3 of 3 down for 30 s)"_s);
    for (int i = 0; i < 600; ++i) { // once
        clock.advance(1s);
        QVERIFY(!notices.due(active, clock.steady(), clock.wall()));
    }
    notices.noteOpened(incident(3, clock), clock.steady());
    clock.advance(5s);
    QCOMPARE(notices.due(active, clock.steady(), clock.wall())->title, u"New incident"_s);
}

void TestIncidentNotices::remindersAreWordedOtherwise()
{
    test::FakeClock clock;
    IncidentNotices notices;
    const QList<Incident> active{incident(1, clock)};
    notices.noteOpened(active.first(), clock.steady());
    clock.advance(5s);
    QVERIFY(notices.due(active, clock.steady(), clock.wall()));
    clock.advance(15min);
    const auto reminder = notices.due(active, clock.steady(), clock.wall());
    QVERIFY(reminder.has_value());
    QCOMPARE(reminder->title, u"Still open, and nobody has acknowledged"_s);
    QCOMPARE(reminder->text, u"1 orders-db down, for 15 min 05 s"_s);
    QVERIFY(!notices.due(active, clock.steady(), clock.wall()));
}

void TestIncidentNotices::whoIsOnItIsNotReminded()
{
    test::FakeClock clock;
    IncidentNotices notices;
    Incident taken = incident(1, clock);
    taken.acknowledgementStands = true;
    Incident good = incident(2, clock);
    good.state = IncidentState::Mitigated;
    for (int i = 0; i < 60; ++i) {
        QVERIFY(!notices.due({taken, good}, clock.steady(), clock.wall()));
        clock.advance(1min);
    }
}

QTEST_GUILESS_MAIN(TestIncidentNotices)
#include "tst_incidentnotices.moc"
