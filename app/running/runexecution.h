#pragma once

#include "app/running/steprunner.h"

namespace quarterdeck {

/// What a run that is taken up again does.
enum class Resume : quint8 {
    No,
    Verify,   ///< only finds out whether the effect is there
    Continue, ///< the steps that are not done, the failed ones again
    Undo,     ///< the undo of what was done, the last first
};
QString toString(Resume resume);

/// Executes one run, step by step. Before anything is sent it is on the disk that it will be; nothing is sent
/// twice unless the step says that this is harmless. Lives in the UI thread.
class RunExecution : public QObject
{
    Q_OBJECT

public:
    /// Everything named must outlive run().
    RunExecution(LiveFacts &facts, Recorder &recorder, RunPlan plan, RunNumber number, Resume resume,
                 RunHistory history);
    ~RunExecution() override;

    QCoro::Task<> run();
    void requestAbort(AbortWhen when);
    /// The console goes in the middle of the run: nothing further is sent, the record stays as it is, and the
    /// next console finds the run interrupted.
    void abandon();
    /// The answer to a manual step's question.
    void answer(bool done) { m_runner.answer(done); }

    [[nodiscard]] const RunProgress &progress() const { return m_journal.progress(); }

Q_SIGNALS:
    void progressed();
    /// A line of the log, as it is written.
    void logged(const quarterdeck::LogLine &line);
    void stepChanged(int index);
    void stateChanged();

private:
    struct Fan;
    /// One step, at one target or everywhere, that has to be undone.
    struct UndoPart
    {
        const StepDefinition *step = nullptr;
        QString place;
        QString target;
        InstanceNumber number;
    };

    QCoro::Task<StepOutcome> step(StepDefinition step, StepPlace where, InstanceNumber at, RunValues &values);
    QCoro::Task<StepOutcome> attempt(StepDefinition step, StepPlace where, InstanceNumber at,
                                     RunValues &values);
    QCoro::Task<StepOutcome> overTargets(StepDefinition step, StepPlace where, RunValues &values);
    QCoro::Task<> fanWorker(std::shared_ptr<Fan> fan);
    /// `first`: where the first one stands; its number is added to the place.
    QCoro::Task<StepOutcome> steps(QList<StepDefinition> list, StepPlace first, InstanceNumber at,
                                   RunValues &values);
    QCoro::Task<> runSteps();
    QCoro::Task<> runUndo();
    QCoro::Task<> verify(bool wasLost);
    QCoro::Task<> cleanUp();
    QCoro::Task<bool> countDown();

    /// In a run that goes on: a step that is not done again, and what is said of it.
    [[nodiscard]] std::optional<StepOutcome> doneBefore(const StepDefinition &step,
                                                        const StepPlace &where) const;
    [[nodiscard]] bool wasTouched(const StepDefinition &step, const QString &place,
                                  const QString &target) const;
    /// What has to be undone, the last first.
    [[nodiscard]] QList<UndoPart> undoParts() const;
    [[nodiscard]] const RunbookDefinition &runbook() const { return *m_plan.order.runbook; }

    LiveFacts &m_facts;
    RunPlan m_plan;
    Resume m_resume;
    RunHistory m_history;
    RunJournal m_journal;
    StepRunner m_runner;
};

} // namespace quarterdeck
