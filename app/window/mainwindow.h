#pragma once

#include "app/session/fleetsession.h"
#include "app/window/windowsettings.h"
#include "models/items/consolestatus.h"
#include "widgets/commands.h"

#include <QMainWindow>
#include <QPointer>

#include <deque>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace quarterdeck {

class ActivityPanel;
class CheatSheet;
class CommandPalette;
class FleetPage;
class InstancePanel;
class IsolationBanner;
class NavigationPanel;
class Notifier;
class StartPage;
class StatusLine;
class TotalsStrip;
class Wallboard;

/// The window: creates the pages over one session's fleet and connects them. Everything it shows is a widget
/// of widgets/; everything it knows comes from the session.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Session and settings are the caller's and outlive the window.
    MainWindow(FleetSession &session, WindowSettings &settings, QWidget *parent = nullptr);
    ~MainWindow() override;

    void setFilter(const QString &text);
    /// Picks the instance of this name, if there is one, and shows its details.
    bool selectInstance(const QString &name);

Q_SIGNALS:
    void openRequested(const QString &path);
    void fleetPainted(); ///< once, after the first paint of the fleet

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildWidgets();
    void buildMenuCorner();
    void connectWidgets();
    void restoreLayout();
    void saveLayout();

    void apply(const FleetChanges &changes);
    void onConfigurationChanged();
    void onSecond();
    [[nodiscard]] ConsoleStatus consoleStatus();
    void updateSituation();

    void run(CommandId command);
    void pick(InstanceNumber number);
    void showDetails(bool shown);
    void showActivity(bool shown);
    void stepProblem(int direction);
    void openFile();
    void saveView();
    void showWallboard();
    void showAbout();
    void setTheme(const QString &mode);
    void copy(const QString &text);

    FleetSession &m_session;
    WindowSettings &m_settings;
    Commands *m_commands = nullptr;
    TotalsStrip *m_totals = nullptr;
    IsolationBanner *m_banner = nullptr;
    NavigationPanel *m_navigation = nullptr;
    QStackedWidget *m_stack = nullptr;
    StartPage *m_start = nullptr;
    FleetPage *m_page = nullptr;
    InstancePanel *m_details = nullptr;
    ActivityPanel *m_activity = nullptr;
    QSplitter *m_splitter = nullptr;
    StatusLine *m_status = nullptr;
    CommandPalette *m_palette = nullptr;
    CheatSheet *m_cheatSheet = nullptr;
    QLabel *m_fileName = nullptr;
    QLabel *m_clock = nullptr;
    Notifier *m_notifier = nullptr;
    QPointer<Wallboard> m_wallboard;
    QString m_unverifiedTls;
    std::deque<quint64> m_lateCounts; ///< of the last seconds, oldest first
    bool m_painted = false;
};

} // namespace quarterdeck
