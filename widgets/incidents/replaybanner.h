#pragma once

#include "widgets/incidents/replaystate.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace quarterdeck {

class ReplayBar;

/// Stands above everything while a moment of the past is shown: which one, in UTC and local time, and the way
/// back. Hidden while the present is.
class ReplayBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit ReplayBanner(QWidget *parent = nullptr);

    void setState(const ReplayState &state);
    [[nodiscard]] ReplayBar *bar() const { return m_bar; }
    [[nodiscard]] QString text() const; ///< all that it says, for tests and readers

Q_SIGNALS:
    void liveWanted();

private:
    QLabel *m_word;
    QLabel *m_moment;
    QLabel *m_local;
    QLabel *m_note;
    ReplayBar *m_bar;
    QPushButton *m_live;
};

/// A frame around the whole window: nobody takes the past for the present. Lets the mouse through.
class ReplayFrame final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int thickness = 4;

    /// Whether keys that nobody wanted steer the replay.
    enum class Keys : quint8 { Steer, Leave };

    explicit ReplayFrame(QWidget *window, Keys keys = Keys::Steer);

Q_SIGNALS:
    /// Keys that nobody else in the window wanted while the frame is shown.
    void leaveWanted(); ///< Esc
    void playToggled(); ///< space

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    const Keys m_keys;
};

} // namespace quarterdeck
