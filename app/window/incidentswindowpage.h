#pragma once

#include "app/window/incidentcommands.h"
#include "app/window/incidentreading.h"
#include "app/window/windowpage.h"
#include "models/incidents/incidentseen.h"
#include "models/items/incidenteventsmodel.h"
#include "models/items/incidentlistmodel.h"

namespace quarterdeck {

class Chronicle;
class IncidentLanesPanel;
class IncidentNews;
class IncidentTimeline;
class IncidentsPage;

/// The incidents page in the window. What this console records comes from the chronicle as it happens; what
/// was before, and everything while another console records, is read from the store, never in this thread.
class IncidentsWindowPage final : public WindowPage
{
    Q_OBJECT
public:
    using Mode = IncidentCommands::Mode;

    /// Chronicle, news and settings are the caller's and outlive the page.
    IncidentsWindowPage(Chronicle &chronicle, IncidentNews &news, WindowSettings &settings, Mode mode,
                        QObject *parent = nullptr);
    ~IncidentsWindowPage() override;

    [[nodiscard]] CommandId command() const override { return CommandId::PageIncidents; }
    [[nodiscard]] QWidget *widget() const override;
    [[nodiscard]] QWidget *details() const override;
    [[nodiscard]] FilterLine *filterLine() const override;
    [[nodiscard]] QString count() const override;

    void apply(const FleetChanges &, SteadyTime) override {}
    void tick(SteadyTime now) override;
    bool run(CommandId command) override;
    void describe(CommandSituation &situation) const override;
    bool select(const QString &name) override;
    void shown() override;
    void restoreLayout(const WindowSettings &from) override;
    void saveLayout(WindowSettings &into) const override;
    [[nodiscard]] bool detailsShown() const override { return m_detailsShown; }
    void setDetailsShown(bool shown) override { m_detailsShown = shown; }

    [[nodiscard]] IncidentsPage *page() const { return m_page; }
    /// The lanes of the chosen incident and the buttons of their replay.
    [[nodiscard]] IncidentLanesPanel *lanes() const { return m_lanes; }
    [[nodiscard]] IncidentTimeline *timeline() const { return m_timeline; }
    [[nodiscard]] const IncidentListModel &incidents() const { return m_list; }
    [[nodiscard]] IncidentNumber current() const { return m_current; }
    void open(IncidentNumber number);

Q_SIGNALS:
    void incidentsChanged(); ///< others are open, or are called otherwise
    void news(const QString &text);
    void incidentSeen(quarterdeck::IncidentNumber number);

private:
    void connectPage();
    void connectReading();
    void note(const IncidentChanges &changes);
    void take(const QList<Incident> &incidents);
    void readAgain();
    void showCurrent();
    void showLanes();
    void showCharts();
    void noteSeen();
    void showSeen();
    [[nodiscard]] const Incident *incident() const { return m_list.find(m_current); }
    [[nodiscard]] std::pair<WallTime, WallTime> span(const Incident &incident) const;

    Chronicle &m_chronicle;
    IncidentNews &m_news;
    WindowSettings &m_settings;
    IncidentReading m_reading;
    IncidentListModel m_list;
    IncidentEventsModel m_events;
    IncidentSeen m_seen;
    IncidentsPage *m_page;
    IncidentLanesPanel *m_lanes;
    IncidentTimeline *m_timeline;
    IncidentCommands *m_commands;
    QTimer m_lanesSoon;
    IncidentNumber m_current;
    QString m_wanted; ///< by --select, before the record was read
    int m_seconds = 0;
    int m_lookedAt = 0; ///< seconds for which the current one was in front
    bool m_detailsShown = true;
    bool m_isRead = false;
};

} // namespace quarterdeck
