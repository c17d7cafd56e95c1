#include "app/running/undoplan.h"

#include <algorithm>

namespace quarterdeck {

namespace {

bool wasTouched(const StepDefinition &step, const RunHistory &history, const QString &place,
                const QString &target)
{
    const auto it = history.steps.constFind(RunHistory::key(place, target));
    if (it == history.steps.cend() || !step.acts()) {
        return false;
    }
    switch (*it) {
    case StepState::Done:
    case StepState::Unknown:
    case StepState::Intended:
    case StepState::Sent:
        return true;
    case StepState::Failed:
    case StepState::Aborted: // what a program had done by then nobody knows
        return step.kind == StepDefinition::Kind::Command;
    case StepState::Waiting:
    case StepState::Skipped:
        return false;
    }
    return false;
}

} // namespace

QList<UndoPart> undoParts(const RunbookDefinition &runbook, const LiveFacts::Sets &sets, const Fleet &fleet,
                          const RunHistory &history)
{
    QList<UndoPart> parts;
    for (qsizetype i = runbook.steps.size() - 1; i >= 0; --i) {
        const StepDefinition &one = runbook.steps.at(i);
        const QString place = QString::number(i + 1);
        const bool isParallel = one.kind == StepDefinition::Kind::Parallel;
        const bool isFan = isParallel || one.kind == StepDefinition::Kind::Breaker;
        if (!isFan) {
            if (wasTouched(one, history, place, {})) {
                parts.append({&one, place, {}, {}});
            }
            continue;
        }
        bool touched = false;
        for (const InstanceNumber number : sets.value(isParallel ? one.over : one.breaker.set)) {
            const Instance *instance = fleet.instance(number);
            const QString target = instance != nullptr ? instance->target.id.toString() : QString();
            if (!isParallel) {
                touched = touched || wasTouched(one, history, place, target);
                continue;
            }
            for (qsizetype j = one.steps.size() - 1; j >= 0; --j) {
                const QString inner = place + u'.' + QString::number(j + 1);
                if (wasTouched(one.steps.at(j), history, inner, target)) {
                    touched = true;
                    if (!one.steps.at(j).undo.isEmpty()) {
                        parts.append({&one.steps.at(j), inner, target, number});
                    }
                }
            }
        }
        const bool innerUndo = std::any_of(one.steps.cbegin(), one.steps.cend(),
                                           [](const auto &inner) { return !inner.undo.isEmpty(); });
        if (touched && (!one.undo.isEmpty() || !innerUndo)) {
            parts.append({&one, place, {}, {}});
        }
    }
    return parts;
}

} // namespace quarterdeck
