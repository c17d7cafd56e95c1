#pragma once

#include "models/fleet/fleet.h"

#include <QObject>

class QSystemTrayIcon;

namespace quarterdeck {

/// Tells the person at another window: a tray icon with the worst state and the counts, and desktop
/// notifications through it. Without a tray it does nothing, and the window says everything itself.
class Notifier : public QObject
{
    Q_OBJECT

public:
    explicit Notifier(QObject *parent = nullptr);

    void setTotals(const RollUp &totals);
    void notify(const QString &title, const QString &text);

Q_SIGNALS:
    void activated(); ///< the icon or a notification was clicked

private:
    QSystemTrayIcon *m_icon = nullptr;
    RollUp m_totals;
};

} // namespace quarterdeck
