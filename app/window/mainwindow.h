#pragma once

#include "app/session/fleetsession.h"
#include "app/window/windowsettings.h"

#include <QMainWindow>

namespace quarterdeck {

class FleetPage;

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
    void selectInstance(const QString &name);

Q_SIGNALS:
    void openRequested(const QString &path);
    void fleetPainted(); ///< once, after the first paint of the fleet

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply(const FleetChanges &changes);

    FleetSession &m_session;
    WindowSettings &m_settings;
    FleetPage *m_page = nullptr;
    bool m_painted = false;
};

} // namespace quarterdeck
