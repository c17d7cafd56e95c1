#include "models/incidents/event.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void text_data();
    void text();
    void kindsHaveWords();
    void timesRoundTrip();
    void aTimeWithoutAZoneIsNone();
    void orderIsByWhatHappened();
};

void TestEvent::text_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<QString>("text");
    Event state;
    state.subject = u"checkout/10.0.0.1:80"_s;
    state.from = u"up"_s;
    state.to = u"down"_s;
    state.reason = u"connection refused"_s;
    QTest::newRow("state") << state << u"checkout/10.0.0.1:80 up → down: connection refused"_s;
    Event breaker = state;
    breaker.kind = EventKind::Breaker;
    breaker.component = u"db"_s;
    breaker.reason.clear();
    QTest::newRow("breaker") << breaker << u"db of checkout/10.0.0.1:80 up → down"_s;
    Event first = state;
    first.from.clear();
    QTest::newRow("first seen") << first << u"checkout/10.0.0.1:80 down: connection refused"_s;
    Event note;
    note.kind = EventKind::Note;
    note.subject = u"ana"_s;
    note.reason = u"failing over"_s;
    QTest::newRow("note") << note << u"“failing over”"_s;
    Event console;
    console.kind = EventKind::Console;
    console.reason = u"no route"_s;
    QTest::newRow("reason only") << console << u"no route"_s;
}

void TestEvent::text()
{
    QFETCH(Event, event);
    QFETCH(QString, text);
    QCOMPARE(event.text(), text);
}

void TestEvent::kindsHaveWords()
{
    QSet<QString> words;
    for (int i = 0; i < eventKindCount; ++i) {
        const auto kind = static_cast<EventKind>(i);
        words.insert(toString(kind));
        QVERIFY(eventKindFromString(toString(kind)) == kind);
    }
    QCOMPARE(words.size(), eventKindCount);
    QVERIFY(!eventKindFromString(u"other"_s));
}

void TestEvent::timesRoundTrip()
{
    const WallTime time(std::chrono::milliseconds(1795270521250));
    QCOMPARE(rfc3339Text(time), u"2026-11-21T14:15:21.250Z"_s);
    QVERIFY(wallTimeFromRfc3339(u"2026-11-21T14:15:21.250Z"_s) == time);
    QVERIFY(wallTimeFromRfc3339(u"2026-11-21T15:15:21.250+01:00"_s) == time);
}

void TestEvent::aTimeWithoutAZoneIsNone()
{
    QVERIFY(!wallTimeFromRfc3339(u"2026-11-21T14:15:21"_s));
    QVERIFY(!wallTimeFromRfc3339(u"yesterday"_s));
}

void TestEvent::orderIsByWhatHappened()
{
    Event early;
    early.number = 9;
    early.happened = WallTime(std::chrono::seconds(1));
    Event late;
    late.number = 3;
    late.happened = WallTime(std::chrono::seconds(2));
    QVERIFY(Event::isEarlier(early, late));
    late.happened = early.happened;
    QVERIFY(Event::isEarlier(late, early)); // of one moment: as recorded
}

Q_DECLARE_METATYPE(Event)
QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"
