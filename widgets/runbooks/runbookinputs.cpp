#include "widgets/runbooks/runbookinputs.h"

#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>

namespace quarterdeck {

bool RunbookChoiceBox::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool plain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
        if (plain && !key->text().isEmpty() && key->text().at(0).isPrint()) {
            event->accept();
            return true;
        }
    }
    return QComboBox::event(event);
}

void RunbookChoiceBox::paintEvent(QPaintEvent *event)
{
    QComboBox::paintEvent(event);
    // The style sheet leaves no arrow, and without one nobody sees that there is a choice.
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::Text), 1.5));
    const QPointF tip(width() - 14, height() / 2.0 + 2);
    painter.drawPolyline(QPolygonF{tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)});
}

void RunbookChoiceBox::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

RunbookActButton::RunbookActButton(QWidget *parent) : QPushButton(parent)
{
    setAutoDefault(false);
    setDefault(false);
    setProperty("danger", true);
    setFocusPolicy(Qt::StrongFocus);
}

void RunbookActButton::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
    case Qt::Key_Select:
        // It acts when the key that went down on it comes up on it.
        if (!event->isAutoRepeat()) {
            m_pressed = event->key();
            setDown(true);
        }
        event->accept();
        return;
    default:
        QPushButton::keyPressEvent(event);
    }
}

void RunbookActButton::keyReleaseEvent(QKeyEvent *event)
{
    if (m_pressed == 0 || event->key() != m_pressed) {
        QPushButton::keyReleaseEvent(event);
        return;
    }
    event->accept();
    if (!event->isAutoRepeat()) {
        m_pressed = 0;
        setDown(false);
        click();
    }
}

} // namespace quarterdeck
