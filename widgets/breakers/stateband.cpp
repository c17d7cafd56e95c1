#include "widgets/breakers/stateband.h"

#include "models/items/formatter.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

using namespace std::chrono;

namespace quarterdeck {

namespace {

constexpr int bandHeight = 18;
constexpr int axisHeight = 16;

QString words(const StateStretch &stretch)
{
    return QStringLiteral("%1 from %2 to %3")
        .arg(stretch.known ? toString(stretch.state) : QStringLiteral("not known"),
             format::clock(stretch.from), format::clock(stretch.to));
}

} // namespace

StateBand::StateBand(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("stateBand"));
    setAccessibleName(QStringLiteral("Worst state over time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StateBand::setStretches(std::vector<StateStretch> stretches)
{
    if (stretches == m_stretches) {
        return;
    }
    m_stretches = std::move(stretches);
    QStringList all;
    for (const StateStretch &stretch : m_stretches) {
        all.append(words(stretch));
    }
    setAccessibleDescription(all.join(QStringLiteral(", ")));
    update();
}

QSize StateBand::sizeHint() const
{
    return {300, bandHeight + axisHeight};
}

QRectF StateBand::boxOf(const StateStretch &stretch) const
{
    const auto from = m_stretches.front().from;
    const double span = duration<double>(m_stretches.back().to - from).count();
    if (span <= 0) {
        return {};
    }
    const double left = duration<double>(stretch.from - from).count() / span * width();
    const double right = duration<double>(stretch.to - from).count() / span * width();
    return {left, 0, std::max(1.0, right - left), double(bandHeight)};
}

void StateBand::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &c = colours();
    if (m_stretches.empty()) {
        return;
    }
    painter.setFont(Theme::instance().font(11));
    for (const StateStretch &stretch : m_stretches) {
        const QRectF box = boxOf(stretch);
        if (!stretch.known) {
            painter.fillRect(box, QBrush(c.border, Qt::BDiagPattern));
            continue;
        }
        QColor fill = Theme::instance().breaker(stretch.state);
        fill.setAlphaF(0.32F); // the word on it stays readable in both themes
        painter.fillRect(box, fill);
        painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2),
                         Theme::instance().breaker(stretch.state));
        const QString word = toString(stretch.state);
        if (painter.fontMetrics().horizontalAdvance(word) + 8 < box.width()) {
            painter.setPen(c.text);
            painter.drawText(box.adjusted(4, 0, -2, -1), Qt::AlignLeft | Qt::AlignVCenter, word);
        }
    }
    painter.setPen(c.dim);
    const QRect axis(0, bandHeight, width(), axisHeight);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, format::clockMinute(m_stretches.front().from));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, format::clockMinute(m_stretches.back().to));
}

bool StateBand::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QString text;
        for (const StateStretch &stretch : m_stretches) {
            if (boxOf(stretch).contains(help->pos())) {
                text = words(stretch);
            }
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace quarterdeck
