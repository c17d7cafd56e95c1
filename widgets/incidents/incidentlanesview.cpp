#include "widgets/incidents/incidentlanesview.h"

#include "models/items/formatter.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

using namespace std::chrono;

constexpr int mostTipLines = 8;

double seconds(WallTime::duration span)
{
    return duration<double>(span).count();
}

WallTime::duration fromSeconds(double value)
{
    return duration_cast<WallTime::duration>(duration<double>(value));
}

} // namespace

IncidentLanesView::IncidentLanesView(QWidget *parent) : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("incidentLanes"));
    setAccessibleName(QStringLiteral("Lanes of the incident"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setMinimumSize(
        320, int(LanesGeometry::clockHeight + LanesGeometry::axisHeight + 2 * LanesGeometry::laneHeight));
    connect(&Theme::instance(), &Theme::changed, this, &IncidentLanesView::redraw);
}

void IncidentLanesView::setLanes(const IncidentLanes &lanes, IncidentNumber number)
{
    if (number == m_incident && lanes == m_painter.lanes()) {
        return;
    }
    const bool another = number != m_incident;
    const bool whole = m_from == m_painter.lanes().from && m_to == m_painter.lanes().to;
    const bool atEnd = m_to == m_painter.lanes().to;
    m_incident = number;
    m_painter = LanesPainter(lanes);
    m_places.clear();
    for (qsizetype lane = 0; lane < lanes.lanes.size(); ++lane) {
        for (const QList<LaneMark> *list : {&lanes.lanes[lane].marks, &lanes.lanes[lane].changes}) {
            for (const LaneMark &mark : *list) {
                m_places.append({mark.at, mark.event, int(lane)});
            }
        }
        for (const LaneBar &bar : lanes.lanes[lane].bars) {
            const bool told =
                lanes.lanes[lane].kind == LaneKind::Actions || lanes.lanes[lane].kind == LaneKind::Alerts;
            if (told && bar.event != 0) {
                m_places.append({bar.from, bar.event, int(lane)});
            }
        }
    }
    std::sort(m_places.begin(), m_places.end(), [](const Place &a, const Place &b) {
        return std::tie(a.at, a.event) < std::tie(b.at, b.event);
    });
    if (another) {
        m_look.event = 0;
        verticalScrollBar()->setValue(0);
    }
    if (another || whole) {
        m_from = lanes.from;
        m_to = lanes.to;
        Q_EMIT rangeChanged();
    } else if (atEnd) {
        m_from += lanes.to - m_to;
        m_to = lanes.to;
        Q_EMIT rangeChanged();
    }
    QStringList names;
    for (const Lane &lane : lanes.lanes) {
        names.append(lane.bars.isEmpty() ? lane.name
                                         : QStringLiteral("%1: %2").arg(lane.name, lane.bars.last().text));
    }
    setAccessibleDescription(names.join(QStringLiteral("; ")));
    updateGeometry();
    updateScrollBar();
    redraw();
    notePlot();
}

void IncidentLanesView::notePlot()
{
    const QRectF plot = geometryShown().plot();
    if (const std::pair at{plot.left(), plot.right()}; at != m_plotAt) {
        m_plotAt = at;
        Q_EMIT plotMoved();
    }
}

void IncidentLanesView::setZone(ClockZone zone)
{
    m_look.zone = zone;
    redraw();
}

void IncidentLanesView::setCursorTime(std::optional<WallTime> moment)
{
    if (m_look.cursor == moment) {
        return;
    }
    m_look.cursor = moment;
    if (moment && m_drag == Drag::None) {
        bringIntoView(*moment);
    }
    viewport()->update();
}

void IncidentLanesView::setCurrentEvent(qint64 number)
{
    if (m_look.event == number) {
        return;
    }
    m_look.event = number;
    const auto place = std::find_if(m_places.begin(), m_places.end(),
                                    [number](const Place &each) { return each.event == number; });
    if (number != 0 && place != m_places.end()) {
        bringIntoView(place->at);
        const LanesGeometry geometry = geometryShown();
        const QRectF lane = geometry.lane(place->lane);
        if (lane.top() < geometry.plot().top() || lane.bottom() > geometry.plot().bottom()) {
            verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                          int(lane.top() - geometry.plot().center().y()));
        }
    }
    viewport()->update();
}

void IncidentLanesView::setPointer(std::optional<WallTime> at)
{
    if (m_look.pointer != at) {
        m_look.pointer = at;
        viewport()->update();
    }
}

void IncidentLanesView::setRange(WallTime from, WallTime to)
{
    showRange(from, to);
}

void IncidentLanesView::showAll()
{
    showRange(m_painter.lanes().from, m_painter.lanes().to);
}

LanesGeometry IncidentLanesView::geometryShown() const
{
    return m_painter.geometry(QRectF(viewport()->rect()), m_from, m_to, double(verticalScrollBar()->value()));
}

QSize IncidentLanesView::sizeHint() const
{
    return {700, int(std::ceil(m_painter.fullHeight()))};
}

/// Keeps what is shown within the incident's time, with half a screen of room around it.
void IncidentLanesView::showRange(WallTime from, WallTime to)
{
    const IncidentLanes &lanes = m_painter.lanes();
    const WallTime::duration whole = std::max<WallTime::duration>(lanes.to - lanes.from, shortestSpan);
    WallTime::duration span = std::clamp<WallTime::duration>(to - from, shortestSpan, 2 * whole);
    const WallTime::duration room = span / 2;
    from = std::clamp(from, lanes.from - room, std::max(lanes.from - room, lanes.to + room - span));
    if (from == m_from && from + span == m_to) {
        return;
    }
    m_from = from;
    m_to = from + span;
    redraw();
    Q_EMIT rangeChanged();
}

void IncidentLanesView::zoom(double factor, WallTime anchor)
{
    const double span = std::clamp(
        seconds(m_to - m_from) * factor, seconds(shortestSpan),
        2 * std::max(seconds(m_painter.lanes().to - m_painter.lanes().from), seconds(shortestSpan)));
    const double share = seconds(anchor - m_from) / std::max(0.001, seconds(m_to - m_from));
    const WallTime from = anchor - fromSeconds(span * share);
    showRange(from, from + fromSeconds(span));
}

void IncidentLanesView::moveBy(double share)
{
    const auto step = fromSeconds(seconds(m_to - m_from) * share);
    showRange(m_from + step, m_to + step);
}

void IncidentLanesView::bringIntoView(WallTime at)
{
    const WallTime::duration span = m_to - m_from;
    if (at < m_from + span / 20) {
        showRange(at - span / 5, at - span / 5 + span);
    } else if (at > m_to - span / 20) {
        showRange(at - span * 4 / 5, at - span * 4 / 5 + span);
    }
}

void IncidentLanesView::stepEvent(int direction)
{
    if (m_places.isEmpty()) {
        return;
    }
    auto place = std::find_if(m_places.begin(), m_places.end(),
                              [this](const Place &each) { return each.event == m_look.event; });
    if (place == m_places.end()) { // from where the replay is, else from the middle of what is shown
        const WallTime at = m_look.cursor.value_or(m_from + (m_to - m_from) / 2);
        place = std::lower_bound(m_places.begin(), m_places.end(), at,
                                 [](const Place &each, WallTime time) { return each.at < time; });
        if (direction < 0 ? place == m_places.begin() : place == m_places.end()) {
            return;
        }
        place -= direction < 0 ? 1 : 0;
    } else if (direction < 0 ? place == m_places.begin() : place + 1 == m_places.end()) {
        return;
    } else {
        place += direction;
    }
    const qint64 event = place->event;
    setCurrentEvent(event);
    Q_EMIT eventPicked(event);
}

void IncidentLanesView::pick(qint64 event)
{
    m_look.event = event;
    viewport()->update();
    Q_EMIT eventPicked(event);
}

void IncidentLanesView::redraw()
{
    m_still = {};
    viewport()->update();
}

void IncidentLanesView::updateScrollBar()
{
    const int room = viewport()->height() - int(LanesGeometry::clockHeight + LanesGeometry::axisHeight);
    const int wanted =
        int(std::ceil(m_painter.fullHeight() - LanesGeometry::clockHeight - LanesGeometry::axisHeight));
    verticalScrollBar()->setRange(0, std::max(0, wanted - room));
    verticalScrollBar()->setPageStep(std::max(1, room));
    verticalScrollBar()->setSingleStep(int(LanesGeometry::laneHeight));
}

void IncidentLanesView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const Colours &c = colours();
    painter.fillRect(viewport()->rect(), c.card);
    if (m_painter.lanes().lanes.isEmpty()) {
        painter.setPen(c.dim);
        painter.drawText(viewport()->rect(), Qt::AlignCenter,
                         QStringLiteral("Nothing is recorded of this incident"));
        return;
    }
    const LanesGeometry geometry = geometryShown();
    const qreal ratio = devicePixelRatioF();
    if (m_still.isNull() || m_still.devicePixelRatio() != ratio ||
        m_still.size() != viewport()->size() * ratio) {
        m_still = QPixmap(viewport()->size() * ratio);
        m_still.setDevicePixelRatio(ratio);
        m_still.fill(c.card);
        QPainter still(&m_still);
        m_painter.paintStill(still, geometry, m_look);
    }
    painter.drawPixmap(0, 0, m_still);
    m_painter.paintOver(painter, geometry, m_look);
    if (m_drag == Drag::Marking) {
        QColor shade = c.accent;
        shade.setAlphaF(0.2F);
        const QRectF plot = geometry.plot();
        painter.fillRect(QRectF(QPointF(std::min(m_pressed.x(), m_markedTo), plot.top()),
                                QPointF(std::max(m_pressed.x(), m_markedTo), plot.bottom())),
                         shade);
    }
    if (hasFocus()) {
        painter.setPen(c.accent);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void IncidentLanesView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
    redraw();
    notePlot();
}

void IncidentLanesView::scrollContentsBy(int, int)
{
    redraw();
}

bool IncidentLanesView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString tip = tipAt(help->pos());
        // Its text comes from the fleet: nothing in it is markup.
        QToolTip::showText(help->globalPos(),
                           tip.isEmpty()
                               ? QString()
                               : QStringLiteral("<p style='white-space:pre'>%1</p>").arg(tip.toHtmlEscaped()),
                           viewport());
        return true;
    }
    if (event->type() == QEvent::Leave) {
        setPointer(std::nullopt);
        Q_EMIT pointerChanged();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

QString IncidentLanesView::tipAt(QPointF place) const
{
    const LanesGeometry geometry = geometryShown();
    const ClockZone zone = m_look.zone;
    const IncidentLanes &lanes = m_painter.lanes();
    QStringList lines;
    if (place.y() < geometry.plot().top()) {
        for (const LaneMoment &moment : lanes.clock) {
            lines.append(QStringLiteral("%1 %2 %3")
                             .arg(format::clockExact(moment.at, zone), format::zoneName(moment.at, zone),
                                  moment.text));
        }
        return lines.join(QLatin1Char('\n'));
    }
    const LanesPainter::Hit hit = m_painter.hit(geometry, place);
    if (hit.lane < 0) {
        return {};
    }
    const Lane &lane = lanes.lanes[hit.lane];
    lines.append(lane.name);
    if (hit.bar >= 0) {
        const LaneBar &bar = lane.bars[hit.bar];
        lines.append(bar.text);
        lines.append(QStringLiteral("from %1 to %2 %3 (%4)")
                         .arg(format::clockExact(bar.from, zone), format::clockExact(bar.to, zone),
                              format::zoneName(bar.to, zone),
                              spanText(duration_cast<milliseconds>(bar.to - bar.from))));
    }
    for (qsizetype i = 0; i < hit.marks.size() && i < mostTipLines; ++i) {
        const LaneMark &mark = *hit.marks[i];
        lines.append(QStringLiteral("%1 %2 %3%4")
                         .arg(format::clockExact(mark.at, zone), format::zoneName(mark.at, zone),
                              textOf(lanes, mark),
                              mark.inferred ? QStringLiteral(" (inferred)") : QString()));
    }
    if (hit.marks.size() > mostTipLines) {
        lines.append(QStringLiteral("and %1 more").arg(hit.marks.size() - mostTipLines));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace quarterdeck
