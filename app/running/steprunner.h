#pragma once

#include "app/running/commandcall.h"
#include "app/running/livefacts.h"
#include "app/running/runjournal.h"

#include <QSet>

namespace quarterdeck {

/// When an abort takes effect.
enum class AbortWhen : quint8 { AfterStep, AtOnce };

/// Where a step stands.
struct StepPlace
{
    QString place;     ///< "2", "2.1", "undo 1.1"
    QString target;    ///< the instance, in a parallel step
    int progress = -1; ///< index of the shown step
};

/// Does one step once: writes down what will be sent, sends it, tells what became of it. Lives in the UI
/// thread.
class StepRunner : public QObject
{
    Q_OBJECT

public:
    /// All must outlive every step under way. `sets`: what the plan found. `folder`: where commands run.
    StepRunner(LiveFacts &facts, RunJournal &journal, LiveFacts::Sets sets, QString folder);

    QCoro::Task<StepOutcome> http(StepDefinition step, StepPlace where, RunValues &values);
    QCoro::Task<StepOutcome> command(StepDefinition step, StepPlace where, RunValues &values);
    QCoro::Task<StepOutcome> wait(StepDefinition step, StepPlace where, RunValues &values);
    QCoro::Task<StepOutcome> verify(VerificationDefinition verification, StepPlace where, RunValues &values);
    QCoro::Task<StepOutcome> manual(StepDefinition step, StepPlace where, RunValues &values);
    QCoro::Task<StepOutcome> set(StepDefinition step, StepPlace where, RunValues &values);
    /// At one instance: orders, then looks whether it is so.
    QCoro::Task<StepOutcome> breaker(StepDefinition step, InstanceNumber number, StepPlace where,
                                     RunValues &values);

    /// Ends early when an abort or an answer comes.
    QCoro::Task<> pause(std::chrono::milliseconds time);

    void requestAbort(AbortWhen when);
    /// The console goes: nothing further is begun, commands are killed.
    void abandon();
    [[nodiscard]] bool isAborting() const { return m_abort.has_value(); }
    [[nodiscard]] bool endsNow() const { return m_abort == AbortWhen::AtOnce; }
    /// Clean-up goes on although the run is aborted: gives what was asked for, to be put back afterwards.
    std::optional<AbortWhen> exchangeAbort(std::optional<AbortWhen> abort)
    {
        return std::exchange(m_abort, abort);
    }
    /// The answer to a manual step's question.
    void answer(bool done);

Q_SIGNALS:
    void woken(); ///< what waits looks up

private:
    [[nodiscard]] StepRow rowOf(const StepDefinition &step, const StepPlace &where,
                                const RunValues &values) const;
    QCoro::Task<StepOutcome> send(StepDefinition step, StepRow *row, RunValues &values);
    QCoro::Task<StepOutcome> waitUntil(Condition condition, std::chrono::milliseconds timeout,
                                       std::chrono::milliseconds holdsFor, int progress, RunValues values);

    LiveFacts &m_facts;
    RunJournal &m_journal;
    LiveFacts::Sets m_sets;
    QString m_folder;
    std::optional<AbortWhen> m_abort;
    std::optional<bool> m_answer;
    QSet<CommandCall *> m_commands;
    QSet<HttpCall *> m_questions;            ///< calls that change nothing and may be cut
    QMap<QString, QByteArray> m_lastAnswers; ///< by target: several are at work at once
};

} // namespace quarterdeck
