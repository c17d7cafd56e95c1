#pragma once

#include "app/recording/textpool.h"
#include "models/incidents/fleetmoment.h"
#include "models/incidents/incidentchanges.h"
#include "models/signals/signalhistory.h"

#include <memory>
#include <vector>

namespace quarterdeck {

/// A point of the signals of a service in a cluster (or of the whole fleet: both empty).
struct SeriesPoint
{
    QString cluster;
    QString service;
    SignalPoint point;
};
/// The text under which a series stands in the record.
QString seriesKey(const QString &cluster, const QString &service);

/// One piece of work for the record: a batch is written in one transaction.
struct RecordBatch
{
    std::vector<IncidentChanges> changes;
    std::vector<FleetMoment> keyframes;
    std::vector<SeriesPoint> points;
    [[nodiscard]] bool isEmpty() const { return changes.empty() && keyframes.empty() && points.empty(); }
    [[nodiscard]] std::size_t size() const; ///< events and points, for bounds
};

/// How long what is recorded is kept.
struct Retention
{
    std::chrono::hours age{30 * 24};
    qint64 bytes = qint64(2) * 1000 * 1000 * 1000;
    bool operator==(const Retention &) const = default;
};

/// Writes events, incidents and what a replay needs. Belongs to the thread of its connection.
class EventStore
{
public:
    static constexpr int pointsPerChunk = 120;

    explicit EventStore(Database &database) : m_database(database), m_texts(database) {}

    /// All of it or nothing. Returns why not.
    QString write(const RecordBatch &batch);

    /// Takes away a slice of what is too old or too much; what is pinned, or belongs to an incident that is
    /// pinned or not over, stays. Short, so that recording never waits: call it again while it says so.
    struct Pruned
    {
        QString problem;
        qint64 events = 0;
        bool more = false;
    };
    Pruned prune(const Retention &retention, WallTime now);

    /// Bytes in use, free pages not counted.
    [[nodiscard]] qint64 bytes() const;

private:
    QString insertEvents(const QList<Event> &events);
    QString applyIncidents(const IncidentChanges &changes);
    QString insertPoints(const std::vector<SeriesPoint> &points);
    QString compact(qint64 series);
    [[nodiscard]] qint64 scalar(const QString &sql, const QList<QVariant> &values = {}) const;

    Database &m_database;
    TextPool m_texts;
    std::optional<QSqlQuery> m_insert; ///< of an event, prepared once
    QHash<qint64, int> m_loose;        ///< points of a series that are in no chunk yet
};

} // namespace quarterdeck
