#pragma once

#include "models/incidents/incidentchanges.h"

#include <QAbstractListModel>
#include <QSet>

namespace quarterdeck {

/// The timeline of one incident: its events in the order in which they happened. What comes late finds its
/// place; selection and scroll survive.
class IncidentEventsModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        EventRole = Qt::UserRole, ///< const Event *, valid during the call only
        UnseenRole,
    };

    using QAbstractListModel::QAbstractListModel;

    /// What the record holds. What was add()ed and is not in the record yet stays, as long as it is the same
    /// incident.
    void setEvents(IncidentNumber incident, const QList<Event> &events);
    /// News: those of other incidents are passed over.
    void add(const IncidentChanges &changes);
    void clear();
    /// Words that all must occur.
    void setFilterText(const QString &text);
    /// Events with a higher number are new to the user.
    void setSeenUpTo(qint64 event);

    [[nodiscard]] IncidentNumber incident() const { return m_incident; }
    [[nodiscard]] const QList<Event> &all() const { return m_all; }
    [[nodiscard]] const Event &at(int row) const { return m_shown.at(row); }
    [[nodiscard]] int rowOf(qint64 event) const; ///< -1: not shown
    [[nodiscard]] qint64 lastNumber() const;     ///< the highest; 0: none
    [[nodiscard]] int unseenCount() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void show();
    void append(const QList<Event> &later);
    [[nodiscard]] bool passes(const Event &event) const;

    IncidentNumber m_incident;
    QList<Event> m_all; ///< Event::isEarlier()
    QList<Event> m_shown;
    QSet<qint64> m_numbers; ///< of all
    QStringList m_words;
    qint64 m_seenUpTo = 0;
};

} // namespace quarterdeck
