#pragma once

#include "widgets/incidents/lanespainter.h"

#include <QAbstractScrollArea>
#include <QPixmap>

namespace quarterdeck {

/// The lanes of an incident: zoomed and moved by wheel, drag and keys; an event is picked in step with a
/// list of them elsewhere, and a moment is asked for by a click on the lanes.
///
/// Wheel: zoom where the mouse is; with Shift, or sideways: move in time; over the names: other lanes.
/// Drag: move in time; on the axis, or with Shift: zoom to what is marked. Double click: the whole time.
/// Keys: + - 0 zoom, Shift with left and right moves in time, left and right step from event to event, up and
/// down other lanes, Enter: the moment of the event that is picked.
class IncidentLanesView final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds shortestSpan{2000};

    explicit IncidentLanesView(QWidget *parent = nullptr);

    /// Another incident: all of its time is shown. The same one, gone on (by `number`): what was looked at
    /// stays, and who saw the end still does.
    void setLanes(const IncidentLanes &lanes, IncidentNumber number);
    [[nodiscard]] const IncidentLanes &lanes() const { return m_painter.lanes(); }
    void setZone(ClockZone zone);
    [[nodiscard]] ClockZone zone() const { return m_look.zone; }

    /// The moment that is replayed; it is brought into view. None: the present is shown.
    void setCursorTime(std::optional<WallTime> moment);
    [[nodiscard]] std::optional<WallTime> cursorTime() const { return m_look.cursor; }
    /// The event that is picked elsewhere; it is brought into view. 0: none.
    void setCurrentEvent(qint64 number);
    [[nodiscard]] qint64 currentEvent() const { return m_look.event; }

    void setRange(WallTime from, WallTime to);
    void showAll();
    [[nodiscard]] WallTime from() const { return m_from; }
    [[nodiscard]] WallTime to() const { return m_to; }
    [[nodiscard]] LanesGeometry geometryShown() const;
    [[nodiscard]] QSize sizeHint() const override;

    /// The time under the mouse, for what shares the axis.
    [[nodiscard]] std::optional<WallTime> pointer() const { return m_look.pointer; }
    void setPointer(std::optional<WallTime> at);

Q_SIGNALS:
    void eventPicked(qint64 number);
    void momentWanted(quarterdeck::WallTime at); ///< a click on the lanes, or the cursor was moved by keys
    void playToggled();                          ///< by key
    void rangeChanged();                         ///< from() and to()
    void pointerChanged();
    void plotMoved(); ///< geometryShown().plot() is at another place

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Drag : quint8 { None, Pressed, Moving, Marking };

    void showRange(WallTime from, WallTime to);
    void zoom(double factor, WallTime anchor);
    void moveBy(double share);
    void bringIntoView(WallTime at);
    void stepEvent(int direction);
    void pick(qint64 event);
    void redraw(); ///< what stays is drawn anew
    void updateScrollBar();
    void notePlot();
    [[nodiscard]] QString tipAt(QPointF place) const;

    /// An event of the lanes, for stepping and for what is picked elsewhere.
    struct Place
    {
        WallTime at;
        qint64 event = 0;
        int lane = 0;
    };
    LanesPainter m_painter;
    LanesLook m_look;
    QList<Place> m_places; ///< in order of time
    IncidentNumber m_incident;
    WallTime m_from;
    WallTime m_to;
    QPixmap m_still; ///< all but cursor, pointer and the picked event; null: to be drawn
    Drag m_drag = Drag::None;
    QPointF m_pressed;
    WallTime m_pressedFrom;
    double m_markedTo = 0; ///< while marking: x
    std::pair<double, double> m_plotAt{-1, -1};
};

} // namespace quarterdeck
