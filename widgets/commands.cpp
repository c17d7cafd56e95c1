#include "widgets/commands.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

namespace quarterdeck {

namespace {

QString menuTitle(CommandMenu menu)
{
    switch (menu) {
    case CommandMenu::File:
        return QStringLiteral("&File");
    case CommandMenu::View:
        return QStringLiteral("&View");
    case CommandMenu::Fleet:
        return QStringLiteral("F&leet");
    case CommandMenu::Runbooks:
        return QStringLiteral("&Runbooks");
    case CommandMenu::Incidents:
        return QStringLiteral("&Incidents");
    case CommandMenu::Help:
        return QStringLiteral("&Help");
    }
    return {};
}

QList<QKeySequence> keys(std::initializer_list<const char *> texts)
{
    QList<QKeySequence> list;
    for (const char *text : texts) {
        list.append(QKeySequence(QLatin1String(text), QKeySequence::PortableText));
    }
    return list;
}

bool startsGroup(CommandId id)
{
    switch (id) {
    case CommandId::Quit:
    case CommandId::ViewBoth:
    case CommandId::ZoomIn:
    case CommandId::BreakerLook:
    case CommandId::ToggleDetails:
    case CommandId::CopyChartPicture:
    case CommandId::ThemeSystem:
    case CommandId::Wallboard:
    case CommandId::NextProblem:
    case CommandId::ProbeNow:
    case CommandId::EditTitle:
    case CommandId::LinkRun:
    case CommandId::UndoDeed:
    case CommandId::ExportPostmortem:
    case CommandId::ReplayPlay:
    case CommandId::About:
        return true;
    default:
        return false;
    }
}

} // namespace

const QList<Command> &commandTable()
{
    using enum CommandMenu;
    using enum CommandWhen;
    static const QList<Command> table{
        {CommandId::OpenConfiguration, File, "openConfiguration", "&Open configuration…",
         "Open a fleet.yml or a prometheus.yml", "open", keys({"Ctrl+O"})},
        {CommandId::ReloadConfiguration, File, "reloadConfiguration", "&Reload configuration",
         "Read the configuration again; the running one stays when the new one is wrong", "refresh",
         keys({"F5"})},
        {CommandId::Quit, File, "quit", "&Quit", "Close the window and stop polling", "quit",
         keys({"Ctrl+Q"})},

        {CommandId::GoToAnything, View, "goToAnything", "&Go to anything…",
         "Find instances, services, clusters and commands", "search", keys({"Ctrl+K"})},
        {CommandId::PageFleet, View, "pageFleet", "&Fleet", "Show the fleet", "", keys({"1"})},
        {CommandId::PageBreakers, View, "pageBreakers", "B&reakers", "Show the circuit breakers", "",
         keys({"2"})},
        {CommandId::PageRunbooks, View, "pageRunbooks", "R&unbooks", "Show runbooks and runs", "",
         keys({"4"})},
        {CommandId::PageIncidents, View, "pageIncidents", "&Incidents", "Show the incidents", "",
         keys({"5"})},
        {CommandId::ViewBoth, View, "viewBoth", "Map and &table", "Show the map above the table", "both",
         keys({"V"}), OnFleetPage},
        {CommandId::ViewMap, View, "viewMap", "&Map only", "Show the map alone", "map", keys({"Shift+M"}),
         OnFleetPage},
        {CommandId::ViewTable, View, "viewTable", "Ta&ble only", "Show the table alone", "table",
         keys({"Shift+T"}), OnFleetPage},
        {CommandId::ZoomIn, View, "zoomIn", "Bigger &cells", "Draw the cells of the map bigger", "",
         keys({"Ctrl++", "Ctrl+="}), OnFleetPage},
        {CommandId::ZoomOut, View, "zoomOut", "&Smaller cells", "Draw the cells of the map smaller", "",
         keys({"Ctrl+-"}), OnFleetPage},
        {CommandId::ZoomReset, View, "zoomReset", "&Usual cells",
         "Draw the cells of the map in their usual size", "", keys({"Ctrl+0"}), OnFleetPage},
        {CommandId::BreakerLook, View, "breakerLook", "Breakers as t&iles or table",
         "Show the breakers as tiles or as a table", "tiles", keys({"T"}), OnBreakersPage},
        {CommandId::BreakerSpan, View, "breakerSpan", "Lines over 2 &or 15 min",
         "Draw the lines of the breakers over 2 or over 15 minutes", "", keys({"M"}), OnBreakersPage},
        {CommandId::OnlyChanged, View, "onlyChanged", "O&nly changed breakers",
         "Show only breakers that changed in the last 15 minutes, or all again", "", keys({"C"}),
         OnBreakersPage},
        {CommandId::ToggleDetails, View, "toggleDetails", "&Details",
         "Show or hide the details of what is picked", "details", keys({"D"})},
        {CommandId::ToggleActivity, View, "toggleActivity", "&Activity", "Show or hide what happened",
         "activity", keys({"E"})},
        {CommandId::ToggleTopErrors, View, "toggleTopErrors", "Top &errors",
         "Open or fold the services that fail most", "", keys({"Shift+E"})},
        {CommandId::CopyChartPicture, View, "copyChartPicture", "Copy chart as &picture",
         "Copy the chart under the mouse or with the focus, else the first one, as a picture", "copy",
         keys({"Ctrl+Shift+P"}), ChartShown},
        {CommandId::CopyChartValues, View, "copyChartValues", "Copy chart as CS&V",
         "Copy the values that the chart shows, as CSV", "copy", keys({"Ctrl+Shift+C"}), ChartShown},
        {CommandId::ThemeSystem,
         View,
         "themeSystem",
         "Colours of the s&ystem",
         "Dark or light as the system is",
         "theme",
         {}},
        {CommandId::ThemeDark, View, "themeDark", "Dar&k", "Dark colours", "", {}},
        {CommandId::ThemeLight, View, "themeLight", "&Light", "Light colours", "", {}},
        {CommandId::Wallboard, View, "wallboard", "&Wallboard", "The fleet on the whole screen; Esc ends it",
         "wallboard", keys({"F11"})},

        {CommandId::Filter, Fleet, "filter", "&Filter", "Type a filter", "search", keys({"/", "Ctrl+F"})},
        {CommandId::ClearFilter, Fleet, "clearFilter", "&Clear the filter", "Show everything again", "close",
         keys({"Ctrl+Backspace"}), FilterSet},
        {CommandId::OnlyProblems, Fleet, "onlyProblems", "Only &problems",
         "Show what is not well, or everything again", "", keys({"X"})},
        {CommandId::SaveView, Fleet, "saveView", "&Save this view…", "Keep the filter under a name", "save",
         keys({"Ctrl+S"}), FilterSet},
        {CommandId::NextProblem, Fleet, "nextProblem", "&Next problem",
         "Go to the next instance or breaker that is not well", "next", keys({"]"}), ProblemsExist},
        {CommandId::PreviousProblem, Fleet, "previousProblem", "P&revious problem",
         "Go to the previous instance or breaker that is not well", "previous", keys({"["}), ProblemsExist},
        {CommandId::MarkSeen, Fleet, "markSeen", "&Mark all as seen", "Take the marks of unseen changes away",
         "seen", keys({"S"}), UnseenChanges},
        {CommandId::ProbeNow, Fleet, "probeNow", "Probe n&ow",
         "Probe the picked instance without waiting for its turn", "refresh", keys({"P"}), InstancePicked},
        {CommandId::CopyAddress, Fleet, "copyAddress", "Copy &address",
         "Copy host and port of the picked instance", "copy", keys({"Y"}), InstancePicked},
        {CommandId::CopyName, Fleet, "copyName", "Copy na&me", "Copy the name of the picked instance", "copy",
         keys({"Shift+Y"}), InstancePicked},

        {CommandId::RunRunbook, Runbooks, "runRunbook", "&Run a runbook…",
         "Choose a runbook, for the picked instance or service if there is one", "", keys({"R"}), Always,
         CommandDanger::Acts},

        {CommandId::Acknowledge, Incidents, "acknowledge", "&Acknowledge…", "Say that you are on it", "seen",
         keys({"A"}), IncidentActable, CommandDanger::Acts},
        {CommandId::AddNote, Incidents, "addNote", "Add a &note…",
         "Add a note to the incident, back-dated where it was earlier", "", keys({"N"}), IncidentActable,
         CommandDanger::Acts},
        {CommandId::ResolveIncident, Incidents, "resolveIncident", "&Resolve…", "Say that it is over", "",
         keys({"Shift+R"}), IncidentActable, CommandDanger::Acts},
        {CommandId::ReopenIncident,
         Incidents,
         "reopenIncident",
         "Re&open",
         "It is not over after all",
         "",
         {},
         IncidentActable,
         CommandDanger::Acts},
        {CommandId::EditTitle, Incidents, "editTitle", "Edit the &title…", "Give the incident another title",
         "", keys({"F2"}), IncidentActable, CommandDanger::Acts},
        {CommandId::SetCommander, Incidents, "setCommander", "Set the &commander…", "Say who leads", "",
         keys({"Shift+C"}), IncidentActable, CommandDanger::Acts},
        {CommandId::PinIncident, Incidents, "pinIncident", "&Pin the incident",
         "Keep it for good, whatever the retention, or no longer", "", keys({"Shift+P"}), IncidentActable,
         CommandDanger::Acts},
        {CommandId::PinEvent, Incidents, "pinEvent", "Pin the &event",
         "Keep the picked event for good, or no longer", "", keys({"Ctrl+P"}), EventPicked,
         CommandDanger::Acts},
        {CommandId::LinkRun, Incidents, "linkRun", "&Link a run…", "Say that a run belongs to it", "",
         keys({"Shift+L"}), IncidentActable, CommandDanger::Acts},
        {CommandId::MergeIncident,
         Incidents,
         "mergeIncident",
         "&Merge into another…",
         "Let it go into another incident, with its events",
         "",
         {},
         IncidentActable,
         CommandDanger::Acts},
        {CommandId::SplitIncident,
         Incidents,
         "splitIncident",
         "&Split…",
         "Make some of its services an incident of their own",
         "",
         {},
         IncidentActable,
         CommandDanger::Acts},
        {CommandId::UndoDeed, Incidents, "undoDeed", "&Undo", "Take back what you did last to an incident",
         "", keys({"Ctrl+Z"}), DeedUndoable, CommandDanger::Acts},
        {CommandId::ExportPostmortem, Incidents, "exportPostmortem", "E&xport postmortem…",
         "Write its facts as a file", "save", keys({"Ctrl+E"}), IncidentPicked},
        {CommandId::SnoozeIncident, Incidents, "snoozeIncident", "Snoo&ze…",
         "No reminder of it on this console for a while", "", keys({"Z"}), IncidentPicked},
        {CommandId::QuietHours,
         Incidents,
         "quietHours",
         "&Quiet hours…",
         "When this console leaves the desktop alone",
         "",
         {}},
        {CommandId::ReplayPlay, Incidents, "replayPlay", "Repla&y",
         "Replay the incident that is shown, or the last ten minutes; pause it, go on", "play",
         keys({"Shift+Space"})},
        {CommandId::ReplayBack, Incidents, "replayBack", "Replay: event &before",
         "Go to the event before the moment that is replayed", "stepback", keys({","}), Replaying},
        {CommandId::ReplayForward, Incidents, "replayForward", "Replay: next &event",
         "Go to the event after the moment that is replayed", "stepforward", keys({"."}), Replaying},
        {CommandId::ReplaySlower, Incidents, "replaySlower", "Replay: slo&wer", "From 600 down to 1 times",
         "", keys({"<"}), Replaying},
        {CommandId::ReplayFaster, Incidents, "replayFaster", "Replay: fas&ter", "Up to 600 times", "",
         keys({">"}), Replaying},
        {CommandId::ReplayLive, Incidents, "replayLive", "Back to li&ve",
         "Show the present again; Esc does too", "", keys({"Ctrl+L"}), Replaying},

        {CommandId::CheatSheet, Help, "cheatSheet", "&Keyboard", "Every command and its keys", "help",
         keys({"?"})},
        {CommandId::About, Help, "about", "&About Quarterdeck", "Version and licence", "", {}},
    };
    return table;
}

const Command &commandOf(CommandId id)
{
    for (const Command &command : commandTable()) {
        if (command.id == id) {
            return command;
        }
    }
    Q_UNREACHABLE();
}

QString pageName(CommandId id)
{
    const QLatin1String prefix("page");
    const QString name = QLatin1String(commandOf(id).name);
    return name.startsWith(prefix) ? name.mid(prefix.size()).toLower() : QString();
}

QStringList pageNames()
{
    QStringList names;
    for (const Command &command : commandTable()) {
        if (const QString name = pageName(command.id); !name.isEmpty()) {
            names.append(name);
        }
    }
    return names;
}

Commands::Commands(QWidget *window) : QObject(window)
{
    setObjectName(QStringLiteral("commands"));
    auto *themes = new QActionGroup(this);
    auto *views = new QActionGroup(this);
    for (const Command &command : commandTable()) {
        auto *action = new QAction(QString::fromUtf8(command.text), window);
        action->setObjectName(QLatin1String(command.name));
        action->setShortcuts(command.keys);
        action->setShortcutContext(Qt::WindowShortcut);
        const QString hint = QString::fromUtf8(command.hint);
        action->setStatusTip(hint);
        action->setToolTip(hint);
        action->setMenuRole(QAction::NoRole);
        switch (command.id) {
        case CommandId::ThemeSystem:
        case CommandId::ThemeDark:
        case CommandId::ThemeLight:
            action->setCheckable(true);
            themes->addAction(action);
            break;
        case CommandId::ViewBoth:
        case CommandId::ViewMap:
        case CommandId::ViewTable:
            action->setCheckable(true);
            views->addAction(action);
            break;
        case CommandId::ToggleDetails:
        case CommandId::ToggleActivity:
        case CommandId::ToggleTopErrors:
            action->setCheckable(true);
            break;
        default:
            break;
        }
        const CommandId id = command.id;
        connect(action, &QAction::triggered, this, [this, id] { Q_EMIT given(id); });
        window->addAction(action);
        m_actions.insert(int(id), action);
    }
    connect(&Theme::instance(), &Theme::changed, this, &Commands::updateIcons);
    updateIcons();
    setSituation({});
}

void Commands::setSituation(const CommandSituation &situation)
{
    for (const Command &command : commandTable()) {
        bool enabled = true;
        switch (command.when) {
        case CommandWhen::Always:
            break;
        case CommandWhen::InstancePicked:
            enabled = situation.instancePicked;
            break;
        case CommandWhen::FilterSet:
            enabled = situation.filterSet;
            break;
        case CommandWhen::UnseenChanges:
            enabled = situation.unseenChanges;
            break;
        case CommandWhen::ProblemsExist:
            enabled = situation.problemsExist;
            break;
        case CommandWhen::OnFleetPage:
            enabled = situation.page == CommandId::PageFleet;
            break;
        case CommandWhen::ChartShown:
            enabled = situation.chartShown;
            break;
        case CommandWhen::OnBreakersPage:
            enabled = situation.page == CommandId::PageBreakers;
            break;
        case CommandWhen::IncidentPicked:
            enabled = situation.incidentPicked;
            break;
        case CommandWhen::IncidentActable:
            enabled = situation.incidentPicked && situation.incidentActable;
            break;
        case CommandWhen::EventPicked:
            enabled = situation.eventPicked && situation.incidentActable;
            break;
        case CommandWhen::DeedUndoable:
            enabled = situation.deedUndoable && situation.incidentActable;
            break;
        case CommandWhen::Replaying:
            enabled = situation.replaying;
            break;
        }
        action(command.id)->setEnabled(enabled);
    }
}

void Commands::setOffered(CommandId id, bool offered)
{
    action(id)->setVisible(offered); // an invisible action has no shortcut either
}

void Commands::fillMenuBar(QMenuBar &bar)
{
    for (const CommandMenu which : {CommandMenu::File, CommandMenu::View, CommandMenu::Fleet,
                                    CommandMenu::Runbooks, CommandMenu::Incidents, CommandMenu::Help}) {
        QMenu *menu = bar.addMenu(menuTitle(which));
        menu->setObjectName(QStringLiteral("menu%1").arg(int(which)));
        for (const Command &command : commandTable()) {
            if (command.menu != which) {
                continue;
            }
            if (startsGroup(command.id) && !menu->isEmpty()) {
                menu->addSeparator();
            }
            menu->addAction(action(command.id));
        }
    }
}

void Commands::fillInstanceMenu(QMenu &menu) const
{
    for (const CommandId id :
         {CommandId::RunRunbook, CommandId::ProbeNow, CommandId::CopyAddress, CommandId::CopyName}) {
        menu.addAction(action(id));
    }
}

void Commands::updateIcons()
{
    for (const Command &command : commandTable()) {
        action(command.id)->setIcon(themedIcon(QLatin1String(command.icon)));
        action(command.id)->setIconVisibleInMenu(false); // words are enough in menus; buttons show it
    }
}

} // namespace quarterdeck
