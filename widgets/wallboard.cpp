#include "widgets/wallboard.h"

#include "models/items/formatter.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleettable.h"
#include "widgets/incidents/replaybanner.h"
#include "widgets/isolationbanner.h"
#include "widgets/theme.h"
#include "widgets/totalsstrip.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
#include <QVBoxLayout>

namespace quarterdeck {

Wallboard::Wallboard(const Fleet &fleet, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_fleet(fleet)
    , m_mapModel(fleet)
    , m_problems(fleet)
    , m_totals(new TotalsStrip(fleet, this))
    , m_banner(new IsolationBanner(this))
    , m_map(new FleetMap(m_mapModel, this))
    , m_table(new FleetTable(m_problems, this))
    , m_clock(new QLabel(this))
    , m_allWell(new QLabel(QStringLiteral("Nothing needs attention"), this))
    , m_edge(new ReplayFrame(this, ReplayFrame::Keys::Leave))
{
    setObjectName(QStringLiteral("wallboard"));
    setAccessibleName(QStringLiteral("Wallboard"));
    setWindowTitle(QStringLiteral("Quarterdeck wallboard"));
    setAutoFillBackground(true);
    m_problems.setFilter(std::get<InstanceFilter>(InstanceFilter::parse(QStringLiteral("!state:up"))), {});
    m_totals->setObjectName(QStringLiteral("wallboardTotals"));
    m_map->setObjectName(QStringLiteral("wallboardMap"));
    m_map->setAutomaticCellSize(true);
    m_map->setFocusPolicy(Qt::NoFocus);
    m_table->setObjectName(QStringLiteral("wallboardProblems"));
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const FleetColumn column : {FleetColumn::History, FleetColumn::RequestRate, FleetColumn::P99,
                                     FleetColumn::Breakers, FleetColumn::Cluster, FleetColumn::ErrorRatio}) {
        m_table->setColumnHidden(static_cast<int>(column), true);
    }
    m_clock->setStyleSheet(QStringLiteral("font-size: 24px; font-weight: 600;"));
    m_clock->setContentsMargins(16, 0, 24, 0);
    m_clock->setProperty("bar", true);
    m_clock->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_allWell->setAlignment(Qt::AlignCenter);
    m_allWell->setProperty("tone", QStringLiteral("dim"));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setSpacing(0);
    head->addWidget(m_totals, 1);
    head->addWidget(m_clock);
    column->addLayout(head);
    column->addWidget(m_banner);
    auto *body = new QHBoxLayout;
    body->setSpacing(1);
    body->addWidget(m_map, 3);
    body->addWidget(m_table, 2);
    body->addWidget(m_allWell, 2);
    column->addLayout(body, 1);
}

void Wallboard::apply(const FleetChanges &changes, SteadyTime now)
{
    if (!isVisible() && !changes.replaced) {
        return; // showOn() catches up
    }
    m_mapModel.apply(changes, now);
    m_problems.apply(changes, now);
    m_totals->apply(changes, now);
    m_banner->setIsolation(m_fleet.isolation(), m_fleet.isolationText());
    m_table->setVisible(m_problems.rowCount() > 0);
    m_allWell->setVisible(m_problems.rowCount() == 0);
}

void Wallboard::setClock(WallTime now)
{
    if (!m_moment) {
        m_clock->setText(QStringLiteral("%1 UTC").arg(format::clock(now)));
    }
}

void Wallboard::setMoment(std::optional<WallTime> moment)
{
    if (moment.has_value() != m_moment.has_value()) {
        const int inset = moment ? ReplayFrame::thickness : 0;
        setContentsMargins(inset, inset, inset, inset);
        m_edge->setGeometry(rect());
        m_edge->setVisible(moment.has_value());
        m_edge->raise();
    }
    m_moment = moment;
    if (moment) {
        m_clock->setText(QStringLiteral("REPLAY %1").arg(format::dateTime(*moment)));
        setAccessibleName(m_clock->text());
    } else {
        setAccessibleName(QStringLiteral("Wallboard"));
    }
}

void Wallboard::showOn(QScreen *screen)
{
    FleetChanges everything;
    everything.replaced = true;
    apply(everything, {});
    if (screen) {
        setGeometry(screen->geometry());
    }
    showFullScreen();
}

void Wallboard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_F11) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void Wallboard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_totals->setBig(width() >= 1500);
}

void Wallboard::closeEvent(QCloseEvent *event)
{
    QWidget::closeEvent(event);
    Q_EMIT ended();
}

} // namespace quarterdeck
