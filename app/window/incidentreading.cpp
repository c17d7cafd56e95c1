#include "app/window/incidentreading.h"

#include "models/items/incidenttext.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype mostServices = 8;
constexpr qsizetype mostLines = 6;
constexpr int mostFound = 5000;   ///< events of a search
constexpr double gapSeconds = 45; ///< points come every 10 s

struct Series
{
    QString service;
    QString cluster;
    QList<SignalPoint> points;
    float worst = 0; ///< error ratio
};

QList<Series> seriesOf(const EventReader &reader, const Incident &incident, WallTime from, WallTime to)
{
    QList<Series> all;
    const QStringList services = (incident.services + incident.dependants).mid(0, mostServices);
    for (const QString &service : services) {
        QStringList clusters = reader.clustersWithSignals(service);
        // Those that it touched say most.
        std::stable_partition(clusters.begin(), clusters.end(), [&incident](const QString &cluster) {
            return incident.clusters.contains(cluster);
        });
        for (const QString &cluster : std::as_const(clusters)) {
            Series one{service, cluster, reader.signalPoints(cluster, service, from, to)};
            // Those without traffic of their own (a database seen by its health alone) have nothing to show.
            bool isKnown = false;
            for (const SignalPoint &point : std::as_const(one.points)) {
                isKnown = isKnown || point.requestRate > 0;
                one.worst = point.errorRatio > one.worst ? point.errorRatio : one.worst;
            }
            if (isKnown) {
                all.append(one);
            }
        }
    }
    if (all.isEmpty()) {
        // None of them counts requests (a database that is seen by its health alone): the fleet as a whole.
        Series fleet{u"the fleet"_s, {}, reader.signalPoints({}, {}, from, to)};
        if (!fleet.points.isEmpty()) {
            all.append(fleet);
        }
    }
    // What failed most says most.
    std::stable_sort(all.begin(), all.end(),
                     [](const Series &a, const Series &b) { return a.worst > b.worst; });
    return all.mid(0, mostLines);
}

ChartTone toneAt(qsizetype place)
{
    static constexpr ChartTone tones[] = {ChartTone::Down,     ChartTone::Accent, ChartTone::Degraded,
                                          ChartTone::NotReady, ChartTone::Up,     ChartTone::Dim};
    return tones[std::min<qsizetype>(place, std::size(tones) - 1)];
}

/// Its time behind the lines, and what happened to it as marks.
void addCourse(ChartContent &chart, const Incident &incident)
{
    const IncidentClock &clock = incident.clock;
    ChartBand band;
    band.from = chartTime(clock.started);
    band.to = clock.mitigated  ? chartTime(*clock.mitigated)
              : clock.resolved ? chartTime(*clock.resolved)
                               : std::numeric_limits<double>::infinity();
    band.tone = ChartTone::Down;
    band.text = u"incident"_s;
    chart.bands.append(band);
    const auto mark = [&chart](std::optional<WallTime> at, const QString &what, ChartTone tone) {
        if (at) {
            chart.marks.append({chartTime(*at), tone, u"%1 %2"_s.arg(what, utcTime(*at))});
        }
    };
    mark(clock.acknowledged, u"acknowledged"_s, ChartTone::Dim);
    mark(clock.mitigated, u"mitigated"_s, ChartTone::Up);
    mark(clock.resolved, u"resolved"_s, ChartTone::Up);
}

QList<ChartContent> chartsOf(const QList<Series> &series, const Incident &incident, WallTime from,
                             WallTime to)
{
    const auto make = [&](const QString &id, const QString &title, ChartUnit unit,
                          const std::function<double(const SignalPoint &)> &value) {
        ChartContent chart;
        chart.id = id;
        chart.title = title;
        chart.unit = unit;
        chart.kept = std::chrono::ceil<std::chrono::seconds>(to - from) + 1s;
        for (const Series &one : series) {
            ChartLine line;
            line.name = u"%1 %2"_s.arg(one.service, one.cluster).trimmed();
            line.tone = toneAt(chart.lines.size());
            line.gapAfter = gapSeconds;
            line.filled = series.size() == 1 && unit == ChartUnit::Ratio;
            for (const SignalPoint &point : one.points) {
                line.points.append(ChartPoint(chartTime(point.at), value(point)));
            }
            chart.lines.append(line);
        }
        addCourse(chart, incident);
        return chart;
    };
    if (series.isEmpty()) {
        return {};
    }
    ChartContent errors = make(u"incidentErrors"_s, u"Error rate"_s, ChartUnit::Ratio,
                               [](const SignalPoint &point) { return double(point.errorRatio); });
    errors.lowestTop = 0.02;
    errors.highestTop = 1;
    return {errors,
            make(u"incidentRate"_s, u"Requests"_s, ChartUnit::PerSecond,
                 [](const SignalPoint &point) { return double(point.requestRate); }),
            make(u"incidentLatency"_s, u"p99"_s, ChartUnit::Seconds,
                 [](const SignalPoint &point) { return double(point.p99); })};
}

} // namespace

IncidentReading::IncidentReading(EventRecorder &recorder, QObject *parent)
    : QObject(parent)
    , m_recorder(recorder)
{
    m_wordsTimer.setSingleShot(true);
    m_wordsTimer.setInterval(250ms);
    connect(&m_wordsTimer, &QTimer::timeout, this, [this] {
        const quint64 asked = ++m_wordsAsked;
        m_recorder
            .ask([words = m_words](EventReader &reader) {
                QSet<IncidentNumber> found;
                for (const Event &event : reader.search(words, mostFound)) {
                    if (event.incident) {
                        found.insert(event.incident);
                    }
                }
                return found;
            })
            .then(this, [this, asked](const QSet<IncidentNumber> &found) {
                if (asked == m_wordsAsked) {
                    Q_EMIT wordsFound(found);
                }
            });
    });
}

void IncidentReading::askList(std::optional<WallTime> before)
{
    struct Found
    {
        QList<Incident> incidents;
        QHash<IncidentNumber, qint64> last;
        qint64 lastEvent = 0;
        bool more = false;
    };
    m_recorder
        .ask([before](EventReader &reader) {
            Found found;
            found.incidents =
                before ? reader.incidents(pageLength, before) : reader.incidentsToGoOnWith(pageLength);
            found.last = reader.lastEvents(found.incidents);
            found.lastEvent = reader.lastEvent();
            std::optional<WallTime> oldest;
            for (const Incident &incident : std::as_const(found.incidents)) {
                oldest = oldest ? std::min(*oldest, incident.clock.detected) : incident.clock.detected;
            }
            found.more = oldest && !reader.incidents(1, oldest).isEmpty();
            return found;
        })
        .then(this, [this](const Found &found) {
            Q_EMIT listed(found.incidents, found.last, found.lastEvent, found.more);
        });
}

void IncidentReading::askIncident(IncidentNumber number)
{
    struct Found
    {
        std::optional<Incident> incident;
        QList<Event> events;
    };
    const quint64 asked = ++m_incidentAsked;
    m_recorder
        .ask([number](EventReader &reader) {
            return Found{reader.incident(number), reader.events(number)};
        })
        .then(this, [this, number, asked](const Found &found) {
            if (asked == m_incidentAsked) {
                Q_EMIT incidentRead(number, found.incident, found.events);
            }
        });
}

void IncidentReading::askLanes(const Incident &incident, const QList<Event> &events, WallTime now)
{
    const quint64 asked = ++m_lanesAsked;
    m_recorder.ask([incident, events, now](EventReader &) { return lanesOf(incident, events, now); })
        .then(this, [this, number = incident.number, asked](const IncidentLanes &lanes) {
            if (asked == m_lanesAsked) {
                Q_EMIT lanesMade(number, lanes);
            }
        });
}

void IncidentReading::askCharts(const Incident &incident, WallTime from, WallTime to)
{
    const quint64 asked = ++m_chartsAsked;
    m_recorder
        .ask([incident, from, to](EventReader &reader) {
            return chartsOf(seriesOf(reader, incident, from, to), incident, from, to);
        })
        .then(this, [this, number = incident.number, asked](const QList<ChartContent> &charts) {
            if (asked == m_chartsAsked) {
                Q_EMIT chartsMade(number, charts);
            }
        });
}

void IncidentReading::askWords(const QString &words)
{
    m_words = words;
    ++m_wordsAsked;
    if (words.size() < 2) {
        m_wordsTimer.stop();
    } else {
        m_wordsTimer.start();
    }
}

void IncidentReading::askRuns()
{
    constexpr int most = 50;
    m_recorder
        .ask([](EventReader &reader) {
            QList<RunChoice> runs;
            for (const RunRow &run : reader.runs(most)) {
                runs.append({run.number.value,
                             u"run %1 · %2 · %3 · %4"_s.arg(QString::number(run.number.value), run.title,
                                                            toString(run.state), utcTime(run.started))});
            }
            return runs;
        })
        .then(this, [this](const QList<RunChoice> &runs) { Q_EMIT runsRead(runs); });
}

} // namespace quarterdeck
