#pragma once

#include "app/running/livefacts.h"
#include "models/runbooks/runplan.h"

#include <qcorotask.h>

#include <functional>

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
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    /// The open incident of one of these services, asked whenever a plan is made. Empty: nobody knows any.
    using IncidentSource = std::function<std::optional<RunIncident>(const QList<QString> &services)>;
    void setIncidents(const IncidentSource &incidents) { m_incidents = incidents; }

    QCoro::Task<RunPlan> prepare(RunOrder order);
    /// Values and sets only, as far as they can be found: for a run that is taken up again.
    QCoro::Task<RunPlan> findValues(RunOrder order, RunValues known);

private:
    QCoro::Task<> check(std::shared_ptr<RunPlan> plan, qsizetype index);
    QCoro::Task<> judgeRules(std::shared_ptr<RunPlan> plan);
    void describeSubject(RunPlan &plan) const;
    void planActs(RunPlan &plan) const;

    LiveFacts &m_facts;
    Recorder *m_recorder;
    bool m_readOnly;
    IncidentSource m_incidents;
};

} // namespace quarterdeck
