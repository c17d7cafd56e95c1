#include "models/items/runbookhistorymodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

namespace {

RunSummary run(qint64 number, RunState state)
{
    RunSummary made;
    made.number = {number};
    made.title = u"Switch over orders-db"_s;
    made.person = u"ana"_s;
    made.state = state;
    return made;
}

} // namespace

class TestRunbookHistoryModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newRunsComeOnTopWithoutReset()
    {
        RunbookHistoryModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({run(2, RunState::Running), run(1, RunState::Succeeded)});
        const QPersistentModelIndex second = model.index(0);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setRuns(
            {run(3, RunState::Armed), run(2, RunState::OutcomeUnknown), run(1, RunState::Succeeded)});
        QCOMPARE(second.row(), 1);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.attentionCount(), 1);
        QCOMPARE(model.rowOf({1}), 2);
        QCOMPARE(model.rowOf({9}), -1);
        QVERIFY(model.index(1).data(Qt::AccessibleTextRole).toString().contains(u"outcome unknown"_s));
        model.setRuns({});
        QCOMPARE(model.rowCount(), 0);
    }

    void onlyOpenEndsWantAttention()
    {
        for (const RunState state : {RunState::Planned, RunState::Running, RunState::Succeeded,
                                     RunState::Failed, RunState::Aborted, RunState::Refused}) {
            QVERIFY(!wantsAttention(run(1, state)));
        }
        QVERIFY(wantsAttention(run(1, RunState::Interrupted)));
        QVERIFY(wantsAttention(run(1, RunState::OutcomeUnknown)));
    }
};

QTEST_APPLESS_MAIN(TestRunbookHistoryModel)
#include "tst_runbookhistorymodel.moc"
