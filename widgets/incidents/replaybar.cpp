#include "widgets/incidents/replaybar.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace quarterdeck {

namespace {

QString speedText(int speed)
{
    return QStringLiteral("%1×").arg(speed);
}

} // namespace

ReplayBar::ReplayBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("replayBar"));
    setAccessibleName(QStringLiteral("Replay"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_back = addButton(QStringLiteral("replayBack"), QStringLiteral("To the event before"));
    m_play = addButton(QStringLiteral("replayPlay"), QStringLiteral("Replay from here"));
    m_forward = addButton(QStringLiteral("replayForward"), QStringLiteral("To the next event"));
    m_speed = addButton(QStringLiteral("replaySpeed"), QStringLiteral("How fast the replay goes"));
    m_speed->setPopupMode(QToolButton::InstantPopup);
    m_speed->setMenu(new QMenu(m_speed));
    m_live = addButton(QStringLiteral("replayLive"), QStringLiteral("Back to the present"));
    m_live->setText(QStringLiteral("Live"));
    connect(m_back, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(-1); });
    connect(m_play, &QToolButton::clicked, this, &ReplayBar::playToggled);
    connect(m_forward, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(1); });
    connect(m_live, &QToolButton::clicked, this, &ReplayBar::liveWanted);
    connect(&Theme::instance(), &Theme::changed, this, &ReplayBar::updateIcons);
    fillSpeeds();
    updateIcons();
    setState({});
}

QToolButton *ReplayBar::addButton(const QString &name, const QString &hint)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setProperty("button", true);
    button->setProperty("compact", true);
    button->setToolTip(hint);
    button->setAccessibleName(hint);
    button->setIconSize({12, 12});
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

void ReplayBar::updateIcons()
{
    m_back->setIcon(themedIcon(QStringLiteral("stepback")));
    m_forward->setIcon(themedIcon(QStringLiteral("stepforward")));
    m_play->setIcon(themedIcon(m_state.isPlaying ? QStringLiteral("pause") : QStringLiteral("play")));
}

void ReplayBar::fillSpeeds()
{
    auto *group = new QActionGroup(m_speed->menu());
    for (const int speed : ReplayState::speeds) {
        QAction *action = m_speed->menu()->addAction(speedText(speed));
        action->setCheckable(true);
        action->setData(speed);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, speed] { Q_EMIT speedWanted(speed); });
    }
}

void ReplayBar::setState(const ReplayState &state)
{
    const bool wasPlaying = m_state.isPlaying;
    m_state = state;
    if (wasPlaying != state.isPlaying) {
        m_play->setIcon(themedIcon(state.isPlaying ? QStringLiteral("pause") : QStringLiteral("play")));
    }
    const QString hint = state.isPlaying ? QStringLiteral("Pause the replay")
                         : state.moment  ? QStringLiteral("Go on with the replay")
                                         : QStringLiteral("Replay from here");
    m_play->setToolTip(hint);
    m_play->setAccessibleName(hint);
    m_speed->setText(speedText(state.speed));
    m_speed->setAccessibleName(QStringLiteral("Speed of the replay: %1 times").arg(state.speed));
    const QList<QAction *> actions = m_speed->menu()->actions();
    for (QAction *action : actions) {
        action->setChecked(action->data().toInt() == state.speed);
    }
    m_live->setEnabled(state.moment.has_value());
}

} // namespace quarterdeck
