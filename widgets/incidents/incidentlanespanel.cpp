#include "widgets/incidents/incidentlanespanel.h"

#include "models/items/chartcontent.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/incidents/replaybar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

constexpr int buttonsBesideFrom = 560; ///< narrower, the buttons stand below the time that is shown

} // namespace

IncidentLanesPanel::IncidentLanesPanel(QWidget *parent)
    : QFrame(parent)
    , m_span(new QLabel(this))
    , m_replay(new QLabel(QStringLiteral("Replay"), this))
    , m_zone(new QToolButton(this))
    , m_bar(new ReplayBar(this))
    , m_view(new IncidentLanesView(this))
{
    setObjectName(QStringLiteral("lanesPanel"));
    setProperty("card", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 7, 10, 4);
    column->setSpacing(4);
    m_row = new QBoxLayout(QBoxLayout::LeftToRight);
    m_row->setSpacing(6);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_span->setObjectName(QStringLiteral("lanesSpan"));
    m_span->setProperty("tone", QStringLiteral("dim"));
    m_span->setTextFormat(Qt::PlainText);
    m_span->setMinimumWidth(1);
    m_replay->setProperty("tone", QStringLiteral("dim"));
    m_zone->setObjectName(QStringLiteral("lanesZone"));
    m_zone->setProperty("button", true);
    m_zone->setProperty("compact", true);
    m_zone->setFocusPolicy(Qt::TabFocus);
    m_row->addWidget(m_span, 1);
    row->addStretch(1);
    row->addWidget(m_zone);
    row->addWidget(m_replay);
    row->addWidget(m_bar);
    m_row->addLayout(row);
    column->addLayout(m_row);
    column->addWidget(m_view, 1);
    connect(m_view, &IncidentLanesView::rangeChanged, this, &IncidentLanesPanel::showSpan);
    connect(m_view, &IncidentLanesView::playToggled, m_bar, &ReplayBar::playToggled);
    connect(m_zone, &QToolButton::clicked, this, [this] {
        setZone(zone() == ClockZone::Utc ? ClockZone::Local : ClockZone::Utc);
        Q_EMIT zoneChosen(zone());
    });
    setZone(ClockZone::Utc);
}

void IncidentLanesPanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    m_row->setDirection(width() < buttonsBesideFrom ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void IncidentLanesPanel::setLanes(const IncidentLanes &lanes, IncidentNumber number)
{
    if (m_axis) {
        // The charts begin and end with the incident.
        const QScopedValueRollback guard(m_sharing, true);
        m_axis->setNow(chartTime(lanes.to));
        m_axis->setRange(std::chrono::ceil<std::chrono::seconds>(lanes.to - lanes.from));
    }
    m_view->setLanes(lanes, number);
    leadCharts();
    showSpan();
}

void IncidentLanesPanel::setReplay(const ReplayState &state)
{
    m_bar->setState(state);
    m_view->setCursorTime(state.moment);
    if (m_axis) {
        m_axis->setMoment(state.moment ? std::optional(chartTime(*state.moment)) : std::nullopt);
    }
}

void IncidentLanesPanel::setReplayOffered(bool offered)
{
    m_bar->setVisible(offered);
    m_replay->setVisible(offered);
}

void IncidentLanesPanel::setZone(ClockZone zone)
{
    m_view->setZone(zone);
    m_zone->setText(zone == ClockZone::Utc ? QStringLiteral("UTC") : QStringLiteral("Local time"));
    m_zone->setToolTip(zone == ClockZone::Utc ? QStringLiteral("Times are UTC: show local time")
                                              : QStringLiteral("Times are local: show UTC"));
    m_zone->setAccessibleName(m_zone->toolTip());
    if (m_axis) {
        m_axis->setZone(zone);
    }
    showSpan();
}

void IncidentLanesPanel::shareAxis(TimeAxis &axis)
{
    m_axis = &axis;
    connect(m_view, &IncidentLanesView::rangeChanged, this, [this] {
        if (!m_sharing) {
            leadCharts();
        }
    });
    connect(m_view, &IncidentLanesView::pointerChanged, this, [this] {
        const QScopedValueRollback guard(m_sharing, true);
        const auto pointer = m_view->pointer();
        m_axis->setCursor(pointer ? std::optional(chartTime(*pointer)) : std::nullopt);
    });
    connect(m_axis, &TimeAxis::changed, this, [this] {
        if (!m_sharing) {
            {
                const QScopedValueRollback guard(m_sharing, true);
                m_view->setRange(wallTime(m_axis->from()), wallTime(m_axis->to()));
            }
            leadCharts(); // the lanes have bounds of their own
        }
    });
    connect(m_axis, &TimeAxis::cursorChanged, this, [this] {
        if (!m_sharing) {
            m_view->setPointer(m_axis->cursor() ? std::optional(wallTime(*m_axis->cursor())) : std::nullopt);
        }
    });
}

void IncidentLanesPanel::leadCharts()
{
    if (m_axis) {
        const QScopedValueRollback guard(m_sharing, true);
        m_axis->lead(chartTime(m_view->from()), chartTime(m_view->to()));
    }
}

void IncidentLanesPanel::alignCharts(ChartStack &charts)
{
    connect(m_view, &IncidentLanesView::plotMoved, &charts, [this, &charts] {
        const QRectF plot = m_view->geometryShown().plot();
        const int shift = m_view->viewport()->mapToGlobal(QPoint()).x() - charts.mapToGlobal(QPoint()).x();
        charts.setPlotEdges(plot.left() + shift, plot.right() + shift);
    });
}

QList<WallTime> IncidentLanesPanel::moments() const
{
    QList<WallTime> moments;
    for (const Event &event : m_view->lanes().events) {
        if (moments.isEmpty() || event.happened > moments.last()) {
            moments.append(event.happened);
        }
    }
    return moments;
}

void IncidentLanesPanel::showSpan()
{
    m_span->setText(m_view->lanes().lanes.isEmpty()
                        ? QString()
                        : format::span(m_view->from(), m_view->to(), m_view->zone()));
}

} // namespace quarterdeck
