#pragma once

#include "widgets/incidents/incidentlanesview.h"
#include "widgets/incidents/replaystate.h"

#include <QFrame>

class QBoxLayout;
class QLabel;
class QToolButton;

namespace quarterdeck {

class ChartStack;
class ReplayBar;
class TimeAxis;

/// The card of an incident's lanes: which stretch of time is seen, the buttons of the replay, the lanes.
class IncidentLanesPanel final : public QFrame
{
    Q_OBJECT
public:
    explicit IncidentLanesPanel(QWidget *parent = nullptr);

    [[nodiscard]] IncidentLanesView *view() const { return m_view; }
    [[nodiscard]] ReplayBar *bar() const { return m_bar; }
    /// Another incident: all of its time is shown. The same one, gone on: see IncidentLanesView::setLanes().
    void setLanes(const IncidentLanes &lanes, IncidentNumber number);
    void setReplay(const ReplayState &state);
    /// Without a record there is nothing to replay.
    void setReplayOffered(bool offered);
    void setZone(ClockZone zone);
    [[nodiscard]] ClockZone zone() const { return m_view->zone(); }
    /// From now on the lanes and the charts of `axis` look at the same stretch of time, and the mouse on one
    /// is seen on the other. The axis is the caller's and outlives the panel.
    void shareAxis(TimeAxis &axis);
    /// The plots of these charts stand exactly below the lanes. The caller's; they outlive the panel.
    void alignCharts(ChartStack &charts);
    /// When the events of the incident happened, each moment once: what a replay steps through.
    [[nodiscard]] QList<WallTime> moments() const;

Q_SIGNALS:
    void zoneChosen(quarterdeck::ClockZone zone);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showSpan();
    void leadCharts();

    QBoxLayout *m_row;
    QLabel *m_span;
    QLabel *m_replay;
    QToolButton *m_zone;
    ReplayBar *m_bar;
    IncidentLanesView *m_view;
    TimeAxis *m_axis = nullptr;
    bool m_sharing = false; ///< one of the two is told what the other did
};

} // namespace quarterdeck
