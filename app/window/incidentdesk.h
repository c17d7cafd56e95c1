#pragma once

#include "models/incidents/incidentorder.h"
#include "widgets/incidents/incidentforms.h"

#include <QObject>

#include <functional>

namespace quarterdeck {

class Chronicle;
class IncidentCourier;

/// What the person at this window does to incidents: each deed is an event under their name; most can be
/// taken back, which is one too. While another console records, it is that one that does it.
class IncidentDesk final : public QObject
{
    Q_OBJECT
public:
    /// The chronicle is the caller's and outlives this.
    IncidentDesk(Chronicle &chronicle, QObject *parent = nullptr);

    [[nodiscard]] const QString &person() const { return m_person; }
    /// `was`: the incident before it. A snooze and quiet hours are no deeds of this desk.
    void carryOut(const Incident &was, const IncidentEntry &deed);
    void setSeverity(const Incident &was, Severity severity);
    void togglePinned(const Incident &was);
    void togglePinned(const Event &event);
    void reopen(const Incident &was);

    [[nodiscard]] bool canUndo() const { return !m_undo.isEmpty(); }
    void undo();

Q_SIGNALS:
    /// In words, and whether it can be taken back; `number` is what it was done to.
    void done(quarterdeck::IncidentNumber number, const QString &text, bool undoable);
    /// Nothing came of it.
    void failed(const QString &why);
    /// Another console was asked to do it.
    void sent(const QString &text);

private:
    using Deed = std::function<IncidentChanges(IncidentBook &, WallTime, QString *problem)>;
    struct Order
    {
        QString text; ///< what was done, in words
        IncidentOrder order;
        std::optional<IncidentOrder> back;
    };
    struct Undo
    {
        IncidentNumber number;
        QString text;
        Deed deed;                          ///< here
        std::optional<IncidentOrder> order; ///< here or there
    };
    [[nodiscard]] IncidentOrder orderTo(const Incident &was, OrderKind kind, const QString &text = {}) const;
    void give(const Order &order);
    void conclude(const Order &order, const QString &problem);
    [[nodiscard]] QString doHere(const Deed &deed);

    static constexpr qsizetype mostUndo = 50;
    Chronicle &m_chronicle;
    IncidentCourier *m_courier;
    const QString m_person;
    QList<Order> m_sent; ///< not answered yet, in order
    QList<Undo> m_undo;
};

} // namespace quarterdeck
