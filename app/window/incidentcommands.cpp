#include "app/window/incidentcommands.h"

#include "app/journal/chronicle.h"
#include "app/window/incidentdesk.h"
#include "app/window/incidentexport.h"
#include "app/window/incidentnews.h"
#include "models/items/incidentlistmodel.h"
#include "widgets/incidents/incidentforms.h"
#include "widgets/incidents/incidenthead.h"
#include "widgets/incidents/incidentspage.h"
#include "widgets/incidents/incidenttimeline.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentCommands::IncidentCommands(const Parts &parts, Mode mode, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_mode(mode)
    , m_desk(new IncidentDesk(parts.chronicle, this))
    , m_export(new IncidentExport(parts.chronicle.recorder(), &parts.page, this))
{
    IncidentHead *head = parts.page.head();
    connect(head, &IncidentHead::severityChosen, this, [this](Severity severity) {
        if (const Incident *current = incident(); current && mayAct()) {
            m_desk->setSeverity(*current, severity);
        }
    });
    connect(parts.page.forms(), &IncidentForms::given, this, &IncidentCommands::give);
    connect(&parts.timeline, &IncidentTimeline::pinWanted, this, [this] { run(CommandId::PinEvent); });
    connect(&parts.reading, &IncidentReading::runsRead, this, &IncidentCommands::askRun);
    connect(m_desk, &IncidentDesk::done, this,
            [this, head](IncidentNumber number, const QString &text, bool undoable) {
                head->setDone(text, undoable);
                Q_EMIT done(number);
            });
    connect(m_desk, &IncidentDesk::sent, head, [head](const QString &text) { head->setDone(text, false); });
    connect(m_desk, &IncidentDesk::failed, this, [this, head](const QString &why) {
        head->setDone(why, false);
        Q_EMIT news(why);
    });
    connect(m_export, &IncidentExport::told, this, &IncidentCommands::news);
}

const QString &IncidentCommands::person() const
{
    return m_desk->person();
}

const Incident *IncidentCommands::incident() const
{
    return m_parts.incidents.find(m_current);
}

void IncidentCommands::showRights()
{
    const RecordingStatus status = m_parts.chronicle.recorder().status();
    QString why;
    auto rights = IncidentHead::Rights::Full;
    if (m_mode == Mode::ReadOnly) {
        rights = IncidentHead::Rights::ReadOnly;
        why = u"Read-only: this console looks and does not act."_s;
    } else if (status.mode == RecordingStatus::Mode::Reading) {
        rights = IncidentHead::Rights::OtherRecords;
        why = u"%1. What you do here that console does, and records."_s.arg(status.problem);
        why[0] = why.at(0).toUpper();
    }
    if (why != m_rights) {
        m_rights = why;
        m_parts.page.head()->setRights(rights, why);
        m_parts.timeline.setPinning(rights != IncidentHead::Rights::ReadOnly,
                                    rights == IncidentHead::Rights::OtherRecords
                                        ? u"An event is pinned at the console that records"_s
                                        : QString());
        Q_EMIT situationChanged();
    }
}

bool IncidentCommands::run(CommandId command)
{
    switch (command) {
    case CommandId::SnoozeIncident:
        if (const Incident *current = incident()) {
            m_parts.page.forms()->askSnooze(*current);
        }
        return true;
    case CommandId::QuietHours:
        m_parts.page.setIncidentShown(true);
        m_parts.page.forms()->askQuietHours(m_parts.news.quietHours().text());
        return true;
    case CommandId::ExportPostmortem:
        if (const Incident *current = incident()) {
            m_export->ask(*current);
        }
        return true;
    case CommandId::Acknowledge:
    case CommandId::AddNote:
    case CommandId::ResolveIncident:
    case CommandId::ReopenIncident:
    case CommandId::EditTitle:
    case CommandId::SetCommander:
    case CommandId::PinIncident:
    case CommandId::PinEvent:
    case CommandId::LinkRun:
    case CommandId::MergeIncident:
    case CommandId::SplitIncident:
    case CommandId::UndoDeed:
        if (mayAct()) {
            ask(command);
        }
        return true;
    default:
        return false;
    }
}

void IncidentCommands::ask(CommandId command)
{
    if (command == CommandId::UndoDeed) {
        m_desk->undo();
        return;
    }
    const Incident *current = incident();
    if (!current) {
        return;
    }
    IncidentForms *forms = m_parts.page.forms();
    switch (command) {
    case CommandId::Acknowledge:
        forms->askAcknowledge(*current);
        break;
    case CommandId::AddNote:
        forms->askNote(*current);
        break;
    case CommandId::ResolveIncident:
        if (current->isActive()) {
            forms->askResolve(*current);
        }
        break;
    case CommandId::ReopenIncident:
        m_desk->reopen(*current);
        break;
    case CommandId::EditTitle:
        forms->askTitle(*current);
        break;
    case CommandId::SetCommander:
        forms->askCommander(*current, m_desk->person());
        break;
    case CommandId::PinIncident:
        m_desk->togglePinned(*current);
        break;
    case CommandId::PinEvent:
        if (const Event *event = m_parts.timeline.currentEvent()) {
            m_desk->togglePinned(Event(*event));
        }
        break;
    case CommandId::LinkRun:
        m_parts.reading.askRuns();
        break;
    case CommandId::MergeIncident:
        askMerge(*current);
        break;
    case CommandId::SplitIncident:
        forms->askSplit(*current);
        break;
    default:
        break;
    }
}

void IncidentCommands::askMerge(const Incident &current)
{
    QList<IncidentForms::Choice> others;
    const QList<Incident> &all = m_parts.incidents.all();
    for (auto other = all.crbegin(); other != all.crend(); ++other) {
        if (other->number != current.number && other->state != IncidentState::Merged &&
            (!m_parts.chronicle.isRecording() || m_parts.chronicle.book().incident(other->number))) {
            others.append({other->number.value, u"%1 %2 (%3)"_s.arg(QString::number(other->number.value),
                                                                    other->title, toString(other->state))});
        }
    }
    m_parts.page.forms()->askMerge(current, others);
}

void IncidentCommands::askRun(const QList<IncidentReading::RunChoice> &runs)
{
    const Incident *current = incident();
    if (!current) {
        return;
    }
    QList<IncidentForms::Choice> choices;
    for (const IncidentReading::RunChoice &run : runs) {
        if (!current->runs.contains(run.run)) {
            choices.append({run.run, run.text});
        }
    }
    m_parts.page.forms()->askRun(*current, choices);
}

void IncidentCommands::give(const IncidentEntry &deed)
{
    if (deed.kind == IncidentEntry::Kind::Snooze) {
        m_parts.news.snooze({deed.incident}, std::chrono::minutes(deed.chosen));
        m_parts.page.head()->setDone(
            deed.chosen > 0 ? u"This console does not remind of %1 for a while"_s.arg(deed.incident.value)
                            : u"Reminders of %1 are on again"_s.arg(deed.incident.value),
            false);
    } else if (deed.kind == IncidentEntry::Kind::Quiet) {
        if (const auto hours = QuietHours::fromText(deed.text)) {
            m_parts.news.setQuietHours(*hours);
            Q_EMIT news(hours->isSet() ? u"quiet hours of this console: %1, local time"_s.arg(hours->text())
                                       : u"this console has no quiet hours"_s);
        }
    } else if (const Incident *was = m_parts.incidents.find(deed.incident); was && mayAct()) {
        m_desk->carryOut(*was, deed);
    }
}

bool IncidentCommands::mayAct() const
{
    // What cannot be recorded here is done by the console that records.
    return m_mode == Mode::Acting &&
           (m_parts.chronicle.isRecording() ||
            m_parts.chronicle.recorder().status().mode == RecordingStatus::Mode::Reading);
}

void IncidentCommands::describe(CommandSituation &situation) const
{
    situation.incidentPicked = incident() != nullptr;
    situation.incidentActable = mayAct();
    situation.eventPicked = m_parts.timeline.currentEvent() != nullptr;
    situation.deedUndoable = m_desk->canUndo();
}

} // namespace quarterdeck
