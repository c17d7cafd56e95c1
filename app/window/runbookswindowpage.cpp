#include "app/window/runbookswindowpage.h"

#include "widgets/clock.h"
#include "app/journal/chronicle.h"
#include "app/recording/recorder.h"
#include "app/window/runbookrecords.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "widgets/runbooks/runbookcatalog.h"
#include "widgets/runbooks/runbookrunview.h"
#include "widgets/runbooks/runbookspage.h"
#include "widgets/runbooks/runbooktakeup.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QListView>

namespace quarterdeck {

namespace {

constexpr auto askSoon = std::chrono::milliseconds(120);
constexpr auto paintSoon = std::chrono::milliseconds(80);

Resume resumeOf(TakeUp how)
{
    switch (how) {
    case TakeUp::Verify:
        return Resume::Verify;
    case TakeUp::Continue:
        return Resume::Continue;
    case TakeUp::Undo:
        return Resume::Undo;
    }
    return Resume::Verify;
}

std::optional<RunIncident> openIncident(const IncidentBook &book, const QList<QString> &services)
{
    for (const QString &service : services) {
        if (const Incident *incident = book.incident(book.activeOf(service))) {
            return RunIncident{incident->number.value, incident->title, incident->clock.started};
        }
    }
    return std::nullopt;
}

} // namespace

RunbooksWindowPage::RunbooksWindowPage(const FleetSession &session, const WindowServices &services,
                                       QObject *parent)
    : WindowPage(parent)
    , m_session(session)
    , m_services(services)
    , m_engine(session.fleet(), *services.recorder,
               services.readOnly ? RunEngine::Mode::ReadOnly : RunEngine::Mode::Acting)
    , m_history(session, *services.recorder)
    , m_page(new RunbooksPage(session.fleet()))
{
    m_page->view()->setPerson(RunEngine::person());
    m_ask.setSingleShot(true);
    m_paint.setSingleShot(true);
    connectPage();
    connectEngine();
    connect(&m_files, &RunbookFiles::changed, this, &RunbooksWindowPage::useFiles);
    connect(&m_history, &RunsOnRecord::news, this, &RunbooksWindowPage::news);
    connect(&m_history, &RunsOnRecord::found, this, [this](const QList<RunSummary> &runs) {
        m_page->catalog()->history().setRuns(runs);
        m_page->catalog()->showCounts();
    });
    if (services.chronicle) {
        setIncidents([chronicle = services.chronicle](const QList<QString> &names) {
            return openIncident(chronicle->book(), names);
        });
    }
    takeConfiguration();
    m_files.read(session.configuration().runbooksFolder);
    m_history.findInterrupted();
    services.recorder->opened().then(this, [this](const QString &problem) {
        if (!problem.isEmpty()) {
            Q_EMIT news(QStringLiteral("the record cannot be used, so nothing can be run: %1").arg(problem));
        }
    });
}

void RunbooksWindowPage::connectPage()
{
    RunbookCatalogView *catalog = m_page->catalog();
    RunbookRunView *view = m_page->view();
    connect(catalog, &RunbookCatalogView::runbookChosen, this, &RunbooksWindowPage::openRunbook);
    connect(catalog, &RunbookCatalogView::runChosen, this, &RunbooksWindowPage::openRun);
    connect(catalog, &RunbookCatalogView::contextCleared, this, [this] {
        m_page->catalog()->runbooks().setContext({}, steadyNow());
        m_page->catalog()->showCounts();
    });
    connect(view, &RunbookRunView::backWanted, this, &RunbooksWindowPage::back);
    connect(view, &RunbookRunView::incidentWanted, this, [this](qint64 number) {
        Q_EMIT linkFollowed({CommandId::PageIncidents, {}, {}, QString::number(number)});
    });
    connect(view, &RunbookRunView::orderEdited, this, &RunbooksWindowPage::orderEdited);
    connect(view, &RunbookRunView::startWanted, this, &RunbooksWindowPage::start);
    connect(view, &RunbookRunView::abortWanted, this, [this](RunAbort when) {
        m_engine.abort(m_page->view()->run(),
                       when == RunAbort::AtOnce ? AbortWhen::AtOnce : AbortWhen::AfterStep);
    });
    connect(view, &RunbookRunView::rollBackWanted, this, [this] {
        const RunProgress *progress = m_engine.progress(m_page->view()->run());
        if (progress && hasEnded(progress->state)) {
            showRecord(m_page->view()->run()); // where it is undone, with a reason
            return;
        }
        m_undoAfter = m_page->view()->run();
        m_engine.abort(m_page->view()->run(), AbortWhen::AfterStep);
    });
    connect(view, &RunbookRunView::answered, this,
            [this](bool done) { m_engine.answer(m_page->view()->run(), done); });
    connect(view, &RunbookRunView::takeUpWanted, this, &RunbooksWindowPage::takeUp);
    connect(view, &RunbookRunView::acknowledgeWanted, this, &RunbooksWindowPage::acknowledge);
    connect(&m_ask, &QTimer::timeout, this, [this] {
        if (!m_starting && m_page->view()->showing() == RunbookRunView::Showing::Plan) {
            m_engine.watch(m_page->view()->order());
        }
    });
    connect(&m_paint, &QTimer::timeout, this, &RunbooksWindowPage::progressed);
}

void RunbooksWindowPage::connectEngine()
{
    RunbookRunView *view = m_page->view();
    connect(&m_engine, &RunEngine::foundWithMetric, this,
            [this](const QString &metric, const QList<InstanceNumber> &instances) {
                m_page->catalog()->runbooks().setFound(metric, instances, steadyNow());
                m_page->catalog()->keepFirst();
                m_page->catalog()->showCounts();
            });
    connect(&m_engine, &RunEngine::planned, view, &RunbookRunView::setPlan);
    connect(&m_engine, &RunEngine::refused, this, [this](const RunPlan &plan, const QStringList &reasons) {
        m_starting = false;
        m_page->view()->setPlan(plan);
        m_page->view()->setRefusal(reasons, wallNow());
        if (m_page->view()->showing() == RunbookRunView::Showing::Plan) {
            m_ask.start(askSoon);
        }
    });
    connect(&m_engine, &RunEngine::started, this, [this](RunNumber number) {
        m_starting = false;
        if (const RunProgress *progress = m_engine.progress(number)) {
            m_page->view()->setProgress(*progress, steadyNow());
            m_page->showView();
        }
        m_history.refresh();
    });
    connect(&m_engine, &RunEngine::progressed, this, [this](RunNumber number) {
        // The first change arms the painting, later ones ride along.
        if (isInFront(number) && !m_paint.isActive()) {
            m_paint.start(paintSoon);
        }
    });
    connect(&m_engine, &RunEngine::stateChanged, this, [this] { m_history.refresh(); });
    connect(&m_engine, &RunEngine::logged, this, [this](RunNumber number, const LogLine &line) {
        if (isInFront(number)) {
            m_page->view()->appendLog(line);
        }
    });
    connect(&m_engine, &RunEngine::ended, this, &RunbooksWindowPage::ended);
}

QWidget *RunbooksWindowPage::widget() const
{
    return m_page;
}

QString RunbooksWindowPage::count() const
{
    return format::count(m_files.catalog().runbooks().size());
}

QStringList RunbooksWindowPage::underWay() const
{
    QStringList names;
    for (const RunNumber number : m_engine.running()) {
        const RunProgress *progress = m_engine.progress(number);
        names.append(QStringLiteral("run %1 (%2)")
                         .arg(QString::number(number.value), progress ? progress->title : QString()));
    }
    return names;
}

bool RunbooksWindowPage::isInFront(RunNumber number) const
{
    return m_page->view()->run() == number && m_page->view()->showing() == RunbookRunView::Showing::Run;
}

void RunbooksWindowPage::takeConfiguration()
{
    const Configuration &configuration = m_session.configuration();
    m_engine.setConfigurationPath(QFileInfo(configuration.path).absoluteFilePath());
    const bool readOnly = m_services.readOnly || configuration.readOnly;
    m_engine.setMode(readOnly ? RunEngine::Mode::ReadOnly : RunEngine::Mode::Acting);
    m_page->setReadOnly(readOnly);
    m_nextSearch = {}; // other instances may show other metrics
}

void RunbooksWindowPage::useFiles()
{
    const RunbookCatalog &files = m_files.catalog();
    QStringList problems;
    for (const ConfigProblem &problem : files.errors() + files.warnings()) {
        problems.append(problem.toString());
    }
    m_page->catalog()->runbooks().setRunbooks(m_files.catalog().runbooks(), steadyNow());
    m_page->catalog()->setProblems(problems);
    m_page->catalog()->showCounts();
    // Whoever has the old version open goes on with the new one, or learns that it is gone.
    RunbookRunView *view = m_page->view();
    if (view->showing() == RunbookRunView::Showing::Plan && view->runbook() && !m_starting) {
        const auto now = m_files.catalog().find(view->runbook()->id);
        if (!now) {
            Q_EMIT news(
                QStringLiteral("the runbook %1 is gone or cannot be read any more").arg(view->runbook()->id));
            back();
        } else if (now->source != view->runbook()->source) {
            Q_EMIT news(QStringLiteral("the runbook %1 was changed: it begins anew").arg(now->id));
            openRunbook(now->id);
        }
    }
    Q_EMIT runbooksChanged();
}

void RunbooksWindowPage::apply(const FleetChanges &changes, SteadyTime now)
{
    if (changes.replaced) {
        takeConfiguration();
        if (m_session.configuration().runbooksFolder != m_files.folder()) {
            m_files.read(m_session.configuration().runbooksFolder);
        } else {
            m_page->catalog()->runbooks().refresh(now);
            m_page->catalog()->showCounts();
        }
    }
}

/// Which instances show the metrics by which runbooks apply: asked while somebody looks, and not often.
void RunbooksWindowPage::lookForMetrics(SteadyTime now)
{
    constexpr auto searchAgain = std::chrono::minutes(1);
    if (m_page->isVisible() && now >= m_nextSearch && m_session.fleet().size() > 0) {
        m_nextSearch = now + searchAgain;
        for (const QString &metric : m_page->catalog()->runbooks().metrics()) {
            m_engine.findWithMetric(metric);
        }
    }
}

void RunbooksWindowPage::tick(SteadyTime now)
{
    ++m_seconds;
    if (m_seconds % 2 == 0) {
        m_files.look();
    }
    lookForMetrics(now);
    if (m_page->isVisible()) {
        m_page->view()->follow();
    }
    if (m_seconds % 10 == 0) {
        m_history.findInterrupted();
    }
    if (m_page->isVisible() && m_seconds % 2 == 0 && !hasEnded(m_recordState) &&
        m_page->view()->showing() == RunbookRunView::Showing::Record) {
        showRecord(m_page->view()->run()); // another console runs it
    }
    if (m_page->isVisible() && (m_seconds % 2 == 0 || !m_engine.running().isEmpty())) {
        m_history.refresh();
    }
}

bool RunbooksWindowPage::run(CommandId command)
{
    switch (command) {
    case CommandId::RunRunbook:
        back();
        m_page->catalog()->filter()->setFocus(Qt::ShortcutFocusReason);
        return true;
    case CommandId::Filter:
        back();
        m_page->catalog()->filter()->setFocus(Qt::ShortcutFocusReason);
        m_page->catalog()->filter()->selectAll();
        return true;
    default:
        return false;
    }
}

void RunbooksWindowPage::follow(const PageLink &link)
{
    RunbookContext context{link.instance, {}};
    if (!m_session.fleet().instance(link.instance)) {
        context = {{}, link.subject};
    }
    back();
    m_page->catalog()->filter()->clear();
    m_page->catalog()->runbooks().setContext(context, steadyNow());
    m_page->catalog()->pickFirst();
    m_page->catalog()->showCounts();
}

bool RunbooksWindowPage::select(const QString &name)
{
    if (m_files.catalog().find(name)) {
        openRunbook(name);
        return true;
    }
    bool isNumber = false;
    const qint64 number = name.toLongLong(&isNumber);
    if (isNumber) {
        openRun({number});
    }
    return isNumber;
}

void RunbooksWindowPage::shown()
{
    m_page->setFocus();
    lookForMetrics(steadyNow());
    m_history.refresh();
}

void RunbooksWindowPage::openRunbook(const QString &id)
{
    const auto runbook = m_files.catalog().find(id);
    if (!runbook) {
        return;
    }
    m_undoAfter.reset();
    QStringList wishes;
    const RunbookContext &context = m_page->catalog()->runbooks().context();
    if (const Instance *instance = m_session.fleet().instance(context.instance)) {
        wishes = {instance->target.id.instance, instanceName(instance->target), instance->target.service};
        for (const QString &value : instance->target.labels) {
            wishes.append(value);
        }
    } else if (!context.service.isEmpty()) {
        wishes = {context.service};
    }
    m_page->view()->open(runbook, wishes);
    m_page->showView();
}

void RunbooksWindowPage::back()
{
    if (m_starting) {
        return; // what is about to begin is looked at
    }
    m_engine.stopWatching();
    m_ask.stop();
    m_page->view()->close();
    m_page->showCatalog();
}

void RunbooksWindowPage::orderEdited()
{
    // The first letter arms the question, later ones ride along: it is asked while one still types.
    if (!m_ask.isActive()) {
        m_ask.start(askSoon);
    }
}

void RunbooksWindowPage::start()
{
    if (m_starting || isRefused(QStringLiteral("Run this runbook"))) {
        return;
    }
    m_starting = true;
    m_ask.stop();
    m_started = m_page->view()->orderAsShown();
    m_engine.start(m_started);
}

void RunbooksWindowPage::openRun(RunNumber number)
{
    const RunProgress *progress = m_engine.progress(number);
    if (progress && !hasEnded(progress->state)) {
        m_engine.stopWatching();
        m_page->view()->close();
        m_page->view()->setProgress(*progress, steadyNow());
        m_page->showView();
        m_services.recorder->submit([number](RunStore &store) { return store.run(number); })
            .then(this, [this](const std::optional<RunRow> &row) {
                if (row) {
                    m_page->view()->setFacts(recordOf(*row, {}, {}));
                }
            });
        return;
    }
    showRecord(number);
}

void RunbooksWindowPage::showRecord(RunNumber number)
{
    m_engine.stopWatching();
    struct Found
    {
        std::optional<RunRow> row;
        QList<StepRow> steps;
        QList<LogLine> log;
    };
    m_services.recorder
        ->submit([number](RunStore &store) {
            return Found{store.run(number), store.steps(number), store.log(number)};
        })
        .then(this, [this, number](const Found &found) {
            const bool busy = m_starting || m_page->view()->showing() == RunbookRunView::Showing::Plan;
            if (!found.row || (busy && m_page->view()->run() != number)) {
                return;
            }
            const bool isOpen = m_page->view()->showing() == RunbookRunView::Showing::Record &&
                                m_page->view()->run() == number;
            m_recordState = found.row->state;
            m_page->view()->setRecord(recordOf(*found.row, found.steps, found.log));
            if (!isOpen) {
                m_page->showView();
            }
        });
}

bool RunbooksWindowPage::isRefused(const QString &wanted)
{
    const QString why = m_refusal ? m_refusal(wanted) : QString();
    if (!why.isEmpty()) {
        Q_EMIT news(why);
    }
    return !why.isEmpty();
}

void RunbooksWindowPage::takeUp(TakeUp how)
{
    if (isRefused(QStringLiteral("Take up the run"))) {
        return;
    }
    RunbookRunView *view = m_page->view();
    m_engine.resume(view->run(), resumeOf(how), view->takeUp()->reason(), view->takeUp()->confirmation(),
                    view->takeUp()->secrets());
}

void RunbooksWindowPage::acknowledge(const QStringList &services, const QString &reason)
{
    const QString person = RunEngine::person();
    m_services.recorder
        ->submit([services, reason, person](RunStore &store) {
            const std::optional<RunRow> last = store.lastActed(services);
            return last ? store.acknowledge(last->number, person, reason, wallNow())
                        : QStringLiteral("there is no run to acknowledge");
        })
        .then(this, [this](const QString &problem) {
            if (!problem.isEmpty()) {
                Q_EMIT news(QStringLiteral("the run could not be acknowledged: %1").arg(problem));
            }
            orderEdited();
            m_history.refresh();
        });
}

void RunbooksWindowPage::progressed()
{
    const RunNumber number = m_page->view()->run();
    const RunProgress *progress = m_engine.progress(number);
    if (!progress || !isInFront(number)) {
        return;
    }
    m_page->view()->setProgress(*progress, steadyNow());
    if (!hasEnded(progress->state)) {
        m_paint.start(paintSoon); // its clock runs
    }
}

void RunbooksWindowPage::ended(RunNumber number)
{
    m_history.refresh();
    const RunProgress *progress = m_engine.progress(number);
    if (!progress) {
        return;
    }
    Q_EMIT news(QStringLiteral("run %1, %2: %3%4")
                    .arg(QString::number(number.value), progress->title, toString(progress->state),
                         progress->reason.isEmpty() ? QString() : QStringLiteral(": ") + progress->reason));
    if (m_undoAfter == number) {
        m_undoAfter.reset();
        if (progress->state != RunState::Succeeded) {
            QMap<QString, QString> secrets;
            for (const ParameterDefinition &parameter : m_started.runbook->parameters) {
                if (parameter.type == ParameterDefinition::Type::Secret) {
                    secrets.insert(parameter.name, m_started.parameters.value(parameter.name));
                }
            }
            m_engine.resume(number, Resume::Undo, QStringLiteral("rolled back: %1").arg(m_started.reason),
                            m_started.confirmation, secrets);
            return;
        }
    }
    if (isInFront(number)) {
        m_page->view()->setProgress(*progress, steadyNow());
        if (progress->state != RunState::Succeeded) {
            showRecord(number); // with the ways to go on
        }
    }
}

} // namespace quarterdeck
