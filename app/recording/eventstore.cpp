#include "app/recording/eventstore.h"

#include "app/recording/incidentdocument.h"
#include "app/recording/momentcodec.h"
#include "app/recording/recordtime.h"
#include "app/recording/signalcodec.h"
#include "app/recording/signalrow.h"

#include <QSqlError>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int prunedAtOnce = 2000;

QVariant orNull(float value)
{
    return std::isfinite(value) ? QVariant(double(value)) : QVariant();
}

QVariant orNull(qint64 value)
{
    return value != 0 ? QVariant(value) : QVariant();
}

/// What retention must leave alone: pinned events, and those of incidents that are pinned or not over.
const QString unprotected =
    QStringLiteral("pinned=0 AND (incident IS NULL OR incident NOT IN "
                   "(SELECT number FROM incidents WHERE pinned=1 OR state IN ('open','mitigated')))");

} // namespace

QString seriesKey(const QString &cluster, const QString &service)
{
    return u"series\t%1\t%2"_s.arg(cluster, service);
}

std::size_t RecordBatch::size() const
{
    std::size_t count = points.size() + keyframes.size();
    for (const IncidentChanges &each : changes) {
        count +=
            static_cast<std::size_t>(each.events.size() + each.incidents.size() + each.attached.size()) + 1;
    }
    return count;
}

QString EventStore::write(const RecordBatch &batch)
{
    QString problem = m_database.write(Durability::Normal, [&]() -> QString {
        QString wrong;
        for (const IncidentChanges &changes : batch.changes) {
            wrong = insertEvents(changes.events);
            if (wrong.isEmpty()) {
                wrong = applyIncidents(changes);
            }
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        for (const FleetMoment &moment : batch.keyframes) {
            const QByteArray data = packMoment(moment, m_texts, &wrong);
            if (!wrong.isEmpty() ||
                !m_database.run(u"INSERT OR REPLACE INTO keyframes VALUES(?,?,?)"_s,
                                {toMilliseconds(moment.at), moment.instances().size(), data}, &wrong)) {
                return wrong;
            }
        }
        return insertPoints(batch.points);
    });
    if (!problem.isEmpty()) {
        // Nothing of it is there: neither the texts it added, nor what was counted.
        m_texts.forget();
        m_insert.reset();
        m_loose.clear();
    }
    return problem;
}

QString EventStore::insertEvents(const QList<Event> &events)
{
    if (events.isEmpty()) {
        return {};
    }
    QString problem;
    if (!m_insert) {
        m_insert = m_database.prepare(
            u"INSERT OR REPLACE INTO events VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"_s, &problem);
        if (!m_insert) {
            return problem;
        }
    }
    for (const Event &event : events) {
        m_insert->bindValue(0, event.number);
        m_insert->bindValue(1, toMilliseconds(event.happened));
        m_insert->bindValue(2, toMilliseconds(event.recorded));
        m_insert->bindValue(3, int(event.kind));
        int column = 4;
        for (const QString *text : {&event.subject, &event.component, &event.service, &event.cluster,
                                    &event.from, &event.to, &event.reason, &event.source}) {
            m_insert->bindValue(column++, m_texts.number(*text, &problem));
        }
        m_insert->bindValue(12, event.inferred ? 1 : 0);
        m_insert->bindValue(13, event.pinned ? 1 : 0);
        m_insert->bindValue(14, orNull(event.incident.value));
        m_insert->bindValue(15, orNull(event.run));
        if (!problem.isEmpty()) {
            return problem;
        }
        if (!m_insert->exec()) {
            return m_insert->lastError().databaseText();
        }
    }
    return {};
}

QString EventStore::applyIncidents(const IncidentChanges &changes)
{
    QString problem;
    for (const Incident &incident : changes.incidents) {
        if (!m_database.run(u"INSERT OR REPLACE INTO incidents VALUES(?,?,?,?,?,?)"_s,
                            {incident.number.value, toMilliseconds(incident.clock.detected),
                             toString(incident.state), incident.pinned ? 1 : 0, incident.title,
                             QString::fromUtf8(incidentDocument(incident))},
                            &problem)) {
            return problem;
        }
    }
    if (!changes.attached.isEmpty()) {
        auto update = m_database.prepare(u"UPDATE events SET incident=? WHERE number=?"_s, &problem);
        for (const auto &[event, incident] : changes.attached) {
            if (!update) {
                return problem;
            }
            update->bindValue(0, incident.value);
            update->bindValue(1, event);
            if (!update->exec()) {
                return update->lastError().databaseText();
            }
        }
    }
    for (const IncidentChanges::Move &move : changes.moved) {
        QString sql = u"UPDATE events SET incident=? WHERE incident=?"_s;
        QList<QVariant> values{move.to.value, move.from.value};
        if (!move.services.isEmpty()) {
            QStringList numbers;
            for (const QString &service : move.services) {
                numbers.append(QString::number(m_texts.number(service, &problem)));
            }
            sql += u" AND service IN (%1)"_s.arg(numbers.join(u','));
        }
        if (!m_database.run(sql, values, &problem)) {
            return problem;
        }
    }
    for (const auto &[order, why] : changes.answered) {
        if (!m_database.run(u"UPDATE incident_orders SET answer=? WHERE number=?"_s,
                            {why.isNull() ? u""_s : why, order}, &problem)) {
            return problem;
        }
    }
    for (const auto &[event, pinned] : changes.pinned) {
        if (!m_database.run(u"UPDATE events SET pinned=? WHERE number=?"_s, {pinned ? 1 : 0, event},
                            &problem)) {
            return problem;
        }
    }
    return problem;
}

QString EventStore::insertPoints(const std::vector<SeriesPoint> &points)
{
    QString problem;
    for (const SeriesPoint &each : points) {
        const qint64 series = m_texts.number(seriesKey(each.cluster, each.service), &problem);
        const SignalPoint &point = each.point;
        if (!problem.isEmpty() ||
            !m_database.run(u"INSERT OR REPLACE INTO signal_points VALUES(?,?,?,?,?,?,?)"_s,
                            {series, toMilliseconds(point.at), orNull(point.requestRate),
                             orNull(point.errorRatio), orNull(point.p50), orNull(point.p95),
                             orNull(point.p99)},
                            &problem)) {
            return problem;
        }
        auto loose = m_loose.find(series);
        if (loose == m_loose.end()) {
            loose = m_loose.insert(
                series, int(scalar(u"SELECT count(*) FROM signal_points WHERE series=?"_s, {series})));
        } else {
            ++*loose;
        }
        if (*loose >= pointsPerChunk) {
            problem = compact(series);
            if (!problem.isEmpty()) {
                return problem;
            }
            *loose = 0;
        }
    }
    return problem;
}

QString EventStore::compact(qint64 series)
{
    QString problem;
    QList<SignalPoint> points;
    auto rows =
        m_database.run(u"SELECT at, request_rate, error_ratio, p50, p95, p99 FROM signal_points WHERE "
                       "series=? ORDER BY at"_s,
                       {series}, &problem);
    while (rows && rows->next()) {
        points.append(signalPointOf(*rows));
    }
    if (points.isEmpty()) {
        return problem;
    }
    rows->finish();
    if (!m_database.run(u"INSERT OR REPLACE INTO signal_chunks VALUES(?,?,?,?,?)"_s,
                        {series, toMilliseconds(points.first().at), toMilliseconds(points.last().at),
                         points.size(), packPoints(points)},
                        &problem)) {
        return problem;
    }
    m_database.run(u"DELETE FROM signal_points WHERE series=?"_s, {series}, &problem);
    return problem;
}

EventStore::Pruned EventStore::prune(const Retention &retention, WallTime now)
{
    Pruned pruned;
    qint64 limit = toMilliseconds(now - retention.age);
    const bool tooMuch = bytes() > retention.bytes;
    if (tooMuch) {
        // As old as the oldest slice of events, however young that is.
        const qint64 slice =
            scalar(u"SELECT happened FROM events WHERE %1 ORDER BY happened LIMIT 1 OFFSET %2"_s.arg(
                unprotected, QString::number(prunedAtOnce - 1)));
        limit = std::max(limit, slice);
    }
    pruned.problem = m_database.write(Durability::Normal, [&]() -> QString {
        QString problem;
        const auto deleted = m_database.run(
            u"DELETE FROM events WHERE number IN (SELECT number FROM events WHERE happened<=? AND %1 "
            "ORDER BY happened LIMIT %2)"_s.arg(unprotected, QString::number(prunedAtOnce)),
            {limit}, &problem);
        if (!deleted) {
            return problem;
        }
        pruned.events = deleted->numRowsAffected();
        for (const QString &sql :
             {u"DELETE FROM signal_chunks WHERE last<=?"_s, u"DELETE FROM signal_points WHERE at<=?"_s,
              u"DELETE FROM incident_orders WHERE asked<=?"_s,
              // The last keyframe before the limit is what the replay of the moment after it begins with.
              u"DELETE FROM keyframes WHERE at<(SELECT max(at) FROM keyframes WHERE at<=?)"_s,
              u"DELETE FROM incidents WHERE detected<=? AND pinned=0 AND state NOT IN ('open','mitigated') "
              u"AND "
              "number NOT IN (SELECT DISTINCT incident FROM events WHERE incident IS NOT NULL)"_s}) {
            if (!m_database.run(sql, {limit}, &problem)) {
                return problem;
            }
        }
        return {};
    });
    pruned.more = pruned.problem.isEmpty() && pruned.events == prunedAtOnce;
    return pruned;
}

qint64 EventStore::bytes() const
{
    return (scalar(u"PRAGMA page_count"_s) - scalar(u"PRAGMA freelist_count"_s)) *
           scalar(u"PRAGMA page_size"_s);
}

qint64 EventStore::scalar(const QString &sql, const QList<QVariant> &values) const
{
    QString problem;
    auto row = m_database.run(sql, values, &problem);
    return row && row->next() ? row->value(0).toLongLong() : 0;
}

} // namespace quarterdeck
