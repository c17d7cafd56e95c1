#pragma once

#include "models/items/fleetmapmodel.h"
#include "models/items/fleettablemodel.h"

#include <QWidget>

#include <optional>

class QLabel;

namespace quarterdeck {

class FleetMap;
class FleetTable;
class ReplayFrame;
class IsolationBanner;
class TotalsStrip;

/// The fleet on a whole screen, for a wall: big totals, the map as big as it fits, the problems. Escape or
/// F11 ends it. Nothing on it can be acted on.
class Wallboard final : public QWidget
{
    Q_OBJECT
public:
    explicit Wallboard(const Fleet &fleet, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void setClock(WallTime now);
    /// The moment that is replayed: it stands in the place of the clock, within a frame. None: the present.
    void setMoment(std::optional<WallTime> moment);
    void showOn(QScreen *screen);

Q_SIGNALS:
    void ended();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Fleet &m_fleet;
    FleetMapModel m_mapModel;
    FleetTableModel m_problems;
    TotalsStrip *m_totals;
    IsolationBanner *m_banner;
    FleetMap *m_map;
    FleetTable *m_table;
    QLabel *m_clock;
    QLabel *m_allWell;
    ReplayFrame *m_edge;
    std::optional<WallTime> m_moment;
};

} // namespace quarterdeck
