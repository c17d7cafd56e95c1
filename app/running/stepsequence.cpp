#include "app/running/stepsequence.h"

#include "app/running/runclock.h"

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString toString(Resume resume)
{
    switch (resume) {
    case Resume::No:
        return {};
    case Resume::Verify:
        return u"verify"_s;
    case Resume::Continue:
        return u"continue"_s;
    case Resume::Undo:
        return u"undo"_s;
    }
    return {};
}

/// The targets of a step that is done at each of them, several at once.
struct StepSequence::Fan
{
    Fan(StepDefinition fanned, StepPlace place, RunValues known)
        : step(std::move(fanned))
        , where(std::move(place))
        , values(std::move(known))
    {
    }
    StepDefinition step;
    StepPlace where;
    RunValues values;
    QList<InstanceNumber> targets;
    QStringList names;
    qsizetype next = 0;
    bool stop = false;
    SteadyTime begun;
    bool timedOut = false;
    QList<StepOutcome> outcomes; ///< by target
};

StepSequence::StepSequence(LiveFacts &facts, RunJournal &journal, StepRunner &runner, const RunPlan &plan,
                           Resume resume, const RunHistory &history)
    : m_facts(facts)
    , m_journal(journal)
    , m_runner(runner)
    , m_plan(plan)
    , m_resume(resume)
    , m_history(history)
{
}

QCoro::Task<> StepSequence::fanWorker(std::shared_ptr<Fan> fan)
{
    while (fan->next < fan->targets.size() && !fan->stop && !m_runner.isAborting()) {
        if (since(fan->begun) >= fan->step.timeout) {
            fan->timedOut = true;
            break;
        }
        const qsizetype place = fan->next++;
        const InstanceNumber number = fan->targets.at(place);
        const QString target = fan->names.at(place);
        const auto told = [&](StepState state, const QString &detail) {
            if (fan->where.progress >= 0) {
                TargetProgress &shown = m_journal.progress().steps[fan->where.progress].targets[place];
                shown.state = state;
                shown.detail = m_journal.redacted(detail);
                Q_EMIT m_journal.progressed();
            }
        };
        StepOutcome outcome;
        const Instance *instance = m_facts.fleet().instance(number);
        if (instance == nullptr) {
            outcome.state = StepState::Failed;
            outcome.detail = u"the instance is gone"_s;
        } else {
            told(StepState::Sent, QString());
            RunValues own = fan->values;
            setInstanceValues(own, *instance, u"instance"_s);
            if (fan->step.kind == StepDefinition::Kind::Breaker) {
                StepPlace where{fan->where.place, target, -1};
                outcome = co_await step(fan->step, where, number, own);
            } else {
                for (qsizetype i = 0; i < fan->step.steps.size(); ++i) {
                    const StepDefinition inner = fan->step.steps.at(i);
                    StepPlace where{u"%1.%2"_s.arg(fan->where.place).arg(i + 1), target, -1};
                    const bool sentBefore = outcome.sent;
                    outcome = co_await step(inner, where, number, own);
                    outcome.sent = outcome.sent || sentBefore;
                    if (outcome.state != StepState::Done && outcome.state != StepState::Skipped) {
                        break;
                    }
                }
            }
        }
        fan->outcomes[place] = outcome;
        told(outcome.state, outcome.detail);
        // A breaker that could not be ordered at one instance is no reason to leave the others as they are.
        const bool stops = fan->step.stopAtFirstFailure && fan->step.kind != StepDefinition::Kind::Breaker;
        fan->stop =
            fan->stop || (stops && outcome.state != StepState::Done && outcome.state != StepState::Skipped);
        const auto done =
            std::count_if(fan->outcomes.cbegin(), fan->outcomes.cend(), [](const StepOutcome &one) {
                return one.state == StepState::Done || one.state == StepState::Skipped;
            });
        m_journal.show(fan->where.progress, StepState::Sent,
                       u"%1 of %2 done"_s.arg(done).arg(fan->targets.size()));
    }
}

QCoro::Task<StepOutcome> StepSequence::overTargets(StepDefinition step, StepPlace where, RunValues &values)
{
    auto fan = std::make_shared<Fan>(step, where, values);
    fan->begun = steadyNow();
    const bool isBreaker = step.kind == StepDefinition::Kind::Breaker;
    fan->targets = m_plan.sets.value(isBreaker ? step.breaker.set : step.over);
    StepOutcome outcome;
    if (fan->targets.isEmpty()) {
        outcome.state = StepState::Failed;
        outcome.detail = u"the set \"%1\" is empty"_s.arg(isBreaker ? step.breaker.set : step.over);
        co_return outcome;
    }
    QList<TargetProgress> shown;
    for (const InstanceNumber number : fan->targets) {
        const Instance *instance = m_facts.fleet().instance(number);
        fan->names.append(instance != nullptr ? instance->target.id.toString()
                                              : QString::number(number.value));
        shown.append({fan->names.last(), StepState::Waiting, {}});
        StepOutcome waiting;
        waiting.state = StepState::Waiting;
        fan->outcomes.append(waiting);
    }
    if (where.progress >= 0) {
        m_journal.progress().steps[where.progress].targets = shown;
    }
    std::vector<QCoro::Task<>> workers;
    const int limit = isBreaker ? step.breaker.limit : step.limit;
    for (qsizetype i = 0; i < std::min<qsizetype>(limit, fan->targets.size()); ++i) {
        workers.push_back(fanWorker(fan));
    }
    for (QCoro::Task<> &worker : workers) {
        co_await worker;
    }
    QMap<StepState, int> counts;
    QString firstProblem;
    for (qsizetype i = 0; i < fan->outcomes.size(); ++i) {
        const StepOutcome &one = fan->outcomes.at(i);
        ++counts[one.state == StepState::Skipped ? StepState::Done : one.state];
        outcome.sent = outcome.sent || one.sent;
        if (firstProblem.isEmpty() && one.state != StepState::Done && one.state != StepState::Skipped &&
            one.state != StepState::Waiting) {
            firstProblem = u"%1: %2"_s.arg(fan->names.at(i), one.detail);
        }
    }
    QStringList words;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        words.append(u"%1 %2"_s.arg(QString::number(it.value()), toString(it.key())));
    }
    outcome.detail = u"of %1: %2%3"_s.arg(QString::number(fan->targets.size()), words.join(u", "_s),
                                          firstProblem.isEmpty() ? QString() : u"; "_s + firstProblem);
    if (fan->timedOut) {
        outcome.detail = u"not within %1; %2"_s.arg(inSeconds(step.timeout), outcome.detail);
    }
    outcome.state = counts.value(StepState::Unknown) > 0                   ? StepState::Unknown
                    : counts.value(StepState::Failed) > 0 || fan->timedOut ? StepState::Failed
                    : counts.value(StepState::Done) < fan->targets.size()  ? StepState::Aborted
                                                                           : StepState::Done;
    co_return outcome;
}

QCoro::Task<StepOutcome> StepSequence::attempt(StepDefinition step, StepPlace where, InstanceNumber at,
                                               RunValues &values)
{
    using Kind = StepDefinition::Kind;
    StepOutcome outcome;
    switch (step.kind) {
    case Kind::Http:
        outcome = co_await m_runner.http(step, where, values);
        break;
    case Kind::Command:
        outcome = co_await m_runner.command(step, where, values);
        break;
    case Kind::Manual:
        outcome = co_await m_runner.manual(step, where, values);
        break;
    case Kind::WaitUntil:
        outcome = co_await m_runner.wait(step, where, values);
        break;
    case Kind::Set:
        outcome = co_await m_runner.set(step, where, values);
        break;
    case Kind::Breaker:
        if (where.target.isEmpty()) {
            outcome = co_await overTargets(step, where, values);
        } else {
            outcome = co_await m_runner.breaker(step, at, where, values);
        }
        break;
    case Kind::Parallel:
        outcome = co_await overTargets(step, where, values);
        break;
    }
    co_return outcome;
}

std::optional<StepOutcome> StepSequence::doneBefore(const StepDefinition &step, const StepPlace &where) const
{
    const StepState before =
        m_history.steps.value(RunHistory::key(where.place, where.target), StepState::Waiting);
    StepOutcome outcome;
    if (m_resume != Resume::Continue || step.kind == StepDefinition::Kind::Set) {
        return std::nullopt; // a set step only reads the answer before it
    }
    if (before == StepState::Done) {
        outcome.state = StepState::Skipped;
        outcome.detail = u"done before"_s;
        return outcome;
    }
    const bool maybeSent =
        before == StepState::Intended || before == StepState::Sent || before == StepState::Unknown;
    if (maybeSent && step.acts() && !step.isIdempotent && step.kind != StepDefinition::Kind::Breaker) {
        outcome.state = StepState::Unknown;
        outcome.detail = u"it may have been done before and is not sent again"_s;
        return outcome;
    }
    return std::nullopt;
}

QCoro::Task<StepOutcome> StepSequence::step(StepDefinition step, StepPlace where, InstanceNumber at,
                                            RunValues &values)
{
    if (const auto before = doneBefore(step, where)) {
        m_journal.show(where.progress, before->state == StepState::Skipped ? StepState::Done : before->state,
                       before->detail);
        co_return *before;
    }
    m_journal.log(u"step %1%2: %3"_s.arg(where.place,
                                         where.target.isEmpty() ? QString() : u" at "_s + where.target,
                                         step.title.fillWords(values)));
    m_journal.show(where.progress, StepState::Sent, QString());
    StepOutcome outcome;
    outcome.state = StepState::Aborted;
    bool sent = false;
    bool lost = false;
    const int tries = 1 + (step.isIdempotent || !step.acts() ? step.retries : 0);
    for (int number = 0; number < tries; ++number) {
        if (number > 0) {
            m_journal.log(u"again in %1: %2"_s.arg(inSeconds(step.retryAfter), outcome.detail));
            co_await m_runner.pause(step.retryAfter);
        }
        if (m_runner.isAborting()) {
            break;
        }
        outcome = co_await attempt(step, where, at, values);
        sent = sent || outcome.sent;
        lost = lost || outcome.state == StepState::Unknown;
        if (outcome.state == StepState::Done || outcome.state == StepState::Aborted) {
            break;
        }
    }
    outcome.sent = sent;
    if (lost && outcome.state == StepState::Failed) {
        // The last attempt failed for sure; what an earlier one did nobody knows.
        outcome.state = StepState::Unknown;
        outcome.detail += u"; an earlier attempt may have been done"_s;
    }
    m_journal.show(where.progress, outcome.state, outcome.detail);
    if (outcome.state != StepState::Done) {
        m_journal.log(u"%1: %2"_s.arg(toString(outcome.state), outcome.detail));
    }
    co_return outcome;
}

QCoro::Task<StepOutcome> StepSequence::steps(QList<StepDefinition> list, StepPlace first, InstanceNumber at,
                                             RunValues &values)
{
    StepOutcome last;
    bool sent = false;
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (m_runner.isAborting()) {
            last.state = StepState::Aborted;
            last.detail = u"before the step \"%1\""_s.arg(list.at(i).title.fillWords(values));
            break;
        }
        const StepDefinition one = list.at(i);
        const StepPlace where{first.place + QString::number(i + 1), first.target,
                              first.progress < 0 ? -1 : first.progress + int(i)};
        last = co_await step(one, where, at, values);
        sent = sent || last.sent;
        if (!one.set.isEmpty()) {
            m_journal.saveValues(values);
        }
        if (last.state != StepState::Done && last.state != StepState::Skipped) {
            break;
        }
    }
    last.sent = sent;
    co_return last;
}

} // namespace quarterdeck
