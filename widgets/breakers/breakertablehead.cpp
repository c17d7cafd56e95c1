#include "widgets/breakers/breakertablehead.h"

#include "widgets/breakers/breakercolumns.h"
#include "widgets/breakers/breakerrowdelegate.h"
#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace quarterdeck {

BreakerTableHead::BreakerTableHead(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("breakerTableHead"));
    setAccessibleName(QStringLiteral("Columns of the breakers"));
    setFixedHeight(height);
}

void BreakerTableHead::setOrder(BreakerSorting order)
{
    m_order = order;
    update();
}

void BreakerTableHead::setTableWidth(int width)
{
    m_tableWidth = width;
    update();
}

void BreakerTableHead::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.fillRect(rect(), c.bar);
    painter.fillRect(QRect(0, 0, width(), 1), c.border);
    painter.fillRect(QRect(0, height - 1, width(), 1), c.border);
    painter.setFont(Theme::instance().font(12));
    for (const BreakerColumns::Place &place : BreakerColumns::place(m_tableWidth)) {
        const bool ordered =
            BreakerColumns::order(place.column) == m_order && place.column != BreakerColumn::State;
        const QRect box = QRect(place.left, 0, place.width, height)
                              .adjusted(BreakerRowDelegate::padding, 0, -BreakerRowDelegate::padding, 0);
        const QString text =
            BreakerColumns::title(place.column) + (ordered ? QStringLiteral(" ▾") : QString());
        painter.setPen(ordered ? c.text : c.dim);
        painter.drawText(box,
                         Qt::AlignVCenter |
                             (BreakerColumns::isNumeric(place.column) ? Qt::AlignRight : Qt::AlignLeft),
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
    }
}

void BreakerTableHead::mouseReleaseEvent(QMouseEvent *event)
{
    const int x = static_cast<int>(event->position().x());
    for (const BreakerColumns::Place &place : BreakerColumns::place(m_tableWidth)) {
        if (x >= place.left && x < place.left + place.width) {
            if (const auto order = BreakerColumns::order(place.column)) {
                Q_EMIT orderChosen(*order);
            }
            return;
        }
    }
}

} // namespace quarterdeck
