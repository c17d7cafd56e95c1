#include "app/running/preparation.h"

#include "app/running/runclock.h"
#include "app/recording/recorder.h"
#include "app/running/actpreview.h"
#include "app/running/valuesearch.h"
#include "models/fleet/instancefilter.h"

#include <qcorofuture.h>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

std::optional<PriorRun> priorOf(const std::optional<RunRow> &row)
{
    if (!row) {
        return std::nullopt;
    }
    return PriorRun{row->number.value, row->title, row->person, row->ended.value_or(row->started),
                    row->acknowledged.has_value()};
}

/// Services whose signals a run is to mend: weights of a proxy are moved, errors of the shop behind it must
/// fall.
QList<QString> mendedServices(const RunbookDefinition &runbook, const RunValues &values)
{
    QList<QString> services;
    for (const VerificationDefinition &verification : runbook.verification) {
        QString problem;
        const auto service = verification.condition.kind == Condition::Kind::Signal
                                 ? verification.condition.service.fillPlain(values, &problem)
                                 : std::nullopt;
        if (service && !service->isEmpty()) {
            services.append(*service);
        }
    }
    return services;
}

} // namespace

Preparation::Preparation(LiveFacts &facts, Recorder &recorder, bool readOnly)
    : m_facts(facts)
    , m_recorder(&recorder)
    , m_readOnly(readOnly)
{
}

void Preparation::describeSubject(RunPlan &plan) const
{
    const RunbookDefinition &runbook = *plan.order.runbook;
    plan.title = plan.values.redacted(runbook.title.fillWords(plan.values));
    plan.radius =
        blastRadius(runbook.targets.isEmpty() ? QList<InstanceNumber>() : plan.sets.value(runbook.targets),
                    m_facts.fleet(), plan.leftOut.value(runbook.targets));
    for (const BlastRadius::ServiceShare &share : plan.radius.services) {
        plan.services.append(share.service);
    }
    for (const ParameterDefinition &parameter : runbook.parameters) {
        if (!parameter.beside.isEmpty() && plan.values.contains(parameter.name)) {
            plan.beside.insert(parameter.name,
                               besideOf(parameter.beside, plan.values, m_facts.fleet(), steadyNow()));
        }
    }
    for (const ShownDefinition &shown : runbook.shows) {
        if (const auto value = factOf(shown.value, plan.values)) {
            plan.shows.append(
                {shown.label, *value, besideOf(shown.beside, plan.values, m_facts.fleet(), steadyNow())});
        }
    }
    QString problem;
    if (plan.services.isEmpty() && !runbook.service.isEmpty()) {
        const auto service = runbook.service.fillPlain(plan.values, &problem);
        if (service && !service->isEmpty()) {
            plan.services.append(*service);
        }
    }
    if (plan.services.isEmpty()) {
        plan.services.append(runbook.id);
    }
    plan.subject = plan.services.first();
    if (!plan.order.incident && m_incidents) {
        plan.order.incident = m_incidents(plan.services + mendedServices(runbook, plan.values));
    }
    if (!plan.order.troubleBegan && plan.order.incident) {
        plan.order.troubleBegan = plan.order.incident->began;
    }
    if (!runbook.targets.isEmpty() && plan.problems.isEmpty() && plan.radius.targets.isEmpty()) {
        QStringList reasons = plan.leftOut.value(runbook.targets).values();
        reasons.removeDuplicates();
        reasons.sort();
        plan.problems.append(
            {{},
             u"the set \"%1\", which this runbook acts on, is empty%2"_s.arg(
                 runbook.targets, reasons.isEmpty() ? QString() : u": "_s + listed(reasons))});
    }
    if (!runbook.appliesTo.isEmpty() && !plan.radius.targets.isEmpty()) {
        const auto parsed = InstanceFilter::parse(runbook.appliesTo);
        const auto *filter = std::get_if<InstanceFilter>(&parsed);
        for (const BlastRadius::Member &member : plan.radius.targets) {
            const Instance *instance = m_facts.fleet().instance(member.number);
            if (filter != nullptr && instance != nullptr &&
                !filter->matches(*instance, std::chrono::steady_clock::now())) {
                plan.problems.append({{},
                                      u"this runbook applies to %1, and %2 is not such an instance"_s.arg(
                                          runbook.appliesTo, member.name)});
                break;
            }
        }
    }
}

void Preparation::planActs(RunPlan &plan) const
{
    const RunbookDefinition &runbook = *plan.order.runbook;
    const auto acts = [&](const StepDefinition &step) {
        return plannedActs(step, plan.values, m_facts.fleet(), plan.sets, runbook.folder, plan.problems);
    };
    for (const StepDefinition &step : runbook.steps) {
        plan.acts += acts(step);
    }
    for (const VerificationDefinition &verification : runbook.verification) {
        plan.acts +=
            plannedQuestion(u"Verify"_s, u"see"_s, verification.condition, plan.values, m_facts.fleet());
    }
    // Undo and clean-up are filled too: what cannot be is better known before than when it is needed.
    QList<StepDefinition> others = runbook.onFailure;
    for (const StepDefinition &step : runbook.steps) {
        others += step.undo;
    }
    for (const StepDefinition &step : others) {
        acts(step);
    }
}

QCoro::Task<> Preparation::check(std::shared_ptr<RunPlan> plan, qsizetype index)
{
    const Condition condition = plan->order.runbook->checks.at(index);
    const ConditionResult result = co_await m_facts.judge(condition, plan->values, plan->sets);
    CheckResult &check = plan->checks[index];
    check.result = result;
    check.result.found = plan->values.redacted(result.found);
    check.at = wallNow();
    check.overridden = result.verdict != ConditionResult::Verdict::Holds &&
                       plan->order.overrides.contains(SafetyRule::Preflight);
}

QCoro::Task<> Preparation::judgeRules(std::shared_ptr<RunPlan> plan)
{
    const RunbookDefinition &runbook = *plan->order.runbook;
    if (m_recorder == nullptr) {
        plan->problems.append({{}, u"the console is closing"_s});
        co_return;
    }
    SafetyFacts facts;
    const QList<QString> services = plan->services;
    const QFuture<std::pair<std::optional<RunRow>, std::optional<RunRow>>> asked =
        m_recorder->submit([services](RunStore &store) {
            return std::pair(store.running(services), store.lastActed(services));
        });
    const std::pair<std::optional<RunRow>, std::optional<RunRow>> prior = co_await asked;
    facts.readOnly = m_readOnly;
    facts.running = priorOf(prior.first);
    facts.last = priorOf(prior.second);
    facts.now = wallNow();
    facts.reason = plan->order.reason;
    facts.confirmation = plan->order.confirmation;
    facts.confirmationName = plan->subject;
    facts.isIsolated = m_facts.fleet().isolation() == Isolation::Isolated;
    facts.overrides = plan->order.overrides;
    QList<QList<InstanceNumber>> assertionNumbers;
    for (const SafetyDefinition::Assertion &assertion : runbook.safety.after) {
        const LiveFacts::SetResult found =
            co_await m_facts.find(assertion.instances, plan->values, plan->sets);
        if (!found.problem.isEmpty()) {
            plan->problems.append({{}, found.problem});
        }
        assertionNumbers.append(found.instances);
    }
    // Only now: while others were looked for, a reload may have taken an instance away.
    QList<QList<const Instance *>> assertionSets;
    for (const QList<InstanceNumber> &numbers : assertionNumbers) {
        QList<const Instance *> instances;
        for (const InstanceNumber number : numbers) {
            if (const Instance *instance = m_facts.fleet().instance(number)) {
                instances.append(instance);
            }
        }
        assertionSets.append(instances);
    }
    plan->rules = judgeSafety(runbook, plan->radius, assertionSets, plan->values, facts);
}

QCoro::Task<RunPlan> Preparation::findValues(RunOrder order, RunValues known)
{
    auto plan = std::make_shared<RunPlan>();
    plan->order = order;
    plan->values = known;
    plan->at = wallNow();
    ValueSearch search(m_facts, plan);
    co_await search.run();
    plan->problems.clear();
    describeSubject(*plan);
    co_return *plan;
}

QCoro::Task<RunPlan> Preparation::prepare(RunOrder order)
{
    auto shared = std::make_shared<RunPlan>();
    RunPlan &plan = *shared;
    plan.order = order;
    plan.at = wallNow();
    plan.problems = unknownParameters(*order.runbook, order.parameters);
    ValueSearch search(m_facts, shared);
    search.addParameters();
    co_await search.run();
    describeSubject(plan);
    for (const Condition &condition : order.runbook->checks) {
        plan.checks.append({plan.values.redacted(describe(condition, plan.values)), {}, false, wallNow()});
    }
    if (plan.problems.isEmpty()) {
        planActs(plan);
        std::vector<QCoro::Task<>> checks;
        for (qsizetype i = 0; i < plan.checks.size(); ++i) {
            checks.push_back(check(shared, i));
        }
        for (QCoro::Task<> &one : checks) {
            co_await one;
        }
    } else {
        plan.checks.clear(); // without values they would only say so again
    }
    co_await judgeRules(shared);
    co_return plan;
}

} // namespace quarterdeck
