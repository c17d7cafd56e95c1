#include "app/window/mainwindow.h"

#include "widgets/clock.h"
#include "app/journal/chronicle.h"
#include "app/window/breakerswindowpage.h"
#include "app/window/fleetwindowpage.h"
#include "app/window/incidentnews.h"
#include "app/window/incidentswindowpage.h"
#include "app/window/notifier.h"
#include "app/window/pagedeck.h"
#include "app/window/replaycontrol.h"
#include "app/window/runbookswindowpage.h"
#include "app/window/windowdialogs.h"
#include "app/window/windowframe.h"
#include "app/window/windowpalette.h"
#include "app/window/windowreplay.h"
#include "models/items/formatter.h"
#include "widgets/activitypanel.h"
#include "widgets/charts/chartstack.h"
#include "widgets/cheatsheet.h"
#include "widgets/commandpalette.h"
#include "widgets/errors/toperrorspanel.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/incidents/incidentbanner.h"
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
    , m_replay(new ReplayControl(session.fleet(),
                                 services.chronicle ? &services.chronicle->recorder() : nullptr, this))
    , m_commands(new Commands(this))
    , m_notifier(new Notifier(this))
    , m_frame(new WindowFrame(m_replay->shown(), session.fleet(), this))
    , m_corner(new MenuCorner(m_commands->action(CommandId::GoToAnything), menuBar()))
    , m_start(new StartPage(m_frame->middle()))
    , m_pages(new PageDeck(*m_frame->navigation(), *m_frame->middle(), *m_frame->details(), m_start, this))
    , m_services(services)
    , m_console(new WindowConsole(session, services.chronicle, *m_frame->status(), this))
    , m_windowReplay(new WindowReplay(*m_replay, *this, *m_frame, *m_commands))
    , m_palette(new CommandPalette(m_replay->shown(), *m_commands, this))
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
    m_fleetPage = new FleetWindowPage(m_session, *m_replay, *m_commands);
    m_pages->add(m_fleetPage);
    m_pages->add(new BreakersWindowPage(m_session.fleet(), *m_replay));
    if (m_services.recorder) {
        m_runbooksPage = new RunbooksWindowPage(m_session, m_services);
        m_pages->add(m_runbooksPage);
    }
    if (m_services.chronicle) {
        m_news = new IncidentNews(*m_services.chronicle, *m_frame->incidentBanner(), *m_notifier, m_settings,
                                  this);
        m_incidentsPage = new IncidentsWindowPage(*m_services.chronicle, *m_news, m_settings,
                                                  m_services.readOnly ? IncidentsWindowPage::Mode::ReadOnly
                                                                      : IncidentsWindowPage::Mode::Acting);
        m_pages->add(m_incidentsPage);
    }
    offerCommands();
}

/// Everything that there is a page for, and what acts only where the console may act on this fleet.
void MainWindow::offerCommands()
{
    const bool readOnly = m_services.readOnly || m_session.configuration().readOnly;
    for (const Command &command : commandTable()) {
        const bool has = command.menu == CommandMenu::Runbooks    ? m_runbooksPage != nullptr
                         : command.menu == CommandMenu::Incidents ? m_incidentsPage != nullptr
                                                                  : true;
        const bool isPage = pageName(command.id).isEmpty() || m_pages->page(command.id);
        m_commands->setOffered(command.id,
                               has && isPage && !(readOnly && command.danger != CommandDanger::None));
    }
}

void MainWindow::connectParts()
{
    connect(&m_session, &FleetSession::changed, this, &MainWindow::apply);
    connect(&m_session, &FleetSession::configurationChanged, this, &MainWindow::onConfigurationChanged);
    connect(m_commands, &Commands::given, this, &MainWindow::run);
    connect(m_replay, &ReplayControl::shownChanged, this, &MainWindow::applyShown);
    connect(m_replay, &ReplayControl::stateChanged, this, &MainWindow::updateSituation);
    connect(m_windowReplay, &WindowReplay::refused, this, &MainWindow::say);
    m_palette->setRefusal([this](CommandId command) { return m_windowReplay->refusalOf(command); });

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
    connect(m_frame->status(), &StatusLine::consoleClicked, m_console, &WindowConsole::showPanel);
    connect(m_frame->status(), &StatusLine::problemsClicked, this, [this] { showActivity(true); });
    if (m_runbooksPage) {
        connect(m_runbooksPage, &RunbooksWindowPage::runbooksChanged, this,
                [this] { offerRunbooks(*m_palette, *m_runbooksPage); });
        connect(m_runbooksPage, &RunbooksWindowPage::news, this, &MainWindow::say);
        m_runbooksPage->setRefusal([this](const QString &wanted) { return m_replay->refuse(wanted); });
        connect(m_palette, &CommandPalette::runbookChosen, this, [this](const QString &id) {
            m_pages->show(m_runbooksPage);
            m_runbooksPage->select(id);
        });
        offerRunbooks(*m_palette, *m_runbooksPage);
    }
    connectIncidents();
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

void MainWindow::connectIncidents()
{
    if (!m_incidentsPage) {
        return;
    }
    const auto show = [this](IncidentNumber number) {
        m_pages->show(m_incidentsPage);
        m_incidentsPage->open(number);
    };
    IncidentBanner *banner = m_frame->incidentBanner();
    m_windowReplay->setLanes(*m_incidentsPage->lanes());
    connect(banner, &IncidentBanner::showWanted, this, show);
    connect(m_palette, &CommandPalette::incidentChosen, this, [show](qint64 number) { show({number}); });
    connect(m_incidentsPage, &IncidentsWindowPage::incidentSeen, banner, &IncidentBanner::noteSeen);
    connect(m_incidentsPage, &IncidentsWindowPage::news, this, &MainWindow::say);
    connect(m_incidentsPage, &IncidentsWindowPage::incidentsChanged, this, [this] {
        showIncidentCount();
        offerIncidents(*m_palette, m_incidentsPage->incidents());
    });
    connect(m_news, &IncidentNews::line, m_frame->activity(), &ActivityPanel::addConsoleMessage);
    connect(m_notifier, &Notifier::activated, this, [this, banner, show] {
        if (!banner->incidents().isEmpty()) {
            show(banner->incidents().first());
        }
    });
}

void MainWindow::say(const QString &text)
{
    m_frame->activity()->addConsoleMessage(text, wallNow());
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
        if (total == TotalsStrip::Total::Incidents && m_incidentsPage) {
            m_pages->show(m_incidentsPage);
        }
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
    m_replay->follow(changes);
    m_pages->apply(changes, now);
    m_frame->activity()->apply(changes, now);
    m_frame->topErrors()->apply(changes, now);
    m_notifier->setTotals(m_session.fleet().total());
    if (changes.replaced) {
        m_pages->setEmpty(m_session.fleet().size() == 0);
    }
    if (changes.isolationChanged) {
        m_frame->banner()->setIsolation(m_session.fleet().isolation(), m_session.fleet().isolationText());
        if (!changes.isolationNews.isEmpty()) {
            say(changes.isolationNews);
            m_notifier->notify(m_session.fleet().definition().name, changes.isolationNews);
        }
    }
    updateSituation();
}

/// Of what is shown, the present or a moment that is replayed.
void MainWindow::applyShown(const FleetChanges &changes)
{
    const SteadyTime now = m_replay->steadyTime();
    m_frame->totals()->apply(changes, now);
    m_frame->navigation()->apply(changes, now);
    m_palette->apply(changes, now);
    if (m_wallboard) {
        m_wallboard->apply(changes, now);
    }
    showWhich();
    updateSituation();
}

void MainWindow::showIncidentCount()
{
    if (m_incidentsPage) {
        const IncidentListModel &incidents = m_incidentsPage->incidents();
        m_frame->totals()->setIncidents(m_replay->isPastShown()
                                            ? incidents.activeAt(m_replay->wallTime())
                                            : incidents.count(IncidentState::Open) +
                                                  incidents.count(IncidentState::Mitigated));
    }
}

/// What keeps the present and the past apart from each other.
void MainWindow::showWhich()
{
    const bool isPast = m_replay->isPastShown();
    if (isPast) {
        m_frame->activity()->showPast(m_replay->lately(), m_replay->wallTime());
    } else {
        m_frame->activity()->showPresent();
    }
    showIncidentCount();
    m_palette->setMoment(isPast ? format::dateTime(m_replay->wallTime()) : QString());
    if (m_wallboard) {
        m_wallboard->setMoment(isPast ? std::optional(m_replay->wallTime()) : std::nullopt);
    }
}

void MainWindow::replay(WallTime moment)
{
    m_replay->seek(moment);
}

void MainWindow::onConfigurationChanged()
{
    const Configuration &configuration = m_session.configuration();
    setWindowTitle(QStringLiteral("%1 - Quarterdeck").arg(m_session.fleet().definition().name));
    m_corner->setFile(configuration.path);
    const QList<QString> problems = problemTexts(m_session.problems());
    for (const QString &problem : problems) {
        say(problem);
    }
    m_start->setConfiguration(configuration.path, QFileInfo::exists(configuration.path), problems);
    m_console->readConfiguration();
    offerCommands();
}

void MainWindow::onSecond()
{
    const WallTime now = wallNow();
    m_corner->setClock(now);
    m_replay->tick();
    m_pages->tick(steadyNow());
    if (m_wallboard) {
        m_wallboard->setClock(now);
    }
    if (m_news) {
        m_news->tick(steadyNow(), now);
    }
    m_console->show();
}

/// Another page is in front, or its filter is another one.
void MainWindow::onPageChanged()
{
    const WindowPage *page = m_pages->current();
    m_windowReplay->setPage(page->command());
    const QString filter = page->filterLine() ? page->filterLine()->text() : QString();
    m_frame->totals()->setFilterText(filter);
    if (page->command() == CommandId::PageBreakers) {
        m_frame->totals()->cell(TotalsStrip::Total::OpenBreakers)->setActive(true); // its page is in front
    }
    m_frame->totals()
        ->cell(TotalsStrip::Total::Incidents)
        ->setActive(page->command() == CommandId::PageIncidents);
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
    situation.replaying = m_replay->isReplaying();
    situation.chartShown = ChartStack::currentChartOn(page->details()) != nullptr;
    page->describe(situation);
    m_commands->setSituation(situation);
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
