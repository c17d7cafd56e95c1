#include "app/running/steprunner.h"

#include "app/running/runclock.h"
#include "app/running/breakercall.h"
#include "app/running/commandorder.h"
#include "models/runbooks/assignment.h"

#include <qcorofuture.h>
#include <qcorosignal.h>

#include <QPromise>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

namespace {

constexpr qsizetype shownAnswer = 400;

QString shortened(const QByteArray &answer)
{
    const QString text = QString::fromUtf8(answer.left(4 * shownAnswer)).simplified();
    return text.size() > shownAnswer ? QString(text.left(shownAnswer) + u'…') : text;
}

} // namespace

StepRunner::StepRunner(LiveFacts &facts, RunJournal &journal, LiveFacts::Sets sets, QString folder)
    : m_facts(facts)
    , m_journal(journal)
    , m_sets(std::move(sets))
    , m_folder(std::move(folder))
{
}

StepRow StepRunner::rowOf(const StepDefinition &step, const StepPlace &where, const RunValues &values) const
{
    StepRow row;
    row.place = where.place;
    row.target = where.target;
    row.title = step.title.fillWords(values);
    row.kind = toString(step.kind);
    return row;
}

QCoro::Task<> StepRunner::pause(std::chrono::milliseconds time)
{
    // Ends early when an abort comes. By a future: awaiting the private signal of a timer binds a null
    // reference.
    QPromise<void> over;
    over.start();
    QTimer timer;
    timer.setSingleShot(true);
    connect(this, &StepRunner::woken, &timer, [&timer] { timer.start(0ms); });
    timer.start(time);
    connect(&timer, &QTimer::timeout, &timer, [&over] { over.finish(); });
    co_await over.future();
}

QCoro::Task<StepOutcome> StepRunner::http(StepDefinition step, StepPlace where, RunValues &values)
{
    StepRow row = rowOf(step, where, values);
    StepOutcome outcome = co_await send(step, &row, values);
    if (row.attempt > 0) {
        co_await m_journal.finish(row, outcome);
    }
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::send(StepDefinition step, StepRow *row, RunValues &values)
{
    StepOutcome outcome;
    outcome.state = StepState::Failed;
    row->attempt = 0; // nothing is on record yet
    QString problem;
    std::optional<FilledRequest> request =
        fillRequest(step.request, values, m_facts.fleet(), step.timeout, &problem);
    if (request) {
        problem = co_await addSecret(*request);
    }
    if (!request || !problem.isEmpty()) {
        outcome.detail = problem + u" (nothing was sent)"_s;
        co_return outcome;
    }
    // What a server echoes of these must not get into the record either.
    m_journal.keepSecret(QString::fromUtf8(request->order.authorization));
    m_journal.keepSecret(QString::fromUtf8(request->order.authorization).section(u' ', 1));
    const bool acts = step.acts();
    row->request = request->shown;
    problem = co_await m_journal.intend(row, acts);
    if (!problem.isEmpty()) {
        outcome.detail = problem;
        co_return outcome;
    }
    if (m_abort && (acts || endsNow())) {
        outcome.state = StepState::Aborted;
        outcome.detail = u"nothing was sent"_s;
        co_return outcome;
    }
    m_journal.log(request->shown);
    HttpCall call(request->order);
    if (!acts) {
        m_questions.insert(&call);
    }
    QMetaObject::invokeMethod(&call, &HttpCall::start, Qt::QueuedConnection);
    co_await qCoro(&call, &HttpCall::finished);
    m_questions.remove(&call);
    const HttpResult result = call.result();
    outcome.sent = acts && result.kind != HttpResult::Kind::NotSent;
    outcome.answer = result.body;
    if (result.kind == HttpResult::Kind::NotSent) {
        outcome.detail = result.reason + u" (nothing was sent)"_s;
    } else if (result.kind == HttpResult::Kind::Lost) {
        outcome.state = acts ? StepState::Unknown : StepState::Failed;
        outcome.detail = result.reason + (acts ? u"; it was sent and may have been done"_s : QString());
    } else {
        const AnswerJudgement judgement =
            judgeAnswer(step.expect, result.status, result.body, result.cut, values);
        outcome.detail = judgement.words;
        switch (judgement.verdict) {
        case AnswerJudgement::Verdict::Expected:
            outcome.state = StepState::Done;
            break;
        case AnswerJudgement::Verdict::Differs:
            outcome.state = StepState::Failed;
            break;
        case AnswerJudgement::Verdict::NotUnderstood:
        case AnswerJudgement::Verdict::SaysUnknown:
            outcome.state = acts ? StepState::Unknown : StepState::Failed;
            break;
        }
        m_journal.log(
            u"%1 in %2 ms: %3"_s.arg(result.status).arg(result.duration.count()).arg(shortened(result.body)));
    }
    if (outcome.state == StepState::Done) {
        m_lastAnswers[row->target] = result.body;
        QList<std::pair<QString, QString>> found;
        problem = takeAssignments(step.set, result.body, values, found);
        for (const auto &[name, value] : found) {
            values.set(name, value);
        }
        if (!problem.isEmpty()) {
            outcome.state = StepState::Failed;
            outcome.detail = problem;
        }
    }
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::command(StepDefinition step, StepPlace where, RunValues &values)
{
    StepRow row = rowOf(step, where, values);
    StepOutcome outcome;
    outcome.state = StepState::Failed;
    QString problem;
    const auto filled = fillCommand(step, values, m_folder, &problem);
    if (!filled) {
        outcome.detail = problem + u" (nothing was started)"_s;
        co_return outcome;
    }
    row.request = filled->shown;
    problem = co_await m_journal.intend(&row, true);
    if (!problem.isEmpty()) {
        outcome.detail = problem;
        co_return outcome;
    }
    if (m_abort) {
        outcome.state = StepState::Aborted;
        outcome.detail = u"nothing was started"_s;
        co_await m_journal.finish(row, outcome);
        co_return outcome;
    }
    m_journal.log(u"$ "_s + filled->brief);
    CommandCall call(filled->order);
    m_commands.insert(&call);
    // A secret may have several lines: where there is one, the whole is redacted and told at the end.
    const bool live = !values.hasSecrets();
    if (live) {
        QObject::connect(&call, &CommandCall::said, &call,
                         [this](const QString &line) { m_journal.log(line); });
    }
    QMetaObject::invokeMethod(&call, &CommandCall::start, Qt::QueuedConnection);
    co_await qCoro(&call, &CommandCall::finished);
    m_commands.remove(&call);
    const CommandResult result = call.result();
    outcome.sent = result.kind != CommandResult::Kind::NotStarted;
    outcome.answer = result.output;
    const QString output = shortened(result.output);
    if (!output.isEmpty() && !live) {
        m_journal.log(output);
    }
    if (result.outputBytes > result.output.size()) {
        m_journal.log(
            u"(of %1 bytes of output %2 are kept)"_s.arg(result.outputBytes).arg(result.output.size()));
    }
    switch (result.kind) {
    case CommandResult::Kind::NotStarted:
        outcome.detail = result.reason + u" (nothing was started)"_s;
        break;
    case CommandResult::Kind::Exited:
        outcome.state =
            step.command.expectedCodes.contains(result.code) ? StepState::Done : StepState::Failed;
        outcome.detail = u"exit code %1%2"_s.arg(
            QString::number(result.code), result.reason.isEmpty() ? QString() : u"; "_s + result.reason);
        if (outcome.state == StepState::Failed && !output.isEmpty()) {
            outcome.detail += u": "_s + output.right(200);
        }
        break;
    case CommandResult::Kind::Cancelled:
        outcome.state = StepState::Aborted;
        outcome.detail = result.reason + u"; no process of it is left"_s;
        break;
    case CommandResult::Kind::TimedOut:
        // It is gone, but what it had done by then nobody knows.
        outcome.state = StepState::Unknown;
        outcome.detail = result.reason + u"; no process of it is left"_s;
        break;
    case CommandResult::Kind::Crashed:
    case CommandResult::Kind::StillThere:
        outcome.state = StepState::Unknown;
        outcome.detail = result.reason;
        break;
    }
    co_await m_journal.finish(row, outcome);
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::waitUntil(Condition condition, std::chrono::milliseconds timeout,
                                               std::chrono::milliseconds holdsFor, int progress,
                                               RunValues values)
{
    const SteadyTime begun = steadyNow();
    std::optional<SteadyTime> holdsSince;
    QString said;
    StepOutcome outcome;
    for (;;) {
        const ConditionResult result = co_await m_facts.judge(condition, values, m_sets);
        const bool holds = result.verdict == ConditionResult::Verdict::Holds;
        if (result.found != said) {
            said = result.found;
            m_journal.log(u"%1: %2"_s.arg(describe(condition, values), said));
        }
        if (!holds) {
            holdsSince.reset();
        } else if (!holdsSince) {
            holdsSince = steadyNow();
        }
        if (holds && since(*holdsSince) >= holdsFor) {
            outcome.detail = result.found;
            co_return outcome;
        }
        m_journal.show(progress, StepState::Sent,
                       holds ? u"%1, for %2 of %3"_s.arg(result.found, inSeconds(since(*holdsSince)),
                                                         inSeconds(holdsFor))
                             : result.found);
        if (endsNow()) {
            outcome.state = StepState::Aborted;
            outcome.detail = u"the wait was stopped; last seen: "_s + result.found;
            co_return outcome;
        }
        if (since(begun) >= timeout && !(holds && since(begun) < timeout + holdsFor)) {
            outcome.state = StepState::Failed;
            outcome.detail = u"not within %1: %2"_s.arg(inSeconds(timeout), result.found);
            co_return outcome;
        }
        co_await pause(300ms);
    }
}

QCoro::Task<StepOutcome> StepRunner::wait(StepDefinition step, StepPlace where, RunValues &values)
{
    StepRow row = rowOf(step, where, values);
    row.request = describe(step.until, values);
    StepOutcome outcome;
    const QString problem = co_await m_journal.intend(&row, false);
    if (!problem.isEmpty()) {
        outcome.state = StepState::Failed;
        outcome.detail = problem;
        co_return outcome;
    }
    outcome = co_await waitUntil(step.until, step.timeout, step.holdsFor, where.progress, values);
    co_await m_journal.finish(row, outcome);
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::verify(VerificationDefinition verification, StepPlace where,
                                            RunValues &values)
{
    StepRow row;
    row.place = where.place;
    row.title = describe(verification.condition, values);
    row.kind = u"verify"_s;
    row.request = row.title;
    // A record that cannot be written does not hide what is seen: nothing is sent here.
    co_await m_journal.intend(&row, false);
    const StepOutcome outcome = co_await waitUntil(verification.condition, verification.timeout,
                                                   verification.holdsFor, where.progress, values);
    co_await m_journal.finish(row, outcome);
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::manual(StepDefinition step, StepPlace where, RunValues &values)
{
    StepRow row = rowOf(step, where, values);
    StepOutcome outcome;
    outcome.state = StepState::Failed;
    row.request = step.instruction.fillWords(values);
    const QString problem = co_await m_journal.intend(&row, true);
    if (!problem.isEmpty()) {
        outcome.detail = problem;
        co_return outcome;
    }
    m_journal.progress().question = m_journal.redacted(row.request);
    m_answer.reset();
    m_journal.log(u"by hand: "_s + m_journal.progress().question);
    Q_EMIT m_journal.stateChanged();
    const SteadyTime begun = steadyNow();
    while (!m_answer && !m_abort && since(begun) < step.timeout) {
        co_await pause(100ms);
    }
    m_journal.progress().question.clear();
    if (m_answer) {
        outcome.state = *m_answer ? StepState::Done : StepState::Failed;
        outcome.detail =
            *m_answer ? u"confirmed by "_s + m_journal.person() : u"not done, says "_s + m_journal.person();
        outcome.sent = *m_answer;
    } else {
        outcome.state = m_abort ? StepState::Aborted : StepState::Failed;
        outcome.detail =
            m_abort ? u"nobody confirmed it"_s : u"nobody confirmed it within "_s + inSeconds(step.timeout);
    }
    co_await m_journal.finish(row, outcome);
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::set(StepDefinition step, StepPlace where, RunValues &values)
{
    StepOutcome outcome;
    QList<std::pair<QString, QString>> found;
    outcome.detail = takeAssignments(step.set, m_lastAnswers.value(where.target), values, found);
    for (const auto &[name, value] : found) {
        values.set(name, value);
    }
    outcome.state = outcome.detail.isEmpty() ? StepState::Done : StepState::Failed;
    co_return outcome;
}

QCoro::Task<StepOutcome> StepRunner::breaker(StepDefinition step, InstanceNumber number, StepPlace where,
                                             RunValues &values)
{
    StepOutcome outcome;
    outcome.state = StepState::Failed;
    QString problem = u"the instance is gone"_s;
    const Instance *instance = m_facts.fleet().instance(number);
    auto call = instance != nullptr ? breakerCall(step, *instance, values, &problem) : std::nullopt;
    if (!call) {
        outcome.detail = problem + u" (nothing was sent)"_s;
        co_return outcome;
    }
    StepRow row = rowOf(step, where, values);
    outcome = co_await send(call->post, &row, call->values);
    if (outcome.state != StepState::Done) {
        if (row.attempt > 0) {
            co_await m_journal.finish(row, outcome);
        }
        co_return outcome;
    }
    const StepOutcome verified = co_await waitUntil(call->seen, step.timeout, 0ms, -1, call->values);
    if (verified.state == StepState::Done) {
        outcome.detail = u"%1 is %2"_s.arg(call->name, call->wanted);
    } else {
        outcome.state = verified.state == StepState::Aborted ? StepState::Unknown : StepState::Failed;
        outcome.detail = u"it was ordered, but "_s + verified.detail;
    }
    co_await m_journal.finish(row, outcome);
    co_return outcome;
}

void StepRunner::requestAbort(AbortWhen when)
{
    m_abort = when;
    if (when == AbortWhen::AtOnce) {
        const QSet<CommandCall *> commands = m_commands;
        for (CommandCall *call : commands) {
            call->cancel();
        }
        const QSet<HttpCall *> questions = m_questions;
        for (HttpCall *call : questions) {
            call->cancel(u"aborted"_s);
        }
        // A request that acts cannot be unsent: its answer is waited for, it tells what really happened.
    }
    Q_EMIT woken();
}

void StepRunner::abandon()
{
    m_abort = AbortWhen::AtOnce;
    for (CommandCall *call : std::as_const(m_commands)) {
        call->kill();
    }
}

void StepRunner::answer(bool done)
{
    m_answer = done;
    Q_EMIT woken();
}

} // namespace quarterdeck
