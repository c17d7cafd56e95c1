#include "app/running/actpreview.h"

#include "app/running/breakercall.h"
#include "app/running/commandorder.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

bool isKnown(const HttpRequestTemplate &request, const RunValues &values)
{
    return isKnown(request.url, values) && isKnown(request.body, values) &&
           std::all_of(request.headers.cbegin(), request.headers.cend(),
                       [&](const auto &header) { return isKnown(header.second, values); });
}

/// Fills the acts of one step. A value that only an earlier step will find is not wrong, just not known yet.
class ActFiller
{
public:
    ActFiller(const Fleet &fleet, const LiveFacts::Sets &sets, const QString &folder,
              QList<ParameterProblem> &problems)
        : m_fleet(fleet)
        , m_sets(sets)
        , m_folder(folder)
        , m_problems(problems)
    {
    }

    QList<PlannedAct> fill(const StepDefinition &step, const RunValues &values)
    {
        using Kind = StepDefinition::Kind;
        const QString title = values.redacted(step.title.fillWords(values));
        switch (step.kind) {
        case Kind::Http:
            return request(step, values, title);
        case Kind::Command:
            return command(step, values, title);
        case Kind::Manual:
            return {PlannedAct{title,
                               {},
                               u"by hand: "_s + values.redacted(step.instruction.fillWords(values)),
                               {},
                               !isKnown(step.instruction, values)}};
        case Kind::WaitUntil:
            return {plannedQuestion(title, u"wait until"_s, step.until, values, m_fleet)};
        case Kind::Set:
            return {};
        case Kind::Breaker:
            return breaker(step, values, title);
        case Kind::Parallel:
            return parallel(step, values);
        }
        return {};
    }

private:
    void fail(const QString &title, const QString &problem)
    {
        const ParameterProblem one{{}, u"the step \"%1\": %2"_s.arg(title, problem)};
        if (!m_problems.contains(one)) {
            m_problems.append(one);
        }
    }

    QList<PlannedAct> request(const StepDefinition &step, const RunValues &values, const QString &title)
    {
        if (!isKnown(step.request, values)) {
            const QString words = step.request.method + u' ' + step.request.url.fillWords(values) + u' ' +
                                  step.request.body.fillWords(values);
            return {PlannedAct{title, {}, values.redacted(words), {}, true}};
        }
        QString problem;
        const auto filled = fillRequest(step.request, values, m_fleet, step.timeout, &problem);
        if (!filled) {
            fail(title, problem);
            return {};
        }
        return {PlannedAct{title, {}, filled->shown, headersOf(*filled, values), false}};
    }

    QList<PlannedAct> command(const StepDefinition &step, const RunValues &values, const QString &title)
    {
        const bool known =
            std::all_of(step.command.arguments.cbegin(), step.command.arguments.cend(),
                        [&](const RunText &argument) { return isKnown(argument, values); }) &&
            std::all_of(step.command.environment.cbegin(), step.command.environment.cend(),
                        [&](const auto &variable) { return isKnown(variable.second, values); });
        if (!known) {
            return {PlannedAct{title, {}, commandWords(step.command, values), {}, true}};
        }
        QString problem;
        const auto filled = fillCommand(step, values, m_folder, &problem);
        if (!filled) {
            fail(title, problem);
            return {};
        }
        return {PlannedAct{title, {}, filled->shown, filled->details, false}};
    }

    QList<PlannedAct> breaker(const StepDefinition &step, const RunValues &values, const QString &title)
    {
        QList<PlannedAct> acts;
        for (const InstanceNumber number : m_sets.value(step.breaker.set)) {
            const Instance *instance = m_fleet.instance(number);
            QString problem;
            const auto call =
                instance != nullptr ? breakerCall(step, *instance, values, &problem) : std::nullopt;
            if (!call) {
                if (instance != nullptr) {
                    fail(title, instance->target.id.instance + u": "_s + problem);
                }
                continue;
            }
            for (PlannedAct act : request(call->post, call->values, title)) {
                act.target = instance->target.id.instance;
                acts.append(act);
            }
        }
        return acts;
    }

    QList<PlannedAct> parallel(const StepDefinition &step, const RunValues &values)
    {
        QList<PlannedAct> acts;
        for (const InstanceNumber number : m_sets.value(step.over)) {
            const Instance *instance = m_fleet.instance(number);
            if (instance == nullptr) {
                continue;
            }
            RunValues own = values;
            setInstanceValues(own, *instance, u"instance"_s);
            for (const StepDefinition &inner : step.steps) {
                for (PlannedAct act : fill(inner, own)) {
                    act.target = instance->target.id.instance;
                    acts.append(act);
                }
            }
        }
        return acts;
    }

    const Fleet &m_fleet;
    const LiveFacts::Sets &m_sets;
    const QString &m_folder;
    QList<ParameterProblem> &m_problems;
};

} // namespace

bool isKnown(const RunText &text, const RunValues &values)
{
    const QList<RunText::Place> places = text.places();
    return std::all_of(places.cbegin(), places.cend(),
                       [&](const RunText::Place &place) { return values.contains(place.name); });
}

PlannedAct plannedQuestion(const QString &title, const QString &verb, const Condition &condition,
                           const RunValues &values, const Fleet &fleet)
{
    PlannedAct act{title, {}, values.redacted(verb + u": "_s + describe(condition, values)), {}, false};
    QString problem;
    if (condition.kind == Condition::Kind::Http && isKnown(condition.request, values)) {
        if (const auto asked = fillRequest(condition.request, values, fleet, LiveFacts::patience, &problem)) {
            act.details.append(u"asks "_s + asked->shown);
        }
    }
    return act;
}

QList<PlannedAct> plannedActs(const StepDefinition &step, const RunValues &values, const Fleet &fleet,
                              const LiveFacts::Sets &sets, const QString &folder,
                              QList<ParameterProblem> &problems)
{
    return ActFiller(fleet, sets, folder, problems).fill(step, values);
}

} // namespace quarterdeck
