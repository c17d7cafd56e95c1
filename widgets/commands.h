#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QStringList>

class QMenu;
class QMenuBar;
class QWidget;

namespace quarterdeck {

/// Everything the window can be told to do.
enum class CommandId : quint8 {
    GoToAnything,
    OpenConfiguration,
    ReloadConfiguration,
    Quit,
    PageFleet,
    PageBreakers,
    PageRunbooks,
    PageIncidents,
    ViewBoth,
    ViewMap,
    ViewTable,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    BreakerLook,
    BreakerSpan,
    OnlyChanged,
    ToggleDetails,
    ToggleActivity,
    ToggleTopErrors,
    CopyChartPicture,
    CopyChartValues,
    ThemeSystem,
    ThemeDark,
    ThemeLight,
    Wallboard,
    Filter,
    ClearFilter,
    SaveView,
    OnlyProblems,
    NextProblem,
    PreviousProblem,
    MarkSeen,
    ProbeNow,
    CopyAddress,
    CopyName,
    RunRunbook,
    Acknowledge,
    AddNote,
    ResolveIncident,
    ReopenIncident,
    EditTitle,
    SetCommander,
    PinIncident,
    PinEvent,
    LinkRun,
    MergeIncident,
    SplitIncident,
    SnoozeIncident,
    QuietHours,
    ReplayPlay,
    ReplayBack,
    ReplayForward,
    ReplaySlower,
    ReplayFaster,
    ReplayLive,
    UndoDeed,
    ExportPostmortem,
    CheatSheet,
    About,
};

enum class CommandMenu : quint8 { File, View, Fleet, Runbooks, Incidents, Help };
/// When a command can be given.
enum class CommandWhen : quint8 {
    Always,
    InstancePicked,
    FilterSet,
    UnseenChanges,
    ProblemsExist,
    OnFleetPage,
    OnBreakersPage,
    ChartShown,
    IncidentPicked,  ///< on its page
    IncidentActable, ///< and it may be changed here
    EventPicked,
    DeedUndoable,
    Replaying,
};
/// How much harm it can do: acting commands are removed in read-only mode, dangerous ones ask.
enum class CommandDanger : quint8 { None, Acts, Dangerous };

/// One row of the table of commands. Menus, shortcuts, palette and cheat sheet are all made from it.
struct Command
{
    CommandId id;
    CommandMenu menu;
    const char *name; ///< object name of its action, stable: settings and tests use it
    const char *text;
    const char *hint;
    const char *icon; ///< of resources/icons, may be empty
    QList<QKeySequence> keys;
    CommandWhen when = CommandWhen::Always;
    CommandDanger danger = CommandDanger::None;
};

const QList<Command> &commandTable();
const Command &commandOf(CommandId id);
/// The name of the page that a command shows, as --page takes it: "fleet". Empty for other commands.
QString pageName(CommandId id);
QStringList pageNames();

/// What decides which commands are enabled.
struct CommandSituation
{
    CommandId page = CommandId::PageFleet; ///< in front
    bool instancePicked = false;
    bool filterSet = false;
    bool unseenChanges = false;
    bool problemsExist = false;
    bool chartShown = false;
    bool incidentPicked = false;
    bool incidentActable = false;
    bool eventPicked = false;
    bool deedUndoable = false;
    bool replaying = false;
    bool operator==(const CommandSituation &) const = default;
};

/// The actions of the table, one each. Single letters are shortcuts too: a line edit takes them for itself
/// while it has the focus, so none fires while typing.
class Commands final : public QObject
{
    Q_OBJECT
public:
    /// The actions belong to `window`, which makes their shortcuts work all over it.
    explicit Commands(QWidget *window);

    [[nodiscard]] QAction *action(CommandId id) const { return m_actions.value(int(id)); }
    void setSituation(const CommandSituation &situation);
    /// Takes a command out of menus, palette and cheat sheet: what does nothing is not shown.
    void setOffered(CommandId id, bool offered);
    [[nodiscard]] bool isOffered(CommandId id) const { return action(id)->isVisible(); }
    void fillMenuBar(QMenuBar &bar);
    /// The menu of one instance, for tables and maps.
    void fillInstanceMenu(QMenu &menu) const;

Q_SIGNALS:
    void given(quarterdeck::CommandId id);

private:
    void updateIcons();

    QHash<int, QAction *> m_actions;
};

} // namespace quarterdeck
