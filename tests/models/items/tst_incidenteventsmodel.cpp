#include "models/items/incidenteventsmodel.h"
#include "models/items/incidenttext.h"
#include "tests/support/fakeclock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

const test::FakeClock clockOfAll;

Event makeEvent(qint64 number, std::chrono::seconds after, const QString &subject = u"pg1"_s,
                qint64 incident = 7)
{
    Event made;
    made.number = number;
    made.happened = clockOfAll.wall() + after;
    made.recorded = clockOfAll.wall() + after;
    made.subject = subject;
    made.from = u"up"_s;
    made.to = u"down"_s;
    made.source = u"probe"_s;
    made.incident = {incident};
    return made;
}

QList<qint64> numbers(const IncidentEventsModel &model)
{
    QList<qint64> found;
    for (int row = 0; row < model.rowCount(); ++row) {
        found.append(model.at(row).number);
    }
    return found;
}

} // namespace

class TestIncidentEventsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theyStandInTheOrderInWhichTheyHappened()
    {
        IncidentEventsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEvents({7}, {makeEvent(1, 0s), makeEvent(3, 20s), makeEvent(2, 30s)});
        QCOMPARE(numbers(model), (QList<qint64>{1, 3, 2}));
        IncidentChanges changes;
        changes.events = {makeEvent(4, 10s), makeEvent(5, 40s),
                          makeEvent(6, 5s, u"other"_s, 8)}; // late, last, another's
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex kept = model.index(1);
        model.add(changes);
        QCOMPARE(numbers(model), (QList<qint64>{1, 4, 3, 2, 5}));
        QCOMPARE(kept.row(), 2);
        QCOMPARE(reset.count(), 0);
        model.add(changes); // twice is once
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.lastNumber(), 5);
    }

    void whatIsNotRecordedYetStaysWhenTheRecordIsRead()
    {
        IncidentEventsModel model;
        model.setEvents({7}, {makeEvent(1, 0s)});
        IncidentChanges changes;
        changes.events = {makeEvent(2, 10s)};
        model.add(changes);
        model.setEvents({7}, {makeEvent(1, 0s)});
        QCOMPARE(numbers(model), (QList<qint64>{1, 2}));
        model.setEvents({8}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void whatGoesOnIsOneInsertionAtTheEnd()
    {
        IncidentEventsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setEvents({7}, {makeEvent(1, 0s)});
        model.setFilterText(u"pg1"_s);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        IncidentChanges changes;
        for (int i = 2; i <= 500; ++i) {
            changes.events.append(
                makeEvent(i, 500s - std::chrono::seconds(i % 7), i % 5 ? u"pg1"_s : u"x"_s));
        }
        model.add(changes);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.all().size(), 500);
        QCOMPARE(model.rowCount(), 400);
        QVERIFY(std::is_sorted(model.all().begin(), model.all().end(), Event::isEarlier));
    }

    void filtersByWordsInRanges()
    {
        IncidentEventsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<Event> events;
        for (int i = 1; i <= 30; ++i) {
            events.append(makeEvent(i, std::chrono::seconds(i), i % 3 ? u"checkout/a"_s : u"pg1"_s));
        }
        model.setEvents({7}, events);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setFilterText(u"PG1 down"_s);
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(removed.count(), 10); // each a range
        model.setFilterText({});
        QCOMPARE(model.rowCount(), 30);
        QCOMPARE(model.rowOf(17), 16);
    }

    void pinsAndNewsAreMarked()
    {
        IncidentEventsModel model;
        model.setEvents({7}, {makeEvent(1, 0s), makeEvent(2, 1s)});
        model.setSeenUpTo(1);
        QCOMPARE(model.unseenCount(), 1);
        QVERIFY(!model.index(0).data(IncidentEventsModel::UnseenRole).toBool());
        QVERIFY(model.index(1).data(IncidentEventsModel::UnseenRole).toBool());
        IncidentChanges changes;
        changes.pinned = {{2, true}};
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.add(changes);
        QCOMPARE(changed.count(), 1);
        QVERIFY(model.at(1).pinned);
    }

    void times_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: not understood
        QTest::newRow("now") << u" "_s << u"2026-11-02T03:00:00.000Z"_s;
        QTest::newRow("today") << u"2:55"_s << u"2026-11-02T02:55:00.000Z"_s;
        QTest::newRow("with seconds and zone") << u"02:55:30 UTC"_s << u"2026-11-02T02:55:30.000Z"_s;
        QTest::newRow("later is yesterday") << u"23:10"_s << u"2026-11-01T23:10:00.000Z"_s;
        QTest::newRow("ago") << u"10 min ago"_s << u"2026-11-02T02:50:00.000Z"_s;
        QTest::newRow("hours ago") << u"1h30m ago"_s << u"2026-11-02T01:30:00.000Z"_s;
        QTest::newRow("full") << u"2026-11-01T10:00:00+01:00"_s << u"2026-11-01T09:00:00.000Z"_s;
        QTest::newRow("future") << u"2026-11-03T10:00:00Z"_s << QString();
        QTest::newRow("nonsense") << u"soon"_s << QString();
        QTest::newRow("no such time") << u"25:10"_s << QString();
    }
    void times()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto read = timeFromText(text, clockOfAll.wall());
        QCOMPARE(read ? rfc3339Text(*read) : QString(), expected);
    }

    void figuresSayTheClock()
    {
        Incident incident;
        incident.clock.started = clockOfAll.wall();
        incident.clock.detected = clockOfAll.wall() + 5s;
        incident.clock.acknowledged = clockOfAll.wall() + 72s;
        incident.rto = 300s;
        incident.instances = {{u"a"_s, {}}, {u"b"_s, {}}};
        incident.failedRequests.insert(u"checkout"_s, 18'400);
        QMap<QString, IncidentFigure> figures;
        for (const IncidentFigure &figure : incidentFigures(incident, clockOfAll.wall() + 100s)) {
            figures.insert(figure.id, figure);
        }
        QCOMPARE(figures[u"started"_s].value, u"03:00:00 UTC"_s);
        QCOMPARE(figures[u"detected"_s].value, u"+ 5 s"_s);
        QCOMPARE(figures[u"detected"_s].note, u"TTD 5 s"_s);
        QCOMPARE(figures[u"acknowledged"_s].value, u"+ 1 min 12 s"_s);
        QCOMPARE(figures[u"acknowledged"_s].note, u"TTA 1 min 07 s"_s);
        QCOMPARE(figures[u"mitigated"_s].note, u"not yet"_s);
        QCOMPARE(figures[u"rto"_s].value, u"3 min 20 s left"_s);
        QCOMPARE(figures[u"instances"_s].value, u"2"_s);
        QVERIFY(figures[u"failed"_s].value.startsWith(u"≈ 18"_s));
        QCOMPARE(figures[u"commander"_s].note, u"nobody named"_s);
        incident.clock.mitigated = clockOfAll.wall() + 400s;
        const QList<IncidentFigure> after = incidentFigures(incident, clockOfAll.wall() + 500s);
        QVERIFY(std::any_of(after.begin(), after.end(), [](const IncidentFigure &figure) {
            return figure.id == u"rto"_s && figure.value == u"missed"_s &&
                   figure.tone == IncidentFigure::Tone::Bad;
        }));
    }

    void textOfTheFleetStaysInItsLine_data()
    {
        QTest::addColumn<int>("kind");
        for (int kind = 0; kind < eventKindCount; ++kind) {
            QTest::newRow(qPrintable(toString(EventKind(kind)))) << kind;
        }
    }
    void textOfTheFleetStaysInItsLine()
    {
        QFETCH(int, kind);
        Event event = makeEvent(1, 0s);
        event.kind = EventKind(kind);
        event.subject = event.component = event.service = event.from = event.to = event.reason =
            event.source = u"<b>a</b>\n\u202Eb\u001b[2J|`c`"_s;
        const QString line = eventLine(event);
        QVERIFY2(line.contains(u"<b>a</b> b[2J|`c`"_s), qPrintable(line)); // painted as it is
        for (const QChar c : line) {
            QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
        }
        Incident incident;
        incident.ruleText = event.reason;
        incident.services = incident.clusters = QStringList{event.reason};
        incident.clock.started = incident.clock.detected = clockOfAll.wall();
        for (const auto &[name, value] : incidentFacts(incident)) {
            QVERIFY2(!value.contains(QChar(0x202E)), qPrintable(name));
        }
    }
};

QTEST_GUILESS_MAIN(TestIncidentEventsModel)
#include "tst_incidenteventsmodel.moc"
