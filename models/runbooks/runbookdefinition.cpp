#include "models/runbooks/runbookdefinition.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

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

bool RunbookDefinition::hasUndo() const
{
    const auto undone = [](const StepDefinition &step) { return !step.undo.isEmpty(); };
    return std::any_of(steps.cbegin(), steps.cend(), [&](const StepDefinition &step) {
        return undone(step) || std::any_of(step.steps.cbegin(), step.steps.cend(), undone);
    });
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

} // namespace quarterdeck
