#include "app/running/preparation.h"

#include "app/recording/recorder.h"
#include "models/fleet/instancefilter.h"

#include <qcorofuture.h>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

WallTime wallNow()
{
    return std::chrono::system_clock::now();
}

bool isKnown(const RunText &text, const RunValues &values)
{
    const QList<RunText::Place> places = text.places();
    return std::all_of(places.cbegin(), places.cend(),
                       [&](const RunText::Place &place) { return values.contains(place.name); });
}

bool isKnown(const InstanceSelector &selector, const RunValues &values, const LiveFacts::Sets &sets)
{
    return (selector.set.isEmpty() || sets.contains(selector.set)) && isKnown(selector.where, values) &&
           isKnown(selector.address, values) && isKnown(selector.instance, values) &&
           std::all_of(selector.metricLabels.cbegin(), selector.metricLabels.cend(),
                       [&](const RunText &text) { return isKnown(text, values); });
}

/// Whether every place has a value, but for those of the instance that is asked.
bool isKnown(const LookupDefinition &lookup, const RunValues &values, const LiveFacts::Sets &sets)
{
    RunValues own = values;
    if (!lookup.eachOf.isEmpty()) {
        if (!sets.contains(lookup.eachOf)) {
            return false;
        }
        for (const QString &part :
             {QString(), u".url"_s, u".host"_s, u".service"_s, u".cluster"_s, u".job"_s}) {
            own.set(u"instance"_s + part, QString());
        }
    }
    bool known = isKnown(lookup.request.url, own) && isKnown(lookup.request.body, own);
    for (const auto &header : lookup.request.headers) {
        known = known && isKnown(header.second, own);
    }
    for (const Assignment &assignment : lookup.set) {
        known = known && isKnown(assignment.path, own);
    }
    for (const HttpExpectationRule::Member &member : lookup.expect.json) {
        known = known && isKnown(member.path, own) && isKnown(member.comparison.value, own);
    }
    return known;
}

bool isLive(const ParameterDefinition &parameter)
{
    using Type = ParameterDefinition::Type;
    return parameter.type == Type::Instance || parameter.type == Type::Service ||
           parameter.type == Type::Label;
}

std::optional<PriorRun> priorOf(const std::optional<RunRow> &row)
{
    if (!row) {
        return std::nullopt;
    }
    return PriorRun{row->number.value, row->title, row->person, row->ended.value_or(row->started),
                    row->acknowledged.has_value()};
}

} // namespace

/// What is not found yet.
struct Preparation::Search
{
    std::shared_ptr<RunPlan> plan;
    QList<SetDefinition> sets;
    QList<ParameterDefinition> parameters;
    QList<LookupDefinition> lookups;
    QMap<QString, QList<QMap<QString, QString>>> labels; ///< of the series, by set
    bool progressed = false;
};

Preparation::Preparation(LiveFacts &facts, Recorder &recorder, bool readOnly)
    : m_facts(facts)
    , m_recorder(&recorder)
    , m_readOnly(readOnly)
{
}

QCoro::Task<> Preparation::resolveSet(std::shared_ptr<Search> search, SetDefinition set)
{
    RunPlan &plan = *search->plan;
    const LiveFacts::SetResult result = co_await m_facts.find(set.instances, plan.values, plan.sets);
    if (!result.problem.isEmpty()) {
        plan.problems.append({{}, u"the set \"%1\": %2"_s.arg(set.name, result.problem)});
    }
    plan.sets.insert(set.name, result.instances);
    search->labels.insert(set.name, result.labels);
}

void Preparation::resolveParameter(Search &search, const ParameterDefinition &parameter) const
{
    using Type = ParameterDefinition::Type;
    RunPlan &plan = *search.plan;
    ParameterChoices choices;
    if (parameter.type == Type::Choice) {
        choices.isKnown = true;
        choices.values = parameter.choicesFrom.isEmpty()
                             ? parameter.choices
                             : plan.values.value(parameter.choicesFrom).split(u'\n', Qt::SkipEmptyParts);
    } else if (isLive(parameter)) {
        choices.isKnown = true;
        const QString set = parameter.among.set;
        const QList<InstanceNumber> outer = plan.sets.value(set);
        QString problem;
        const QList<InstanceNumber> instances =
            selectInstances(parameter.among, m_facts.fleet(), set.isEmpty() ? nullptr : &outer, plan.values,
                            std::chrono::steady_clock::now(), &problem)
                .value_or(QList<InstanceNumber>());
        if (parameter.type == Type::Label) {
            for (const QMap<QString, QString> &labels : search.labels.value(set)) {
                choices.values.append(labels.value(parameter.labelName));
            }
        } else {
            for (const InstanceNumber number : instances) {
                if (const Instance *instance = m_facts.fleet().instance(number)) {
                    choices.values.append(parameter.type == Type::Instance ? instance->target.id.instance
                                                                           : instance->target.service);
                }
            }
        }
        choices.values.removeDuplicates();
        choices.values.removeAll(QString());
        choices.values.sort();
    }
    if (choices.isKnown) {
        plan.choices.insert(parameter.name, choices);
    }
    const auto value = parameterValue(parameter, plan.order.parameters, choices, plan.values, plan.problems);
    if (!value) {
        return;
    }
    plan.values.set(parameter.name, *value,
                    parameter.type == Type::Secret ? RunValues::Secrecy::Secret : RunValues::Secrecy::Open);
    if (parameter.type == Type::Instance) {
        for (const InstanceNumber number : m_facts.fleet().order()) {
            const Instance *instance = m_facts.fleet().instance(number);
            if (instance->target.id.instance == *value) {
                setInstanceValues(plan.values, *instance, parameter.name);
                break;
            }
        }
    }
}

QCoro::Task<> Preparation::resolveLookup(std::shared_ptr<Search> search, LookupDefinition lookup)
{
    RunPlan &plan = *search->plan;
    const LiveFacts::LookupResult result = co_await m_facts.lookUp(lookup, plan.values, plan.sets);
    if (!result.done) {
        plan.problems.append({{}, result.problem});
        co_return;
    }
    if (const Instance *instance = m_facts.fleet().instance(result.answeredBy);
        instance != nullptr && !lookup.eachOf.isEmpty()) {
        setInstanceValues(plan.values, *instance, lookup.name);
    }
    for (const auto &[name, value] : result.values) {
        plan.values.set(name, value);
    }
}

QCoro::Task<> Preparation::resolve(std::shared_ptr<Search> search)
{
    RunPlan &plan = *search->plan;
    // Each pass finds what the passes before made possible; a parameter may want a set, a set a lookup, and
    // so on.
    do {
        search->progressed = false;
        const QList<ParameterDefinition> parameters = std::exchange(search->parameters, {});
        for (const ParameterDefinition &parameter : parameters) {
            const bool ready =
                isKnown(parameter.preset, plan.values) && isKnown(parameter.among, plan.values, plan.sets) &&
                (parameter.choicesFrom.isEmpty() || plan.values.contains(parameter.choicesFrom));
            if (ready) {
                resolveParameter(*search, parameter);
                search->progressed = true;
            } else {
                search->parameters.append(parameter);
            }
        }
        const QList<SetDefinition> sets = std::exchange(search->sets, {});
        for (const SetDefinition &set : sets) {
            if (isKnown(set.instances, plan.values, plan.sets)) {
                co_await resolveSet(search, set);
                search->progressed = true;
            } else {
                search->sets.append(set);
            }
        }
        const QList<LookupDefinition> lookups = std::exchange(search->lookups, {});
        for (const LookupDefinition &lookup : lookups) {
            if (isKnown(lookup, plan.values, plan.sets)) {
                co_await resolveLookup(search, lookup);
                search->progressed = true;
            } else {
                search->lookups.append(lookup);
            }
        }
    } while (search->progressed);
    if (plan.problems.isEmpty()) {
        for (const ParameterDefinition &parameter : search->parameters) {
            plan.problems.append(
                {parameter.name, u"the parameter \"%1\" is missing: what it is chosen from could not "
                                 u"be found"_s.arg(parameter.name)});
        }
        for (const SetDefinition &set : search->sets) {
            plan.problems.append(
                {{}, u"the set \"%1\" could not be found: a value that it needs is missing"_s.arg(set.name)});
        }
        for (const LookupDefinition &lookup : search->lookups) {
            plan.problems.append(
                {{},
                 u"the lookup \"%1\" could not be asked: a value that it needs is missing"_s.arg(
                     lookup.name)});
        }
    }
}

void Preparation::describeSubject(RunPlan &plan) const
{
    const RunbookDefinition &runbook = *plan.order.runbook;
    plan.title = plan.values.redacted(runbook.title.fillWords(plan.values));
    plan.radius =
        blastRadius(runbook.targets.isEmpty() ? QList<InstanceNumber>() : plan.sets.value(runbook.targets),
                    m_facts.fleet());
    for (const BlastRadius::ServiceShare &share : plan.radius.services) {
        plan.services.append(share.service);
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
    if (!runbook.targets.isEmpty() && plan.problems.isEmpty() && plan.radius.targets.isEmpty()) {
        plan.problems.append(
            {{}, u"the set \"%1\", which this runbook acts on, is empty"_s.arg(runbook.targets)});
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

QList<PlannedAct> plannedActs(const StepDefinition &step, const RunValues &values, const Fleet &fleet,
                              const LiveFacts::Sets &sets, QList<ParameterProblem> &problems)
{
    using Kind = StepDefinition::Kind;
    const QString title = values.redacted(step.title.fillWords(values));
    // A value that only an earlier step will find is not wrong, just not known yet.
    const auto act = [&](const QString &text, bool isOpen) { return PlannedAct{title, {}, text, isOpen}; };
    const auto fail = [&](const QString &problem) {
        problems.append({{}, u"the step \"%1\": %2"_s.arg(title, problem)});
    };
    QString problem;
    switch (step.kind) {
    case Kind::Http: {
        QList<RunText> texts{step.request.url, step.request.body};
        for (const auto &header : step.request.headers) {
            texts.append(header.second);
        }
        const bool known = std::all_of(texts.cbegin(), texts.cend(),
                                       [&](const RunText &text) { return isKnown(text, values); });
        if (!known) {
            return {act(values.redacted(step.request.method + u' ' + step.request.url.fillWords(values) +
                                        u' ' + step.request.body.fillWords(values)),
                        true)};
        }
        const auto request = fillRequest(step.request, values, fleet, step.timeout, &problem);
        if (!request) {
            fail(problem);
            return {};
        }
        return {act(request->shown, false)};
    }
    case Kind::Command: {
        QStringList words;
        bool known = true;
        bool afterDash = false;
        for (const RunText &argument : step.command.arguments) {
            if (!isKnown(argument, values)) {
                known = false;
                words.append(argument.source());
                continue;
            }
            const auto filled = argument.fillArgument(values, afterDash, &problem);
            if (!filled) {
                fail(problem);
                return {};
            }
            afterDash = afterDash || argument.source() == "--"_L1;
            // For the eye only: quoted where a person could misread where an argument ends.
            const bool plain =
                !filled->isEmpty() && std::all_of(filled->cbegin(), filled->cend(), [](QChar c) {
                    return c.isLetterOrNumber() || u"-_./:=,@%+"_s.contains(c);
                });
            words.append(plain ? *filled
                               : u'"' +
                                     QString(*filled)
                                         .replace(u'\\', u"\\\\"_s)
                                         .replace(u'"', u"\\\""_s)
                                         .replace(u'\n', u"\\n"_s) +
                                     u'"');
        }
        return {act(values.redacted(words.join(u' ')), !known)};
    }
    case Kind::Manual:
        return {act(u"by hand: "_s + values.redacted(step.instruction.fillWords(values)),
                    !isKnown(step.instruction, values))};
    case Kind::WaitUntil:
        return {act(u"wait until "_s + describe(step.until, values), false)};
    case Kind::Set:
        return {};
    case Kind::Breaker: {
        QList<PlannedAct> acts;
        for (const InstanceNumber number : sets.value(step.breaker.set)) {
            const Instance *instance = fleet.instance(number);
            if (instance != nullptr && instance->target.metrics) {
                acts.append({title, instance->target.id.instance,
                             values.redacted(u"POST %1%2/%3"_s.arg(instance->target.metrics->hostPort(),
                                                                   step.breaker.path,
                                                                   step.breaker.name.fillWords(values))),
                             false});
            }
        }
        return acts;
    }
    case Kind::Parallel: {
        QList<PlannedAct> acts;
        for (const InstanceNumber number : sets.value(step.over)) {
            const Instance *instance = fleet.instance(number);
            if (instance == nullptr) {
                continue;
            }
            RunValues own = values;
            setInstanceValues(own, *instance, u"instance"_s);
            for (const StepDefinition &inner : step.steps) {
                for (PlannedAct one : plannedActs(inner, own, fleet, sets, problems)) {
                    one.target = instance->target.id.instance;
                    acts.append(one);
                }
            }
        }
        return acts;
    }
    }
    return {};
}

void Preparation::planActs(RunPlan &plan) const
{
    for (const StepDefinition &step : plan.order.runbook->steps) {
        plan.acts += plannedActs(step, plan.values, m_facts.fleet(), plan.sets, plan.problems);
    }
    // Undo and clean-up are filled too: what cannot be is better known before than when it is needed.
    QList<StepDefinition> others = plan.order.runbook->onFailure;
    for (const StepDefinition &step : plan.order.runbook->steps) {
        others += step.undo;
    }
    for (const StepDefinition &step : others) {
        plannedActs(step, plan.values, m_facts.fleet(), plan.sets, plan.problems);
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
    auto search = std::make_shared<Search>();
    search->plan = std::make_shared<RunPlan>();
    search->plan->order = order;
    search->plan->values = known;
    search->plan->at = wallNow();
    search->sets = order.runbook->sets;
    co_await resolve(search);
    search->plan->problems.clear();
    describeSubject(*search->plan);
    co_return *search->plan;
}

QCoro::Task<RunPlan> Preparation::prepare(RunOrder order)
{
    auto search = std::make_shared<Search>();
    search->plan = std::make_shared<RunPlan>();
    RunPlan &plan = *search->plan;
    plan.order = order;
    plan.at = wallNow();
    plan.problems = unknownParameters(*order.runbook, order.parameters);
    search->sets = order.runbook->sets;
    search->parameters = order.runbook->parameters;
    search->lookups = order.runbook->lookups;
    co_await resolve(search);
    describeSubject(plan);
    for (const Condition &condition : order.runbook->checks) {
        plan.checks.append({plan.values.redacted(describe(condition, plan.values)), {}, false, wallNow()});
    }
    if (plan.problems.isEmpty()) {
        planActs(plan);
        std::vector<QCoro::Task<>> checks;
        for (qsizetype i = 0; i < plan.checks.size(); ++i) {
            checks.push_back(check(search->plan, i));
        }
        for (QCoro::Task<> &one : checks) {
            co_await one;
        }
    } else {
        plan.checks.clear(); // without values they would only say so again
    }
    co_await judgeRules(search->plan);
    co_return plan;
}

} // namespace quarterdeck
