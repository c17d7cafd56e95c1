#include "app/window/windowreplay.h"

#include "app/window/windowframe.h"
#include "widgets/errors/toperrorspanel.h"
#include "widgets/incidents/incidentlanespanel.h"
#include "widgets/incidents/livenotice.h"
#include "widgets/incidents/replaybanner.h"
#include "widgets/incidents/replaybar.h"

#include <QBoxLayout>
#include <QMainWindow>
#include <QStackedWidget>

namespace quarterdeck {

namespace {

/// Acts on the fleet, or on what is known of the present. What people do to incidents is written down with
/// the present time and touches no fleet.
bool concernsThePresent(const Command &command, CommandId page)
{
    return (command.danger != CommandDanger::None && command.menu != CommandMenu::Incidents) ||
           command.id == CommandId::ProbeNow ||
           (command.id == CommandId::MarkSeen && page != CommandId::PageIncidents);
}

} // namespace

WindowReplay::WindowReplay(ReplayControl &control, QMainWindow &window, WindowFrame &frame,
                           Commands &commands)
    : QObject(&window)
    , m_control(control)
    , m_frame(frame)
    , m_banner(new ReplayBanner(&frame))
    , m_notice(new LiveNotice)
    , m_edge(new ReplayFrame(&window))
{
    static_cast<QBoxLayout *>(frame.middle()->parentWidget()->layout())->insertWidget(0, m_notice);
    static_cast<QBoxLayout *>(frame.layout())->insertWidget(0, m_banner);
    connect(&control, &ReplayControl::stateChanged, this, &WindowReplay::show);
    connect(m_banner, &ReplayBanner::liveWanted, &control, &ReplayControl::live);
    connect(m_edge, &ReplayFrame::leaveWanted, &control, &ReplayControl::live);
    connect(m_edge, &ReplayFrame::playToggled, &control, &ReplayControl::togglePlay);
    const ReplayBar *bar = m_banner->bar();
    connect(bar, &ReplayBar::playToggled, &control, &ReplayControl::togglePlay);
    connect(bar, &ReplayBar::stepWanted, &control, &ReplayControl::step);
    connect(bar, &ReplayBar::speedWanted, &control, &ReplayControl::setSpeed);
    for (const CommandId id : {CommandId::ReplayPlay, CommandId::ReplayBack, CommandId::ReplayForward,
                               CommandId::ReplaySlower, CommandId::ReplayFaster, CommandId::ReplayLive}) {
        commands.setOffered(id, control.isOffered());
    }
}

void WindowReplay::setLanes(IncidentLanesPanel &lanes)
{
    m_lanes = &lanes;
    lanes.setReplayOffered(m_control.isOffered());
    lanes.setReplay(m_control.state());
    connect(lanes.view(), &IncidentLanesView::momentWanted, this, [this](WallTime at) {
        useSteps();
        m_control.seek(at);
    });
    const ReplayBar *bar = lanes.bar();
    connect(bar, &ReplayBar::playToggled, this, [this] {
        useSteps();
        m_control.togglePlay();
    });
    connect(bar, &ReplayBar::stepWanted, this, [this](int direction) {
        useSteps();
        m_control.step(direction);
    });
    connect(bar, &ReplayBar::speedWanted, &m_control, &ReplayControl::setSpeed);
    connect(bar, &ReplayBar::liveWanted, &m_control, &ReplayControl::live);
}

/// An incident that is seen is what is replayed; it stays so while one looks at the fleet meanwhile.
void WindowReplay::useSteps()
{
    if (m_lanes && m_lanes->isVisible()) {
        m_control.setSteps(m_lanes->moments());
    } else if (!m_control.isReplaying()) {
        m_control.setSteps({});
    }
}

bool WindowReplay::run(CommandId command)
{
    switch (command) {
    case CommandId::ReplayPlay:
        useSteps();
        m_control.togglePlay();
        return true;
    case CommandId::ReplayBack:
    case CommandId::ReplayForward:
        useSteps();
        m_control.step(command == CommandId::ReplayForward ? 1 : -1);
        return true;
    case CommandId::ReplaySlower:
    case CommandId::ReplayFaster:
        m_control.changeSpeed(command == CommandId::ReplayFaster ? 1 : -1);
        return true;
    case CommandId::ReplayLive:
        m_control.live();
        return true;
    default:
        break;
    }
    const Command &row = commandOf(command);
    const QString why = concernsThePresent(row, m_page)
                            ? m_control.refuse(QString::fromUtf8(row.text).remove(QLatin1Char('&')))
                            : QString();
    if (!why.isEmpty()) {
        Q_EMIT refused(why);
    }
    return !why.isEmpty();
}

QString WindowReplay::refusalOf(CommandId command) const
{
    return concernsThePresent(commandOf(command), m_page) ? m_control.refusal() : QString();
}

void WindowReplay::setPage(CommandId page)
{
    m_page = page;
    showNotice();
}

void WindowReplay::showNotice()
{
    m_notice->tell(m_control.state().moment,
                   m_page == CommandId::PageRunbooks
                       ? QStringLiteral("Runbooks see and act on the fleet as it is now")
                       : QString());
}

void WindowReplay::show(const ReplayState &state)
{
    const bool replaying = state.moment.has_value();
    m_banner->setState(state);
    showNotice();
    if (m_lanes) {
        m_lanes->setReplay(state);
    }
    if (replaying == m_wasReplaying) {
        return;
    }
    m_wasReplaying = replaying;
    const int inset = replaying ? ReplayFrame::thickness : 0;
    m_edge->parentWidget()->setContentsMargins(inset, inset, inset, inset);
    m_edge->setGeometry(m_edge->parentWidget()->rect());
    m_edge->setVisible(replaying);
    m_edge->raise();
    // What fails most is measured now, not then.
    if (replaying) {
        m_topErrorsShown = m_frame.topErrors()->isVisibleTo(&m_frame);
        m_frame.topErrors()->hide();
    } else {
        m_frame.topErrors()->setVisible(m_topErrorsShown);
    }
}

} // namespace quarterdeck
