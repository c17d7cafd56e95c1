#pragma once

#include "app/recording/recorder.h"
#include "app/running/commandcall.h"
#include "app/running/livefacts.h"
#include "models/runbooks/runplan.h"

#include <QObject>
#include <QSet>

#include <functional>

namespace quarterdeck {

/// What a run that is taken up again does.
enum class Resume : quint8 {
    No,
    Verify,   ///< only finds out whether the effect is there
    Continue, ///< the steps that are not done, the failed ones again
    Undo,     ///< the undo of what was done, the last first
};
QString toString(Resume resume);

/// When an abort takes effect.
enum class AbortWhen : quint8 { AfterStep, AtOnce };

/// Executes one run, step by step. Before anything is sent it is on the disk that it will be; nothing is sent
/// twice unless the step says that this is harmless. Lives in the UI thread.
class RunExecution : public QObject
{
    Q_OBJECT

public:
    /// What has happened to which step and target before, for a run that is taken up again.
    struct History
    {
        QMap<QString, StepState> steps; ///< by place and target, see key()
    };

    /// Everything named must outlive run().
    RunExecution(LiveFacts &facts, Recorder &recorder, RunPlan plan, RunNumber number, Resume resume,
                 History history);
    ~RunExecution() override;

    QCoro::Task<> run();
    void requestAbort(AbortWhen when);
    /// The answer to a manual step's question.
    void answer(bool done);

    [[nodiscard]] const RunProgress &progress() const { return m_progress; }
    static QString key(const QString &place, const QString &target) { return place + u'@' + target; }

Q_SIGNALS:
    void progressed();
    /// A line of the log, as it is written.
    void logged(const quarterdeck::LogLine &line);
    void stepChanged(int index);
    void stateChanged();
    void aborting(); ///< what waits looks up

private:
    /// What became of a step, or of a step at one target.
    struct Outcome
    {
        StepState state = StepState::Done;
        QString detail;
        QByteArray answer;
        bool sent = false; ///< something was sent that may have changed something
    };
    /// Where a step stands.
    struct Where
    {
        QString place;
        QString target;
        int progress = -1; ///< index of the shown step
    };

    QCoro::Task<Outcome> step(StepDefinition step, Where where, RunValues &values);
    QCoro::Task<Outcome> attempt(StepDefinition step, Where where, RunValues &values, int number);
    QCoro::Task<Outcome> http(StepDefinition step, StepRow row, RunValues &values);
    QCoro::Task<Outcome> command(StepDefinition step, StepRow row, RunValues &values);
    QCoro::Task<Outcome> waitUntil(Condition condition, std::chrono::milliseconds timeout,
                                   std::chrono::milliseconds holdsFor, Where where, RunValues values);
    QCoro::Task<Outcome> manual(StepDefinition step, StepRow row, RunValues &values);
    QCoro::Task<Outcome> breaker(StepDefinition step, InstanceNumber number, StepRow row, RunValues &values);
    QCoro::Task<Outcome> overTargets(StepDefinition step, Where where, RunValues &values);
    struct Fan;
    QCoro::Task<> fanWorker(std::shared_ptr<Fan> fan);

    QCoro::Task<Outcome> steps(QList<StepDefinition> list, QString prefix, int firstProgress,
                               RunValues &values);
    QCoro::Task<> runSteps();
    QCoro::Task<> runUndo();
    QCoro::Task<> verify(bool wasLost);
    QCoro::Task<> cleanUp();
    QCoro::Task<bool> countDown();
    QCoro::Task<> pause(std::chrono::milliseconds time);

    QCoro::Task<QString> intend(StepRow row, bool acts);
    QCoro::Task<> finish(StepRow row, Outcome outcome);
    QCoro::Task<> enter(RunEvent event, QString reason);
    void log(const QString &text);
    void flushLog();
    void show(int index, StepState state, const QString &detail);
    [[nodiscard]] bool endsNow() const { return m_abort == AbortWhen::AtOnce; }
    [[nodiscard]] const RunbookDefinition &runbook() const { return *m_plan.order.runbook; }

    LiveFacts &m_facts;
    Recorder &m_recorder;
    RunPlan m_plan;
    RunProgress m_progress;
    Resume m_resume;
    History m_history;
    std::optional<AbortWhen> m_abort;
    QSet<CommandCall *> m_commands;
    QSet<HttpCall *> m_questions; ///< calls that change nothing and may be cut
    QByteArray m_lastAnswer;
    std::optional<bool> m_answer;
    QList<LogLine> m_unwritten;
    bool m_actedBefore = false;
};

} // namespace quarterdeck
