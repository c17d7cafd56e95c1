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
    void quietHoursSpareTheDesktop();
    void aSnoozedOneIsNotReminded();
    void hours_data();
    void hours();
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

void TestIncidentNotices::quietHoursSpareTheDesktop()
{
    using Hours = IncidentNotices::Hours;
    test::FakeClock clock;
    IncidentNotices notices;
    const QList<Incident> active{incident(1, clock), incident(2, clock)};
    notices.noteOpened(active.first(), clock.steady());
    notices.noteOpened(active.last(), clock.steady());
    clock.advance(5s);
    const auto quiet = notices.due(active, clock.steady(), clock.wall(), Hours::Quiet);
    QVERIFY(quiet.has_value());
    QVERIFY(!quiet->forDesktop);
    clock.advance(1h);
    QVERIFY(!notices.due(active, clock.steady(), clock.wall(), Hours::Quiet)); // no reminder either
    const auto morning = notices.due({active.last()}, clock.steady(), clock.wall(), Hours::Usual);
    QVERIFY(morning.has_value());
    QVERIFY(morning->forDesktop);
    QCOMPARE(morning->title, u"Opened in quiet hours, and still open"_s);
    QCOMPARE(morning->incidents, QList<IncidentNumber>{IncidentNumber{2}}); // 1 is over
    clock.advance(1min);
    QVERIFY(!notices.due({active.last()}, clock.steady(), clock.wall(), Hours::Usual));
}

void TestIncidentNotices::aSnoozedOneIsNotReminded()
{
    test::FakeClock clock;
    IncidentNotices notices;
    const QList<Incident> active{incident(1, clock)};
    notices.noteOpened(active.first(), clock.steady());
    clock.advance(5s);
    QVERIFY(notices.due(active, clock.steady(), clock.wall()));
    notices.snooze({1}, clock.wall() + 40min);
    clock.advance(30min);
    QVERIFY(!notices.due(active, clock.steady(), clock.wall()));
    QCOMPARE(notices.snoozed().size(), 1);
    clock.advance(11min);
    const auto reminder = notices.due(active, clock.steady(), clock.wall());
    QVERIFY(reminder.has_value());
    QVERIFY(reminder->isReminder);
    QVERIFY(notices.snoozed().isEmpty());
}

void TestIncidentNotices::hours_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("understood");
    QTest::addColumn<int>("minute");
    QTest::addColumn<bool>("within");
    QTest::newRow("over midnight, late") << u"22:00-07:00"_s << true << 23 * 60 << true;
    QTest::newRow("over midnight, early") << u"22:00 - 7:00"_s << true << 6 * 60 + 59 << true;
    QTest::newRow("over midnight, day") << u"22:00-07:00"_s << true << 7 * 60 << false;
    QTest::newRow("within a day") << u"12:00 to 13:30"_s << true << 13 * 60 << true;
    QTest::newRow("none") << u""_s << true << 0 << false;
    QTest::newRow("no such hour") << u"25:00-07:00"_s << false << 0 << false;
    QTest::newRow("words") << u"at night"_s << false << 0 << false;
}

void TestIncidentNotices::hours()
{
    QFETCH(QString, text);
    QFETCH(bool, understood);
    QFETCH(int, minute);
    QFETCH(bool, within);
    const std::optional<QuietHours> hours = QuietHours::fromText(text);
    QCOMPARE(hours.has_value(), understood);
    QCOMPARE(hours && hours->isSet() && hours->contains(minute), within);
    if (hours) {
        QCOMPARE(QuietHours::fromText(hours->text()), hours);
    }
}

QTEST_GUILESS_MAIN(TestIncidentNotices)
#include "tst_incidentnotices.moc"
