#include "models/items/runbookchecksmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

namespace {

RunPlan plan()
{
    RunPlan made;
    made.checks.append({u"Two are ready"_s, {ConditionResult::Verdict::Fails, u"1 of 3"_s}, false, {}});
    made.checks.append({u"Lag is small"_s, {ConditionResult::Verdict::Unknown, u"no page"_s}, false, {}});
    made.rules.append({SafetyRule::OneAtATime, true, false, u"nobody is acting on orders-db"_s});
    made.rules.append({SafetyRule::Cooldown, false, false, u"the last run was 5 min ago"_s});
    made.rules.append({SafetyRule::Confirmation, false, false, u"its name must be typed"_s});
    made.rules.append({SafetyRule::Reason, false, false, u"a reason is wanted"_s});
    return made;
}

} // namespace

class TestRunbookChecksModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEveryCheckButWhatIsTyped()
    {
        RunbookChecksModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(plan());
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row) {
            lines.append(toString(model.at(row).outcome) + u' ' + model.index(row).data().toString());
        }
        QCOMPARE(lines, QStringList({u"failed Two are ready: 1 of 3"_s, u"unknown Lag is small: no page"_s,
                                     u"passed Nobody is acting on orders-db"_s,
                                     u"failed The last run was 5 min ago"_s}));
        QCOMPARE(model.passed(), 1);
        QVERIFY(model.overridable() == QList({SafetyRule::Preflight, SafetyRule::Cooldown}));
    }

    void laterPlansKeepTheRows()
    {
        RunbookChecksModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(plan());
        const QPersistentModelIndex cooldown = model.index(3);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setPlan(plan());
        QCOMPARE(changes.count(), 0);
        RunPlan later = plan();
        later.checks[0].result = {ConditionResult::Verdict::Holds, u"2 of 3"_s};
        later.checks[1].overridden = true;
        later.rules[1].overridden = true;
        later.rules[1].allows = true;
        model.setPlan(later);
        QCOMPARE(changes.count(), 1); // one merged range
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(cooldown.row(), 3);
        QCOMPARE(model.passed(), 4);
        // What is overridden can be taken back.
        QVERIFY(model.overridable() == QList({SafetyRule::Preflight, SafetyRule::Cooldown}));

        RunPlan wrong;
        wrong.problems.append({u"candidate"_s, u"the parameter is missing"_s});
        model.setPlan(wrong);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(!model.at(0).passes());
        QVERIFY(model.overridable().isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestRunbookChecksModel)
#include "tst_runbookchecksmodel.moc"
