#include "app/running/runexecution.h"

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

namespace {

SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

std::chrono::milliseconds since(SteadyTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(steadyNow() - time);
}

QString seconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(double(time.count()) / 1000, 0, 'f', 1);
}

} // namespace

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
struct RunExecution::Fan
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

RunExecution::RunExecution(LiveFacts &facts, Recorder &recorder, RunPlan plan, RunNumber number,
                           Resume resume, RunHistory history)
    : m_facts(facts)
    , m_plan(std::move(plan))
    , m_resume(resume)
    , m_history(std::move(history))
    , m_journal(recorder, m_plan, number, m_history)
    , m_runner(facts, m_journal, m_plan.sets, runbook().folder)
{
    RunProgress &progress = m_journal.progress();
    progress.state = resume == Resume::No ? RunState::Armed : RunState::Running;
    for (const StepDefinition &one : runbook().steps) {
        StepProgress shown;
        shown.title = m_plan.values.redacted(one.title.fillWords(m_plan.values));
        shown.kind = one.kind;
        progress.steps.append(shown);
    }
    for (const VerificationDefinition &verification : runbook().verification) {
        StepProgress shown;
        shown.title = m_plan.values.redacted(u"Verify: "_s + describe(verification.condition, m_plan.values));
        shown.kind = StepDefinition::Kind::WaitUntil;
        shown.isVerification = true;
        progress.steps.append(shown);
    }
    connect(&m_journal, &RunJournal::progressed, this, &RunExecution::progressed);
    connect(&m_journal, &RunJournal::logged, this, &RunExecution::logged);
    connect(&m_journal, &RunJournal::stepChanged, this, &RunExecution::stepChanged);
    connect(&m_journal, &RunJournal::stateChanged, this, &RunExecution::stateChanged);
}

RunExecution::~RunExecution() = default;

QCoro::Task<> RunExecution::fanWorker(std::shared_ptr<Fan> fan)
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
                Q_EMIT progressed();
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

QCoro::Task<StepOutcome> RunExecution::overTargets(StepDefinition step, StepPlace where, RunValues &values)
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
        outcome.detail = u"not within %1; %2"_s.arg(seconds(step.timeout), outcome.detail);
    }
    outcome.state = counts.value(StepState::Unknown) > 0                   ? StepState::Unknown
                    : counts.value(StepState::Failed) > 0 || fan->timedOut ? StepState::Failed
                    : counts.value(StepState::Done) < fan->targets.size()  ? StepState::Aborted
                                                                           : StepState::Done;
    co_return outcome;
}

QCoro::Task<StepOutcome> RunExecution::attempt(StepDefinition step, StepPlace where, InstanceNumber at,
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

std::optional<StepOutcome> RunExecution::doneBefore(const StepDefinition &step, const StepPlace &where) const
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

QCoro::Task<StepOutcome> RunExecution::step(StepDefinition step, StepPlace where, InstanceNumber at,
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
            m_journal.log(u"again in %1: %2"_s.arg(seconds(step.retryAfter), outcome.detail));
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

QCoro::Task<StepOutcome> RunExecution::steps(QList<StepDefinition> list, StepPlace first, InstanceNumber at,
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

QCoro::Task<bool> RunExecution::countDown()
{
    const auto wait = runbook().safety.wait;
    if (wait.count() == 0 || m_resume != Resume::No) {
        co_return true;
    }
    const SteadyTime begun = steadyNow();
    m_journal.log(u"begins in %1 s"_s.arg(wait.count()));
    while (!m_runner.isAborting() && since(begun) < wait) {
        m_journal.progress().reason = u"begins in %1 s"_s.arg(wait.count() - since(begun).count() / 1000);
        Q_EMIT progressed();
        co_await m_runner.pause(200ms);
    }
    co_return !m_runner.isAborting();
}

QCoro::Task<> RunExecution::cleanUp()
{
    if (runbook().onFailure.isEmpty()) {
        co_return;
    }
    m_journal.log(u"cleaning up"_s);
    const auto aborted = m_runner.exchangeAbort(std::nullopt);
    const StepPlace first{u"clean "_s, {}, -1};
    const StepOutcome outcome = co_await steps(runbook().onFailure, first, {}, m_plan.values);
    m_runner.exchangeAbort(aborted);
    if (outcome.state != StepState::Done) {
        m_journal.log(u"the clean-up did not work: %1"_s.arg(outcome.detail));
    }
}

QCoro::Task<> RunExecution::verify(bool wasLost)
{
    const int first = int(runbook().steps.size());
    QStringList missing;
    for (qsizetype i = 0; i < runbook().verification.size(); ++i) {
        const VerificationDefinition verification = runbook().verification.at(i);
        StepPlace where{u"verify %1"_s.arg(i + 1), {}, first + int(i)};
        m_journal.show(where.progress, StepState::Sent, QString());
        const StepOutcome outcome = co_await m_runner.verify(verification, where, m_plan.values);
        m_journal.show(where.progress, outcome.state, outcome.detail);
        if (outcome.state == StepState::Aborted) {
            co_await m_journal.enter(RunEvent::LoseTrack, u"stopped before the effect was seen"_s);
            co_return;
        }
        if (outcome.state != StepState::Done) {
            missing.append(u"%1: %2"_s.arg(describe(verification.condition, m_plan.values), outcome.detail));
            break;
        }
    }
    if (missing.isEmpty()) {
        // Of the incident when it began before the run did: that is how long people waited.
        const auto &began = m_plan.order.troubleBegan;
        const auto took = began ? std::chrono::duration_cast<std::chrono::milliseconds>(
                                      std::chrono::system_clock::now() - *began)
                                : since(m_journal.progress().started);
        m_journal.saveRto(double(took.count()) / 1000);
        QString words = u"the effect was seen after %1"_s.arg(seconds(since(m_journal.progress().started)));
        if (began) {
            words += u", %1 after the trouble began"_s.arg(seconds(took));
        }
        if (const auto objective = runbook().objective) {
            words += took <= *objective ? u", within the objective of %1 s"_s.arg(objective->count())
                                        : u", over the objective of %1 s"_s.arg(objective->count());
        }
        if (wasLost) {
            words += u"; an answer was lost on the way"_s;
        }
        co_await m_journal.enter(RunEvent::EffectSeen, words);
        co_return;
    }
    if (wasLost) {
        co_await m_journal.enter(
            RunEvent::LoseTrack,
            u"an answer was lost, and the effect was not seen: %1"_s.arg(missing.join(u"; "_s)));
        co_return;
    }
    co_await cleanUp();
    co_await m_journal.enter(
        RunEvent::EffectMissing,
        u"the steps went well, but the effect was not seen: %1"_s.arg(missing.join(u"; "_s)));
}

QCoro::Task<> RunExecution::runSteps()
{
    const StepPlace first{QString(), {}, 0};
    const StepOutcome outcome = co_await steps(runbook().steps, first, {}, m_plan.values);
    switch (outcome.state) {
    case StepState::Done:
    case StepState::Skipped:
        if (m_runner.isAborting()) { // it came too late to stop anything: say what really is
            co_await verify(false);
            co_return;
        }
        co_await m_journal.enter(RunEvent::Verify, QString());
        co_await verify(false);
        co_return;
    case StepState::Unknown:
        if (!m_runner.isAborting()) {
            m_journal.log(u"finding out what became of it"_s);
            co_await m_journal.enter(RunEvent::Verify,
                                     u"the outcome of a step is not known: "_s + outcome.detail);
            co_await verify(true);
            co_return;
        }
        co_await m_journal.enter(RunEvent::LoseTrack, outcome.detail);
        co_return;
    case StepState::Aborted:
        if (outcome.sent) {
            co_await cleanUp();
        }
        co_await m_journal.enter(RunEvent::EndProven, outcome.detail);
        co_return;
    default:
        co_await cleanUp();
        co_await m_journal.enter(RunEvent::StepFailed, outcome.detail);
        co_return;
    }
}

bool RunExecution::wasTouched(const StepDefinition &step, const QString &place, const QString &target) const
{
    const auto it = m_history.steps.constFind(RunHistory::key(place, target));
    if (it == m_history.steps.cend() || !step.acts()) {
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

QList<RunExecution::UndoPart> RunExecution::undoParts() const
{
    QList<UndoPart> parts;
    for (qsizetype i = runbook().steps.size() - 1; i >= 0; --i) {
        const StepDefinition &one = runbook().steps.at(i);
        const QString place = QString::number(i + 1);
        const bool isParallel = one.kind == StepDefinition::Kind::Parallel;
        const bool isFan = isParallel || one.kind == StepDefinition::Kind::Breaker;
        if (!isFan) {
            if (wasTouched(one, place, {})) {
                parts.append({&one, place, {}, {}});
            }
            continue;
        }
        bool touched = false;
        for (const InstanceNumber number : m_plan.sets.value(isParallel ? one.over : one.breaker.set)) {
            const Instance *instance = m_facts.fleet().instance(number);
            const QString target = instance != nullptr ? instance->target.id.toString() : QString();
            if (!isParallel) {
                touched = touched || wasTouched(one, place, target);
                continue;
            }
            for (qsizetype j = one.steps.size() - 1; j >= 0; --j) {
                const QString inner = place + u'.' + QString::number(j + 1);
                if (wasTouched(one.steps.at(j), inner, target)) {
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

QCoro::Task<> RunExecution::runUndo()
{
    QStringList undone;
    const QList<UndoPart> parts = undoParts();
    for (const UndoPart &part : parts) {
        RunValues values = m_plan.values;
        if (const Instance *instance = m_facts.fleet().instance(part.number);
            instance != nullptr && !part.target.isEmpty()) {
            setInstanceValues(values, *instance, u"instance"_s);
        }
        const QString title = part.step->title.fillWords(values) +
                              (part.target.isEmpty() ? QString() : u" at "_s + part.target);
        if (part.step->undo.isEmpty()) {
            m_journal.log(u"the step \"%1\" has no undo"_s.arg(title));
            continue;
        }
        const StepPlace first{u"undo %1."_s.arg(part.place), part.target, -1};
        const StepOutcome outcome = co_await steps(part.step->undo, first, part.number, values);
        if (outcome.state == StepState::Unknown) {
            co_await m_journal.enter(RunEvent::LoseTrack,
                                     u"the outcome of the undo is not known: "_s + outcome.detail);
            co_return;
        }
        if (outcome.state != StepState::Done && outcome.state != StepState::Skipped) {
            co_await m_journal.enter(RunEvent::StepFailed,
                                     u"the undo of \"%1\" failed: %2"_s.arg(title, outcome.detail));
            co_return;
        }
        undone.append(title);
    }
    QString words = u"nothing had to be undone, or could be"_s;
    if (!undone.isEmpty()) {
        words = u"undone: "_s + undone.join(u", "_s);
    }
    co_await m_journal.enter(RunEvent::RequestAbort, QString());
    // A whole value: g++ 12 destroys the halves of a ?: within an awaited call twice.
    co_await m_journal.enter(RunEvent::EndProven, words);
}

QCoro::Task<> RunExecution::run()
{
    if (m_resume == Resume::No) {
        const bool goes = co_await countDown();
        if (!goes) {
            co_await m_journal.enter(RunEvent::EndProven, u"before the first step; nothing was sent"_s);
            co_return;
        }
        co_await m_journal.enter(RunEvent::Begin, QString());
        co_await runSteps();
    } else if (m_resume == Resume::Verify) {
        co_await m_journal.enter(RunEvent::Verify, QString());
        co_await verify(true);
    } else if (m_resume == Resume::Undo) {
        co_await runUndo();
    } else {
        co_await runSteps();
    }
    m_journal.flushLog();
}

void RunExecution::abandon()
{
    disconnect(&m_journal, nullptr, this, nullptr);
    m_journal.abandon();
    m_runner.abandon();
}

void RunExecution::requestAbort(AbortWhen when)
{
    if (hasEnded(m_journal.progress().state) || m_runner.endsNow()) {
        return;
    }
    // Until it is proven that everything has ended this is all that can be said.
    m_journal.enter(RunEvent::RequestAbort,
                    when == AbortWhen::AtOnce ? u"at once"_s : u"after the current step"_s);
    m_runner.requestAbort(when);
}

} // namespace quarterdeck
