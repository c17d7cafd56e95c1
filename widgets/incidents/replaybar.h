#pragma once

#include "widgets/incidents/replaystate.h"

#include <QWidget>

class QToolButton;

namespace quarterdeck {

/// The buttons of a replay: to the event before, play or pause, to the next event, how fast, back to live.
class ReplayBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ReplayBar(QWidget *parent = nullptr);

    void setState(const ReplayState &state);

Q_SIGNALS:
    void playToggled();
    void stepWanted(int direction); ///< -1: to the event before, 1: to the next
    void speedWanted(int speed);
    void liveWanted();

private:
    QToolButton *addButton(const QString &name, const QString &hint);
    void updateIcons();
    void fillSpeeds();

    ReplayState m_state;
    QToolButton *m_back;
    QToolButton *m_play;
    QToolButton *m_forward;
    QToolButton *m_speed;
    QToolButton *m_live;
};

} // namespace quarterdeck
