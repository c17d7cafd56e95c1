// What mouse and keys do in the lanes: the other half of IncidentLanesView.

#include "widgets/incidents/incidentlanesview.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr double wheelStep = 0.8; ///< of one notch
constexpr double keyStep = 0.7;
constexpr double moveStep = 0.15; ///< of what is shown

} // namespace

void IncidentLanesView::wheelEvent(QWheelEvent *event)
{
    const LanesGeometry geometry = geometryShown();
    const QPoint turned = event->angleDelta();
    const bool sideways = turned.x() != 0 || event->modifiers().testFlag(Qt::ShiftModifier);
    if (sideways) {
        const int steps = turned.x() != 0 ? turned.x() : turned.y();
        moveBy(-moveStep * steps / 120.0);
    } else if (geometry.names().contains(event->position())) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    } else if (turned.y() != 0) {
        zoom(std::pow(wheelStep, turned.y() / 120.0), geometry.timeAt(event->position().x()));
    }
    event->accept();
}

void IncidentLanesView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        QAbstractScrollArea::mousePressEvent(event);
        return;
    }
    m_pressed = event->position();
    m_pressedFrom = m_from;
    const LanesGeometry geometry = geometryShown();
    const bool onAxis = m_pressed.y() >= geometry.plot().bottom() && m_pressed.x() >= geometry.plot().left();
    m_drag = onAxis || event->modifiers().testFlag(Qt::ShiftModifier) ? Drag::Marking : Drag::Pressed;
    m_markedTo = m_pressed.x();
}

void IncidentLanesView::mouseMoveEvent(QMouseEvent *event)
{
    const LanesGeometry geometry = geometryShown();
    const bool onPlot = event->position().x() >= geometry.plot().left();
    setPointer(onPlot ? std::optional(geometry.timeAt(event->position().x())) : std::nullopt);
    Q_EMIT pointerChanged();
    if (m_drag == Drag::Pressed &&
        (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_drag = Drag::Moving;
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag == Drag::Moving) {
        const WallTime from =
            m_pressedFrom - std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(
                                (event->position().x() - m_pressed.x()) * geometry.secondsPerPixel()));
        showRange(from, from + (m_to - m_from));
    } else if (m_drag == Drag::Marking) {
        m_markedTo = std::max(geometry.plot().left(), event->position().x());
        viewport()->update();
    }
}

void IncidentLanesView::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = m_drag;
    m_drag = Drag::None;
    viewport()->unsetCursor();
    const LanesGeometry geometry = geometryShown();
    if (drag == Drag::Marking && std::abs(m_markedTo - m_pressed.x()) >= QApplication::startDragDistance()) {
        const WallTime a = geometry.timeAt(std::min(m_pressed.x(), m_markedTo));
        const WallTime b = geometry.timeAt(std::max(m_pressed.x(), m_markedTo));
        showRange(a, b);
    } else if (drag == Drag::Pressed || drag == Drag::Marking) {
        const LanesPainter::Hit hit = m_painter.hit(geometry, event->position());
        qint64 number = 0;
        if (!hit.marks.isEmpty()) {
            number = hit.marks.first()->event;
        } else if (hit.bar >= 0) {
            number = m_painter.lanes().lanes[hit.lane].bars[hit.bar].event;
        }
        if (number != 0) {
            pick(number);
        }
        if (event->position().x() >= geometry.plot().left()) {
            Q_EMIT momentWanted(geometry.timeAt(event->position().x()));
        }
    }
    viewport()->update();
}

void IncidentLanesView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        showAll();
    }
}

void IncidentLanesView::keyPressEvent(QKeyEvent *event)
{
    const WallTime middle = m_look.cursor && *m_look.cursor >= m_from && *m_look.cursor <= m_to
                                ? *m_look.cursor
                                : m_from + (m_to - m_from) / 2;
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(keyStep, middle);
        break;
    case Qt::Key_Minus:
        zoom(1 / keyStep, middle);
        break;
    case Qt::Key_0:
        showAll();
        break;
    case Qt::Key_Left:
        shift ? moveBy(-moveStep) : stepEvent(-1);
        break;
    case Qt::Key_Right:
        shift ? moveBy(moveStep) : stepEvent(1);
        break;
    case Qt::Key_Home:
        Q_EMIT momentWanted(m_painter.lanes().from);
        break;
    case Qt::Key_End:
        Q_EMIT momentWanted(m_painter.lanes().to);
        break;
    case Qt::Key_Space:
        Q_EMIT playToggled();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter: {
        const auto place = std::find_if(m_places.begin(), m_places.end(),
                                        [this](const Place &each) { return each.event == m_look.event; });
        if (m_look.event != 0 && place != m_places.end()) {
            Q_EMIT momentWanted(place->at);
        }
        break;
    }
    default:
        QAbstractScrollArea::keyPressEvent(event); // up and down, page up and page down: other lanes
        return;
    }
    event->accept();
}

} // namespace quarterdeck
