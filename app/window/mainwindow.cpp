#include "app/window/mainwindow.h"

#include "app/window/notifier.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "widgets/activitypanel.h"
#include "widgets/cheatsheet.h"
#include "widgets/commandpalette.h"
#include "widgets/fleet/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/fleet/instancepanel.h"
#include "widgets/isolationbanner.h"
#include "widgets/navigationpanel.h"
#include "widgets/startpage.h"
#include "widgets/statusline.h"
#include "widgets/theme.h"
#include "widgets/totalsstrip.h"
#include "widgets/wallboard.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QSet>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

const QString fleetPageId = QStringLiteral("fleet");

SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

WallTime wallNow()
{
    return std::chrono::system_clock::now();
}

QList<QString> problemTexts(const QList<ConfigProblem> &problems)
{
    QList<QString> texts;
    for (const ConfigProblem &problem : problems) {
        texts.append(problem.toString());
    }
    return texts;
}

/// Skipping verification must be visible: which jobs do, in words.
QString unverifiedJobs(const FleetDefinition &definition)
{
    QSet<QString> jobs;
    for (const Target &target : definition.targets) {
        if (target.http && target.http->tls.skipVerify) {
            jobs.insert(target.id.job);
        }
    }
    if (jobs.isEmpty()) {
        return {};
    }
    return jobs.size() == 1
               ? MainWindow::tr("TLS of job %1 is not verified").arg(*jobs.begin())
               : MainWindow::tr("TLS of %n jobs is not verified", nullptr, static_cast<int>(jobs.size()));
}

/// A view as a line of the settings file: name, tab, filter.
QStringList viewLines(const QList<SavedView> &views)
{
    QStringList lines;
    for (const SavedView &view : views) {
        lines.append(view.name + QLatin1Char('\t') + view.filter);
    }
    return lines;
}

} // namespace

MainWindow::MainWindow(FleetSession &session, WindowSettings &settings, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(settings)
    , m_commands(new Commands(this))
    , m_notifier(new Notifier(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    buildWidgets();
    buildMenuCorner();
    connectWidgets();
    restoreLayout();

    FleetChanges everything;
    everything.replaced = true;
    apply(everything);
    onConfigurationChanged();
    onSecond();
    m_page->setFocus();
}

MainWindow::~MainWindow()
{
    delete m_wallboard;
}

void MainWindow::buildWidgets()
{
    const Fleet &fleet = m_session.fleet();
    m_commands->fillMenuBar(*menuBar());

    auto *central = new QWidget(this);
    auto *column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_totals = new TotalsStrip(fleet, central);
    m_banner = new IsolationBanner(central);
    m_splitter = new QSplitter(Qt::Horizontal, central);
    m_splitter->setObjectName(QStringLiteral("outerSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_status = new StatusLine(central);
    column->addWidget(m_totals);
    column->addWidget(m_banner);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_status);
    setCentralWidget(central);

    m_navigation = new NavigationPanel(fleet, m_splitter);
    m_navigation->addPage(fleetPageId, tr("Fleet"));
    m_navigation->setCurrentPage(fleetPageId);
    m_stack = new QStackedWidget(m_splitter);
    m_page = new FleetPage(fleet, steadyNow, m_stack);
    m_start = new StartPage(m_stack);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_start);
    m_activity = new ActivityPanel(fleet, m_splitter);
    m_details = new InstancePanel(fleet, m_splitter);
    for (const CommandId id : {CommandId::ProbeNow, CommandId::CopyAddress, CommandId::CopyName}) {
        m_details->addAction(m_commands->action(id));
    }
    m_splitter->addWidget(m_navigation);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_activity);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(1, 1);

    m_palette = new CommandPalette(fleet, *m_commands, this);
    m_cheatSheet = new CheatSheet(*m_commands, this);
}

void MainWindow::buildMenuCorner()
{
    auto *corner = new QWidget(menuBar());
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 2, 12, 2);
    row->setSpacing(18);
    m_fileName = new QLabel(corner);
    m_fileName->setObjectName(QStringLiteral("fileName"));
    m_fileName->setTextFormat(Qt::PlainText);
    m_clock = new QLabel(corner);
    m_clock->setObjectName(QStringLiteral("clock"));
    m_fileName->setProperty("tone", QStringLiteral("dim"));
    m_clock->setProperty("tone", QStringLiteral("dim"));
    auto *go = new QToolButton(corner);
    go->setObjectName(QStringLiteral("goToAnythingButton"));
    go->setText(tr("Ctrl+K  Go to anything…"));
    go->setProperty("button", true);
    go->setFocusPolicy(Qt::NoFocus);
    connect(go, &QToolButton::clicked, m_commands->action(CommandId::GoToAnything), &QAction::trigger);
    row->addWidget(m_fileName);
    row->addWidget(m_clock);
    row->addWidget(go);
    menuBar()->setCornerWidget(corner);
}

void MainWindow::connectWidgets()
{
    connect(&m_session, &FleetSession::changed, this, &MainWindow::apply);
    connect(&m_session, &FleetSession::configurationChanged, this, &MainWindow::onConfigurationChanged);
    connect(m_commands, &Commands::given, this, &MainWindow::run);

    connect(m_totals, &TotalsStrip::chosen, this, [this](TotalsStrip::Total total) {
        const QString term = TotalsStrip::filterTerm(total);
        if (!term.isEmpty()) {
            const qsizetype colon = term.indexOf(QLatin1Char(':'));
            m_page->filterLine()->toggleTerm(term.left(colon), term.mid(colon + 1));
        }
    });
    connect(m_navigation, &NavigationPanel::filterChosen, this, &MainWindow::setFilter);
    connect(m_navigation, &NavigationPanel::savedViewsEdited, this, &MainWindow::saveLayout);
    connect(m_page, &FleetPage::filterTextChanged, m_totals, &TotalsStrip::setFilterText);
    connect(m_page, &FleetPage::filterTextChanged, m_navigation, &NavigationPanel::setFilterText);
    connect(m_page, &FleetPage::filterTextChanged, this, &MainWindow::updateSituation);
    connect(m_page, &FleetPage::groupingChanged, m_navigation, &NavigationPanel::setGrouping);
    connect(m_page, &FleetPage::currentChanged, this, &MainWindow::pick);
    connect(m_page, &FleetPage::activated, this, [this](InstanceNumber number) {
        pick(number);
        showDetails(true);
    });
    connect(m_page, &FleetPage::menuWanted, this, [this](InstanceNumber number, const QPoint &place) {
        pick(number);
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_commands->fillInstanceMenu(*menu);
        menu->popup(place);
    });
    const auto goTo = [this](InstanceNumber number) {
        m_page->setCurrent(number);
        pick(number);
        showDetails(true);
    };
    connect(m_activity, &ActivityPanel::picked, this, goTo);
    connect(m_palette, &CommandPalette::instanceChosen, this, goTo);
    connect(m_palette, &CommandPalette::filterChosen, this, &MainWindow::setFilter);
    connect(m_status, &StatusLine::problemsClicked, this, [this] { showActivity(true); });
    connect(m_start, &StartPage::openWanted, this, &MainWindow::openFile);
    connect(m_notifier, &Notifier::activated, this, [this] {
        show();
        raise();
        activateWindow();
    });
    m_page->map()->viewport()->installEventFilter(this);

    auto *second = new QTimer(this);
    connect(second, &QTimer::timeout, this, &MainWindow::onSecond);
    second->start(std::chrono::seconds(1));
}

void MainWindow::restoreLayout()
{
    // Wide enough for every column beside the details, where the screen is.
    resize(QSize(1680, 1020).boundedTo(screen()->availableSize()).expandedTo(QSize(1400, 850)));
    restoreGeometry(m_settings.value(settings::windowGeometry));
    m_page->restoreLayout(m_settings.value(settings::fleetPage));
    m_navigation->setGrouping(m_page->grouping());
    QList<SavedView> views;
    for (const QString &line : m_settings.value(settings::savedViews)) {
        views.append({line.section(QLatin1Char('\t'), 0, 0), line.section(QLatin1Char('\t'), 1)});
    }
    m_navigation->setSavedViews(views);
    setFilter(m_settings.value(settings::filter));
    m_splitter->setSizes({215, 900, 260, 372});
    m_splitter->restoreState(m_settings.value(settings::outerSplitter));
    showDetails(m_settings.value(settings::detailsShown));
    showActivity(m_settings.value(settings::activityShown));
    const QString theme = m_settings.value(settings::theme);
    m_commands
        ->action(theme == QStringLiteral("dark")    ? CommandId::ThemeDark
                 : theme == QStringLiteral("light") ? CommandId::ThemeLight
                                                    : CommandId::ThemeSystem)
        ->setChecked(true);
}

void MainWindow::saveLayout()
{
    m_settings.set(settings::windowGeometry, saveGeometry());
    m_settings.set(settings::outerSplitter, m_splitter->saveState());
    m_settings.set(settings::fleetPage, m_page->saveLayout());
    m_settings.set(settings::filter, m_page->filterLine()->text());
    m_settings.set(settings::savedViews, viewLines(m_navigation->savedViews()));
    m_settings.set(settings::detailsShown, m_details->isVisibleTo(this));
    m_settings.set(settings::activityShown, m_activity->isVisibleTo(this));
}

void MainWindow::setFilter(const QString &text)
{
    m_page->filterLine()->setFilterText(text);
}

bool MainWindow::selectInstance(const QString &name)
{
    const Fleet &fleet = m_session.fleet();
    for (const InstanceNumber number : fleet.order()) {
        if (fleet.instance(number)->target.id.instance == name) {
            m_page->setCurrent(number);
            pick(number);
            showDetails(true);
            return true;
        }
    }
    return false;
}

void MainWindow::apply(const FleetChanges &changes)
{
    const SteadyTime now = steadyNow();
    m_totals->apply(changes, now);
    m_navigation->apply(changes, now);
    m_page->apply(changes, now);
    m_details->apply(changes, now);
    m_activity->apply(changes, now);
    m_palette->apply(changes, now);
    if (m_wallboard) {
        m_wallboard->apply(changes, now);
    }
    m_notifier->setTotals(m_session.fleet().total());
    if (changes.replaced) {
        m_navigation->setPageCount(fleetPageId, format::count(m_session.fleet().size()));
        m_stack->setCurrentWidget(m_session.fleet().size() > 0 ? static_cast<QWidget *>(m_page) : m_start);
    }
    if (changes.isolationChanged) {
        m_banner->setIsolation(m_session.fleet().isolation(), m_session.fleet().isolationText());
        if (!changes.isolationNews.isEmpty()) {
            m_activity->addConsoleMessage(changes.isolationNews, wallNow());
            m_notifier->notify(m_session.fleet().definition().name, changes.isolationNews);
        }
    }
    updateSituation();
}

void MainWindow::onConfigurationChanged()
{
    const Configuration &configuration = m_session.configuration();
    setWindowTitle(QStringLiteral("%1 - Quarterdeck").arg(m_session.fleet().definition().name));
    m_fileName->setText(QFileInfo(configuration.path).fileName());
    m_fileName->setToolTip(QFileInfo(configuration.path).absoluteFilePath().toHtmlEscaped());
    m_unverifiedTls = unverifiedJobs(configuration.fleet);
    const QList<QString> problems = problemTexts(m_session.problems());
    for (const QString &problem : problems) {
        m_activity->addConsoleMessage(problem, wallNow());
    }
    m_start->setConfiguration(configuration.path, QFileInfo::exists(configuration.path), problems);
    m_status->setStatus(consoleStatus());
}

void MainWindow::onSecond()
{
    const WallTime now = wallNow();
    m_clock->setText(format::clock(now) + QStringLiteral(" UTC"));
    if (m_wallboard) {
        m_wallboard->setClock(now);
    }
    m_status->setStatus(consoleStatus());
}

ConsoleStatus MainWindow::consoleStatus()
{
    const PollerStatistics poller = m_session.poller().statistics();
    const PollSettings &poll = m_session.fleet().definition().poll;
    // "Late" speaks of the last interval: an old hiccup must not stand there for ever.
    m_lateCounts.push_back(poller.late);
    const auto kept = static_cast<std::size_t>(std::max<qint64>(1, poll.interval.count() / 1000)) + 1;
    while (m_lateCounts.size() > kept) {
        m_lateCounts.pop_front();
    }
    ConsoleStatus status;
    status.instances = static_cast<int>(m_session.fleet().size());
    status.interval = poll.interval;
    status.polling = status.instances > 0;
    status.probesPerSecond = poller.probesPerSecond;
    status.late = m_lateCounts.back() - m_lateCounts.front();
    status.p99Probe = poller.p99Duration;
    status.ownBreakersOpen = poller.ownBreakersOpen;
    status.shed = poller.shed;
    status.unverifiedTls = m_unverifiedTls;
    status.configuration = QFileInfo(m_session.configuration().path).fileName();
    if (!m_session.problems().isEmpty()) {
        const qsizetype count = m_session.problems().size();
        status.problems.append(
            (status.instances > 0 ? tr("the running configuration stays: %1") : QStringLiteral("%1"))
                .arg(m_session.problems().first().toString()) +
            (count > 1 ? tr(" (and %1 more)").arg(count - 1) : QString()));
    }
    return status;
}

void MainWindow::updateSituation()
{
    const RollUp &totals = m_session.fleet().total();
    CommandSituation situation;
    situation.instancePicked = m_session.fleet().instance(m_details->instance()) != nullptr;
    situation.filterSet = !m_page->filterLine()->text().isEmpty();
    situation.unseenChanges = totals.unseen > 0;
    situation.problemsExist = totals.of(State::Up) < totals.total;
    m_commands->setSituation(situation);
}

void MainWindow::run(CommandId command)
{
    const Instance *picked = m_session.fleet().instance(m_details->instance());
    switch (command) {
    case CommandId::GoToAnything:
        m_palette->open();
        break;
    case CommandId::OpenConfiguration:
        openFile();
        break;
    case CommandId::ReloadConfiguration:
        m_session.reload();
        break;
    case CommandId::Quit:
        close();
        break;
    case CommandId::PageFleet:
        m_stack->setCurrentWidget(m_session.fleet().size() > 0 ? static_cast<QWidget *>(m_page) : m_start);
        break;
    case CommandId::ViewBoth:
        m_page->setView(FleetView::Both);
        break;
    case CommandId::ViewMap:
        m_page->setView(FleetView::Map);
        break;
    case CommandId::ViewTable:
        m_page->setView(FleetView::Table);
        break;
    case CommandId::ZoomIn:
        m_page->map()->setCellSize(m_page->map()->cellSize() + 2);
        break;
    case CommandId::ZoomOut:
        m_page->map()->setCellSize(m_page->map()->cellSize() - 2);
        break;
    case CommandId::ZoomReset:
        m_page->map()->setCellSize(FleetMap::usualCell);
        break;
    case CommandId::ToggleDetails:
        showDetails(!m_details->isVisibleTo(this));
        break;
    case CommandId::ToggleActivity:
        showActivity(!m_activity->isVisibleTo(this));
        break;
    case CommandId::ThemeSystem:
        setTheme(QStringLiteral("system"));
        break;
    case CommandId::ThemeDark:
        setTheme(QStringLiteral("dark"));
        break;
    case CommandId::ThemeLight:
        setTheme(QStringLiteral("light"));
        break;
    case CommandId::Wallboard:
        showWallboard();
        break;
    case CommandId::Filter:
        m_page->focusFilter();
        break;
    case CommandId::ClearFilter:
        setFilter(QString());
        break;
    case CommandId::SaveView:
        saveView();
        break;
    case CommandId::OnlyProblems:
        m_page->filterLine()->toggleTerm(QStringLiteral("!state"), QStringLiteral("up"));
        break;
    case CommandId::NextProblem:
        stepProblem(1);
        break;
    case CommandId::PreviousProblem:
        stepProblem(-1);
        break;
    case CommandId::MarkSeen:
        m_session.markSeen(m_session.fleet().order());
        break;
    case CommandId::ProbeNow:
        m_session.poller().probeNow(m_details->instance());
        break;
    case CommandId::CopyAddress:
        copy(picked ? instanceAddress(picked->target) : QString());
        break;
    case CommandId::CopyName:
        copy(picked ? instanceName(picked->target) : QString());
        break;
    case CommandId::CheatSheet:
        m_cheatSheet->open();
        break;
    case CommandId::About:
        showAbout();
        break;
    }
}

void MainWindow::pick(InstanceNumber number)
{
    m_details->setInstance(number, steadyNow());
    m_session.markSeen({number});
    updateSituation();
}

void MainWindow::showDetails(bool shown)
{
    m_details->setVisible(shown);
    m_commands->action(CommandId::ToggleDetails)->setChecked(shown);
}

void MainWindow::showActivity(bool shown)
{
    m_activity->setVisible(shown);
    m_commands->action(CommandId::ToggleActivity)->setChecked(shown);
}

void MainWindow::stepProblem(int direction)
{
    FleetTableModel &rows = m_page->tableModel();
    const int count = rows.rowCount();
    int row = rows.rowOf(m_page->current());
    for (int step = 0; step < count; ++step) {
        row = row < 0 ? (direction > 0 ? 0 : count - 1) : (row + direction + count) % count;
        const InstanceNumber number = rows.numberAt(row);
        const Instance *instance = m_session.fleet().instance(number);
        if (instance && instance->state != State::Up) {
            m_page->setCurrent(number);
            pick(number);
            return;
        }
    }
}

void MainWindow::openFile()
{
    auto *dialog =
        new QFileDialog(this, tr("Open a configuration"), QFileInfo(m_session.configuration().path).path(),
                        tr("Fleets and prometheus.yml (*.yml *.yaml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openRequested);
    dialog->open();
}

void MainWindow::saveView()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this view"));
    dialog->setLabelText(tr("Name for the filter \"%1\":").arg(m_page->filterLine()->text()));
    for (QLabel *label : dialog->findChildren<QLabel *>()) {
        label->setTextFormat(Qt::PlainText);
    }
    dialog->setOkButtonText(tr("Save view"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        const QString trimmed = name.simplified();
        if (trimmed.isEmpty()) {
            return;
        }
        QList<SavedView> views = m_navigation->savedViews();
        views.removeIf([&trimmed](const SavedView &view) { return view.name == trimmed; });
        views.append({trimmed, m_page->filterLine()->text()});
        m_navigation->setSavedViews(views);
        saveLayout();
    });
    dialog->open();
}

void MainWindow::showWallboard()
{
    if (m_wallboard) {
        m_wallboard->close();
        return;
    }
    m_wallboard = new Wallboard(m_session.fleet());
    m_wallboard->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_wallboard, &Wallboard::ended, m_wallboard, &QWidget::close);
    FleetChanges everything;
    everything.replaced = true;
    m_wallboard->apply(everything, steadyNow());
    m_wallboard->setClock(wallNow());
    m_wallboard->showOn(screen());
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Quarterdeck"),
                                tr("Quarterdeck %1\n\nWatches a fleet's health, readiness and metrics.\n\n"
                                   "Free software under the GNU General Public License, version 3 or later.")
                                    .arg(QCoreApplication::applicationVersion()),
                                QMessageBox::Close, this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::setTheme(const QString &mode)
{
    m_settings.set(settings::theme, mode);
    Theme::instance().apply(*qApp, themeModeFromString(mode));
}

void MainWindow::copy(const QString &text)
{
    if (!text.isEmpty()) {
        QApplication::clipboard()->setText(text);
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    delete m_wallboard;
    event->accept();
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_painted && event->type() == QEvent::Paint) {
        m_painted = true;
        QTimer::singleShot(0, this, &MainWindow::fleetPainted);
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace quarterdeck
