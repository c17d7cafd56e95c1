#include "app/window/notifier.h"

#include "widgets/glyphs.h"

#include <QPainter>
#include <QPixmap>
#include <QSystemTrayIcon>

namespace quarterdeck {

namespace {

QIcon iconOf(State state)
{
    QIcon icon;
    for (const int size : {16, 22, 32, 48}) {
        QPixmap picture(size, size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        paintState(painter, state, QRectF(0, 0, size, size).adjusted(1, 1, -1, -1));
        icon.addPixmap(picture);
    }
    return icon;
}

State worst(const RollUp &totals)
{
    for (int state = 0; state < stateCount; ++state) {
        if (totals.byState[state] > 0) {
            return static_cast<State>(state);
        }
    }
    return State::Unknown;
}

} // namespace

Notifier::Notifier(QObject *parent) : QObject(parent)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable()) {
        return;
    }
    m_icon = new QSystemTrayIcon(iconOf(State::Unknown), this);
    connect(m_icon, &QSystemTrayIcon::activated, this, &Notifier::activated);
    connect(m_icon, &QSystemTrayIcon::messageClicked, this, &Notifier::activated);
    m_icon->show();
}

void Notifier::setTotals(const RollUp &totals)
{
    if (!m_icon || totals == m_totals) {
        return;
    }
    if (worst(totals) != worst(m_totals) || m_totals.total == 0) {
        m_icon->setIcon(iconOf(worst(totals)));
    }
    m_icon->setToolTip(totals.toText());
    m_totals = totals;
}

void Notifier::notify(const QString &title, const QString &text)
{
    if (m_icon && QSystemTrayIcon::supportsMessages()) {
        m_icon->showMessage(title, text, QSystemTrayIcon::Warning);
    }
}

} // namespace quarterdeck
