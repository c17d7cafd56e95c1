#pragma once

#include "app/window/windowsettings.h"
#include "models/fleet/fleet.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace quarterdeck {

class ActivityPanel;
class IncidentBanner;
class IsolationBanner;
class NavigationPanel;
class StatusLine;
class TopErrorsPanel;
class TotalsStrip;

/// What stays around the pages: the totals above, the navigation at the left, activity and details at the
/// right, top errors and the status line below.
class WindowFrame final : public QWidget
{
    Q_OBJECT
public:
    /// The fleets are the caller's and outlive the frame. `shown`: what the window shows, the present or a
    /// moment that is replayed.
    WindowFrame(const Fleet &shown, const Fleet &present, QWidget *parent = nullptr);

    [[nodiscard]] TotalsStrip *totals() const { return m_totals; }
    [[nodiscard]] IsolationBanner *banner() const { return m_banner; }
    [[nodiscard]] IncidentBanner *incidentBanner() const { return m_incidentBanner; }
    [[nodiscard]] NavigationPanel *navigation() const { return m_navigation; }
    [[nodiscard]] QStackedWidget *middle() const { return m_middle; }
    [[nodiscard]] TopErrorsPanel *topErrors() const { return m_topErrors; }
    [[nodiscard]] ActivityPanel *activity() const { return m_activity; }
    [[nodiscard]] QStackedWidget *details() const { return m_details; }
    [[nodiscard]] StatusLine *status() const { return m_status; }

    void restoreLayout(const WindowSettings &settings);
    void saveLayout(WindowSettings &settings) const;

private:
    TotalsStrip *m_totals;
    IsolationBanner *m_banner;
    IncidentBanner *m_incidentBanner;
    QSplitter *m_splitter;
    NavigationPanel *m_navigation;
    QStackedWidget *m_middle;
    TopErrorsPanel *m_topErrors;
    ActivityPanel *m_activity;
    QStackedWidget *m_details;
    StatusLine *m_status;
};

} // namespace quarterdeck
