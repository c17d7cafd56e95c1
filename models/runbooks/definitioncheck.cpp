#include "models/runbooks/definitioncheck.h"

#include "models/fleet/instancefilter.h"
#include "models/runbooks/knownnames.h"
#include "models/runbooks/livenames.h"
#include "models/runbooks/runvalues.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

enum class Filled : quint8 { AsUrl, AsText };

/// Values that fit wherever the text lets any value fit: what cannot be filled with them never can.
RunValues samplesFor(const RunText &text, Filled how)
{
    RunValues values;
    for (const RunText::Place &place : text.places()) {
        const bool begins = how == Filled::AsUrl && text.source().startsWith(u"${"_s + place.name);
        const bool wantsUrl = begins || place.modifier == "origin"_L1 || place.modifier == "authority"_L1;
        if (!values.contains(place.name) || wantsUrl) {
            values.set(place.name, wantsUrl ? u"http://h:1"_s : u"1"_s);
        }
    }
    return values;
}

/// Walks a runbook in the order in which it runs and knows which names have values by then.
class DefinitionCheck
{
public:
    explicit DefinitionCheck(const RunbookDefinition &runbook) : m_runbook(runbook) {}

    QList<DefinitionProblem> run()
    {
        // Sets, parameters and lookups find each other in whatever order they stand.
        for (const ParameterDefinition &parameter : m_runbook.parameters) {
            m_names.define(parameter.name, parameter.type == ParameterDefinition::Type::Instance
                                               ? KnownNames::As::Instance
                                               : KnownNames::As::Value);
        }
        for (const LookupDefinition &lookup : m_runbook.lookups) {
            if (!lookup.eachOf.isEmpty()) {
                m_names.define(lookup.name, KnownNames::As::Instance); // who answered
            }
            for (const Assignment &assignment : lookup.set) {
                m_names.define(assignment.name);
            }
        }
        collectLater(m_runbook.steps);
        for (const SetDefinition &set : m_runbook.sets) {
            checkSelector(set.instances, u"the set \"%1\""_s.arg(set.name));
        }
        for (const ParameterDefinition &parameter : m_runbook.parameters) {
            checkParameter(parameter);
        }
        for (const LookupDefinition &lookup : m_runbook.lookups) {
            checkLookup(lookup);
        }
        for (const LiveCircle &circle : circlesOf(m_runbook)) {
            fail(circle.at,
                 u"%1 can never be found: %2"_s.arg(circle.names.first(), circle.names.join(u" needs "_s)));
        }
        if (!m_runbook.targets.isEmpty()) {
            checkSet(m_runbook.targets, m_runbook.targetsPlace, u"\"targets\""_s);
        }
        for (const ShownDefinition &shown : m_runbook.shows) {
            checkText(shown.value, u"\"shows\""_s);
            checkBeside(shown.beside, u"\"shows\""_s);
        }
        checkText(m_runbook.title, u"the title"_s);
        checkText(m_runbook.service, u"\"service\""_s);
        for (const Condition &check : m_runbook.checks) {
            checkCondition(check);
        }
        for (const SafetyDefinition::Assertion &assertion : m_runbook.safety.after) {
            checkSelector(assertion.instances, u"a safety rule"_s);
            checkText(assertion.says, u"a safety rule"_s);
        }
        checkSteps(m_runbook.steps, Nesting::Top);
        for (const VerificationDefinition &verification : m_runbook.verification) {
            checkCondition(verification.condition);
        }
        checkSteps(m_runbook.onFailure, Nesting::OnFailure);
        return m_problems;
    }

private:
    enum class Nesting : quint8 { Top, Parallel, Undo, OnFailure };

    void fail(SourcePlace at, const QString &message) { m_problems.append({at, message, {}, {}, {}}); }

    void collectLater(const QList<StepDefinition> &steps)
    {
        for (const StepDefinition &step : steps) {
            for (const Assignment &assignment : step.set) {
                m_names.defineLater(assignment.name);
            }
            collectLater(step.steps);
        }
    }

    void checkText(const RunText &text, const QString &where)
    {
        for (const RunText::Place &place : text.places()) {
            if (const auto problem = m_names.problemOf(place.name, text.place(), where)) {
                m_problems.append(*problem);
            }
        }
    }

    void checkSet(const QString &name, SourcePlace at, const QString &where)
    {
        if (m_runbook.set(name) == nullptr) {
            QList<QString> known;
            for (const SetDefinition &set : m_runbook.sets) {
                known.append(set.name);
            }
            m_problems.append(
                {at, u"%1 names the set \"%2\", which is not there"_s.arg(where, name), {}, name, known});
        }
    }

    void checkSelector(const InstanceSelector &selector, const QString &where)
    {
        if (!selector.set.isEmpty()) {
            checkSet(selector.set, selector.setPlace, where);
        }
        for (const RunText *text : {&selector.where, &selector.address, &selector.instance}) {
            checkText(*text, where);
        }
        for (const RunText &label : selector.metricLabels) {
            checkText(label, where);
        }
        if (selector.where.hasPlaces()) {
            return; // what a value makes of the filter is seen when it is filled
        }
        const auto parsed = InstanceFilter::parse(selector.where.source());
        if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
            fail(selector.where.place(), u"the filter of %1: %2"_s.arg(where, errors->first().message));
        }
    }

    void checkBeside(const BesideDefinition &beside, const QString &where)
    {
        checkSelector(beside.instance, where);
        for (const RunText &fact : beside.facts) {
            checkText(fact, where);
        }
    }

    void checkParameter(const ParameterDefinition &parameter)
    {
        using Type = ParameterDefinition::Type;
        const QString where = u"the parameter \"%1\""_s.arg(parameter.name);
        checkSelector(parameter.among, where);
        checkText(parameter.preset, u"the default of \"%1\""_s.arg(parameter.name));
        checkBeside(parameter.beside, u"what stands beside \"%1\""_s.arg(parameter.name));
        if (!parameter.choicesFrom.isEmpty()) {
            QList<QString> listsFound;
            for (const LookupDefinition &lookup : m_runbook.lookups) {
                for (const Assignment &assignment : lookup.set) {
                    listsFound.append(assignment.name);
                }
            }
            if (!listsFound.contains(parameter.choicesFrom)) {
                m_problems.append(
                    {parameter.choicesPlace,
                     u"%1 is chosen from \"%2\", which no lookup sets"_s.arg(where, parameter.choicesFrom),
                     {},
                     parameter.choicesFrom,
                     listsFound});
            }
        }
        if (!parameter.among.withMetric.isEmpty()) {
            fail(
                parameter.place,
                u"%1: \"with_metric\" finds a set: put it into \"sets\" and name that set here"_s.arg(where));
        } else if (parameter.type == Type::Label) {
            const SetDefinition *set = m_runbook.set(parameter.among.set);
            if (parameter.among.set.isEmpty() || (set != nullptr && set->instances.withMetric.isEmpty())) {
                fail(
                    parameter.place,
                    u"%1 is a label of the series that a set is found by: \"among\" must name a set that has "
                    "\"with_metric\""_s.arg(where));
            }
        }
    }

    void checkRequest(const HttpRequestTemplate &request, const QString &where)
    {
        checkText(request.url, where);
        checkText(request.body, where);
        for (const auto &header : request.headers) {
            checkText(header.second, where);
        }
        QString problem;
        if (!request.url.isEmpty() &&
            !request.url.fillUrl(samplesFor(request.url, Filled::AsUrl), &problem)) {
            fail(request.url.place(), u"%1 has no URL that could be filled: %2"_s.arg(where, problem));
        }
        const bool isJson = request.contentType.contains("json"_L1);
        if (isJson && !request.body.isEmpty() &&
            !request.body.fillJson(samplesFor(request.body, Filled::AsText), &problem)) {
            fail(request.body.place(), u"%1: %2"_s.arg(where, problem));
        }
    }

    void checkExpectation(const HttpExpectationRule &rule, const QString &where)
    {
        for (const HttpExpectationRule::Member &member : rule.json) {
            checkText(member.path, where);
            checkText(member.comparison.value, where);
        }
    }

    void checkLookup(const LookupDefinition &lookup)
    {
        const QString where = u"the lookup \"%1\""_s.arg(lookup.name);
        if (!lookup.eachOf.isEmpty() && m_runbook.parameter(lookup.name) != nullptr) {
            fail(lookup.place, u"%1 has the name of a parameter"_s.arg(where));
        }
        if (!lookup.eachOf.isEmpty()) {
            checkSet(lookup.eachOf, lookup.eachOfPlace, where);
            m_names.define(u"instance"_s, KnownNames::As::Instance);
        }
        if (!lookup.request.isSafe()) {
            fail(lookup.request.methodPlace,
                 u"%1 uses %2: a lookup changes nothing, so it may only GET"_s.arg(where,
                                                                                   lookup.request.method));
        }
        checkRequest(lookup.request, where);
        checkExpectation(lookup.expect, where);
        for (const Assignment &assignment : lookup.set) {
            checkText(assignment.path, where);
            if (m_runbook.parameter(assignment.name) != nullptr) {
                fail(assignment.place, u"%1 sets \"%2\", which is a parameter"_s.arg(where, assignment.name));
            }
        }
        if (!lookup.eachOf.isEmpty()) {
            m_names.forget(u"instance"_s);
        }
    }

    void checkCondition(const Condition &condition)
    {
        const QString where = u"a condition"_s;
        for (const RunText *text :
             {&condition.says, &condition.comparison.value, &condition.left, &condition.service}) {
            checkText(*text, where);
        }
        for (const RunText &label : condition.labels) {
            checkText(label, where);
        }
        checkSelector(condition.instances, where);
        if (condition.kind == Condition::Kind::Http) {
            if (!condition.request.isSafe()) {
                fail(condition.request.methodPlace,
                     u"a condition uses %1: it changes nothing, so it may only GET"_s.arg(
                         condition.request.method));
            }
            checkRequest(condition.request, where);
            checkExpectation(condition.expect, where);
        }
    }

    void checkSteps(const QList<StepDefinition> &steps, Nesting nesting)
    {
        bool asked = false;
        for (const StepDefinition &step : steps) {
            const bool ownList = nesting == Nesting::Top || nesting == Nesting::Parallel;
            if (step.kind == StepDefinition::Kind::Set && ownList && !asked) {
                fail(step.place,
                     u"the step \"%1\" reads the answer of an http step before it, and there is none"_s.arg(
                         step.title.source()));
            }
            asked = asked || step.kind == StepDefinition::Kind::Http;
            checkStep(step, nesting);
        }
    }

    void checkCommand(const StepDefinition &step, const QString &where)
    {
        for (const RunText &argument : step.command.arguments) {
            checkText(argument, where);
        }
        for (const auto &variable : step.command.environment) {
            checkText(variable.second, where);
        }
        if (!step.command.arguments.isEmpty() && step.command.arguments.first().hasPlaces()) {
            fail(step.command.arguments.first().place(),
                 u"%1: the program itself must be fixed, a value may only fill its arguments"_s.arg(where));
        }
    }

    void checkParallel(const StepDefinition &step, Nesting nesting, const QString &where)
    {
        checkSet(step.over, step.overPlace, where);
        if (nesting == Nesting::Parallel) {
            fail(step.place, u"%1: parallel steps cannot hold parallel steps"_s.arg(where));
            return;
        }
        m_names.define(u"instance"_s, KnownNames::As::Instance);
        checkSteps(step.steps, Nesting::Parallel);
        m_names.forget(u"instance"_s);
    }

    void checkStep(const StepDefinition &step, Nesting nesting)
    {
        const QString where = u"the step \"%1\""_s.arg(step.title.source());
        checkText(step.title, where);
        checkText(step.instruction, where);
        if (step.retries > 0 && !step.isIdempotent && step.acts()) {
            fail(
                step.retriesPlace,
                u"%1 has retries but does not say \"idempotent: true\": it could be done twice"_s.arg(where));
        }
        switch (step.kind) {
        case StepDefinition::Kind::Http:
            checkRequest(step.request, where);
            checkExpectation(step.expect, where);
            break;
        case StepDefinition::Kind::Command:
            checkCommand(step, where);
            break;
        case StepDefinition::Kind::WaitUntil:
            checkCondition(step.until);
            break;
        case StepDefinition::Kind::Breaker:
            checkSet(step.breaker.set, step.breaker.setPlace, where);
            checkText(step.breaker.name, where);
            checkText(step.breaker.actionText, where);
            break;
        case StepDefinition::Kind::Parallel:
            checkParallel(step, nesting, where);
            break;
        case StepDefinition::Kind::Manual:
        case StepDefinition::Kind::Set:
            break;
        }
        for (const Assignment &assignment : step.set) {
            checkText(assignment.path, where);
            m_names.define(assignment.name);
        }
        if (nesting == Nesting::Undo && !step.undo.isEmpty()) {
            fail(step.undoPlace,
                 u"%1 is an undo and has an undo itself: that could go round in a circle"_s.arg(where));
        } else {
            checkSteps(step.undo, Nesting::Undo);
        }
    }

    const RunbookDefinition &m_runbook;
    QList<DefinitionProblem> m_problems;
    KnownNames m_names;
};

} // namespace

QList<DefinitionProblem> problemsOf(const RunbookDefinition &runbook)
{
    return DefinitionCheck(runbook).run();
}

} // namespace quarterdeck
