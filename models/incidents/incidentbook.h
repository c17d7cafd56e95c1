#pragma once

#include "models/incidents/failedcounts.h"
#include "models/incidents/heldsigns.h"
#include "models/incidents/incidentchanges.h"
#include "models/incidents/recentevents.h"

#include <map>
#include <span>

namespace quarterdeck {

/// How the network between the console and the fleet is, as far as incidents are concerned.
enum class FleetReach : quint8 {
    Fine,
    Held,        ///< it may be, or is, the console's own network: states are held, nothing opens
    Unreachable, ///< it is the fleet, or nobody can tell: one incident for all
};

/// The incidents that are active and the rules by which they open, join, are mitigated and resolved (design
/// section 4). Everything of consequence, people's actions included, comes out as events and changed
/// incidents. No clock of its own. Lives in one thread.
class IncidentBook
{
public:
    static constexpr std::size_t keptEnded = 200; ///< incidents that are over and can still be edited

    /// From now on; 30 s, 2 min and 30 min unless something else is configured.
    void setTiming(const IncidentTiming &timing) { m_timing = timing; }

    /// Whose services these are. Incidents of another fleet on the same record are left as they are, but for
    /// what people do to them.
    void setFleet(const QString &name) { m_fleet = name; }

    /// What the record holds: active incidents and those that ended last. New ones are numbered from there.
    void restore(const QList<Incident> &incidents, IncidentNumber last, qint64 lastEvent);

    /// What the record turned out to hold when it could be seen at last: those that were numbered
    /// provisionally get their own numbers, behind `last`.
    IncidentChanges adopt(const QList<Incident> &incidents, IncidentNumber last);

    /// Numbers what happened and gives it to the incident of its service, if there is one.
    IncidentChanges take(QList<Event> events, WallTime now);
    /// Once a second: what the rules make of how the services are.
    IncidentChanges tick(std::span<const ServiceCondition> conditions, FleetReach reach,
                         const QString &reachText, SteadyTime now, WallTime wall);

    // What people do. Nothing comes of an incident that is not known.
    IncidentChanges acknowledge(IncidentNumber number, const QString &person, const QString &comment,
                                bool clearsOnRecovery, WallTime now);
    /// Nobody is on it any more; that somebody was stays on record.
    IncidentChanges withdrawAcknowledgement(IncidentNumber number, const QString &person, WallTime now);
    IncidentChanges resolve(IncidentNumber number, const QString &person, const QString &comment,
                            WallTime now);
    /// What a person resolved goes on: as mitigated where its signals were good, else as open.
    IncidentChanges reopen(IncidentNumber number, const QString &person, WallTime now);
    /// `happened`: when it was, where a person says that it was earlier.
    IncidentChanges addNote(IncidentNumber number, const QString &person, const QString &text,
                            WallTime happened, WallTime now);
    IncidentChanges setTitle(IncidentNumber number, const QString &person, const QString &title,
                             WallTime now);
    IncidentChanges setSeverity(IncidentNumber number, const QString &person, Severity severity,
                                WallTime now);
    IncidentChanges setCommander(IncidentNumber number, const QString &person, const QString &commander,
                                 WallTime now);
    IncidentChanges setPinned(IncidentNumber number, const QString &person, bool pinned, WallTime now);
    IncidentChanges pinEvent(const Event &event, const QString &person, bool pinned, WallTime now);
    IncidentChanges linkRun(IncidentNumber number, const QString &person, qint64 run, WallTime now);
    IncidentChanges unlinkRun(IncidentNumber number, const QString &person, qint64 run, WallTime now);
    /// `from` goes into `into`, with its events.
    IncidentChanges merge(IncidentNumber from, IncidentNumber into, const QString &person, WallTime now);
    /// These services become an incident of their own; at least one stays.
    IncidentChanges split(IncidentNumber number, const QStringList &services, const QString &person,
                          WallTime now);

    /// Null when it is neither active nor ended lately.
    [[nodiscard]] const Incident *incident(IncidentNumber number) const;
    /// Newest first.
    [[nodiscard]] QList<Incident> active() const;
    [[nodiscard]] IncidentNumber activeOf(const QString &service) const;

private:
    /// What is remembered of an incident beside what the record keeps.
    struct Entry
    {
        Incident incident;
        std::optional<SteadyTime> goodSince; ///< when it was seen, which takes some good answers
        WallTime goodSinceWall;              ///< when it was so
        WallTime openSince;                  ///< opened, or open again
        bool badByItself = false;            ///< not by a sign of a service, when last looked at
        bool relapsed = false;               ///< it had looked good once and was bad again
        QSet<QString> signs;                 ///< that were told
        int worst = 0;                       ///< instances down of the cause, at its worst
        QHash<QString, double> failedBefore; ///< by service: what counters said when it began
        bool hasNews = false;                ///< figures changed that are told now and then
        SteadyTime toldAt{};
    };
    Entry *find(IncidentNumber number);
    Entry *activeEntryOf(const QString &service);
    Entry *joinableBy(const IncidentSign &sign, WallTime wall, bool *isCause);
    Entry &open(const IncidentSign &sign, WallTime wall, IncidentChanges &changes);
    void join(Entry &entry, const IncidentSign &sign, WallTime wall, IncidentChanges &changes);
    void place(const IncidentSign &sign, WallTime wall, IncidentChanges &changes);
    void gatherDependants(WallTime wall, IncidentChanges &changes);
    void judge(Entry &entry, FleetReach reach, SteadyTime now, WallTime wall, IncidentChanges &changes);
    [[nodiscard]] WallTime goodFrom(const Entry &entry, WallTime wall) const;
    [[nodiscard]] bool isOwn(const Incident &incident) const
    {
        return incident.fleet.isEmpty() || m_fleet.isEmpty() || incident.fleet == m_fleet;
    }
    void countFailed(SteadyTime now, WallTime wall, IncidentChanges &changes);
    void attach(Entry &entry, const QString &service, IncidentChanges &changes);
    void tell(Entry &entry, const QString &to, const QString &reason, WallTime happened, WallTime now,
              IncidentChanges &changes, const QString &person = {}, EventKind kind = EventKind::Incident);
    void dropEnded();

    IncidentTiming m_timing;
    QString m_fleet;
    std::map<IncidentNumber, Entry> m_entries;
    IncidentNumber m_last;
    qint64 m_lastEvent = 0;
    RecentEvents m_recent;
    HeldSigns m_signs;
    QHash<QString, const ServiceCondition *> m_conditions; ///< of the tick that runs
    FailedCounts m_failed;
};

} // namespace quarterdeck
