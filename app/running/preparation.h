#pragma once

#include "app/running/livefacts.h"
#include "models/runbooks/runplan.h"

#include <qcorotask.h>

namespace quarterdeck {

class Recorder;

/// Makes a plan out of an order: finds sets and values live, checks everything, asks the record for other
/// runs. Sends GET and HEAD only.
class Preparation
{
public:
    /// Both must outlive every question under way, or detach() be called. `readOnly`: the console never acts.
    Preparation(LiveFacts &facts, Recorder &recorder, bool readOnly);

    /// The record goes.
    void detach() { m_recorder = nullptr; }

    QCoro::Task<RunPlan> prepare(RunOrder order);
    /// Values and sets only, as far as they can be found: for a run that is taken up again.
    QCoro::Task<RunPlan> findValues(RunOrder order, RunValues known);

private:
    struct Search;
    QCoro::Task<> resolve(std::shared_ptr<Search> search);
    QCoro::Task<> resolveSet(std::shared_ptr<Search> search, SetDefinition set);
    void resolveParameter(Search &search, const ParameterDefinition &parameter) const;
    QCoro::Task<> resolveLookup(std::shared_ptr<Search> search, LookupDefinition lookup);
    QCoro::Task<> check(std::shared_ptr<RunPlan> plan, qsizetype index);
    QCoro::Task<> judgeRules(std::shared_ptr<RunPlan> plan);
    void describeSubject(RunPlan &plan) const;
    void planActs(RunPlan &plan) const;

    LiveFacts &m_facts;
    Recorder *m_recorder;
    bool m_readOnly;
};

/// The request or command that a step will send, filled in as far as its values are known.
QList<PlannedAct> plannedActs(const StepDefinition &step, const RunValues &values, const Fleet &fleet,
                              const LiveFacts::Sets &sets, QList<ParameterProblem> &problems);

} // namespace quarterdeck
