#pragma once

#include "app/running/stepsequence.h"

namespace quarterdeck {

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
    QCoro::Task<> runSteps();
    QCoro::Task<> runUndo();
    QCoro::Task<> verify(bool wasLost);
    QCoro::Task<> cleanUp();
    QCoro::Task<bool> countDown();
    void logBeginning();

    [[nodiscard]] const RunbookDefinition &runbook() const { return *m_plan.order.runbook; }

    LiveFacts &m_facts;
    RunPlan m_plan;
    Resume m_resume;
    RunHistory m_history;
    RunJournal m_journal;
    StepRunner m_runner;
    StepSequence m_sequence;
};

} // namespace quarterdeck
