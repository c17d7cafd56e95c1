#include "app/running/valuesearch.h"

#include "app/running/actpreview.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

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
        for (const RunText::Place &place : lookup.request.url.places() + lookup.request.body.places()) {
            if (place.name.startsWith("instance.label."_L1)) {
                own.set(place.name, QString());
            }
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

} // namespace

ValueSearch::ValueSearch(LiveFacts &facts, std::shared_ptr<RunPlan> plan)
    : m_facts(facts)
    , m_plan(std::move(plan))
    , m_sets(m_plan->order.runbook->sets)
{
}

void ValueSearch::addParameters()
{
    m_parameters = m_plan->order.runbook->parameters;
    m_lookups = m_plan->order.runbook->lookups;
}

QCoro::Task<> ValueSearch::resolveSet(SetDefinition set)
{
    RunPlan &plan = *m_plan;
    const LiveFacts::SetResult result = co_await m_facts.find(set.instances, plan.values, plan.sets);
    if (!result.problem.isEmpty()) {
        plan.problems.append({{}, u"the set \"%1\": %2"_s.arg(set.name, result.problem)});
    }
    plan.sets.insert(set.name, result.instances);
    // Who is not in the set that this one narrows is left out for the reason of that set.
    QHash<InstanceNumber, QString> leftOut = result.leftOut;
    leftOut.insert(plan.leftOut.value(set.instances.set));
    plan.leftOut.insert(set.name, leftOut);
    m_labels.insert(set.name, result.labels);
}

void ValueSearch::resolveParameter(const ParameterDefinition &parameter)
{
    using Type = ParameterDefinition::Type;
    RunPlan &plan = *m_plan;
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
            for (const QMap<QString, QString> &labels : m_labels.value(set)) {
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

QCoro::Task<> ValueSearch::resolveLookup(LookupDefinition lookup)
{
    RunPlan &plan = *m_plan;
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

QCoro::Task<> ValueSearch::run()
{
    RunPlan &plan = *m_plan;
    // Each pass finds what the passes before made possible; a parameter may want a set, a set a lookup, and
    // so on.
    bool progressed = false;
    do {
        progressed = false;
        const QList<ParameterDefinition> parameters = std::exchange(m_parameters, {});
        for (const ParameterDefinition &parameter : parameters) {
            const bool ready =
                isKnown(parameter.preset, plan.values) && isKnown(parameter.among, plan.values, plan.sets) &&
                (parameter.choicesFrom.isEmpty() || plan.values.contains(parameter.choicesFrom));
            if (ready) {
                resolveParameter(parameter);
                progressed = true;
            } else {
                m_parameters.append(parameter);
            }
        }
        const QList<SetDefinition> sets = std::exchange(m_sets, {});
        for (const SetDefinition &set : sets) {
            if (isKnown(set.instances, plan.values, plan.sets)) {
                co_await resolveSet(set);
                progressed = true;
            } else {
                m_sets.append(set);
            }
        }
        const QList<LookupDefinition> lookups = std::exchange(m_lookups, {});
        for (const LookupDefinition &lookup : lookups) {
            if (isKnown(lookup, plan.values, plan.sets)) {
                co_await resolveLookup(lookup);
                progressed = true;
            } else {
                m_lookups.append(lookup);
            }
        }
    } while (progressed);
    if (plan.problems.isEmpty()) {
        for (const ParameterDefinition &parameter : m_parameters) {
            plan.problems.append(
                {parameter.name, u"the parameter \"%1\" is missing: what it is chosen from could not "
                                 u"be found"_s.arg(parameter.name)});
        }
        for (const SetDefinition &set : m_sets) {
            plan.problems.append(
                {{}, u"the set \"%1\" could not be found: a value that it needs is missing"_s.arg(set.name)});
        }
        for (const LookupDefinition &lookup : m_lookups) {
            plan.problems.append(
                {{},
                 u"the lookup \"%1\" could not be asked: a value that it needs is missing"_s.arg(
                     lookup.name)});
        }
    }
}

} // namespace quarterdeck
