#include "app/window/mainwindow.h"

#include "app/window/breakerswindowpage.h"
#include "app/window/fleetwindowpage.h"
#include "app/window/notifier.h"
#include "app/window/pagedeck.h"
#include "app/window/runbookswindowpage.h"
#include "app/window/windowdialogs.h"
#include "app/window/windowframe.h"
#include "models/items/formatter.h"
#include "models/items/runbooklistmodel.h"
#include "widgets/activitypanel.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/signalchart.h"
#include "widgets/cheatsheet.h"
#include "widgets/commandpalette.h"
#include "widgets/consolepanel.h"
#include "widgets/errors/toperrorspanel.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/isolationbanner.h"
#include "widgets/menucorner.h"
#include "widgets/navigationpanel.h"
#include "widgets/startpage.h"
#include "widgets/statusline.h"
#include "widgets/theme.h"
#include "widgets/totalsstrip.h"
#include "widgets/wallboard.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>

namespace quarterdeck {

namespace {

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

} // namespace

MainWindow::MainWindow(FleetSession &session, WindowSettings &settings, const WindowServices &services,
                       QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(settings)
    , m_console(session)
    , m_commands(new Commands(this))
    , m_notifier(new Notifier(this))
    , m_frame(new WindowFrame(session.fleet(), this))
    , m_corner(new MenuCorner(m_commands->action(CommandId::GoToAnything), menuBar()))
    , m_start(new StartPage(m_frame->middle()))
    , m_pages(new PageDeck(*m_frame->navigation(), *m_frame->middle(), *m_frame->details(), m_start, this))
    , m_services(services)
    , m_palette(new CommandPalette(session.fleet(), *m_commands, this))
    , m_cheatSheet(new CheatSheet(*m_commands, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    m_commands->fillMenuBar(*menuBar());
    menuBar()->setCornerWidget(m_corner);
    setCentralWidget(m_frame);
    addPages();
    connectParts();
    restoreLayout();

    FleetChanges everything;
    everything.replaced = true;
    apply(everything);
    onConfigurationChanged();
    onSecond();
    onPageChanged();
    m_fleetPage->widget()->setFocus();
}

MainWindow::~MainWindow()
{
    delete m_wallboard;
}

void MainWindow::addPages()
{
    m_fleetPage = new FleetWindowPage(m_session, *m_commands);
    m_pages->add(m_fleetPage);
    m_pages->add(new BreakersWindowPage(m_session));
    if (m_services.recorder) {
        m_runbooksPage = new RunbooksWindowPage(m_session, m_services);
        m_pages->add(m_runbooksPage);
    }
    m_commands->setOffered(CommandId::PageRunbooks, m_runbooksPage != nullptr);
    m_commands->setOffered(CommandId::RunRunbook, m_runbooksPage != nullptr && !m_services.readOnly);
}

void MainWindow::connectParts()
{
    connect(&m_session, &FleetSession::changed, this, &MainWindow::apply);
    connect(&m_session, &FleetSession::configurationChanged, this, &MainWindow::onConfigurationChanged);
    connect(m_commands, &Commands::given, this, &MainWindow::run);

    connect(m_pages, &PageDeck::currentChanged, this, &MainWindow::onPageChanged);
    for (const WindowPage *page : m_pages->pages()) {
        connect(page, &WindowPage::situationChanged, this, &MainWindow::updateSituation);
        connect(page, &WindowPage::detailsWanted, this, [this] { showDetails(true); });
        connect(page, &WindowPage::linkFollowed, this, &MainWindow::follow);
        connect(page, &WindowPage::filterTextChanged, this, [this, page] {
            if (page == m_pages->current()) {
                onPageChanged();
            }
        });
    }

    connect(m_frame->totals(), &TotalsStrip::chosen, this, &MainWindow::showTotal);
    NavigationPanel *navigation = m_frame->navigation();
    connect(navigation, &NavigationPanel::filterChosen, this, &MainWindow::setFilter);
    connect(navigation, &NavigationPanel::savedViewsEdited, this, &MainWindow::saveLayout);
    connect(m_fleetPage->page(), &FleetPage::groupingChanged, navigation, &NavigationPanel::setGrouping);
    connect(m_frame->activity(), &ActivityPanel::picked, this, [this](InstanceNumber number) {
        follow({CommandId::PageFleet, {}, number, {}});
    });
    connect(m_palette, &CommandPalette::instanceChosen, this, [this](InstanceNumber number) {
        follow({CommandId::PageFleet, {}, number, {}});
    });
    connect(m_palette, &CommandPalette::filterChosen, this, &MainWindow::setFilter);
    connect(m_frame->topErrors(), &TopErrorsPanel::chosen, this, [this](const QString &service) {
        m_pages->show(m_fleetPage);
        m_fleetPage->showMostErrors(service);
    });
    connect(m_frame->topErrors(), &TopErrorsPanel::openChanged, this,
            [this](bool open) { m_commands->action(CommandId::ToggleTopErrors)->setChecked(open); });
    connect(m_frame->status(), &StatusLine::consoleClicked, this, &MainWindow::showConsolePanel);
    connect(m_frame->status(), &StatusLine::problemsClicked, this, [this] { showActivity(true); });
    if (m_runbooksPage) {
        connect(m_runbooksPage, &RunbooksWindowPage::runbooksChanged, this, &MainWindow::offerRunbooks);
        connect(m_runbooksPage, &RunbooksWindowPage::news, this,
                [this](const QString &text) { m_frame->activity()->addConsoleMessage(text, wallNow()); });
        connect(m_palette, &CommandPalette::runbookChosen, this, [this](const QString &id) {
            m_pages->show(m_runbooksPage);
            m_runbooksPage->select(id);
        });
        offerRunbooks();
    }
    connect(m_start, &StartPage::openWanted, this, &MainWindow::openFile);
    connect(m_notifier, &Notifier::activated, this, [this] {
        show();
        raise();
        activateWindow();
    });
    m_fleetPage->page()->map()->viewport()->installEventFilter(this);

    auto *second = new QTimer(this);
    connect(second, &QTimer::timeout, this, &MainWindow::onSecond);
    second->start(std::chrono::seconds(1));
}

void MainWindow::restoreLayout()
{
    // Wide enough for every column beside the details, where the screen is.
    resize(QSize(1680, 1020).boundedTo(screen()->availableSize()).expandedTo(QSize(1400, 850)));
    restoreGeometry(m_settings.value(settings::windowGeometry));
    for (WindowPage *page : m_pages->pages()) {
        page->restoreLayout(m_settings);
    }
    m_frame->navigation()->setGrouping(m_fleetPage->page()->grouping());
    m_frame->restoreLayout(m_settings);
    showDetails(m_pages->current()->detailsShown());
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
    m_frame->saveLayout(m_settings);
    for (const WindowPage *page : m_pages->pages()) {
        page->saveLayout(m_settings);
    }
}

void MainWindow::showTotal(TotalsStrip::Total total)
{
    const QString term = TotalsStrip::filterTerm(total);
    if (term.isEmpty()) {
        return;
    }
    // A total filters the page that shows what it counts; given again there, it lets everything through.
    WindowPage *page = m_pages->page(total == TotalsStrip::Total::OpenBreakers ? CommandId::PageBreakers
                                                                               : CommandId::PageFleet);
    const qsizetype colon = term.indexOf(QLatin1Char(':'));
    const bool there = page == m_pages->current();
    m_pages->show(page);
    if (there || !page->filterLine()->hasTerm(term.left(colon), term.mid(colon + 1))) {
        page->filterLine()->toggleTerm(term.left(colon), term.mid(colon + 1));
    }
}

bool MainWindow::showPage(const QString &name)
{
    for (WindowPage *page : m_pages->pages()) {
        if (pageName(page->command()) == name) {
            m_pages->show(page);
            return true;
        }
    }
    return false;
}

QList<FilterError> MainWindow::setFilter(const QString &text)
{
    FilterLine *line = m_pages->current()->filterLine();
    if (!line) {
        return {};
    }
    line->setFilterText(text);
    return line->errors();
}

bool MainWindow::select(const QString &name)
{
    return m_pages->current()->select(name);
}

void MainWindow::apply(const FleetChanges &changes)
{
    const SteadyTime now = steadyNow();
    m_frame->totals()->apply(changes, now);
    m_frame->navigation()->apply(changes, now);
    m_pages->apply(changes, now);
    m_frame->activity()->apply(changes, now);
    m_frame->topErrors()->apply(changes, now);
    m_palette->apply(changes, now);
    if (m_wallboard) {
        m_wallboard->apply(changes, now);
    }
    m_notifier->setTotals(m_session.fleet().total());
    if (changes.replaced) {
        m_pages->setEmpty(m_session.fleet().size() == 0);
    }
    if (changes.isolationChanged) {
        m_frame->banner()->setIsolation(m_session.fleet().isolation(), m_session.fleet().isolationText());
        if (!changes.isolationNews.isEmpty()) {
            m_frame->activity()->addConsoleMessage(changes.isolationNews, wallNow());
            m_notifier->notify(m_session.fleet().definition().name, changes.isolationNews);
        }
    }
    updateSituation();
}

void MainWindow::onConfigurationChanged()
{
    const Configuration &configuration = m_session.configuration();
    setWindowTitle(QStringLiteral("%1 - Quarterdeck").arg(m_session.fleet().definition().name));
    m_corner->setFile(configuration.path);
    m_console.readConfiguration();
    const QList<QString> problems = problemTexts(m_session.problems());
    for (const QString &problem : problems) {
        m_frame->activity()->addConsoleMessage(problem, wallNow());
    }
    m_start->setConfiguration(configuration.path, QFileInfo::exists(configuration.path), problems);
    m_frame->status()->setStatus(m_console.read());
}

void MainWindow::showConsolePanel()
{
    if (!m_consolePanel) {
        m_consolePanel = new ConsolePanel(this);
    }
    m_consolePanel->setFacts(m_console.facts());
    m_consolePanel->show();
    m_consolePanel->raise();
}

void MainWindow::onSecond()
{
    if (m_consolePanel && m_consolePanel->isVisible()) {
        m_consolePanel->setFacts(m_console.facts());
    }
    const WallTime now = wallNow();
    m_corner->setClock(now);
    m_pages->tick(steadyNow());
    if (m_wallboard) {
        m_wallboard->setClock(now);
    }
    m_frame->status()->setStatus(m_console.read());
}

/// Another page is in front, or its filter is another one.
void MainWindow::onPageChanged()
{
    const WindowPage *page = m_pages->current();
    const QString filter = page->filterLine() ? page->filterLine()->text() : QString();
    m_frame->totals()->setFilterText(filter);
    if (page->command() == CommandId::PageBreakers) {
        m_frame->totals()->cell(TotalsStrip::Total::OpenBreakers)->setActive(true); // its page is in front
    }
    m_frame->navigation()->setFilterText(filter);
    m_commands->action(CommandId::ToggleDetails)->setChecked(page->details() && page->detailsShown());
    updateSituation();
}

void MainWindow::updateSituation()
{
    const WindowPage *page = m_pages->current();
    CommandSituation situation;
    situation.page = page->command();
    situation.filterSet = page->filterLine() && !page->filterLine()->text().isEmpty();
    situation.unseenChanges = m_session.fleet().total().unseen > 0;
    situation.chartShown = ChartStack::currentChartOn(page->details()) != nullptr;
    page->describe(situation);
    m_commands->setSituation(situation);
}

void MainWindow::run(CommandId command)
{
    if (WindowPage *page = m_pages->page(command)) {
        m_pages->show(page);
        return;
    }
    WindowPage *current = m_pages->current();
    if (current->run(command)) {
        return;
    }
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
    case CommandId::ToggleDetails:
        showDetails(!current->detailsShown());
        break;
    case CommandId::ToggleActivity:
        showActivity(!m_frame->activity()->isVisibleTo(this));
        break;
    case CommandId::ToggleTopErrors:
        m_frame->topErrors()->toggle();
        m_commands->action(command)->setChecked(m_frame->topErrors()->isOpen());
        break;
    case CommandId::CopyChartPicture:
    case CommandId::CopyChartValues:
        if (SignalChart *chart = ChartStack::currentChartOn(current->details())) {
            command == CommandId::CopyChartPicture ? chart->copyPicture() : chart->copyCsv();
        }
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
        if (FilterLine *line = current->filterLine()) {
            line->setFocus(Qt::ShortcutFocusReason);
            line->selectAll();
        }
        break;
    case CommandId::ClearFilter:
        setFilter(QString());
        break;
    case CommandId::SaveView:
        saveView();
        break;
    case CommandId::MarkSeen:
        m_session.markSeen(m_session.fleet().order());
        break;
    case CommandId::CheatSheet:
        m_cheatSheet->open();
        break;
    case CommandId::About:
        showAboutBox(this);
        break;
    case CommandId::RunRunbook:
        if (m_runbooksPage) {
            m_pages->show(m_runbooksPage);
            m_runbooksPage->run(command);
        }
        break;
    default:
        break; // a command of a page that is not in front
    }
}

void MainWindow::follow(const PageLink &link)
{
    if (WindowPage *page = m_pages->page(link.page)) {
        m_pages->show(page);
        page->follow(link);
    }
}

void MainWindow::showDetails(bool shown)
{
    WindowPage *page = m_pages->current();
    page->setDetailsShown(shown);
    m_frame->details()->setVisible(shown && page->details());
    m_commands->action(CommandId::ToggleDetails)->setChecked(shown && page->details());
}

void MainWindow::showActivity(bool shown)
{
    m_frame->activity()->setVisible(shown);
    m_commands->action(CommandId::ToggleActivity)->setChecked(shown);
}

void MainWindow::offerRunbooks()
{
    QList<PaletteEntry> entries;
    for (const auto &runbook : m_runbooksPage->runbooks()) {
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Runbook;
        entry.title = RunbookListModel::titleOf(*runbook);
        entry.detail = QStringLiteral("runbook · %1 · %2").arg(toString(runbook->kind), runbook->id);
        entry.runbook = runbook->id;
        entries.append(entry);
    }
    m_palette->setRunbooks(entries);
}

void MainWindow::openFile()
{
    if (m_runbooksPage && !m_runbooksPage->underWay().isEmpty()) {
        m_frame->activity()->addConsoleMessage(
            QStringLiteral("another configuration cannot be opened while %1 is under way")
                .arg(m_runbooksPage->underWay().join(QStringLiteral(", "))),
            wallNow());
        showActivity(true);
        return;
    }
    askForConfiguration(this, QFileInfo(m_session.configuration().path).path(),
                        [this](const QString &path) { Q_EMIT openRequested(path); });
}

void MainWindow::saveView()
{
    const QString filter = m_pages->current()->filterLine()->text();
    askForViewName(this, filter, [this, filter](const QString &name) {
        QList<SavedView> views = m_frame->navigation()->savedViews();
        views.removeIf([&name](const SavedView &view) { return view.name == name; });
        views.append({name, filter});
        m_frame->navigation()->setSavedViews(views);
        saveLayout();
    });
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

void MainWindow::setTheme(const QString &mode)
{
    m_settings.set(settings::theme, mode);
    Theme::instance().apply(*qApp, themeModeFromString(mode));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_runbooksPage && !m_leavesRuns && !m_runbooksPage->underWay().isEmpty()) {
        event->ignore();
        askToLeaveRuns(this, m_runbooksPage->underWay(), [this] {
            m_leavesRuns = true;
            close();
        });
        return;
    }
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
