#include "app/running/runexecution.h"

#include "app/running/preparation.h"

#include <qcorofuture.h>
#include <qcorosignal.h>
#include <qcorotimer.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

namespace {

WallTime wallNow()
{
    return std::chrono::system_clock::now();
}

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

constexpr qsizetype shownAnswer = 400;

QString shortened(const QByteArray &answer)
{
    const QString text = QString::fromUtf8(answer.left(4 * shownAnswer)).simplified();
    return text.size() > shownAnswer ? QString(text.left(shownAnswer) + u'…') : text;
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
    StepDefinition step;
    Where where;
    RunValues values;
    QList<InstanceNumber> targets;
    QStringList names;
    qsizetype next = 0;
    bool stop = false;
    QList<Outcome> outcomes; ///< by target
};

RunExecution::RunExecution(LiveFacts &facts, Recorder &recorder, RunPlan plan, RunNumber number,
                           Resume resume, History history)
    : m_facts(facts)
    , m_recorder(recorder)
    , m_plan(std::move(plan))
    , m_resume(resume)
    , m_history(std::move(history))
{
    m_progress.number = number;
    m_progress.title = m_plan.title;
    m_progress.subject = m_plan.subject;
    m_progress.state = resume == Resume::No ? RunState::Armed : RunState::Running;
    m_progress.startedWall = wallNow();
    m_progress.started = steadyNow();
    m_progress.objective = runbook().objective;
    for (const StepDefinition &one : runbook().steps) {
        StepProgress shown;
        shown.title = m_plan.values.redacted(one.title.fillWords(m_plan.values));
        shown.kind = one.kind;
        m_progress.steps.append(shown);
    }
    for (const VerificationDefinition &verification : runbook().verification) {
        StepProgress shown;
        shown.title = u"Verify: "_s + describe(verification.condition, m_plan.values);
        shown.kind = StepDefinition::Kind::WaitUntil;
        shown.isVerification = true;
        m_progress.steps.append(shown);
    }
}

RunExecution::~RunExecution() = default;

void RunExecution::log(const QString &text)
{
    const LogLine line{wallNow(), m_plan.values.redacted(text)};
    m_progress.log.append(line);
    if (m_progress.log.size() > RunProgress::maxLog) {
        m_progress.log.removeFirst();
    }
    m_unwritten.append(line);
    Q_EMIT logged(line);
    Q_EMIT progressed();
}

void RunExecution::flushLog()
{
    if (m_unwritten.isEmpty()) {
        return;
    }
    const QList<LogLine> lines = std::exchange(m_unwritten, {});
    const RunNumber number = m_progress.number;
    m_recorder.submit([number, lines](RunStore &store) { return store.addLog(number, lines); });
}

void RunExecution::show(int index, StepState state, const QString &detail)
{
    if (index < 0 || index >= m_progress.steps.size()) {
        return;
    }
    StepProgress &shown = m_progress.steps[index];
    if (shown.started == SteadyTime() && state != StepState::Waiting) {
        shown.started = steadyNow();
    }
    const bool changed = shown.state != state;
    shown.state = state;
    shown.detail = m_plan.values.redacted(detail);
    shown.duration = shown.started == SteadyTime() ? 0ms : since(shown.started);
    if (changed) {
        Q_EMIT stepChanged(index);
    }
    Q_EMIT progressed();
}

QCoro::Task<> RunExecution::pause(std::chrono::milliseconds time)
{
    // Ends early when an abort comes.
    QTimer timer;
    timer.setSingleShot(true);
    connect(this, &RunExecution::aborting, &timer, [&timer] { timer.start(0ms); });
    timer.start(time);
    co_await qCoro(&timer, &QTimer::timeout);
}

QCoro::Task<> RunExecution::enter(RunEvent event, QString reason)
{
    const auto state = next(m_progress.state, event);
    if (!state) {
        co_return; // asked for where it means nothing, as a second abort
    }
    m_progress.state = *state;
    m_progress.reason = m_plan.values.redacted(reason);
    if (hasEnded(*state)) {
        m_progress.ended = steadyNow();
    }
    log(u"%1%2"_s.arg(toString(*state), reason.isEmpty() ? QString() : u": "_s + reason));
    flushLog();
    const RunNumber number = m_progress.number;
    const QString text = m_progress.reason;
    const QString person = m_plan.order.person;
    const RunState entered = *state;
    const QFuture<QString> written = m_recorder.submit([number, entered, text, person](RunStore &store) {
        return store.setState(number, entered, text, wallNow(), person);
    });
    const QString problem = co_await written;
    if (!problem.isEmpty()) {
        log(u"the record could not be written: %1"_s.arg(problem));
    }
    Q_EMIT stateChanged();
    Q_EMIT progressed();
}

QCoro::Task<QString> RunExecution::intend(StepRow row, bool acts)
{
    row.started = wallNow();
    row.request = m_plan.values.redacted(row.request);
    const RunNumber number = m_progress.number;
    const QString person = m_plan.order.person;
    const QFuture<QString> written = m_recorder.submit([number, row, acts, person](RunStore &store) {
        return store.intend(number, row, acts, row.started, person);
    });
    const QString problem = co_await written;
    co_return problem.isEmpty() ? QString()
                                : u"the record could not be written, so nothing was sent: %1"_s.arg(problem);
}

QCoro::Task<> RunExecution::finish(StepRow row, Outcome outcome)
{
    row.state = outcome.state;
    row.detail = m_plan.values.redacted(outcome.detail);
    row.answer = m_plan.values.redacted(QString::fromUtf8(outcome.answer.left(RunStore::maxText)));
    const RunNumber number = m_progress.number;
    const QString person = m_plan.order.person;
    const QFuture<QString> written = m_recorder.submit(
        [number, row, person](RunStore &store) { return store.finish(number, row, wallNow(), person); });
    const QString problem = co_await written;
    if (!problem.isEmpty()) {
        log(u"the record could not be written: %1"_s.arg(problem));
    }
    flushLog();
}

QCoro::Task<RunExecution::Outcome> RunExecution::http(StepDefinition step, StepRow row, RunValues &values)
{
    Outcome outcome;
    outcome.state = StepState::Failed;
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
    const bool acts = step.acts();
    row.request = request->shown;
    problem = co_await intend(row, acts);
    if (!problem.isEmpty()) {
        outcome.detail = problem;
        co_return outcome;
    }
    if (m_abort) {
        outcome.state = StepState::Aborted;
        outcome.detail = u"nothing was sent"_s;
        co_await finish(row, outcome);
        co_return outcome;
    }
    log(request->shown);
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
        log(u"%1 in %2 ms: %3"_s.arg(result.status).arg(result.duration.count()).arg(shortened(result.body)));
    }
    if (outcome.state == StepState::Done) {
        m_lastAnswer = result.body;
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
    co_await finish(row, outcome);
    co_return outcome;
}

QCoro::Task<RunExecution::Outcome> RunExecution::command(StepDefinition step, StepRow row, RunValues &values)
{
    Outcome outcome;
    outcome.state = StepState::Failed;
    CommandOrder order;
    QString problem;
    bool afterDash = false;
    for (const RunText &argument : step.command.arguments) {
        const auto filled = argument.fillArgument(values, afterDash, &problem);
        if (!filled) {
            outcome.detail = problem + u" (nothing was started)"_s;
            co_return outcome;
        }
        afterDash = afterDash || argument.source() == "--"_L1;
        order.arguments.append(*filled);
    }
    for (const auto &[name, text] : step.command.environment) {
        const auto filled = text.fillArgument(values, true, &problem);
        if (!filled) {
            outcome.detail = problem + u" (nothing was started)"_s;
            co_return outcome;
        }
        order.environment.append({name, *filled});
    }
    order.folder = step.command.folder.isEmpty() ? runbook().folder : step.command.folder;
    order.timeout = step.timeout;
    order.grace = step.command.grace;
    QList<ParameterProblem> ignored;
    const QList<PlannedAct> planned = plannedActs(step, values, m_facts.fleet(), m_plan.sets, ignored);
    row.request = planned.isEmpty() ? order.arguments.join(u' ') : planned.first().text;
    problem = co_await intend(row, true);
    if (!problem.isEmpty()) {
        outcome.detail = problem;
        co_return outcome;
    }
    if (m_abort) {
        outcome.state = StepState::Aborted;
        outcome.detail = u"nothing was started"_s;
        co_await finish(row, outcome);
        co_return outcome;
    }
    log(u"$ "_s + row.request);
    CommandCall call(order);
    m_commands.insert(&call);
    QMetaObject::invokeMethod(&call, &CommandCall::start, Qt::QueuedConnection);
    co_await qCoro(&call, &CommandCall::finished);
    m_commands.remove(&call);
    const CommandResult result = call.result();
    outcome.sent = result.kind != CommandResult::Kind::NotStarted;
    outcome.answer = result.output;
    const QString output = shortened(result.output);
    if (!output.isEmpty()) {
        log(output);
    }
    if (result.outputBytes > result.output.size()) {
        log(u"(of %1 bytes of output %2 are kept)"_s.arg(result.outputBytes).arg(result.output.size()));
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
    co_await finish(row, outcome);
    co_return outcome;
}

QCoro::Task<RunExecution::Outcome> RunExecution::waitUntil(Condition condition,
                                                           std::chrono::milliseconds timeout,
                                                           std::chrono::milliseconds holdsFor, Where where,
                                                           RunValues values)
{
    const SteadyTime begun = steadyNow();
    std::optional<SteadyTime> holdsSince;
    QString said;
    Outcome outcome;
    for (;;) {
        const ConditionResult result = co_await m_facts.judge(condition, values, m_plan.sets);
        const bool holds = result.verdict == ConditionResult::Verdict::Holds;
        if (result.found != said) {
            said = result.found;
            log(u"%1: %2"_s.arg(describe(condition, values), said));
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
        show(where.progress, StepState::Sent,
             holds ? u"%1, for %2 of %3"_s.arg(result.found, seconds(since(*holdsSince)), seconds(holdsFor))
                   : result.found);
        if (endsNow()) {
            outcome.state = StepState::Aborted;
            outcome.detail = u"stopped waiting: "_s + result.found;
            co_return outcome;
        }
        if (since(begun) >= timeout && !(holds && since(begun) < timeout + holdsFor)) {
            outcome.state = StepState::Failed;
            outcome.detail = u"not within %1: %2"_s.arg(seconds(timeout), result.found);
            co_return outcome;
        }
        co_await pause(300ms);
    }
}

QCoro::Task<RunExecution::Outcome> RunExecution::manual(StepDefinition step, StepRow row, RunValues &values)
{
    Outcome outcome;
    outcome.state = StepState::Failed;
    row.request = step.instruction.fillWords(values);
    const QString problem = co_await intend(row, true);
    if (!problem.isEmpty()) {
        outcome.detail = problem;
        co_return outcome;
    }
    m_progress.question = values.redacted(row.request);
    m_answer.reset();
    log(u"by hand: "_s + m_progress.question);
    Q_EMIT stateChanged();
    const SteadyTime begun = steadyNow();
    while (!m_answer && !m_abort && since(begun) < step.timeout) {
        co_await pause(100ms);
    }
    m_progress.question.clear();
    if (m_answer) {
        outcome.state = *m_answer ? StepState::Done : StepState::Failed;
        outcome.detail =
            *m_answer ? u"confirmed by "_s + m_plan.order.person : u"not done, says "_s + m_plan.order.person;
        outcome.sent = *m_answer;
    } else {
        outcome.state = m_abort ? StepState::Aborted : StepState::Failed;
        outcome.detail =
            m_abort ? u"nobody confirmed it"_s : u"nobody confirmed it within "_s + seconds(step.timeout);
    }
    co_await finish(row, outcome);
    co_return outcome;
}

QCoro::Task<RunExecution::Outcome> RunExecution::breaker(StepDefinition step, InstanceNumber number,
                                                         StepRow row, RunValues &values)
{
    using Action = BreakerOrder::Action;
    Outcome outcome;
    outcome.state = StepState::Failed;
    QString problem;
    Action action = step.breaker.action;
    if (!step.breaker.actionText.isEmpty()) {
        const auto word = step.breaker.actionText.fillPlain(values, &problem);
        const bool known = word && (*word == "force_open"_L1 || *word == "close"_L1 || *word == "disable"_L1);
        if (!known) {
            outcome.detail =
                problem.isEmpty() ? u"\"%1\" is none of force_open, close, disable"_s.arg(*word) : problem;
            co_return outcome;
        }
        action = *word == "force_open"_L1 ? Action::ForceOpen
                 : *word == "close"_L1    ? Action::Close
                                          : Action::Disable;
    }
    const auto name = step.breaker.name.fillPlain(values, &problem);
    const Instance *instance = m_facts.fleet().instance(number);
    if (!name || instance == nullptr || !instance->target.metrics) {
        outcome.detail = instance == nullptr ? u"the instance is gone"_s : problem;
        co_return outcome;
    }
    // As resilience4j's CircuitBreakerEndpoint takes and tells it.
    const QString order = action == Action::ForceOpen ? u"FORCE_OPEN"_s
                          : action == Action::Close   ? u"CLOSE"_s
                                                      : u"DISABLE"_s;
    const QString wanted = action == Action::ForceOpen ? u"FORCED_OPEN"_s
                           : action == Action::Close   ? u"CLOSED"_s
                                                       : u"DISABLED"_s;
    RunValues own = values;
    setInstanceValues(own, *instance, u"instance"_s);
    own.set(u"breaker"_s, *name);
    StepDefinition post;
    post.kind = StepDefinition::Kind::Http;
    post.timeout = step.timeout;
    post.request.method = u"POST"_s;
    post.request.url = RunText::parse(u"${instance.url}"_s + step.breaker.path + u"/${breaker}"_s, &problem)
                           .value_or(RunText());
    post.request.body = RunText::literal(u"{\"updateState\":\"%1\"}"_s.arg(order));
    post.request.contentType = u"application/json"_s;
    outcome = co_await http(post, row, own);
    if (outcome.state != StepState::Done) {
        co_return outcome;
    }
    Condition seen;
    seen.kind = Condition::Kind::Http;
    seen.request.url = RunText::parse(u"${instance.url}"_s + step.breaker.path, &problem).value_or(RunText());
    seen.expect.json.append(
        {RunText::parse(u"/circuitBreakers/${breaker}/state"_s, &problem).value_or(RunText()),
         {Comparison::Operator::Equals, RunText::literal(wanted)}});
    const Where nowhere{row.place, row.target, -1};
    const Outcome verified = co_await waitUntil(seen, step.timeout, 0ms, nowhere, own);
    if (verified.state != StepState::Done) {
        outcome.state = StepState::Failed;
        outcome.detail = u"it was ordered, but "_s + verified.detail;
        co_await finish(row, outcome);
    } else {
        outcome.detail = u"%1 is %2"_s.arg(*name, wanted);
    }
    co_return outcome;
}

QCoro::Task<> RunExecution::fanWorker(std::shared_ptr<Fan> fan)
{
    while (fan->next < fan->targets.size() && !fan->stop && !m_abort) {
        const qsizetype place = fan->next++;
        const InstanceNumber number = fan->targets.at(place);
        const QString target = fan->names.at(place);
        StepProgress *shown = fan->where.progress >= 0 ? &m_progress.steps[fan->where.progress] : nullptr;
        const auto told = [&](StepState state, const QString &detail) {
            shown = fan->where.progress >= 0 ? &m_progress.steps[fan->where.progress] : nullptr;
            if (shown != nullptr && place < shown->targets.size()) {
                shown->targets[place].state = state;
                shown->targets[place].detail = m_plan.values.redacted(detail);
                Q_EMIT progressed();
            }
        };
        Outcome outcome;
        const Instance *instance = m_facts.fleet().instance(number);
        if (instance == nullptr) {
            outcome.state = StepState::Failed;
            outcome.detail = u"the instance is gone"_s;
        } else {
            told(StepState::Sent, QString());
            RunValues own = fan->values;
            setInstanceValues(own, *instance, u"instance"_s);
            if (fan->step.kind == StepDefinition::Kind::Breaker) {
                Where where{fan->where.place, target, -1};
                StepDefinition one = fan->step;
                one.set = {{QString::number(number.value), {}, false}};
                outcome = co_await step(one, where, own);
            } else {
                for (qsizetype i = 0; i < fan->step.steps.size(); ++i) {
                    const StepDefinition inner = fan->step.steps.at(i);
                    Where where{u"%1.%2"_s.arg(fan->where.place).arg(i + 1), target, -1};
                    const bool sentBefore = outcome.sent;
                    outcome = co_await step(inner, where, own);
                    outcome.sent = outcome.sent || sentBefore;
                    if (outcome.state != StepState::Done && outcome.state != StepState::Skipped) {
                        break;
                    }
                }
            }
        }
        fan->outcomes[place] = outcome;
        told(outcome.state, outcome.detail);
        if (outcome.state != StepState::Done && outcome.state != StepState::Skipped &&
            (fan->step.stopAtFirstFailure || fan->step.kind == StepDefinition::Kind::Breaker)) {
            fan->stop = fan->step.kind != StepDefinition::Kind::Breaker;
        }
        const auto done = std::count_if(fan->outcomes.cbegin(), fan->outcomes.cend(), [](const Outcome &one) {
            return one.state == StepState::Done || one.state == StepState::Skipped;
        });
        show(fan->where.progress, StepState::Sent, u"%1 of %2 done"_s.arg(done).arg(fan->targets.size()));
    }
}

QCoro::Task<RunExecution::Outcome> RunExecution::overTargets(StepDefinition step, Where where,
                                                             RunValues &values)
{
    auto fan = std::make_shared<Fan>();
    fan->step = step;
    fan->where = where;
    fan->values = values;
    const bool isBreaker = step.kind == StepDefinition::Kind::Breaker;
    fan->targets = m_plan.sets.value(isBreaker ? step.breaker.set : step.over);
    Outcome outcome;
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
        Outcome waiting;
        waiting.state = StepState::Waiting;
        fan->outcomes.append(waiting);
    }
    if (where.progress >= 0) {
        m_progress.steps[where.progress].targets = shown;
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
        const Outcome &one = fan->outcomes.at(i);
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
    outcome.state = counts.value(StepState::Unknown) > 0                  ? StepState::Unknown
                    : counts.value(StepState::Failed) > 0                 ? StepState::Failed
                    : counts.value(StepState::Done) < fan->targets.size() ? StepState::Aborted
                                                                          : StepState::Done;
    co_return outcome;
}

QCoro::Task<RunExecution::Outcome> RunExecution::attempt(StepDefinition step, Where where, RunValues &values,
                                                         int number)
{
    using Kind = StepDefinition::Kind;
    StepRow row;
    row.place = where.place;
    row.target = where.target;
    row.attempt = number;
    row.title = values.redacted(step.title.fillWords(values));
    row.kind = toString(step.kind);
    Outcome outcome;
    switch (step.kind) {
    case Kind::Http:
        outcome = co_await http(step, row, values);
        break;
    case Kind::Command:
        outcome = co_await command(step, row, values);
        break;
    case Kind::Manual:
        outcome = co_await manual(step, row, values);
        break;
    case Kind::WaitUntil: {
        row.request = describe(step.until, values);
        const QString problem = co_await intend(row, false);
        if (!problem.isEmpty()) {
            outcome.state = StepState::Failed;
            outcome.detail = problem;
            break;
        }
        outcome = co_await waitUntil(step.until, step.timeout, step.holdsFor, where, values);
        co_await finish(row, outcome);
        break;
    }
    case Kind::Set: {
        QList<std::pair<QString, QString>> found;
        outcome.detail = takeAssignments(step.set, m_lastAnswer, values, found);
        for (const auto &[name, value] : found) {
            values.set(name, value);
        }
        outcome.state = outcome.detail.isEmpty() ? StepState::Done : StepState::Failed;
        break;
    }
    case Kind::Breaker:
        if (where.target.isEmpty()) {
            outcome = co_await overTargets(step, where, values);
        } else {
            const InstanceNumber at{step.set.isEmpty() ? 0 : step.set.first().name.toUInt()};
            outcome = co_await breaker(step, at, row, values);
        }
        break;
    case Kind::Parallel:
        outcome = co_await overTargets(step, where, values);
        break;
    }
    co_return outcome;
}

QCoro::Task<RunExecution::Outcome> RunExecution::step(StepDefinition step, Where where, RunValues &values)
{
    const bool isFan = step.kind == StepDefinition::Kind::Parallel ||
                       (step.kind == StepDefinition::Kind::Breaker && where.target.isEmpty());
    Outcome outcome;
    const StepState before = m_history.steps.value(key(where.place, where.target), StepState::Waiting);
    if (!isFan && m_resume == Resume::Continue) {
        if (before == StepState::Done) {
            outcome.state = StepState::Skipped;
            outcome.detail = u"done before"_s;
            show(where.progress, StepState::Done, outcome.detail);
            co_return outcome;
        }
        const bool maybeSent =
            before == StepState::Intended || before == StepState::Sent || before == StepState::Unknown;
        if (maybeSent && step.acts() && !step.isIdempotent && step.kind != StepDefinition::Kind::Breaker) {
            outcome.state = StepState::Unknown;
            outcome.detail = u"it may have been done before and is not sent again"_s;
            show(where.progress, outcome.state, outcome.detail);
            co_return outcome;
        }
    }
    log(u"step %1%2: %3"_s.arg(where.place, where.target.isEmpty() ? QString() : u" at "_s + where.target,
                               values.redacted(step.title.fillWords(values))));
    show(where.progress, StepState::Sent, QString());
    const int tries = 1 + (step.isIdempotent || !step.acts() ? step.retries : 0);
    // A number that no attempt of an earlier life of this run has.
    const int first = before == StepState::Waiting ? 1 : 1000;
    for (int number = 0; number < tries; ++number) {
        if (number > 0) {
            log(u"again in %1: %2"_s.arg(seconds(step.retryAfter), outcome.detail));
            co_await pause(step.retryAfter);
        }
        if (m_abort) {
            outcome.state = number == 0 ? StepState::Aborted : outcome.state;
            break;
        }
        outcome = co_await attempt(step, where, values, first + number);
        if (outcome.state == StepState::Done || outcome.state == StepState::Aborted) {
            break;
        }
    }
    show(where.progress, outcome.state, outcome.detail);
    if (outcome.state != StepState::Done) {
        log(u"%1: %2"_s.arg(toString(outcome.state), outcome.detail));
    }
    co_return outcome;
}

QCoro::Task<RunExecution::Outcome> RunExecution::steps(QList<StepDefinition> list, QString prefix,
                                                       int firstProgress, RunValues &values)
{
    Outcome last;
    bool sent = false;
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (m_abort) {
            last.state = StepState::Aborted;
            last.detail = u"before the step \"%1\""_s.arg(list.at(i).title.fillWords(values));
            break;
        }
        const StepDefinition one = list.at(i);
        Where where{prefix + QString::number(i + 1), {}, firstProgress < 0 ? -1 : firstProgress + int(i)};
        last = co_await step(one, where, values);
        sent = sent || last.sent;
        if (!one.set.isEmpty()) {
            const RunNumber number = m_progress.number;
            QJsonObject shown;
            const QMap<QString, QString> texts = values.shown();
            for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
                shown.insert(it.key(), it.value());
            }
            m_recorder.submit([number, shown](RunStore &store) { return store.setValues(number, shown); });
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
    log(u"begins in %1 s"_s.arg(wait.count()));
    while (!m_abort && since(begun) < wait) {
        m_progress.reason = u"begins in %1 s"_s.arg(wait.count() - since(begun).count() / 1000);
        Q_EMIT progressed();
        co_await pause(200ms);
    }
    co_return !m_abort;
}

QCoro::Task<> RunExecution::cleanUp()
{
    if (runbook().onFailure.isEmpty()) {
        co_return;
    }
    log(u"cleaning up"_s);
    const auto aborted = std::exchange(m_abort, std::nullopt);
    const Outcome outcome = co_await steps(runbook().onFailure, u"clean "_s, -1, m_plan.values);
    m_abort = aborted;
    if (outcome.state != StepState::Done) {
        log(u"the clean-up did not work: %1"_s.arg(outcome.detail));
    }
}

QCoro::Task<> RunExecution::verify(bool wasLost)
{
    const int first = int(runbook().steps.size());
    QStringList missing;
    for (qsizetype i = 0; i < runbook().verification.size(); ++i) {
        const VerificationDefinition verification = runbook().verification.at(i);
        Where where{u"verify %1"_s.arg(i + 1), {}, first + int(i)};
        show(where.progress, StepState::Sent, QString());
        StepRow row;
        row.place = where.place;
        row.title = describe(verification.condition, m_plan.values);
        row.kind = u"verify"_s;
        row.request = row.title;
        row.attempt = int(QDateTime::currentSecsSinceEpoch() % 1'000'000'000);
        co_await intend(row, false);
        const Outcome outcome = co_await waitUntil(verification.condition, verification.timeout,
                                                   verification.holdsFor, where, m_plan.values);
        co_await finish(row, outcome);
        show(where.progress, outcome.state, outcome.detail);
        if (outcome.state == StepState::Aborted) {
            co_await enter(RunEvent::LoseTrack, u"stopped before the effect was seen"_s);
            co_return;
        }
        if (outcome.state != StepState::Done) {
            missing.append(u"%1: %2"_s.arg(row.title, outcome.detail));
            break;
        }
    }
    if (missing.isEmpty()) {
        m_progress.rto = double(since(m_progress.started).count()) / 1000;
        const RunNumber number = m_progress.number;
        const double rto = *m_progress.rto;
        m_recorder.submit([number, rto](RunStore &store) { return store.setRto(number, rto); });
        QString words = u"the effect was seen after %1"_s.arg(seconds(since(m_progress.started)));
        if (m_progress.objective) {
            words += rto <= double(m_progress.objective->count())
                         ? u", within the objective of %1 s"_s.arg(m_progress.objective->count())
                         : u", over the objective of %1 s"_s.arg(m_progress.objective->count());
        }
        if (wasLost) {
            words += u"; an answer was lost on the way"_s;
        }
        co_await enter(RunEvent::EffectSeen, words);
        co_return;
    }
    if (wasLost) {
        co_await enter(RunEvent::LoseTrack,
                       u"an answer was lost, and the effect was not seen: %1"_s.arg(missing.join(u"; "_s)));
        co_return;
    }
    co_await cleanUp();
    co_await enter(RunEvent::EffectMissing,
                   u"the steps went well, but the effect was not seen: %1"_s.arg(missing.join(u"; "_s)));
}

QCoro::Task<> RunExecution::runSteps()
{
    const Outcome outcome = co_await steps(runbook().steps, QString(), 0, m_plan.values);
    switch (outcome.state) {
    case StepState::Done:
    case StepState::Skipped:
        if (m_abort) { // it came too late to stop anything: say what really is
            co_await verify(false);
            co_return;
        }
        co_await enter(RunEvent::Verify, QString());
        co_await verify(false);
        co_return;
    case StepState::Unknown:
        if (!m_abort) {
            log(u"finding out what became of it"_s);
            co_await enter(RunEvent::Verify, u"the outcome of a step is not known: "_s + outcome.detail);
            co_await verify(true);
            co_return;
        }
        co_await enter(RunEvent::LoseTrack, outcome.detail);
        co_return;
    case StepState::Aborted:
        if (outcome.sent) {
            co_await cleanUp();
        }
        co_await enter(RunEvent::EndProven, outcome.detail);
        co_return;
    default:
        co_await cleanUp();
        co_await enter(RunEvent::StepFailed, outcome.detail);
        co_return;
    }
}

QCoro::Task<> RunExecution::runUndo()
{
    QStringList undone;
    for (qsizetype i = runbook().steps.size() - 1; i >= 0; --i) {
        const StepDefinition &one = runbook().steps.at(i);
        const QString place = QString::number(i + 1);
        const bool touched =
            std::any_of(m_history.steps.keyBegin(), m_history.steps.keyEnd(), [&](const QString &known) {
                const StepState state = m_history.steps.value(known);
                return (known.startsWith(place + u'@') || known.startsWith(place + u'.')) &&
                       (state == StepState::Done || state == StepState::Unknown ||
                        state == StepState::Intended || state == StepState::Sent);
            });
        if (!touched || !one.acts()) {
            continue;
        }
        if (one.undo.isEmpty()) {
            log(u"the step \"%1\" has no undo"_s.arg(one.title.fillWords(m_plan.values)));
            continue;
        }
        const Outcome outcome = co_await steps(one.undo, u"undo %1."_s.arg(place), -1, m_plan.values);
        if (outcome.state == StepState::Unknown) {
            co_await enter(RunEvent::LoseTrack, u"the outcome of the undo is not known: "_s + outcome.detail);
            co_return;
        }
        if (outcome.state != StepState::Done) {
            co_await enter(RunEvent::StepFailed, u"the undo failed: "_s + outcome.detail);
            co_return;
        }
        undone.append(one.title.fillWords(m_plan.values));
    }
    co_await enter(RunEvent::RequestAbort, QString());
    co_await enter(RunEvent::EndProven, undone.isEmpty() ? u"nothing had to be undone, or could be"_s
                                                         : u"undone: "_s + undone.join(u", "_s));
}

QCoro::Task<> RunExecution::run()
{
    if (m_resume == Resume::No) {
        const bool goes = co_await countDown();
        if (!goes) {
            co_await enter(RunEvent::EndProven, u"before the first step; nothing was sent"_s);
            co_return;
        }
        co_await enter(RunEvent::Begin, QString());
        co_await runSteps();
    } else if (m_resume == Resume::Verify) {
        co_await enter(RunEvent::Verify, QString());
        co_await verify(true);
    } else if (m_resume == Resume::Undo) {
        co_await runUndo();
    } else {
        co_await runSteps();
    }
    flushLog();
}

void RunExecution::requestAbort(AbortWhen when)
{
    if (hasEnded(m_progress.state) || (m_abort && *m_abort == AbortWhen::AtOnce)) {
        return;
    }
    m_abort = when;
    // Until it is proven that everything has ended this is all that can be said.
    enter(RunEvent::RequestAbort, when == AbortWhen::AtOnce ? u"at once"_s : u"after the current step"_s);
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
    Q_EMIT aborting();
}

void RunExecution::answer(bool done)
{
    m_answer = done;
    Q_EMIT aborting();
}

} // namespace quarterdeck
