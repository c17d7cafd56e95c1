#include "widgets/totalsstrip.h"

#include "models/items/formatter.h"
#include "widgets/figures.h"
#include "widgets/sparkline.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace quarterdeck {

namespace {

constexpr int stripHeight = 64;
constexpr int bigStripHeight = 120;

QString titleOf(TotalsStrip::Total total)
{
    switch (total) {
    case TotalsStrip::Total::Down:
        return QStringLiteral("Down");
    case TotalsStrip::Total::Degraded:
        return QStringLiteral("Degraded");
    case TotalsStrip::Total::NotReady:
        return QStringLiteral("Not ready");
    case TotalsStrip::Total::Up:
        return QStringLiteral("Up");
    case TotalsStrip::Total::Unknown:
        return QStringLiteral("Unknown");
    case TotalsStrip::Total::OpenBreakers:
        return QStringLiteral("Open breakers");
    case TotalsStrip::Total::ErrorRate:
        return QStringLiteral("Fleet error rate");
    case TotalsStrip::Total::RequestRate:
        return QStringLiteral("Requests/s");
    case TotalsStrip::Total::Incidents:
        return QStringLiteral("Active incidents");
    }
    return {};
}

/// What is counted, where the title alone does not say.
QString hintOf(TotalsStrip::Total total)
{
    switch (total) {
    case TotalsStrip::Total::OpenBreakers:
        return QStringLiteral(
            "Breakers that are open or forced open, counted on every instance.\n"
            "The breakers page has one tile for a breaker across the instances of a service.");
    case TotalsStrip::Total::ErrorRate:
        return QStringLiteral("Failed requests of all requests to the fleet");
    case TotalsStrip::Total::RequestRate:
        return QStringLiteral("Requests to the fleet in a second");
    case TotalsStrip::Total::Incidents:
        return QStringLiteral("Incidents that are open or mitigated, and not resolved yet");
    default:
        return {};
    }
}

} // namespace

TotalCell::TotalCell(const QString &title, QWidget *parent) : QAbstractButton(parent), m_title(title)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred); // may shrink where the window is narrow
    setAttribute(Qt::WA_Hover);
}

void TotalCell::setValue(const QString &value, const QColor &colour, bool quiet)
{
    if (value == m_value && colour == m_colour && quiet == m_quiet) {
        return;
    }
    const bool wider = value.size() != m_value.size();
    m_value = value;
    m_colour = colour;
    m_quiet = quiet;
    setAccessibleName(QStringLiteral("%1: %2").arg(m_title, m_value));
    if (wider) {
        updateGeometry();
    }
    update();
}

void TotalCell::setActive(bool active)
{
    if (active != m_active) {
        m_active = active;
        update();
    }
}

void TotalCell::setBig(bool big)
{
    m_big = big;
    updateGeometry();
}

QSize TotalCell::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const int pad = m_big ? 44 : 36;
    const int number = figuresWidth(theme.font(m_big ? 38 : 22, QFont::DemiBold), m_value) + pad;
    const int word = QFontMetrics(theme.font(m_big ? 15 : 11)).horizontalAdvance(m_title) + pad;
    // Steps, so that the strip does not tremble with every digit.
    const int wanted = std::max({number, word, m_big ? 140 : 118});
    return {(wanted + 19) / 20 * 20 - 2, m_big ? bigStripHeight : stripHeight};
}

QSize TotalCell::minimumSizeHint() const
{
    const int number = figuresWidth(Theme::instance().font(m_big ? 38 : 22, QFont::DemiBold), m_value);
    return {number + (m_big ? 30 : 24), sizeHint().height()};
}

void TotalCell::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    if (m_active) {
        painter.fillRect(rect(), c.raised);
        painter.fillRect(QRect(0, height() - 2, width(), 2), c.accent);
    } else if (underMouse()) {
        painter.fillRect(rect(), c.hover);
    }
    painter.fillRect(QRect(width() - 1, 0, 1, height()), c.border);
    if (hasFocus()) {
        painter.setPen(c.accent);
        painter.drawRect(rect().adjusted(1, 1, -3, -2));
    }
    const int left = width() < sizeHint().width() ? 10 : m_big ? 22 : 18;
    const int numberTop = m_big ? 18 : 8;
    const int numberHeight = m_big ? 56 : 28;
    painter.setFont(theme.font(m_big ? 38 : 22, QFont::DemiBold));
    painter.setPen(m_quiet ? c.faint : m_colour);
    drawFigures(painter, QRect(left, numberTop, width() - left, numberHeight), Qt::AlignLeft, m_value);
    painter.setFont(theme.font(m_big ? 15 : 11));
    painter.setPen(c.dim);
    const int room = width() - left - 4;
    painter.drawText(QRect(left, numberTop + numberHeight, room, m_big ? 26 : 18),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideRight, room));
}

TrendCell::TrendCell(const Fleet &fleet, QWidget *parent) : QWidget(parent), m_fleet(fleet)
{
    setObjectName(QStringLiteral("fleetTrend"));
    setAccessibleName(QStringLiteral("Fleet error rate, last 30 min"));
    setMinimumWidth(0);
    setMaximumWidth(260);
}

void TrendCell::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect box = rect().adjusted(10, 10, -16, -8);
    if (box.width() < 120) {
        return; // nothing half
    }
    painter.setFont(Theme::instance().font(11));
    painter.setPen(colours().dim);
    painter.drawText(QRect(box.left(), box.top(), box.width(), 16), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("Fleet error rate, 30 min"));
    const auto points = linePoints(m_fleet.history(), &SignalPoint::errorRatio);
    const bool alerts = !points.empty() && points.back().value > 0.01;
    paintErrorSparkline(painter, points, QRectF(box).adjusted(0, 20, 0, 0), alerts, std::chrono::minutes(30));
}

TotalsStrip::TotalsStrip(const Fleet &fleet, QWidget *parent) : QFrame(parent), m_fleet(fleet)
{
    setObjectName(QStringLiteral("totalsStrip"));
    setAccessibleName(QStringLiteral("Totals of the fleet"));
    setProperty("bar", true);
    setFixedHeight(stripHeight + 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 1);
    row->setSpacing(0);
    for (int i = 0; i <= static_cast<int>(Total::Incidents); ++i) {
        const auto total = static_cast<Total>(i);
        auto *cell = new TotalCell(titleOf(total), this);
        cell->setObjectName(QStringLiteral("total%1").arg(titleOf(total).remove(QLatin1Char(' '))));
        connect(cell, &QAbstractButton::clicked, this, [this, total] { Q_EMIT chosen(total); });
        cell->setToolTip(hintOf(total));
        m_cells.push_back(cell);
        row->addWidget(cell);
    }
    cell(Total::Incidents)->hide();
    row->addStretch(1);
    m_trend = new TrendCell(fleet, this);
    row->addWidget(m_trend, 2);
    connect(&Theme::instance(), &Theme::changed, this, &TotalsStrip::refresh);
    refresh();
}

QString TotalsStrip::filterTerm(Total total)
{
    switch (total) {
    case Total::Down:
        return QStringLiteral("state:down");
    case Total::Degraded:
        return QStringLiteral("state:degraded");
    case Total::NotReady:
        return QStringLiteral("state:not-ready");
    case Total::Up:
        return QStringLiteral("state:up");
    case Total::Unknown:
        return QStringLiteral("state:unknown");
    case Total::OpenBreakers:
        return QStringLiteral("breaker:open");
    case Total::ErrorRate:
    case Total::RequestRate:
    case Total::Incidents:
        return {};
    }
    return {};
}

void TotalsStrip::apply(const FleetChanges &, SteadyTime)
{
    refresh();
    m_trend->update();
}

void TotalsStrip::setFilterText(const QString &filter)
{
    const QList<QString> terms = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (int i = 0; i < static_cast<int>(m_cells.size()); ++i) {
        const QString term = filterTerm(static_cast<Total>(i));
        m_cells[static_cast<std::size_t>(i)]->setActive(!term.isEmpty() && terms.contains(term));
    }
}

void TotalsStrip::setIncidents(int active)
{
    if (active != m_incidents) {
        m_incidents = active;
        cell(Total::Incidents)->show();
        refresh();
    }
}

void TotalsStrip::setBig(bool big)
{
    setFixedHeight((big ? bigStripHeight : stripHeight) + 1);
    for (TotalCell *cell : m_cells) {
        cell->setBig(big);
    }
}

void TotalsStrip::refresh()
{
    const Theme &theme = Theme::instance();
    const RollUp &total = m_fleet.total();
    const auto state = [&](Total which, State value) {
        const int count = total.of(value);
        cell(which)->setValue(format::count(count), theme.state(value), count == 0);
    };
    state(Total::Down, State::Down);
    state(Total::Degraded, State::Degraded);
    state(Total::NotReady, State::NotReady);
    state(Total::Up, State::Up);
    state(Total::Unknown, State::Unknown);
    cell(Total::OpenBreakers)
        ->setValue(format::count(total.openBreakers), theme.state(State::Down), total.openBreakers == 0);
    // The last point of the history is the fleet's sum; summing 10,000 instances here would cost every turn.
    const SignalPoint last = m_fleet.history().isEmpty()
                                 ? SignalPoint{{}, float(noValue), float(noValue), 0, 0, 0}
                                 : m_fleet.history().last();
    cell(Total::ErrorRate)
        ->setValue(format::percent(static_cast<double>(last.errorRatio)),
                   last.errorRatio > 0.05F ? theme.state(State::Down) : colours().text, false);
    cell(Total::RequestRate)
        ->setValue(format::rate(static_cast<double>(last.requestRate)), colours().text, false);
    cell(Total::Incidents)
        ->setValue(format::count(std::max(0, m_incidents)), theme.state(State::Degraded), m_incidents <= 0);
}

} // namespace quarterdeck
