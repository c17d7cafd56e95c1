#pragma once

#include "models/items/incidentfilter.h"
#include "models/items/incidentrow.h"
#include "models/items/runbookrows.h"

#include <QSet>

namespace quarterdeck {

/// The incidents that pass a filter: those that are open first (the gravest of them on top), then the
/// mitigated, then what is over, newest first.
class IncidentListModel final : public RunbookRows<IncidentRow>
{
    Q_OBJECT
public:
    enum Role { RowRole = Qt::UserRole /* const IncidentRow *, valid during the call only */ };

    using RunbookRows<IncidentRow>::RunbookRows;

    /// New or changed ones.
    void apply(const QList<Incident> &incidents, WallTime now);
    /// One that has another number now.
    void forget(IncidentNumber number, WallTime now);
    void setFilter(const IncidentFilter &filter, WallTime now);
    [[nodiscard]] const IncidentFilter &filter() const { return m_filter; }
    /// Incidents with an event that holds the filter's words.
    void setFound(const QSet<IncidentNumber> &found, WallTime now);
    void setUnseen(const QSet<IncidentNumber> &unseen, WallTime now);
    void setSnoozed(const QHash<IncidentNumber, WallTime> &snoozed, WallTime now);
    /// Terms about age go with the time.
    void tick(WallTime now);

    [[nodiscard]] const Incident *find(IncidentNumber number) const;
    [[nodiscard]] int rowOf(IncidentNumber number) const; ///< -1: not shown
    [[nodiscard]] const QList<Incident> &all() const { return m_all; }
    [[nodiscard]] int total() const; ///< those that were not merged
    /// How many were going on at a moment, as is known now.
    [[nodiscard]] int activeAt(WallTime moment) const;
    [[nodiscard]] int count(IncidentState state) const;
    [[nodiscard]] int unseenCount() const;
    /// When the oldest known was detected: what is older can be asked for.
    [[nodiscard]] std::optional<WallTime> oldest() const;

    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void show(WallTime now);

    QList<Incident> m_all; ///< by number
    IncidentFilter m_filter;
    QSet<IncidentNumber> m_found;
    QSet<IncidentNumber> m_unseen;
    QHash<IncidentNumber, WallTime> m_snoozed;
};

} // namespace quarterdeck
