#include "app/cli/runverb.h"

#include "app/cli/output.h"
#include "app/cli/runoptions.h"
#include "app/cli/runpatience.h"
#include "app/cli/runreport.h"
#include "app/cli/terminal.h"
#include "app/config/runbookcatalog.h"
#include "app/config/secrets.h"
#include "app/recording/eventreader.h"
#include "app/running/runengine.h"
#include "app/session/fleetsession.h"

#include <QEventLoop>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int exitSucceeded = 0;
constexpr int exitFailed = 1;
constexpr int exitRefused = 2;
constexpr int exitUnknown = 3;

int exitCodeOf(RunState state)
{
    switch (state) {
    case RunState::Succeeded:
        return exitSucceeded;
    case RunState::Refused:
        return exitRefused;
    case RunState::OutcomeUnknown:
    case RunState::Interrupted:
        return exitUnknown;
    default:
        return exitFailed;
    }
}

bool hasManualStep(const QList<StepDefinition> &steps)
{
    return std::any_of(steps.cbegin(), steps.cend(), [](const StepDefinition &step) {
        return step.kind == StepDefinition::Kind::Manual || hasManualStep(step.steps);
    });
}

/// One call of the verb: a fleet, a record, an engine, and a loop to wait in.
class RunCall
{
public:
    explicit RunCall(const RunOptions &options) : m_options(options), m_report(options.json) {}
    int go();

private:
    std::optional<int> load();
    std::shared_ptr<const RunbookDefinition> findRunbook();
    bool readSecrets(QMap<QString, QString> &values);
    std::optional<int> findIncident(RunOrder &order);
    std::optional<int> confirm(RunOrder &order, const RunPlan &plan);
    int list();
    int acknowledge();
    int takeUp();
    int run();
    int follow();
    int refuse(const QStringList &reasons);

    RunOptions m_options;
    RunReport m_report;
    QString m_configPath;
    std::unique_ptr<FleetSession> m_session;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<RunEngine> m_engine;
    Terminal m_terminal;
};

int RunCall::refuse(const QStringList &reasons)
{
    for (const QString &reason : reasons) {
        printMessage(RunReport::plain(u"refused: "_s + reason));
    }
    // The reasons are told already, one a line.
    m_report.result(u"refused"_s, m_options.json ? reasons.join(u"; "_s) : u"nothing was sent"_s, nullptr);
    return exitRefused;
}

std::optional<int> RunCall::load()
{
    InstanceNumbering numbering;
    auto configuration = std::make_shared<const Configuration>();
    if (!m_options.config.isEmpty()) {
        const ConfigurationResult loaded = loadConfiguration(m_options.config, numbering);
        // What merely means nothing here is `check`'s to say, not that of a run in the night.
        for (const ConfigProblem &problem : loaded.errors) {
            printMessage(problem.toString());
        }
        if (!loaded.configuration) {
            return refuse({u"the configuration %1 cannot be used"_s.arg(m_options.config)});
        }
        configuration = std::make_shared<const Configuration>(*loaded.configuration);
    }
    m_session = std::make_unique<FleetSession>(configuration, numbering);
    m_recorder = std::make_unique<Recorder>(m_options.store);
    QFuture<QString> opened = m_recorder->opened();
    opened.waitForFinished();
    if (!opened.result().isEmpty()) {
        return refuse({u"the record %1 cannot be used, and nothing is done without one: %2"_s.arg(
            m_options.store, opened.result())});
    }
    QFuture<QList<RunRow>> asked = m_recorder->submit([](RunStore &store) {
        QList<RunRow> found;
        store.markInterrupted(std::chrono::system_clock::now(), &found);
        return found;
    });
    asked.waitForFinished();
    for (const RunRow &run : asked.result()) {
        printMessage(
            u"run %1 (%2) was interrupted: %3. --verify %1 finds out, --continue %1 goes on, --undo %1 "
            "undoes it."_s.arg(QString::number(run.number.value), run.title, run.outcome));
    }
    m_engine =
        std::make_unique<RunEngine>(m_session->fleet(), *m_recorder,
                                    m_options.readOnly ? RunEngine::Mode::ReadOnly : RunEngine::Mode::Acting);
    if (m_session->configuration().readOnly) {
        m_engine->setMode(RunEngine::Mode::ReadOnly);
    }
    m_configPath = m_options.config.isEmpty() ? QString() : QFileInfo(m_options.config).absoluteFilePath();
    m_engine->setConfigurationPath(m_configPath);
    return std::nullopt;
}

std::shared_ptr<const RunbookDefinition> RunCall::findRunbook()
{
    const QString &name = m_options.runbook;
    if (name.contains(u'/') || name.endsWith(u".yml"_s) || name.endsWith(u".yaml"_s)) {
        const RunbookFile file = readRunbookFile(name);
        for (const ConfigProblem &problem : file.errors) {
            printMessage(problem.toString());
        }
        return file.runbook;
    }
    const RunbookCatalog catalog = RunbookCatalog::load(m_session->configuration().runbooksFolder);
    for (const ConfigProblem &problem : catalog.errors()) {
        printMessage(problem.toString());
    }
    const auto found = catalog.find(name);
    if (!found) {
        QStringList ids;
        for (const auto &runbook : catalog.runbooks()) {
            ids.append(runbook->id);
        }
        printMessage(u"there is no runbook \"%1\"; there are %2"_s.arg(name, ids.join(u", "_s)));
    }
    return found;
}

bool RunCall::readSecrets(QMap<QString, QString> &values)
{
    for (auto it = m_options.secrets.cbegin(); it != m_options.secrets.cend(); ++it) {
        QString problem;
        const QByteArray secret = resolveSecret(it.value(), &problem);
        if (!problem.isEmpty()) {
            printMessage(u"--secret %1: %2"_s.arg(it.key(), problem));
            return false;
        }
        values.insert(it.key(), QString::fromUtf8(secret));
    }
    return true;
}

std::optional<int> RunCall::confirm(RunOrder &order, const RunPlan &plan)
{
    if (m_options.yes) {
        return std::nullopt;
    }
    if (!Terminal::isInteractive()) {
        return refuse({u"nobody can be asked here: --yes says that you mean it"_s});
    }
    const bool typed = std::any_of(plan.rules.cbegin(), plan.rules.cend(), [](const RuleVerdict &rule) {
        return rule.rule == SafetyRule::Confirmation && !rule.allows;
    });
    if (typed && order.confirmation.isEmpty()) {
        order.confirmation =
            m_terminal.ask(u"Type \"%1\" to go ahead:"_s.arg(plan.subject)).value_or(QString());
        return std::nullopt; // the engine refuses what does not fit
    }
    const QString answer =
        m_terminal.ask(u"%1: go ahead? (yes/no)"_s.arg(plan.title)).value_or(QString()).toLower();
    if (answer != u"y"_s && answer != u"yes"_s) {
        return refuse({u"not confirmed"_s});
    }
    return std::nullopt;
}

int RunCall::follow()
{
    QEventLoop loop;
    int code = exitFailed;
    int interrupts = 0;
    bool asking = false;
    RunNumber number;
    QObject::connect(m_engine.get(), &RunEngine::refused, &loop,
                     [&](const RunPlan &, const QStringList &reasons) {
                         code = refuse(reasons);
                         loop.quit();
                     });
    QObject::connect(m_engine.get(), &RunEngine::started, &loop, [&](RunNumber began) { number = began; });
    QObject::connect(m_engine.get(), &RunEngine::logged, &loop,
                     [&](RunNumber, const LogLine &line) { m_report.log(line); });
    QObject::connect(m_engine.get(), &RunEngine::stepChanged, &loop, [&](RunNumber which, int index) {
        m_report.step(m_engine->progress(which)->steps.at(index), index);
    });
    QObject::connect(m_engine.get(), &RunEngine::stateChanged, &loop, [&](RunNumber which) {
        m_report.state(*m_engine->progress(which));
        if (!m_engine->progress(which)->question.isEmpty() && !asking) {
            asking = true;
            // Not from within the run's own sequence.
            QTimer::singleShot(0, &loop, [&, which] {
                const QString answer = m_terminal.ask(u"Done? (yes/no)"_s).value_or(QString()).toLower();
                asking = false;
                m_engine->answer(which, answer == u"y"_s || answer == u"yes"_s);
            });
        }
    });
    QObject::connect(m_engine.get(), &RunEngine::ended, &loop, [&](RunNumber which) {
        const RunProgress &run = *m_engine->progress(which);
        m_report.result(quarterdeck::toString(run.state), run.reason, &run);
        code = exitCodeOf(run.state);
        loop.quit();
    });
    QObject::connect(&m_terminal, &Terminal::interrupted, &loop, [&] {
        if (number.value == 0) {
            code = refuse({u"stopped before the run began; nothing was sent"_s});
            loop.quit();
            return;
        }
        m_engine->abort(number, interrupts++ == 0 ? AbortWhen::AfterStep : AbortWhen::AtOnce);
    });
    loop.exec();
    return code;
}

/// The incident that was named; else, once the services are known, the one that is open for them.
std::optional<int> RunCall::findIncident(RunOrder &order)
{
    Database database;
    if (!database.open(m_options.store, Database::Access::ReadOnly).isEmpty()) {
        return std::nullopt; // nothing is recorded there yet
    }
    const EventReader reader(database);
    if (m_options.incident > 0) {
        const auto incident = reader.incident({m_options.incident});
        if (!incident) {
            return refuse({u"there is no incident %1 in %2"_s.arg(m_options.incident).arg(m_options.store)});
        }
        order.incident = RunIncident{incident->number.value, incident->title, incident->clock.started};
        return std::nullopt;
    }
    const QList<Incident> known = reader.incidentsToGoOnWith(0);
    m_engine->setIncidents([known](const QList<QString> &services) -> std::optional<RunIncident> {
        for (const Incident &incident : known) {
            const bool concerns =
                std::any_of(services.cbegin(), services.cend(),
                            [&](const QString &service) { return incident.concerns(service); });
            if (incident.isActive() && concerns) {
                return RunIncident{incident.number.value, incident.title, incident.clock.started};
            }
        }
        return std::nullopt;
    });
    return std::nullopt;
}

int RunCall::run()
{
    const auto runbook = findRunbook();
    if (!runbook) {
        return refuse({u"no runbook \"%1\" that can be used"_s.arg(m_options.runbook)});
    }
    RunOrder order;
    order.runbook = runbook;
    order.parameters = m_options.parameters;
    if (!readSecrets(order.parameters)) {
        return refuse({u"a secret could not be read"_s});
    }
    order.reason = m_options.reason;
    order.confirmation = m_options.confirmation;
    order.overrides = m_options.overrides;
    order.person = RunEngine::person();
    order.troubleBegan = m_options.troubleBegan;
    if (const auto code = findIncident(order)) {
        return *code;
    }
    if (hasManualStep(runbook->steps) && !m_options.dryRun && !Terminal::isInteractive()) {
        return refuse({u"it has a manual step, and nobody can be asked here"_s});
    }
    hearEverybody(*m_session, m_terminal);
    const RunPlan plan = settledPlan(*m_engine, m_session->fleet(), m_terminal, order);
    m_report.plan(plan);
    if (m_options.dryRun) {
        m_report.acts(plan);
        RunPlan preview = plan;
        // A preview needs no signature.
        preview.rules.removeIf([](const RuleVerdict &rule) {
            return rule.rule == SafetyRule::Confirmation || rule.rule == SafetyRule::Reason;
        });
        if (!preview.isReady()) {
            return refuse(preview.refusals());
        }
        m_report.result(u"dry run"_s, u"nothing was sent"_s, nullptr);
        return exitSucceeded;
    }
    // Only what an answer can still change is asked for; the engine's own refusal is the one on record.
    RunPlan askable = plan;
    askable.rules.removeIf([](const RuleVerdict &rule) { return rule.rule == SafetyRule::Confirmation; });
    if (askable.isReady()) {
        if (const auto code = confirm(order, plan)) {
            return *code;
        }
    }
    QTimer::singleShot(0, m_engine.get(), [this, order] { m_engine->start(order); });
    return follow();
}

int RunCall::takeUp()
{
    QMap<QString, QString> secrets;
    if (!readSecrets(secrets)) {
        return refuse({u"a secret could not be read"_s});
    }
    if (!m_options.yes && m_options.how != Resume::Verify) {
        if (!Terminal::isInteractive()) {
            return refuse({u"nobody can be asked here: --yes says that you mean it"_s});
        }
        const QString answer =
            m_terminal.ask(u"%1 run %2? (yes/no)"_s.arg(toString(m_options.how)).arg(m_options.number.value))
                .value_or(QString());
        if (answer != u"y"_s && answer != u"yes"_s) {
            return refuse({u"not confirmed"_s});
        }
    }
    hearEverybody(*m_session, m_terminal);
    QTimer::singleShot(0, m_engine.get(), [this, secrets] {
        m_engine->resume(m_options.number, m_options.how, m_options.reason, m_options.confirmation, secrets);
    });
    return follow();
}

int RunCall::acknowledge()
{
    const RunNumber number = m_options.number;
    const QString reason = m_options.reason;
    if (m_engine->isReadOnly()) {
        return refuse({u"read-only"_s});
    }
    QFuture<QString> asked = m_recorder->submit([number, reason](RunStore &store) {
        return store.acknowledge(number, RunEngine::person(), reason, std::chrono::system_clock::now());
    });
    asked.waitForFinished();
    if (!asked.result().isEmpty()) {
        printMessage(asked.result());
        return exitFailed;
    }
    printData(u"run %1 is acknowledged\n"_s.arg(number.value));
    return exitSucceeded;
}

int RunCall::list()
{
    const RunbookCatalog catalog = RunbookCatalog::load(m_session->configuration().runbooksFolder);
    for (const ConfigProblem &problem : catalog.errors()) {
        printMessage(problem.toString());
    }
    for (const auto &runbook : catalog.runbooks()) {
        QStringList parameters;
        for (const ParameterDefinition &parameter : runbook->parameters) {
            parameters.append(parameter.name);
        }
        printData(u"%1  %2  %3%4\n"_s.arg(
            runbook->id.leftJustified(28), toString(runbook->kind).leftJustified(10), runbook->title.source(),
            parameters.isEmpty() ? QString() : u"  ("_s + parameters.join(u", "_s) + u')'));
    }
    QFuture<QList<RunRow>> asked = m_recorder->submit([](RunStore &store) { return store.runs(20); });
    asked.waitForFinished();
    for (const RunRow &run : asked.result()) {
        // One record may serve several fleets.
        const QString fleet =
            run.config == m_configPath || run.config.isEmpty() ? QString() : u" on %1"_s.arg(run.config);
        printData(u"run %1  %2  %3%4  by %5: %6\n"_s.arg(QString::number(run.number.value),
                                                         toString(run.state), run.title, fleet, run.person,
                                                         run.outcome));
    }
    return exitSucceeded;
}

int RunCall::go()
{
    if (const auto code = load()) {
        return *code;
    }
    switch (m_options.task) {
    case RunOptions::Task::List:
        return list();
    case RunOptions::Task::Acknowledge:
        return acknowledge();
    case RunOptions::Task::TakeUp:
        return takeUp();
    case RunOptions::Task::Run:
        break;
    }
    return run();
}

} // namespace

int runVerb(const QStringList &arguments)
{
    RunOptionsParser parser;
    QString problem;
    const auto options = parser.parse(arguments, &problem);
    if (!options) {
        if (problem.isEmpty()) {
            printData(parser.help());
            return 0;
        }
        printMessage(problem);
        return exitUsage;
    }
    RunCall call(*options);
    return call.go();
}

} // namespace quarterdeck
