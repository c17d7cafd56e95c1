#include "app/running/runexecution.h"

#include "app/running/runclock.h"
#include "app/running/undoplan.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

RunExecution::RunExecution(LiveFacts &facts, Recorder &recorder, RunPlan plan, RunNumber number,
                           Resume resume, RunHistory history)
    : m_facts(facts)
    , m_plan(std::move(plan))
    , m_resume(resume)
    , m_history(std::move(history))
    , m_journal(recorder, m_plan, number, m_history)
    , m_runner(facts, m_journal, m_plan.sets, runbook().folder)
    , m_sequence(facts, m_journal, m_runner, m_plan, resume, m_history)
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
    const StepOutcome outcome = co_await m_sequence.steps(runbook().onFailure, first, {}, m_plan.values);
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
        QString words = u"the effect was seen after %1"_s.arg(inSeconds(since(m_journal.progress().started)));
        if (began) {
            words += u", %1 after %2 began"_s.arg(
                inSeconds(took), m_plan.order.incident ? u"incident %1"_s.arg(m_plan.order.incident->number)
                                                       : u"the trouble"_s);
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
    const StepOutcome outcome = co_await m_sequence.steps(runbook().steps, first, {}, m_plan.values);
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

QCoro::Task<> RunExecution::runUndo()
{
    QStringList undone;
    const QList<UndoPart> parts = undoParts(runbook(), m_plan.sets, m_facts.fleet(), m_history);
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
        const StepOutcome outcome = co_await m_sequence.steps(part.step->undo, first, part.number, values);
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

/// Who, why, and on what ground: a log that is read alone says it first.
void RunExecution::logBeginning()
{
    const RunOrder &order = m_plan.order;
    QString words = u"run %1 %2 by %3"_s.arg(
        QString::number(m_journal.progress().number.value),
        m_resume == Resume::No ? u"started"_s : u"taken up (%1)"_s.arg(toString(m_resume)), order.person);
    if (!order.reason.isEmpty()) {
        words += u", reason \"%1\""_s.arg(order.reason.simplified());
    }
    if (order.incident) {
        words += u", for incident %1"_s.arg(order.incident->number);
    }
    m_journal.log(words);
    QStringList overrides;
    for (const SafetyRule rule : order.overrides) {
        overrides.append(toString(rule));
    }
    if (m_resume == Resume::No) {
        m_journal.log(u"preflight passed (%1)%2"_s.arg(
            QString::number(m_plan.checks.size() + m_plan.rules.size()),
            overrides.isEmpty() ? QString() : u"; overridden: "_s + overrides.join(u", "_s)));
    }
}

QCoro::Task<> RunExecution::run()
{
    logBeginning();
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
