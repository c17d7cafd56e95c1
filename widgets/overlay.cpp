#include "widgets/overlay.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace quarterdeck {

Overlay::Overlay(QWidget *window) : QWidget(window), m_box(new QFrame(this))
{
    m_box->setProperty("overlay", true);
    m_box->setAutoFillBackground(true);
    window->installEventFilter(this);
    setFocusPolicy(Qt::StrongFocus);
    hide();
}

void Overlay::open()
{
    if (!isVisible()) {
        m_before = window()->focusWidget();
    }
    aboutToOpen();
    setGeometry(parentWidget()->rect());
    m_box->setGeometry(boxIn(size()));
    show();
    raise();
    setFocus(Qt::PopupFocusReason);
}

void Overlay::dismiss()
{
    hide();
    if (m_before && m_before->isVisible()) {
        m_before->setFocus(Qt::PopupFocusReason);
    }
}

bool Overlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void Overlay::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, 90));
}

void Overlay::mousePressEvent(QMouseEvent *event)
{
    if (!m_box->geometry().contains(event->position().toPoint())) {
        dismiss();
    }
}

void Overlay::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QWidget::keyPressEvent(event);
}

void Overlay::resizeEvent(QResizeEvent *)
{
    m_box->setGeometry(boxIn(size()));
}

} // namespace quarterdeck
