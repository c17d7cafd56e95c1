#pragma once

#include "app/session/fleetsession.h"
#include "app/window/windowpage.h"
#include "app/window/windowservices.h"
#include "app/window/windowconsole.h"
#include "app/window/windowsettings.h"
#include "models/fleet/instancefilter.h"
#include "widgets/totalsstrip.h"

#include <QMainWindow>
#include <QPointer>

namespace quarterdeck {

class CheatSheet;
class CommandPalette;
class FleetWindowPage;
class IncidentNews;
class IncidentsWindowPage;
class MenuCorner;
class Notifier;
class PageDeck;
class ReplayControl;
class RunbooksWindowPage;
class StartPage;
class Wallboard;
class WindowFrame;
class WindowReplay;

/// The window: creates the pages over one session's fleet and connects them. Everything it shows is a widget
/// of widgets/; everything it knows comes from the session.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Session, settings and services are the caller's and outlive the window.
    MainWindow(FleetSession &session, WindowSettings &settings, const WindowServices &services = {},
               QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Where the UI thread's turns are counted, for the console's own panel.
    void setTurns(std::function<TimeHistogram()> turns) { m_console->setTurns(std::move(turns)); }
    bool showPage(const QString &name); ///< as in the navigation, lower case; false when there is none
    /// Of the page in front; tells what is wrong with it.
    QList<FilterError> setFilter(const QString &text);
    /// Picks the instance (or what else the page in front is about) of this name and shows its details.
    bool select(const QString &name);
    /// Shows the record of this moment.
    void replay(WallTime moment);

Q_SIGNALS:
    void openRequested(const QString &path);
    void fleetPainted(); ///< once, after the first paint of the fleet

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addPages();
    void offerCommands();
    void connectParts();
    void connectIncidents();
    void restoreLayout();
    void saveLayout();

    void apply(const FleetChanges &changes); ///< of the present fleet
    void applyShown(const FleetChanges &changes);
    void showWhich();
    void showIncidentCount();
    void onConfigurationChanged();
    void onSecond();
    void onPageChanged();
    void say(const QString &text); ///< a line of the activity
    void showTotal(TotalsStrip::Total total);
    void updateSituation();

    void run(CommandId command);
    void follow(const PageLink &link);
    void showDetails(bool shown);
    void showActivity(bool shown);
    void openFile();
    void saveView();
    void showWallboard();
    void setTheme(const QString &mode);

    FleetSession &m_session;
    WindowSettings &m_settings;
    ReplayControl *m_replay; ///< what is shown: the present, or a moment of the record
    Commands *m_commands;
    Notifier *m_notifier;
    WindowFrame *m_frame;
    MenuCorner *m_corner;
    StartPage *m_start;
    PageDeck *m_pages;
    FleetWindowPage *m_fleetPage = nullptr;
    WindowServices m_services;
    WindowConsole *m_console;
    IncidentNews *m_news = nullptr;                 ///< null when events are not recorded
    IncidentsWindowPage *m_incidentsPage = nullptr; ///< likewise
    RunbooksWindowPage *m_runbooksPage = nullptr;   ///< null when nothing is recorded
    WindowReplay *m_windowReplay;
    CommandPalette *m_palette;
    CheatSheet *m_cheatSheet;
    QPointer<Wallboard> m_wallboard;
    bool m_painted = false;
    bool m_leavesRuns = false; ///< a person said that a run may be cut off
};

} // namespace quarterdeck
