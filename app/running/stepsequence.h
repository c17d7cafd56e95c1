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

/// Does steps one after the other, those over targets several at once, with their retries; in a run that goes
/// on, only what is not done. Lives in the UI thread.
class StepSequence
{
public:
    /// All must outlive every step under way.
    StepSequence(LiveFacts &facts, RunJournal &journal, StepRunner &runner, const RunPlan &plan,
                 Resume resume, const RunHistory &history);

    /// `first`: where the first one stands; its number is added to the place.
    QCoro::Task<StepOutcome> steps(QList<StepDefinition> list, StepPlace first, InstanceNumber at,
                                   RunValues &values);

private:
    struct Fan;
    QCoro::Task<StepOutcome> step(StepDefinition step, StepPlace where, InstanceNumber at, RunValues &values);
    QCoro::Task<StepOutcome> attempt(StepDefinition step, StepPlace where, InstanceNumber at,
                                     RunValues &values);
    QCoro::Task<StepOutcome> overTargets(StepDefinition step, StepPlace where, RunValues &values);
    QCoro::Task<> fanWorker(std::shared_ptr<Fan> fan);
    /// In a run that goes on: a step that is not done again, and what is said of it.
    [[nodiscard]] std::optional<StepOutcome> doneBefore(const StepDefinition &step,
                                                        const StepPlace &where) const;

    LiveFacts &m_facts;
    RunJournal &m_journal;
    StepRunner &m_runner;
    const RunPlan &m_plan;
    Resume m_resume;
    const RunHistory &m_history;
};

} // namespace quarterdeck
