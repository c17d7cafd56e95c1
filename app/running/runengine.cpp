#include "app/running/runengine.h"

#include "app/config/runbookfile.h"
#include "app/running/undoplan.h"

#include <qcorofuture.h>

#include <QFileInfo>
#include <QJsonObject>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr auto checkAgain = std::chrono::seconds(1);

QJsonObject toJson(const QMap<QString, QString> &texts)
{
    QJsonObject object;
    for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
        object.insert(it.key(), it.value());
    }
    return object;
}

} // namespace

RunEngine::RunEngine(const Fleet &fleet, Recorder &recorder, Mode mode, QObject *parent)
    : QObject(parent)
    , m_core(std::make_shared<Core>(fleet, recorder, mode == Mode::ReadOnly))
    , m_recorder(recorder)
    , m_mode(mode)
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, [this] { planNow(m_watched, m_generation); });
}

RunEngine::~RunEngine()
{
    // Whatever is asked or sent at this moment ends by itself and finds nothing left to do; what it needs for
    // that stays with it.
    m_core->facts.detach();
    m_core->preparation.detach();
    for (auto &[number, execution] : m_runs) {
        if (!m_through.contains(number)) {
            execution->abandon();
            static_cast<void>(execution.release()); // its own sequence still stands in it
        }
    }
}

void RunEngine::setMode(Mode mode)
{
    m_mode = mode;
    m_core->preparation.setReadOnly(mode == Mode::ReadOnly);
}

void RunEngine::setIncidents(const Preparation::IncidentSource &incidents)
{
    m_core->preparation.setIncidents(incidents);
}

QString RunEngine::person()
{
    const QString sudo = qEnvironmentVariable("SUDO_USER");
    const struct passwd *entry = ::getpwuid(::getuid());
    const QString own =
        entry != nullptr ? QString::fromLocal8Bit(entry->pw_name) : QString::number(::getuid());
    return sudo.isEmpty() ? own : u"%1 (as %2)"_s.arg(sudo, own);
}

void RunEngine::watch(const RunOrder &order)
{
    m_watched = order;
    planNow(order, ++m_generation);
}

void RunEngine::stopWatching()
{
    ++m_generation;
    m_again.stop();
}

void RunEngine::plan(const RunOrder &order)
{
    planNow(order, 0);
}

QCoro::Task<> RunEngine::planNow(RunOrder order, quint64 generation)
{
    const QPointer<RunEngine> self(this);
    const std::shared_ptr<Core> core = m_core;
    const RunPlan plan = co_await core->preparation.prepare(order);
    if (!self || (generation != 0 && generation != m_generation)) {
        co_return;
    }
    Q_EMIT planned(plan);
    if (generation != 0 && generation == m_generation) {
        m_again.start(checkAgain);
    }
}

void RunEngine::findWithMetric(const QString &metric)
{
    findNow(metric);
}

QCoro::Task<> RunEngine::findNow(QString metric)
{
    const QPointer<RunEngine> self(this);
    const std::shared_ptr<Core> core = m_core;
    InstanceSelector selector;
    selector.withMetric = metric;
    const RunValues none;
    const LiveFacts::Sets noSets;
    const LiveFacts::SetResult found = co_await core->facts.find(selector, none, noSets);
    if (self) {
        Q_EMIT foundWithMetric(metric, found.instances);
    }
}

void RunEngine::start(const RunOrder &order)
{
    stopWatching();
    startNow(order);
}

RunRow RunEngine::rowOf(const RunPlan &plan) const
{
    const RunbookDefinition &runbook = *plan.order.runbook;
    RunRow row;
    row.runbook = runbook.id;
    row.title = plan.title;
    row.kind = toString(runbook.kind);
    row.subject = plan.subject;
    row.services = plan.services;
    row.state = RunState::Armed;
    row.person = plan.order.person;
    row.reason = plan.values.redacted(plan.order.reason);
    QMap<QString, QString> parameters;
    for (const ParameterDefinition &parameter : runbook.parameters) {
        const bool isSecret = parameter.type == ParameterDefinition::Type::Secret;
        const QString value = plan.values.contains(parameter.name)
                                  ? plan.values.shown().value(parameter.name)
                                  : plan.order.parameters.value(parameter.name);
        parameters.insert(parameter.name, isSecret ? RunValues::redaction() : value);
    }
    row.parameters = toJson(parameters);
    for (const SafetyRule rule : plan.order.overrides) {
        row.overrides.append(toString(rule));
    }
    row.values = toJson(plan.values.shown());
    row.source = runbook.source;
    row.sourceFile = runbook.folder + u'/' + QFileInfo(runbook.file).fileName();
    row.config = m_configuration;
    row.started = std::chrono::system_clock::now();
    row.objective = runbook.objective;
    row.incident = plan.order.incident ? plan.order.incident->number : 0;
    row.troubleBegan = plan.order.troubleBegan;
    row.owner = ProcessIdentity::ofThisProcess();
    return row;
}

QCoro::Task<> RunEngine::refuse(RunPlan plan, QStringList reasons)
{
    const RunRow row = rowOf(plan);
    QStringList redacted;
    for (const QString &reason : reasons) {
        redacted.append(plan.values.redacted(reason));
    }
    const QFuture<QString> written =
        m_recorder.submit([row, redacted](RunStore &store) { return store.refuse(row, redacted); });
    const QPointer<RunEngine> self(this);
    co_await written;
    if (self) {
        Q_EMIT refused(plan, redacted);
    }
}

QCoro::Task<> RunEngine::startNow(RunOrder order)
{
    const QPointer<RunEngine> self(this);
    const std::shared_ptr<Core> core = m_core;
    // At the instant of the start everything is looked at again: what the page showed may be a second old.
    const RunPlan plan = co_await core->preparation.prepare(order);
    if (!self) {
        co_return;
    }
    if (!plan.isReady()) {
        co_await refuse(plan, plan.refusals());
        co_return;
    }
    using Begun = std::pair<RunRow, QString>;
    const RunRow row = rowOf(plan);
    const QFuture<Begun> asked = m_recorder.submit([row](RunStore &store) {
        Begun begun{row, {}};
        std::optional<RunRow> busy;
        begun.second = store.begin(begun.first, &busy);
        return begun;
    });
    const Begun begun = co_await asked;
    if (!self) {
        co_return; // the next console finds it interrupted, with nothing sent
    }
    if (!begun.second.isEmpty()) {
        const QStringList reasons{begun.second};
        co_await refuse(plan, reasons);
        co_return;
    }
    const RunHistory none;
    co_await execute(plan, begun.first.number, Resume::No, none);
}

void RunEngine::resume(RunNumber number, Resume how, const QString &reason, const QString &confirmation,
                       const QMap<QString, QString> &secrets)
{
    resumeNow(number, how, reason, confirmation, secrets);
}

QCoro::Task<> RunEngine::resumeNow(RunNumber number, Resume how, QString reason, QString confirmation,
                                   QMap<QString, QString> secrets)
{
    const QPointer<RunEngine> self(this);
    const std::shared_ptr<Core> core = m_core;
    using Known = std::pair<std::optional<RunRow>, QList<StepRow>>;
    const QFuture<Known> asked = m_recorder.submit(
        [number](RunStore &store) { return Known(store.run(number), store.steps(number)); });
    const Known known = co_await asked;
    if (!self) {
        co_return;
    }
    RunPlan plan;
    plan.order.person = person();
    plan.order.reason = reason;
    plan.order.runbook = std::make_shared<const RunbookDefinition>();
    if (!known.first) {
        const QStringList reasons{u"there is no run %1"_s.arg(number.value)};
        Q_EMIT refused(plan, reasons);
        co_return;
    }
    const RunRow row = *known.first;
    const RunbookFile file =
        readRunbook(row.source, row.sourceFile, QFileInfo(row.sourceFile).absolutePath());
    QStringList reasons;
    if (m_mode == Mode::ReadOnly && how != Resume::Verify) {
        reasons.append(u"read-only: the console is read-only: it does not act"_s);
    }
    const bool nothingLeft = row.state == RunState::Succeeded && how == Resume::Continue;
    if (!hasEnded(row.state) || !next(row.state, RunEvent::Resume) || nothingLeft) {
        reasons.append(u"run %1 is %2: there is nothing to take up"_s.arg(QString::number(number.value),
                                                                          toString(row.state)));
    }
    if (!file.runbook) {
        reasons.append(u"its runbook cannot be read any more: %1"_s.arg(file.errors.value(0).message));
    }
    if (reasons.isEmpty()) {
        plan.order.runbook = file.runbook;
        // People have waited since then, whoever died meanwhile.
        plan.order.troubleBegan = row.troubleBegan.value_or(row.started);
        if (row.incident > 0) {
            plan.order.incident = RunIncident{row.incident, {}, *plan.order.troubleBegan};
        }
        RunValues values;
        for (auto it = row.values.begin(); it != row.values.end(); ++it) {
            const ParameterDefinition *parameter = file.runbook->parameter(it.key());
            if (parameter != nullptr && parameter->type == ParameterDefinition::Type::Secret) {
                const QString secret = secrets.value(it.key());
                if (secret.isEmpty()) {
                    reasons.append(u"the secret \"%1\" is on no record: give it again"_s.arg(it.key()));
                }
                values.set(it.key(), secret, RunValues::Secrecy::Secret);
            } else {
                values.set(it.key(), it->toString());
            }
        }
        const RunOrder order = plan.order;
        plan = co_await core->preparation.findValues(order, values);
        if (!self) {
            co_return;
        }
        plan.title = row.title;
        plan.subject = row.subject;
        plan.services = row.services;
        if (how != Resume::Verify && (plan.radius.isProtected() || file.runbook->safety.alwaysConfirm) &&
            confirmation != plan.subject) {
            reasons.append(u"confirmation: its name must be typed to confirm (%1)"_s.arg(plan.subject));
        }
    }
    RunHistory history;
    history.acted = row.acted;
    for (const StepRow &step : known.second) {
        const QString key = RunHistory::key(step.place, step.target);
        history.steps.insert(key, step.state);
        history.attempts[key] = std::max(history.attempts.value(key), step.attempt);
    }
    if (reasons.isEmpty() && how == Resume::Undo && row.state == RunState::Succeeded) {
        const QList<UndoPart> parts = undoParts(*file.runbook, plan.sets, core->facts.fleet(), history);
        if (std::none_of(parts.cbegin(), parts.cend(),
                         [](const UndoPart &part) { return !part.step->undo.isEmpty(); })) {
            reasons.append(u"nothing that run %1 did has an undo"_s.arg(number.value));
        }
    }
    if (reasons.isEmpty()) {
        const QString what = toString(how);
        const QString who = plan.order.person;
        const QFuture<QString> taken = m_recorder.submit([number, what, who, reason](RunStore &store) {
            std::optional<RunRow> busy;
            return store.resume(number, what, who, reason, std::chrono::system_clock::now(),
                                ProcessIdentity::ofThisProcess(), &busy);
        });
        const QString problem = co_await taken;
        if (!self) {
            co_return;
        }
        if (!problem.isEmpty()) {
            reasons.append(problem);
        }
    }
    if (!reasons.isEmpty()) {
        Q_EMIT refused(plan, reasons);
        co_return;
    }
    co_await execute(plan, number, how, history);
}

QCoro::Task<> RunEngine::execute(RunPlan plan, RunNumber number, Resume how, RunHistory history)
{
    const QPointer<RunEngine> self(this);
    const std::shared_ptr<Core> core = m_core;
    auto made = std::make_unique<RunExecution>(core->facts, m_recorder, plan, number, how, history);
    RunExecution *execution = made.get();
    m_runs[number.value] = std::move(made);
    m_through.remove(number.value);
    connect(execution, &RunExecution::progressed, this, [this, number] { Q_EMIT progressed(number); });
    connect(execution, &RunExecution::stateChanged, this, [this, number] { Q_EMIT stateChanged(number); });
    connect(execution, &RunExecution::stepChanged, this,
            [this, number](int index) { Q_EMIT stepChanged(number, index); });
    connect(execution, &RunExecution::logged, this,
            [this, number](const LogLine &line) { Q_EMIT logged(number, line); });
    Q_EMIT started(number);
    co_await execution->run();
    if (self) {
        m_through.insert(number.value);
        Q_EMIT ended(number);
    }
}

void RunEngine::abort(RunNumber number, AbortWhen when)
{
    if (const auto found = m_runs.find(number.value); found != m_runs.end()) {
        found->second->requestAbort(when);
    }
}

void RunEngine::answer(RunNumber number, bool done)
{
    if (const auto found = m_runs.find(number.value); found != m_runs.end()) {
        found->second->answer(done);
    }
}

const RunProgress *RunEngine::progress(RunNumber number) const
{
    const auto found = m_runs.find(number.value);
    return found == m_runs.end() ? nullptr : &found->second->progress();
}

QList<RunNumber> RunEngine::running() const
{
    QList<RunNumber> numbers;
    for (const auto &[number, execution] : m_runs) {
        if (!hasEnded(execution->progress().state)) {
            numbers.append(RunNumber{number});
        }
    }
    return numbers;
}

} // namespace quarterdeck
