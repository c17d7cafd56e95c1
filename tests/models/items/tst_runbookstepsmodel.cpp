#include "models/items/runbookstepsmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;

namespace {

StepProgress step(const QString &title, StepState state)
{
    StepProgress made;
    made.title = title;
    made.state = state;
    if (state != StepState::Waiting) {
        made.started = SteadyTime(10s);
        made.duration = 500ms;
    }
    return made;
}

} // namespace

class TestRunbookStepsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsGoOnInPlace()
    {
        RunbookStepsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSteps({step(u"one"_s, StepState::Sent), step(u"two"_s, StepState::Waiting)},
                       SteadyTime(12s));
        QCOMPARE(model.currentStep(), 0);
        QCOMPARE(model.index(0, 0).data(RunbookStepsModel::ElapsedRole).toLongLong(), 2000);
        QVERIFY(!model.index(1, 0).data(RunbookStepsModel::ElapsedRole).isValid());
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setTime(SteadyTime(13s));
        QCOMPARE(changes.count(), 1); // only the one under way
        QCOMPARE(model.index(0, 0).data(RunbookStepsModel::ElapsedRole).toLongLong(), 3000);
        model.setSteps({step(u"one"_s, StepState::Done), step(u"two"_s, StepState::Sent)}, SteadyTime(13s));
        QCOMPARE(model.index(0, 0).data(RunbookStepsModel::ElapsedRole).toLongLong(), 500);
        QCOMPARE(model.currentStep(), 1);
        QCOMPARE(resets.count(), 0);
        model.setSteps({step(u"another run"_s, StepState::Waiting)}, SteadyTime(14s));
        QCOMPARE(resets.count(), 1);
        QCOMPARE(model.currentStep(), -1);
    }

    void fiveHundredTargets()
    {
        RunbookStepsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        StepProgress wide = step(u"restart"_s, StepState::Sent);
        model.setSteps({wide}, SteadyTime(10s));
        for (int i = 0; i < 500; ++i) {
            wide.targets.append({QString::number(i), StepState::Waiting, {}});
        }
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setSteps({wide}, SteadyTime(10s));
        QCOMPARE(inserted.count(), 1);
        const QModelIndex parent = model.index(0, 0);
        QCOMPARE(model.rowCount(parent), 500);
        const QPersistentModelIndex seventh = model.index(7, 0, parent);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        wide.targets[7] = {u"7"_s, StepState::Failed, u"500"_s};
        wide.targets[9].state = StepState::Sent;
        model.setSteps({wide}, SteadyTime(11s));
        QCOMPARE(changes.count(), 1);
        QCOMPARE(seventh.data(Qt::AccessibleTextRole).toString(), u"7: failed, 500"_s);
        QVERIFY(seventh.data(RunbookStepsModel::TargetRole).value<const TargetProgress *>() != nullptr);
        QVERIFY(seventh.data(RunbookStepsModel::StepRole).value<const StepProgress *>() == nullptr);
        wide.targets.clear();
        model.setSteps({wide}, SteadyTime(11s));
        QCOMPARE(model.rowCount(parent), 0);
    }

    void aPlanShowsWhatWillBeDone()
    {
        auto runbook = std::make_shared<RunbookDefinition>();
        StepDefinition definition;
        definition.title =
            RunText::parse(u"POST to ${candidate} with ${token}"_s, nullptr).value_or(RunText());
        runbook->steps.append(definition);
        VerificationDefinition verification;
        verification.condition.says = RunText::literal(u"it leads"_s);
        runbook->verification.append(verification);
        RunPlan plan;
        plan.order.runbook = runbook;
        plan.values.set(u"candidate"_s, u"pg3"_s);
        plan.values.set(u"token"_s, u"hunter2"_s, RunValues::Secrecy::Secret);
        const QList<StepProgress> steps = plannedSteps(plan);
        QCOMPARE(steps.size(), 2);
        QVERIFY(steps[0].title.startsWith(u"POST to pg3"_s));
        QVERIFY(!steps[0].title.contains(u"hunter2"_s));
        QCOMPARE(steps[1].title, u"Verify: it leads"_s);
        QVERIFY(steps[1].isVerification);
    }
};

QTEST_APPLESS_MAIN(TestRunbookStepsModel)
#include "tst_runbookstepsmodel.moc"
