#pragma once

#include "models/incidents/incidentchanges.h"

#include <QHash>
#include <QSet>

namespace quarterdeck {

/// What of the record the user has looked at: how far in each incident, by the numbers of events. What is new
/// stays new until it was seen.
class IncidentSeen
{
public:
    /// A record that was never looked at before begins as seen: history is no news.
    void beginWith(qint64 lastEvent);
    [[nodiscard]] bool hasBegun() const { return m_floor >= 0; }

    /// What happened in the record: events of `person` are no news to them.
    void note(const IncidentChanges &changes, const QString &person);
    /// The last event of an incident, as the record tells.
    void noteLast(IncidentNumber number, qint64 event);
    /// Returns whether that changed anything.
    bool markSeen(IncidentNumber number);
    void markAllSeen();
    void forget(IncidentNumber number);

    /// Events with a higher number are new in this incident.
    [[nodiscard]] qint64 seenUpTo(IncidentNumber number) const;
    [[nodiscard]] const QSet<IncidentNumber> &unseen() const { return m_unseen; }

    /// For the settings: lines that restore() understands; only what is worth keeping.
    [[nodiscard]] QStringList toLines(const QString &store) const;
    /// Nothing is taken from another store's lines.
    void restore(const QStringList &lines, const QString &store);

private:
    void judge(IncidentNumber number);

    static constexpr qsizetype mostKept = 300;
    qint64 m_floor = -1; ///< all events up to here are seen; -1: not known yet
    QHash<IncidentNumber, qint64> m_seen;
    QHash<IncidentNumber, qint64> m_last;
    QSet<IncidentNumber> m_unseen;
};

} // namespace quarterdeck
