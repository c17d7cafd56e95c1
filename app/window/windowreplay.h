#pragma once

#include "app/window/replaycontrol.h"
#include "widgets/commands.h"

#include <QPointer>

class QMainWindow;

namespace quarterdeck {

class IncidentLanesPanel;
class LiveNotice;
class ReplayBanner;
class ReplayFrame;
class WindowFrame;

/// What a window has for a replay: the banner above its parts, the frame around it, the commands; and the
/// lanes of the incident that is looked at, whose events the replay steps through.
class WindowReplay final : public QObject
{
    Q_OBJECT
public:
    /// All are the caller's and outlive this.
    WindowReplay(ReplayControl &control, QMainWindow &window, WindowFrame &frame, Commands &commands);

    void setLanes(IncidentLanesPanel &lanes);
    /// Whether the command was about the replay, or is none to be given during one: then it is done or
    /// refused.
    bool run(CommandId command);
    /// Why the command is not to be given now; empty: it may be.
    [[nodiscard]] QString refusalOf(CommandId command) const;
    /// The page in front.
    void setPage(CommandId page);

Q_SIGNALS:
    void refused(const QString &why);

private:
    void show(const ReplayState &state);
    void showNotice();
    void useSteps();

    ReplayControl &m_control;
    WindowFrame &m_frame;
    ReplayBanner *m_banner;
    LiveNotice *m_notice; ///< above a page that stays with the present
    CommandId m_page = CommandId::PageFleet;
    ReplayFrame *m_edge;
    QPointer<IncidentLanesPanel> m_lanes;
    bool m_wasReplaying = false;
    bool m_topErrorsShown = true;
};

} // namespace quarterdeck
