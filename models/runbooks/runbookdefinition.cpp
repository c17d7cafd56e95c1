#include "models/runbooks/runbookdefinition.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Walks a runbook in the order in which it runs and knows which names have values by then.
class DefinitionCheck
{
public:
    explicit DefinitionCheck(const RunbookDefinition &runbook) : m_runbook(runbook) {}

    QList<DefinitionProblem> run()
    {
        for (const SetDefinition &set : m_runbook.sets) {
            checkSelector(set.instances, 0, u"the set \"%1\""_s.arg(set.name), set.name);
        }
        for (const ParameterDefinition &parameter : m_runbook.parameters) {
            checkSelector(parameter.among, 0, u"the parameter \"%1\""_s.arg(parameter.name));
            define(parameter.name, parameter.type == ParameterDefinition::Type::Instance);
        }
        for (const ParameterDefinition &parameter : m_runbook.parameters) {
            checkText(parameter.preset, 0, u"the default of \"%1\""_s.arg(parameter.name));
        }
        for (const LookupDefinition &lookup : m_runbook.lookups) {
            checkLookup(lookup);
        }
        if (!m_runbook.targets.isEmpty()) {
            checkSet(m_runbook.targets, 0, u"\"targets\""_s);
        }
        checkText(m_runbook.title, 0, u"the title"_s);
        checkText(m_runbook.service, 0, u"\"service\""_s);
        for (const Condition &check : m_runbook.checks) {
            checkCondition(check);
        }
        for (const SafetyDefinition::Assertion &assertion : m_runbook.safety.after) {
            checkSelector(assertion.instances, 0, u"a safety rule"_s);
            checkText(assertion.says, 0, u"a safety rule"_s);
        }
        checkSteps(m_runbook.steps, Nesting::Top);
        for (const VerificationDefinition &verification : m_runbook.verification) {
            checkCondition(verification.condition);
        }
        checkSteps(m_runbook.onFailure, Nesting::OnFailure);
        if (m_runbook.steps.isEmpty()) {
            fail(0, u"a runbook needs at least one step"_s);
        }
        if (m_runbook.verification.isEmpty()) {
            fail(0, u"a runbook needs a verification: without one nobody knows whether it worked"_s);
        }
        return m_problems;
    }

private:
    enum class Nesting : quint8 { Top, Parallel, Undo, OnFailure };

    void fail(int line, const QString &message)
    {
        const DefinitionProblem problem{line, message};
        if (!m_problems.contains(problem)) {
            m_problems.append(problem);
        }
    }

    void define(const QString &name, bool isInstance = false)
    {
        m_names.insert(name);
        if (isInstance) {
            m_instances.insert(name);
        }
    }

    [[nodiscard]] bool isKnown(const QString &name) const
    {
        return m_names.contains(name) || m_instances.contains(name.section(u'.', 0, 0));
    }

    void checkText(const RunText &text, int line, const QString &where)
    {
        for (const RunText::Place &place : text.places()) {
            if (!isKnown(place.name)) {
                fail(line,
                     u"%1 names \"%2\", which is no parameter and is found by no lookup or step before it"_s
                         .arg(where, place.name));
            }
        }
    }

    void checkSet(const QString &name, int line, const QString &where)
    {
        if (m_runbook.set(name) == nullptr) {
            fail(line, u"%1 names the set \"%2\", which is not there"_s.arg(where, name));
        }
    }

    void checkSelector(const InstanceSelector &selector, int line, const QString &where,
                       const QString &self = {})
    {
        if (!selector.set.isEmpty()) {
            checkSet(selector.set, line, where);
            // Sets are found in their order: one may narrow only those before it.
            const auto place = [this](const QString &name) {
                return std::find_if(m_runbook.sets.cbegin(), m_runbook.sets.cend(),
                                    [&](const SetDefinition &set) { return set.name == name; });
            };
            if (!self.isEmpty() && m_runbook.set(selector.set) != nullptr &&
                place(selector.set) >= place(self)) {
                fail(line, u"%1 narrows \"%2\", which must stand before it"_s.arg(where, selector.set));
            }
        }
        if (self.isEmpty()) {
            for (const RunText *text : {&selector.where, &selector.address, &selector.instance}) {
                checkText(*text, line, where);
            }
        }
    }

    void checkRequest(const HttpRequestTemplate &request, int line, const QString &where)
    {
        checkText(request.url, line, where);
        checkText(request.body, line, where);
        for (const auto &header : request.headers) {
            checkText(header.second, line, where);
        }
    }

    void checkExpectation(const HttpExpectationRule &rule, int line, const QString &where)
    {
        for (const HttpExpectationRule::Member &member : rule.json) {
            checkText(member.path, line, where);
            checkText(member.comparison.value, line, where);
        }
    }

    void checkLookup(const LookupDefinition &lookup)
    {
        const QString where = u"the lookup \"%1\""_s.arg(lookup.name);
        if (!lookup.eachOf.isEmpty()) {
            checkSet(lookup.eachOf, 0, where);
            define(u"instance"_s, true);
        }
        if (!lookup.request.isSafe()) {
            fail(0, u"%1 uses %2: a lookup changes nothing, so it may only GET"_s.arg(where,
                                                                                      lookup.request.method));
        }
        checkRequest(lookup.request, 0, where);
        checkExpectation(lookup.expect, 0, where);
        for (const Assignment &assignment : lookup.set) {
            checkText(assignment.path, 0, where);
        }
        if (!lookup.eachOf.isEmpty()) {
            m_instances.remove(u"instance"_s);
            m_names.remove(u"instance"_s);
            define(lookup.name, true); // who answered
        }
        for (const Assignment &assignment : lookup.set) {
            define(assignment.name);
        }
    }

    void checkCondition(const Condition &condition)
    {
        const QString where = u"a condition"_s;
        checkText(condition.says, condition.line, where);
        checkText(condition.comparison.value, condition.line, where);
        checkText(condition.left, condition.line, where);
        checkText(condition.service, condition.line, where);
        for (const RunText &label : condition.labels) {
            checkText(label, condition.line, where);
        }
        checkSelector(condition.instances, condition.line, where);
        if (condition.kind == Condition::Kind::Http) {
            if (!condition.request.isSafe()) {
                fail(condition.line, u"a condition uses %1: it changes nothing, so it may only GET"_s.arg(
                                         condition.request.method));
            }
            checkRequest(condition.request, condition.line, where);
            checkExpectation(condition.expect, condition.line, where);
        }
    }

    void checkSteps(const QList<StepDefinition> &steps, Nesting nesting)
    {
        for (const StepDefinition &step : steps) {
            checkStep(step, nesting);
        }
    }

    void checkStep(const StepDefinition &step, Nesting nesting)
    {
        const QString where = u"the step \"%1\""_s.arg(step.title.source());
        checkText(step.title, step.line, where);
        checkText(step.instruction, step.line, where);
        if (step.retries > 0 && !step.isIdempotent && step.acts()) {
            fail(
                step.line,
                u"%1 has retries but does not say \"idempotent: true\": it could be done twice"_s.arg(where));
        }
        switch (step.kind) {
        case StepDefinition::Kind::Http:
            checkRequest(step.request, step.line, where);
            checkExpectation(step.expect, step.line, where);
            break;
        case StepDefinition::Kind::Command:
            for (const RunText &argument : step.command.arguments) {
                checkText(argument, step.line, where);
            }
            for (const auto &variable : step.command.environment) {
                checkText(variable.second, step.line, where);
            }
            if (!step.command.arguments.isEmpty() && step.command.arguments.first().hasPlaces()) {
                fail(step.line,
                     u"%1: the program itself must be fixed, a value may only fill its arguments"_s.arg(
                         where));
            }
            break;
        case StepDefinition::Kind::WaitUntil:
            checkCondition(step.until);
            break;
        case StepDefinition::Kind::Breaker:
            checkSet(step.breaker.set, step.line, where);
            checkText(step.breaker.name, step.line, where);
            checkText(step.breaker.actionText, step.line, where);
            break;
        case StepDefinition::Kind::Parallel:
            checkSet(step.over, step.line, where);
            if (nesting == Nesting::Parallel) {
                fail(step.line, u"%1: parallel steps cannot hold parallel steps"_s.arg(where));
                break;
            }
            define(u"instance"_s, true);
            checkSteps(step.steps, Nesting::Parallel);
            m_names.remove(u"instance"_s);
            m_instances.remove(u"instance"_s);
            break;
        case StepDefinition::Kind::Manual:
        case StepDefinition::Kind::Set:
            break;
        }
        for (const Assignment &assignment : step.set) {
            checkText(assignment.path, step.line, where);
            define(assignment.name);
        }
        if (nesting == Nesting::Undo && !step.undo.isEmpty()) {
            fail(step.line,
                 u"%1 is an undo and has an undo itself: that could go round in a circle"_s.arg(where));
        } else {
            checkSteps(step.undo, Nesting::Undo);
        }
    }

    const RunbookDefinition &m_runbook;
    QList<DefinitionProblem> m_problems;
    QSet<QString> m_names;
    QSet<QString> m_instances; ///< names whose parts (`NAME.url`) have values too
};

} // namespace

bool StepDefinition::acts() const
{
    switch (kind) {
    case Kind::Http:
        return !request.isSafe();
    case Kind::Command:
    case Kind::Breaker:
    case Kind::Manual:
        return true;
    case Kind::Parallel:
        return std::any_of(steps.cbegin(), steps.cend(),
                           [](const StepDefinition &step) { return step.acts(); });
    case Kind::WaitUntil:
    case Kind::Set:
        return false;
    }
    return true;
}

const SetDefinition *RunbookDefinition::set(const QString &name) const
{
    const auto found =
        std::find_if(sets.cbegin(), sets.cend(), [&](const SetDefinition &set) { return set.name == name; });
    return found == sets.cend() ? nullptr : &*found;
}

const ParameterDefinition *RunbookDefinition::parameter(const QString &name) const
{
    const auto found = std::find_if(parameters.cbegin(), parameters.cend(),
                                    [&](const ParameterDefinition &one) { return one.name == name; });
    return found == parameters.cend() ? nullptr : &*found;
}

QString toString(RunbookKind kind)
{
    static const QStringList words{u"switchover"_s, u"failover"_s, u"rollback"_s, u"drain"_s,
                                   u"restart"_s,    u"breaker"_s,  u"custom"_s};
    return words.at(static_cast<int>(kind));
}

QString toString(StepDefinition::Kind kind)
{
    static const QStringList words{u"http"_s, u"command"_s, u"wait_until"_s, u"manual"_s,
                                   u"set"_s,  u"breaker"_s, u"parallel"_s};
    return words.at(static_cast<int>(kind));
}

QList<DefinitionProblem> problemsOf(const RunbookDefinition &runbook)
{
    return DefinitionCheck(runbook).run();
}

} // namespace quarterdeck
