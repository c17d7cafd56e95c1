#include "app/recording/eventreader.h"

#include "app/recording/incidentdocument.h"
#include "app/recording/momentcodec.h"
#include "app/recording/recordtime.h"
#include "app/recording/signalcodec.h"
#include "app/recording/signalrow.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int mostSeries = 12; ///< of an export
constexpr int mostTexts = 400; ///< that a search looks up one by one; more of them are common anyhow

QList<Incident> incidentsOf(std::optional<QSqlQuery> rows)
{
    QList<Incident> found;
    while (rows && rows->next()) {
        if (const auto incident = incidentFromDocument(rows->value(0).toString().toUtf8())) {
            found.append(*incident);
        }
    }
    return found;
}

/// A text for LIKE: what means something there is escaped.
QString pattern(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (c == u'%' || c == u'_' || c == u'\\') {
            escaped += u'\\';
        }
        escaped += c;
    }
    return u'%' + escaped + u'%';
}

} // namespace

QList<Incident> EventReader::incidents(int limit, std::optional<WallTime> before) const
{
    QString problem;
    return incidentsOf(m_database.run(
        u"SELECT document FROM incidents WHERE detected<? ORDER BY detected DESC, number DESC LIMIT ?"_s,
        {before ? toMilliseconds(*before) : std::numeric_limits<qint64>::max(), limit}, &problem));
}

QList<Incident> EventReader::incidentsToGoOnWith(int limit) const
{
    QString problem;
    QList<Incident> found = incidentsOf(m_database.run(
        u"SELECT document FROM incidents WHERE state IN ('open','mitigated') ORDER BY number"_s, {},
        &problem));
    for (const Incident &incident : incidents(limit)) {
        if (!incident.isActive()) {
            found.append(incident);
        }
    }
    return found;
}

std::optional<Incident> EventReader::incident(IncidentNumber number) const
{
    QString problem;
    const QList<Incident> found = incidentsOf(
        m_database.run(u"SELECT document FROM incidents WHERE number=?"_s, {number.value}, &problem));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

IncidentNumber EventReader::lastIncident() const
{
    return {scalar(u"SELECT max(number) FROM incidents"_s)};
}

qint64 EventReader::lastEvent() const
{
    return scalar(u"SELECT max(number) FROM events"_s);
}

QHash<IncidentNumber, qint64> EventReader::lastEvents(const QList<Incident> &incidents) const
{
    QHash<IncidentNumber, qint64> last;
    for (const Incident &incident : incidents) {
        last.insert(incident.number,
                    scalar(u"SELECT max(number) FROM events WHERE incident=?"_s, {incident.number.value}));
    }
    return last;
}

Event EventReader::eventOf(const QSqlQuery &row)
{
    Event event;
    event.number = row.value(0).toLongLong();
    event.happened = toWallTime(row.value(1).toLongLong());
    event.recorded = toWallTime(row.value(2).toLongLong());
    event.kind = static_cast<EventKind>(std::clamp(row.value(3).toInt(), 0, eventKindCount - 1));
    int column = 4;
    for (QString *text : {&event.subject, &event.component, &event.service, &event.cluster, &event.from,
                          &event.to, &event.reason, &event.source}) {
        *text = m_texts.text(row.value(column++).toLongLong());
    }
    event.inferred = row.value(12).toInt() != 0;
    event.pinned = row.value(13).toInt() != 0;
    event.incident = {row.value(14).toLongLong()};
    event.run = row.value(15).toLongLong();
    return event;
}

QList<Event> EventReader::select(const QString &rest, const QList<QVariant> &values)
{
    QList<Event> found;
    QString problem;
    auto rows = m_database.run(u"SELECT * FROM events "_s + rest, values, &problem);
    while (rows && rows->next()) {
        found.append(eventOf(*rows));
    }
    return found;
}

QList<Event> EventReader::events(IncidentNumber incident, int limit)
{
    return select(u"WHERE incident=? ORDER BY happened, number LIMIT ?"_s, {incident.value, limit});
}

QList<Event> EventReader::events(WallTime from, WallTime to, int limit)
{
    return select(u"WHERE happened>=? AND happened<=? ORDER BY happened, number LIMIT ?"_s,
                  {toMilliseconds(from), toMilliseconds(to), limit});
}

QList<Event> EventReader::eventsOf(const QString &subject, WallTime from, WallTime to, int limit)
{
    return select(u"WHERE subject=(SELECT id FROM texts WHERE text=?) AND happened>=? AND happened<=? "
                  "ORDER BY happened, number LIMIT ?"_s,
                  {subject, toMilliseconds(from), toMilliseconds(to), limit});
}

QList<Event> EventReader::lastEventsUntil(WallTime at, int limit)
{
    return select(u"WHERE happened<=? ORDER BY happened DESC, number DESC LIMIT ?"_s,
                  {toMilliseconds(at), limit});
}

QList<Event> EventReader::search(const QString &text, int limit)
{
    if (text.trimmed().isEmpty()) {
        return select(u"ORDER BY happened DESC, number DESC LIMIT ?"_s, {limit});
    }
    QString problem;
    QStringList numbers;
    auto texts = m_database.run(u"SELECT id FROM texts WHERE text LIKE ? ESCAPE '\\' LIMIT ?"_s,
                                {pattern(text.trimmed()), mostTexts + 1}, &problem);
    while (texts && texts->next()) {
        numbers.append(QString::number(texts->value(0).toLongLong()));
    }
    if (numbers.isEmpty()) {
        return {};
    }
    const QString list = numbers.join(u',');
    if (numbers.size() > mostTexts) {
        // So many texts match that the newest events do: no index is faster than going back from now.
        return select(
            u"WHERE subject IN (SELECT id FROM texts WHERE text LIKE ?1 ESCAPE '\\') OR reason IN "
            "(SELECT id FROM texts WHERE text LIKE ?1 ESCAPE '\\') ORDER BY happened DESC, number DESC "
            "LIMIT ?2"_s,
            {pattern(text.trimmed()), limit});
    }
    // Of each text no more is read than can still be among the newest: the last of those found so far is the
    // floor for all texts that follow.
    QList<Event> found;
    qint64 floor = std::numeric_limits<qint64>::min();
    for (const QString &column : {u"subject"_s, u"reason"_s}) {
        for (const QString &number : std::as_const(numbers)) {
            const QList<Event> more =
                select(u"WHERE %1=? AND happened>=? ORDER BY happened DESC LIMIT ?"_s.arg(column),
                       {number.toLongLong(), floor, limit});
            if (more.isEmpty()) {
                continue;
            }
            found += more;
            std::sort(found.begin(), found.end(),
                      [](const Event &x, const Event &y) { return Event::isEarlier(y, x); });
            found.erase(std::unique(found.begin(), found.end(),
                                    [](const Event &x, const Event &y) { return x.number == y.number; }),
                        found.end());
            if (found.size() >= limit) {
                found.resize(limit);
                floor = toMilliseconds(found.last().happened);
            }
        }
    }
    return found;
}

std::optional<FleetMoment> EventReader::moment(WallTime at)
{
    QString problem;
    auto row = m_database.run(u"SELECT at, data FROM keyframes WHERE at<=? ORDER BY at DESC LIMIT 1"_s,
                              {toMilliseconds(at)}, &problem);
    if (!row || !row->next()) {
        return std::nullopt;
    }
    const WallTime begin = toWallTime(row->value(0).toLongLong());
    std::optional<FleetMoment> moment = unpackMoment(row->value(1).toByteArray(), begin, m_texts);
    row->finish();
    if (!moment) {
        return std::nullopt;
    }
    auto rows = m_database.run(
        u"SELECT * FROM events WHERE happened>? AND happened<=? AND kind<=1 ORDER BY happened, number"_s,
        {toMilliseconds(begin), toMilliseconds(at)}, &problem);
    while (rows && rows->next()) {
        moment->apply(eventOf(*rows));
    }
    moment->at = at;
    return moment;
}

std::optional<WallTime> EventReader::firstMoment() const
{
    const qint64 first = scalar(u"SELECT min(at) FROM keyframes"_s);
    return first != 0 ? std::optional(toWallTime(first)) : std::nullopt;
}

QList<SignalPoint> EventReader::signalPoints(const QString &cluster, const QString &service, WallTime from,
                                             WallTime to) const
{
    QList<SignalPoint> found;
    QString problem;
    const qint64 series = scalar(u"SELECT id FROM texts WHERE text=?"_s, {seriesKey(cluster, service)});
    auto chunks = m_database.run(
        u"SELECT data FROM signal_chunks WHERE series=? AND last>=? AND first<=? ORDER BY first"_s,
        {series, toMilliseconds(from), toMilliseconds(to)}, &problem);
    while (chunks && chunks->next()) {
        for (const SignalPoint &point : unpackPoints(chunks->value(0).toByteArray())) {
            if (point.at >= from && point.at <= to) {
                found.append(point);
            }
        }
    }
    auto rows =
        m_database.run(u"SELECT at, request_rate, error_ratio, p50, p95, p99 FROM signal_points WHERE "
                       "series=? AND at>=? AND at<=? ORDER BY at"_s,
                       {series, toMilliseconds(from), toMilliseconds(to)}, &problem);
    while (rows && rows->next()) {
        found.append(signalPointOf(*rows));
    }
    return found;
}

QStringList EventReader::clustersWithSignals(const QString &service) const
{
    QStringList clusters;
    QString problem;
    auto rows = m_database.run(u"SELECT text FROM texts WHERE text LIKE ? ESCAPE '\\' ORDER BY text"_s,
                               {u"series\t%\t"_s + pattern(service).mid(1).chopped(1)}, &problem);
    while (rows && rows->next()) {
        clusters.append(rows->value(0).toString().section(u'\t', 1, 1));
    }
    return clusters;
}

std::optional<Postmortem> EventReader::postmortem(IncidentNumber number, WallTime now)
{
    const std::optional<Incident> found = incident(number);
    if (!found) {
        return std::nullopt;
    }
    Postmortem facts;
    facts.incident = *found;
    facts.events = events(number);
    facts.written = now;
    for (const qint64 each : runsOf(*found)) {
        if (const std::optional<RunRow> run = RunStore(m_database).run({each})) {
            facts.actions.append({each, run->title, run->person,
                                  run->outcome.isEmpty()
                                      ? toString(run->state)
                                      : u"%1: %2"_s.arg(toString(run->state), run->outcome),
                                  run->started, run->ended});
        }
    }
    facts.errorRatios = errorRatiosOf(*found, now);
    return facts;
}

/// Those that belong to it, and those that were ordered to end it while nobody recorded.
QList<qint64> EventReader::runsOf(const Incident &incident) const
{
    QList<qint64> numbers = incident.runs;
    QString problem;
    auto rows =
        m_database.run(u"SELECT number FROM runs WHERE incident=?"_s, {incident.number.value}, &problem);
    while (rows && rows->next()) {
        if (const qint64 number = rows->value(0).toLongLong(); !numbers.contains(number)) {
            numbers.append(number);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

/// Of its services where it was, and elsewhere where requests failed as well: what failed most comes first.
QList<SeriesFact> EventReader::errorRatiosOf(const Incident &incident, WallTime now) const
{
    constexpr std::chrono::minutes around{10};
    constexpr double someFail = 0.01;
    const WallTime end = incident.clock.resolved.value_or(now);
    struct Found
    {
        SeriesFact series;
        double most = 0;
    };
    QList<Found> found;
    for (const QString &service : incident.services + incident.dependants) {
        for (const QString &cluster : clustersWithSignals(service)) {
            Found one;
            one.series.name = u"%1 in %2"_s.arg(service, cluster);
            bool known = false;
            for (const SignalPoint &point :
                 signalPoints(cluster, service, incident.clock.started - around, end + around)) {
                const auto ratio = double(point.errorRatio);
                one.series.points.append({point.at, ratio});
                known = known || !std::isnan(ratio);
                one.most = ratio > one.most ? ratio : one.most;
            }
            if (known && (one.most >= someFail || incident.clusters.isEmpty() ||
                          incident.clusters.contains(cluster))) {
                found.append(one);
            }
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Found &a, const Found &b) { return a.most > b.most; });
    QList<SeriesFact> ratios;
    for (const Found &one : found.mid(0, mostSeries)) {
        ratios.append(one.series);
    }
    return ratios;
}

qint64 EventReader::scalar(const QString &sql, const QList<QVariant> &values) const
{
    QString problem;
    auto row = m_database.run(sql, values, &problem);
    return row && row->next() ? row->value(0).toLongLong() : 0;
}

} // namespace quarterdeck
