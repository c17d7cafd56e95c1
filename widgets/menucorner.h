#pragma once

#include "models/signals/signalreading.h"

#include <QWidget>

class QAction;
class QLabel;

namespace quarterdeck {

/// The right end of the menu bar: which file is shown, the time, the way to anything.
class MenuCorner final : public QWidget
{
    Q_OBJECT
public:
    explicit MenuCorner(QAction *goToAnything, QWidget *parent = nullptr);

    void setFile(const QString &path);
    void setClock(WallTime now);

private:
    QLabel *m_file;
    QLabel *m_clock;
};

} // namespace quarterdeck
