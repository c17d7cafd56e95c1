#pragma once

#include "app/running/livefacts.h"
#include "models/runbooks/runplan.h"

#include <memory>

namespace quarterdeck {

/// Finds the sets, parameters and lookups of a plan live, each as soon as what it needs is found. It must
/// live until run() is through. Sends GET and HEAD only.
class ValueSearch
{
public:
    ValueSearch(LiveFacts &facts, std::shared_ptr<RunPlan> plan);

    /// Without, only sets are found: a run that is taken up has its values.
    void addParameters();
    QCoro::Task<> run();

private:
    QCoro::Task<> resolveSet(SetDefinition set);
    void resolveParameter(const ParameterDefinition &parameter);
    QCoro::Task<> resolveLookup(LookupDefinition lookup);

    LiveFacts &m_facts;
    std::shared_ptr<RunPlan> m_plan;
    // What is not found yet.
    QList<SetDefinition> m_sets;
    QList<ParameterDefinition> m_parameters;
    QList<LookupDefinition> m_lookups;
    QMap<QString, QList<QMap<QString, QString>>> m_labels; ///< of the series, by set
};

} // namespace quarterdeck
