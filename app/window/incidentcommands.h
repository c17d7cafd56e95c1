#pragma once

#include "app/window/incidentreading.h"
#include "models/incidents/incident.h"
#include "widgets/commands.h"

#include <QObject>

namespace quarterdeck {

class Chronicle;
class IncidentDesk;
class IncidentExport;
class IncidentListModel;
class IncidentNews;
class IncidentTimeline;
class IncidentsPage;
struct IncidentEntry;

/// The commands of the incidents page: who may give them, what the forms ask before one is carried out, and
/// the desk, the export and the reminders that carry them out. They concern the chosen incident.
class IncidentCommands final : public QObject
{
    Q_OBJECT
public:
    /// Whether the person at this window may change incidents.
    enum class Mode : quint8 { Acting, ReadOnly };

    /// What they act on; the caller's, and outlives them.
    struct Parts
    {
        Chronicle &chronicle;
        IncidentNews &news;
        const IncidentListModel &incidents;
        IncidentReading &reading;
        IncidentsPage &page;
        IncidentTimeline &timeline;
    };

    IncidentCommands(const Parts &parts, Mode mode, QObject *parent = nullptr);

    void setCurrent(IncidentNumber number) { m_current = number; }
    /// False for a command that is none of these.
    bool run(CommandId command);
    void describe(CommandSituation &situation) const;
    /// Says in the page who may do what; that changes when another console begins or ceases to record.
    void showRights();
    [[nodiscard]] const QString &person() const;

Q_SIGNALS:
    void news(const QString &text);
    void done(quarterdeck::IncidentNumber number);
    void situationChanged();

private:
    void ask(CommandId command);
    void askMerge(const Incident &current);
    void askRun(const QList<IncidentReading::RunChoice> &runs);
    void give(const IncidentEntry &deed);
    [[nodiscard]] bool mayAct() const;
    [[nodiscard]] const Incident *incident() const;

    const Parts m_parts;
    const Mode m_mode;
    IncidentDesk *m_desk;
    IncidentExport *m_export;
    IncidentNumber m_current;
    QString m_rights;
};

} // namespace quarterdeck
