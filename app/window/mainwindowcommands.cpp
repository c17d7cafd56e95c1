// What the commands of the window do: the other half of MainWindow.

#include "app/window/fleetwindowpage.h"
#include "app/window/mainwindow.h"
#include "app/window/pagedeck.h"
#include "app/window/replaycontrol.h"
#include "app/window/runbookswindowpage.h"
#include "app/window/windowdialogs.h"
#include "app/window/windowframe.h"
#include "app/window/windowreplay.h"
#include "widgets/activitypanel.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/signalchart.h"
#include "widgets/cheatsheet.h"
#include "widgets/commandpalette.h"
#include "widgets/errors/toperrorspanel.h"
#include "widgets/filterline.h"
#include "widgets/navigationpanel.h"
#include "widgets/theme.h"
#include "widgets/wallboard.h"

#include <QApplication>
#include <QFileInfo>
#include <QStackedWidget>

namespace quarterdeck {

void MainWindow::run(CommandId command)
{
    if (m_windowReplay->run(command)) {
        return;
    }
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

void MainWindow::openFile()
{
    if (m_runbooksPage && !m_runbooksPage->underWay().isEmpty()) {
        say(QStringLiteral("another configuration cannot be opened while %1 is under way")
                .arg(m_runbooksPage->underWay().join(QStringLiteral(", "))));
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
    m_wallboard = new Wallboard(m_replay->shown());
    m_wallboard->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_wallboard, &Wallboard::ended, m_wallboard, &QWidget::close);
    FleetChanges everything;
    everything.replaced = true;
    m_wallboard->apply(everything, m_replay->steadyTime());
    m_wallboard->setClock(std::chrono::system_clock::now());
    showWhich();
    m_wallboard->showOn(screen());
}

void MainWindow::setTheme(const QString &mode)
{
    m_settings.set(settings::theme, mode);
    Theme::instance().apply(*qApp, themeModeFromString(mode));
}

} // namespace quarterdeck
