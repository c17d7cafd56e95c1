#include "widgets/pagebutton.h"

#include "widgets/figures.h"
#include "widgets/theme.h"

#include <QPainter>

namespace quarterdeck {

PageButton::PageButton(const QString &title, QWidget *parent) : QAbstractButton(parent)
{
    setText(title);
    setAccessibleName(title);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(28);
}

void PageButton::setCount(const QString &count)
{
    if (count != m_count) {
        m_count = count;
        setAccessibleName(QStringLiteral("%1, %2").arg(text(), count));
        update();
    }
}

QSize PageButton::sizeHint() const
{
    return {180, 28};
}

void PageButton::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? c.raised : c.hover);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    if (hasFocus()) {
        painter.setPen(c.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QRect box = rect().adjusted(9, 0, -6, 0);
    painter.setFont(Theme::instance().font(13));
    painter.setPen(c.text);
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setPen(c.dim);
    drawFigures(painter, box, Qt::AlignRight, m_count);
}

} // namespace quarterdeck
