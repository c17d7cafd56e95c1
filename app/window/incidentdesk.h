#pragma once

#include "models/incidents/incidentbook.h"
#include "widgets/incidents/incidentforms.h"

#include <QObject>

#include <functional>

namespace quarterdeck {

class Chronicle;

/// What the person at this window does to incidents: each deed goes through the chronicle under their name
/// and is an event; most can be taken back, which is one too.
class IncidentDesk final : public QObject
{
    Q_OBJECT
public:
    /// The chronicle is the caller's and outlives this.
    IncidentDesk(Chronicle &chronicle, QObject *parent = nullptr);

    [[nodiscard]] const QString &person() const { return m_person; }
    /// A snooze and quiet hours are no deeds of this desk.
    void carryOut(const IncidentEntry &deed);
    void setSeverity(IncidentNumber number, Severity severity);
    void togglePinned(IncidentNumber number);
    void togglePinned(const Event &event);
    void reopen(IncidentNumber number);

    [[nodiscard]] bool canUndo() const { return !m_undo.isEmpty(); }
    void undo();

Q_SIGNALS:
    /// In words, and whether it can be taken back; `number` is what it was done to.
    void done(quarterdeck::IncidentNumber number, const QString &text, bool undoable);
    /// Nothing came of it.
    void failed(const QString &why);

private:
    using Deed = std::function<IncidentChanges(IncidentBook &, WallTime)>;
    struct Undo
    {
        IncidentNumber number;
        QString text;
        Deed deed;
    };
    void act(IncidentNumber number, const QString &text, const Deed &deed, const Deed &back = {});
    [[nodiscard]] std::optional<Incident> before(IncidentNumber number);

    static constexpr qsizetype mostUndo = 50;
    Chronicle &m_chronicle;
    const QString m_person;
    QList<Undo> m_undo;
};

} // namespace quarterdeck
