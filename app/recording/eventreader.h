#pragma once

#include "app/recording/eventstore.h"
#include "app/recording/incidentorders.h"
#include "app/recording/runstore.h"
#include "models/incidents/postmortem.h"

namespace quarterdeck {

/// Reads events, incidents and the state of any kept moment. Belongs to the thread of its connection, which
/// may be one that only reads while another process writes.
class EventReader
{
public:
    explicit EventReader(Database &database) : m_database(database), m_texts(database) {}

    /// Newest first; those that began before `before` where it is given.
    [[nodiscard]] QList<Incident> incidents(int limit, std::optional<WallTime> before = std::nullopt) const;
    /// Those that are not over, and the newest others.
    [[nodiscard]] QList<Incident> incidentsToGoOnWith(int limit) const;
    [[nodiscard]] std::optional<Incident> incident(IncidentNumber number) const;
    [[nodiscard]] IncidentNumber lastIncident() const;
    [[nodiscard]] qint64 lastEvent() const;

    /// The highest number of an event of each.
    [[nodiscard]] QHash<IncidentNumber, qint64> lastEvents(const QList<Incident> &incidents) const;

    /// In the order in which they happened.
    [[nodiscard]] QList<Event> events(IncidentNumber incident, int limit = 100'000);
    [[nodiscard]] QList<Event> events(WallTime from, WallTime to, int limit = 100'000);
    /// What happened to one subject, in order.
    [[nodiscard]] QList<Event> eventsOf(const QString &subject, WallTime from, WallTime to,
                                        int limit = 10'000);
    /// Newest first: the last ones until `at`.
    [[nodiscard]] QList<Event> lastEventsUntil(WallTime at, int limit);
    /// Newest first: whose subject or reason holds the text; all where it is empty.
    [[nodiscard]] QList<Event> search(const QString &text, int limit);

    /// Every instance and breaker as it was; nothing when nothing of that time is kept.
    [[nodiscard]] std::optional<FleetMoment> moment(WallTime at);
    /// From when on moments can be had.
    [[nodiscard]] std::optional<WallTime> firstMoment() const;
    /// Both empty: the whole fleet's.
    [[nodiscard]] QList<SignalPoint> signalPoints(const QString &cluster, const QString &service,
                                                  WallTime from, WallTime to) const;
    /// Clusters in which a service has a series.
    [[nodiscard]] QStringList clustersWithSignals(const QString &service) const;

    /// What people at other consoles want done; not what was left before `since`.
    [[nodiscard]] QList<IncidentOrders::Open> openOrders(WallTime since) const
    {
        return IncidentOrders(m_database).open(since);
    }
    /// Runs of runbooks, newest first.
    [[nodiscard]] QList<RunRow> runs(int limit) const { return RunStore(m_database).runs(limit); }
    /// Everything that an export of an incident says.
    [[nodiscard]] std::optional<Postmortem> postmortem(IncidentNumber number, WallTime now);

private:
    [[nodiscard]] QList<qint64> runsOf(const Incident &incident) const;
    [[nodiscard]] QList<SeriesFact> errorRatiosOf(const Incident &incident, WallTime now) const;
    Event eventOf(const QSqlQuery &row);
    [[nodiscard]] QList<Event> select(const QString &rest, const QList<QVariant> &values);
    [[nodiscard]] qint64 scalar(const QString &sql, const QList<QVariant> &values = {}) const;

    Database &m_database;
    TextPool m_texts;
};

} // namespace quarterdeck
