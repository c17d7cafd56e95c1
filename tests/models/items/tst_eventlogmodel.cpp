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
};

QTEST_GUILESS_MAIN(tst_EventLogModel)
#include "tst_eventlogmodel.moc"
