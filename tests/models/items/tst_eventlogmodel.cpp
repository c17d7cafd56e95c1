#include "models/items/eventlogmodel.h"
#include "tests/models/items/samplefleet.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;

class tst_EventLogModel final : public QObject
{
    Q_OBJECT

private:
    static StateTransition transition(const SampleFleet &sample, int serial, State from, State to,
                                      bool first = false)
    {
        StateTransition t;
        t.instance = sample.fleet.order()[serial % sample.fleet.size()];
        t.from = from;
        t.to = to;
        t.why = QStringLiteral("reason %1").arg(serial);
        t.first = first;
        return t;
    }

private Q_SLOTS:
    void newestFirst()
    {
        SampleFleet sample(120);
        EventLogModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        FleetChanges changes;
        changes.transitions = {transition(sample, 1, State::Up, State::Down),
                               transition(sample, 2, State::Up, State::Degraded)};
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.apply(changes, {});
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.index(0).data().toString().contains(QStringLiteral("up → degraded (reason 2)")));
        QVERIFY(model.index(1).data(EventLogModel::StateRole).value<State>() == State::Down);
        model.addConsoleMessage(QStringLiteral("fleet.yml could not be read"), {});
        QVERIFY(model.index(0).data().toString().contains(QStringLiteral("fleet.yml")));
    }

    void howAFleetWasFoundIsNoNewsUnlessItIsBad()
    {
        SampleFleet sample(120);
        EventLogModel model(sample.fleet);
        FleetChanges changes;
        changes.transitions = {transition(sample, 1, State::Unknown, State::Up, true),
                               transition(sample, 2, State::Unknown, State::Down, true)};
        model.apply(changes, {});
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.at(0).to == State::Down);
    }

    void bounded()
    {
        SampleFleet sample(120);
        EventLogModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        for (int round = 0; round < 5; ++round) {
            FleetChanges changes;
            for (int i = 0; i < 300; ++i) {
                changes.transitions.append(transition(sample, round * 300 + i, State::Up, State::Down));
            }
            model.apply(changes, {});
        }
        QCOMPARE(model.rowCount(), EventLogModel::limit);
        QCOMPARE(model.at(0).text, QStringLiteral("reason 1499"));
        FleetChanges flood;
        for (int i = 0; i < 3000; ++i) {
            flood.transitions.append(transition(sample, i, State::Up, State::Down));
        }
        model.apply(flood, {});
        QCOMPARE(model.rowCount(), EventLogModel::limit);
        QCOMPARE(model.at(0).text, QStringLiteral("reason 2999"));
    }

    void goesOnAndBackWithTheRecord()
    {
        const SampleFleet sample(120);
        const QString name = sample.fleet.instance(sample.fleet.order()[3])->target.id.toString();
        EventLogModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const auto shown = [&](int last) { // the five that had happened last
            QList<ActivityEvent> events;
            for (int i = last; i > last - 5; --i) {
                Event event;
                event.kind = i % 2 == 0 ? EventKind::State : EventKind::Note;
                event.subject = name;
                event.from = QStringLiteral("up");
                event.to = QStringLiteral("down");
                event.reason = QStringLiteral("reason %1").arg(i);
                events.append(activityOf(event));
            }
            model.setEvents(events);
            QStringList reasons;
            for (int row = 0; row < model.rowCount(); ++row) {
                reasons.append(model.at(row).text.section(QLatin1Char(' '), 1).remove(QChar(0x201d)));
            }
            return reasons.join(QLatin1Char(' '));
        };
        QCOMPARE(shown(10), QStringLiteral("10 9 8 7 6"));
        const QPersistentModelIndex seven = model.index(3);
        QVERIFY(model.index(0).data(EventLogModel::NumberRole).value<InstanceNumber>() ==
                sample.fleet.order()[3]);
        QVERIFY(model.at(0).to == State::Down);
        QVERIFY(model.at(1).kind == ActivityEvent::Kind::Console);
        QCOMPARE(shown(12), QStringLiteral("12 11 10 9 8"));
        QVERIFY(!seven.isValid());
        const QPersistentModelIndex nine = model.index(3);
        QCOMPARE(shown(9), QStringLiteral("9 8 7 6 5"));
        QCOMPARE(nine.row(), 0); // rows that were there stay
        QCOMPARE(shown(40), QStringLiteral("40 39 38 37 36"));
        model.setEvents({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.count(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_EventLogModel)
#include "tst_eventlogmodel.moc"
