// The record at its full size: opening incidents, searching, listing, seeking the replay, recording a storm.
//
//   quarterdeck-bench-incidents [--events N] [--instances N] [--kills N] [--store FILE] [--json FILE]

#include "app/recording/eventrecorder.h"

#include "app/recording/auditlog.h"
#include "app/recording/recordtime.h"
#include "app/recording/signalcodec.h"
#include "models/incidents/fleetjournal.h"
#include "models/incidents/incidentbook.h"
#include "tests/bench/record/lanesload.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <random>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

const WallTime dayStart{std::chrono::seconds(1795219200)};

struct Row
{
    QString what;
    double value = 0;
    QString unit;
    double budget = 0; ///< 0: none
};

class Table
{
public:
    void add(const QString &what, double value, const QString &unit, double budget = 0)
    {
        m_rows.append({what, value, unit, budget});
        std::printf("%-58s %10.2f %-6s %s\n", qPrintable(what), value, qPrintable(unit),
                    budget > 0 ? qPrintable(u"budget %1%2"_s.arg(QString::number(budget),
                                                                 value <= budget ? u""_s : u"  MISSED"_s))
                               : "");
        std::fflush(stdout);
    }
    [[nodiscard]] QJsonDocument json() const
    {
        QJsonArray rows;
        for (const Row &row : m_rows) {
            rows.append(QJsonObject{{u"what"_s, row.what},
                                    {u"value"_s, row.value},
                                    {u"unit"_s, row.unit},
                                    {u"budget"_s, row.budget > 0 ? QJsonValue(row.budget) : QJsonValue()}});
        }
        return QJsonDocument(rows);
    }

private:
    QList<Row> m_rows;
};

/// The slowest and the middle of several.
class Times
{
public:
    template <typename Work>
    void measure(Work work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        m_milliseconds.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    void tell(Table &table, const QString &what, double budget)
    {
        std::sort(m_milliseconds.begin(), m_milliseconds.end());
        table.add(what + u", median of %1"_s.arg(m_milliseconds.size()),
                  m_milliseconds[m_milliseconds.size() / 2], u"ms"_s);
        table.add(what + u", slowest"_s, m_milliseconds.back(), u"ms"_s, budget);
    }

private:
    std::vector<double> m_milliseconds;
};

/// A month of a fleet: state and breaker changes with the texts that fleets have.
class Month
{
public:
    Month(int instances, quint32 seed) : m_instances(instances), m_random(seed) {}

    Event next(qint64 number, WallTime at)
    {
        const int instance = int(m_random() % quint32(m_instances));
        Event event;
        event.number = number;
        event.happened = at;
        event.recorded = at + 40ms;
        event.kind = m_random() % 4 == 0 ? EventKind::Breaker : EventKind::State;
        event.subject = nameOf(instance);
        event.service = u"service-%1"_s.arg(instance % 40);
        event.cluster = u"cluster-%1"_s.arg(instance % 4);
        if (event.kind == EventKind::Breaker) {
            event.component = u"breaker-%1"_s.arg(m_random() % 5);
            event.from = u"closed"_s;
            event.to = m_random() % 2 ? u"open"_s : u"closed"_s;
            event.source = u"metrics"_s;
        } else {
            event.from = u"up"_s;
            event.to = m_random() % 2 ? u"down"_s : u"up"_s;
            event.reason =
                m_random() % 3 ? u"connection refused"_s : u"HTTP 503 · db: %1 ms"_s.arg(m_random() % 5000);
            event.source = u"probe"_s;
        }
        return event;
    }
    static QString nameOf(int instance)
    {
        return u"service-%1/10.%2.%3.%4:8080"_s.arg(
            QString::number(instance % 40), QString::number(instance >> 16),
            QString::number(instance >> 8 & 255), QString::number(instance & 255));
    }
    [[nodiscard]] FleetMoment moment(WallTime at) const
    {
        FleetMoment moment;
        moment.at = at;
        for (int i = 0; i < m_instances; ++i) {
            InstanceMoment each{
                nameOf(i), u"service-%1"_s.arg(i % 40), u"cluster-%1"_s.arg(i % 4), State::Up, {}, at - 1h,
                {}};
            for (int b = 0; b < 5; ++b) {
                each.breakers.append({u"breaker-%1"_s.arg(b), BreakerState::Closed});
            }
            moment.add(each);
        }
        return moment;
    }
    quint32 random() { return quint32(m_random()); }

private:
    int m_instances;
    std::mt19937 m_random;
};

/// `count` events over 30 days, the last of them with keyframes as the console makes them.
void fill(EventRecorder &recorder, Month &month, qint64 count, Table &table)
{
    constexpr qint64 perBatch = 20'000;
    constexpr qint64 perIncident = 5'000;
    const auto span = std::chrono::duration_cast<std::chrono::milliseconds>(30 * 24h);
    WallTime nextKeyframe = dayStart - 24h;
    QElapsedTimer timer;
    timer.start();
    for (qint64 done = 0; done < count;) {
        IncidentChanges changes;
        const qint64 until = std::min(count, done + perBatch);
        for (; done < until; ++done) {
            const WallTime at = dayStart - span + span * done / count;
            Event event = month.next(done + 1, at);
            if (done % 10 == 0) { // a tenth of all belongs to incidents
                event.incident = {done / perIncident + 1};
            }
            if (done % perIncident == 0) {
                Incident incident;
                incident.number = {done / perIncident + 1};
                incident.title = event.service + u" down"_s;
                incident.state = IncidentState::Resolved;
                incident.services = {event.service};
                incident.ruleText = u"1 of 3 down for 30 s"_s;
                incident.clock.started = at;
                incident.clock.detected = at + 31s;
                incident.clock.resolved = at + 1h;
                changes.incidents.append(incident);
            }
            changes.events.append(event);
            if (at >= nextKeyframe) {
                recorder.add(month.moment(at));
                nextKeyframe = at + 10min;
            }
        }
        recorder.add(changes);
        recorder.flush(600s);
    }
    table.add(u"filling the store"_s, double(count) / double(std::max<qint64>(1, timer.elapsed())) * 1000,
              u"ev/s"_s);
}

void measureStorm(EventRecorder &recorder, Month &month, qint64 last, Table &table)
{
    constexpr int instances = 10'000;
    double slowest = 0;
    double longestTurn = 0;
    const qint64 lostBefore = recorder.status().lost;
    for (int storm = 0; storm < 10; ++storm) {
        QElapsedTimer second;
        second.start();
        // As the window hands them over: a tenth of them at each drain.
        for (int drain = 0; drain < 10; ++drain) {
            IncidentChanges changes;
            for (int i = 0; i < instances / 10; ++i) {
                changes.events.append(month.next(++last, dayStart + std::chrono::seconds(storm)));
            }
            QElapsedTimer turn;
            turn.start();
            recorder.add(changes);
            longestTurn = std::max(longestTurn, double(turn.nsecsElapsed()) / 1e6);
            QThread::msleep(
                static_cast<unsigned long>(std::max<qint64>(0, (drain + 1) * 100 - second.elapsed())));
        }
        QElapsedTimer onDisk;
        onDisk.start();
        recorder.flush(60s);
        slowest = std::max(slowest, double(onDisk.nsecsElapsed()) / 1e6);
    }
    table.add(u"storm of 10 x 10,000 in a second: on disk after it"_s, slowest, u"ms"_s, 2000);
    table.add(u"storm: longest handing over"_s, longestTurn, u"ms"_s, 16);
    table.add(u"storm: events lost"_s, double(recorder.status().lost - lostBefore), u""_s);
    const WallTime from = dayStart;
    const qint64 kept =
        recorder.ask([from](EventReader &reader) { return reader.events(from, from + 1h, 1'000'000).size(); })
            .result();
    table.add(u"storm: events on disk of 100,000"_s, double(kept), u""_s);
}

/// From the moment that something happened until it is safe from the end of the process.
void measureRpo(EventRecorder &recorder, Month &month, qint64 last, Table &table)
{
    double longest = 0;
    for (int i = 0; i < 50; ++i) {
        IncidentChanges changes;
        changes.events.append(month.next(++last, dayStart + 2h));
        QElapsedTimer timer;
        timer.start();
        recorder.add(changes);
        while (recorder.status().recordedUpTo < last && timer.elapsed() < 10'000) {
            QThread::usleep(500);
        }
        longest = std::max(longest, double(timer.nsecsElapsed()) / 1e6);
    }
    table.add(u"RPO: from happening to recorded, longest of 50"_s, longest, u"ms"_s, 1000);
}

void measureReading(EventReader &reader, Month &month, qint64 events, Table &table)
{
    qsizetype found = 0; // so that nothing is measured that finds nothing
    Times open;
    const qint64 incidents = (events - 1) / 5000 + 1;
    for (int i = 0; i < 100; ++i) {
        const IncidentNumber number{1 + qint64(month.random()) % incidents};
        open.measure([&] { found += reader.postmortem(number, dayStart) ? 1 : 0; });
    }
    open.tell(table, u"open an incident"_s, 100);
    Times page;
    for (int i = 0; i < 20; ++i) {
        page.measure([&] { found += reader.incidents(50).size(); });
    }
    page.tell(table, u"first page of the list"_s, 50);
    for (const QString &text : {u"refused"_s, u"service-17/"_s, u"db: 4321"_s, u"no such text"_s}) {
        Times search;
        for (int i = 0; i < 5; ++i) {
            search.measure([&] { found += reader.search(text, 100).size(); });
        }
        search.tell(table, u"search \"%1\""_s.arg(text), 200);
    }
    Times seek;
    for (int i = 0; i < 50; ++i) {
        const WallTime at = dayStart - std::chrono::seconds(month.random() % (24 * 3600 - 600));
        seek.measure([&] { found += reader.moment(at) ? 1 : 0; });
    }
    seek.tell(table, u"seek the replay in 24 h"_s, 100);
    table.add(u"found while reading"_s, double(found), u""_s);
}

/// What the UI thread does for the record each second and each ten minutes, with every instance known and a
/// storm in which all of them change at once.
void measureUiThread(int instances, Table &table)
{
    FleetDefinition definition;
    for (int i = 0; i < instances; ++i) {
        Target target;
        target.number = {quint32(i + 1)};
        target.id = {u"service-%1"_s.arg(i % 40), Month::nameOf(i).section(u'/', 1), 0};
        target.service = u"service-%1"_s.arg(i % 40);
        target.cluster = u"cluster-%1"_s.arg(i % 4);
        target.metrics = Endpoint();
        definition.targets.append(target);
    }
    Fleet fleet;
    FleetJournal journal(fleet);
    IncidentBook book;
    const SteadyTime start = std::chrono::steady_clock::now();
    journal.apply(fleet.setDefinition(definition, start, dayStart), dayStart);
    const auto pages = [&](BreakerState state, int seconds) {
        std::vector<Observation> all;
        for (int i = 0; i < instances; ++i) {
            Observation page;
            page.instance = {quint32(i + 1)};
            page.kind = ProbeKind::Metrics;
            page.outcome = ProbeOutcome::Ok;
            page.httpStatus = 200;
            page.finished = start + std::chrono::seconds(seconds);
            page.finishedWall = dayStart + std::chrono::seconds(seconds);
            auto answer = std::make_shared<MetricsAnswer>();
            for (int b = 0; b < 5; ++b) {
                BreakerReading breaker;
                breaker.name = u"breaker-%1"_s.arg(b);
                breaker.state = b == 0 ? state : BreakerState::Closed;
                answer->breakers.append(breaker);
            }
            page.metrics = answer;
            all.push_back(std::move(page));
        }
        return all;
    };
    const auto apply = [&](const std::vector<Observation> &observations, int seconds, Times *times) {
        // As the window drains them: some at a time.
        constexpr std::size_t atOnce = 1000;
        for (std::size_t from = 0; from < observations.size(); from += atOnce) {
            const auto part =
                std::span(observations).subspan(from, std::min(atOnce, observations.size() - from));
            const FleetChanges changes = fleet.apply(part, start + std::chrono::seconds(seconds),
                                                     dayStart + std::chrono::seconds(seconds));
            const auto work = [&] { book.take(journal.apply(changes, dayStart), dayStart); };
            if (times) {
                times->measure(work);
            } else {
                work();
            }
        }
    };
    apply(pages(BreakerState::Closed, 1), 1, nullptr);
    Times storm;
    for (int i = 0; i < 4; ++i) {
        apply(pages(i % 2 == 0 ? BreakerState::Open : BreakerState::Closed, 5 * i + 5), 5 * i + 5, &storm);
    }
    storm.tell(table, u"UI thread: 1,000 instances change, events of it"_s, 16);
    Times second;
    for (int i = 0; i < 20; ++i) {
        second.measure([&] {
            const std::vector<ServiceCondition> conditions = journal.conditions(start + 30s);
            book.tick(conditions, FleetReach::Fine, {}, start + std::chrono::seconds(30 + i), dayStart);
        });
    }
    second.tell(table, u"UI thread: rules of incidents, each second"_s, 16);
    Times keyframe;
    qsizetype held = 0;
    for (int i = 0; i < 20; ++i) {
        keyframe.measure([&] { held += journal.moment(dayStart).instances().size(); });
    }
    keyframe.tell(table, u"UI thread: a keyframe of all instances, every 10 min"_s, 16);
    table.add(u"instances in a keyframe"_s, double(held) / 20, u""_s);
}

/// The child that is killed: records without a pause and says what is shown as recorded.
int writeForEver(const QString &path)
{
    EventRecorder::Options options;
    options.path = path;
    options.batchEvery = 5ms;
    EventRecorder recorder(options);
    Month month(10'000, 11);
    qint64 next = recorder.opened().result().lastEvent + 1;
    Database database;
    if (!database.open(path, Database::Access::ReadWrite).isEmpty()) {
        return 1;
    }
    AuditLog audit(database);
    for (;;) {
        IncidentChanges changes;
        for (int i = 0; i < 200; ++i, ++next) {
            changes.events.append(month.next(next, dayStart + std::chrono::milliseconds(next)));
        }
        recorder.add(changes);
        AuditEntry entry;
        entry.at = dayStart;
        entry.person = u"bench"_s;
        entry.action = u"request sent"_s;
        entry.subject = QString::number(next);
        database.write(Durability::Full, [&] { return audit.append(entry); });
        std::printf("%lld\n", static_cast<long long>(recorder.status().recordedUpTo));
        std::fflush(stdout);
    }
}

void measureKills(int kills, Table &table)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"kill.sqlite"_s);
    std::mt19937 random(5);
    int opened = 0;
    int whole = 0;
    int chained = 0;
    qint64 shown = 0;
    for (int i = 0; i < kills; ++i) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--write-for-ever"_s, path});
        QByteArray said;
        while (!said.contains('\n') && child.waitForReadyRead(20'000)) {
            said += child.readAllStandardOutput();
        }
        QThread::msleep(random() % 300);
        ::kill(pid_t(child.processId()), SIGKILL);
        child.waitForFinished();
        said += child.readAllStandardOutput();
        said.truncate(said.lastIndexOf('\n'));
        shown = std::max(shown, said.mid(said.lastIndexOf('\n') + 1).toLongLong());
        Database database;
        if (!database.open(path, Database::Access::ReadWrite).isEmpty()) {
            continue;
        }
        ++opened;
        QString problem;
        auto row = database.run(u"SELECT count(*), coalesce(max(number), 0) FROM events"_s, {}, &problem);
        // None is missing below the last, and the last is not below what was shown as recorded.
        whole += row && row->next() && row->value(0) == row->value(1) && row->value(1).toLongLong() >= shown;
        chained += AuditLog(database).verify().problem.isEmpty() ? 1 : 0;
    }
    table.add(u"kill -9 at random moments under load"_s, kills, u""_s);
    table.add(u"of them: the store opens"_s, opened, u""_s);
    table.add(u"of them: every event shown as recorded is there"_s, whole, u""_s);
    table.add(u"of them: the audit log's chain holds"_s, chained, u""_s);
    table.add(u"events shown as recorded in all"_s, double(shown), u""_s);
}

void measurePoints(Table &table)
{
    std::mt19937 random(3);
    std::normal_distribution<float> noise(0, 1);
    QList<SignalPoint> points;
    for (int i = 0; i < EventStore::pointsPerChunk; ++i) {
        points.append({dayStart + 10s * i + std::chrono::milliseconds(random() % 40),
                       1200 + 40 * noise(random), std::max(0.0F, 0.004F + 0.001F * noise(random)),
                       0.012F + 0.0005F * noise(random), 0.08F + 0.004F * noise(random),
                       0.21F + 0.01F * noise(random)});
    }
    table.add(u"bytes per point of a busy service's signals"_s,
              double(packPoints(points).size()) / EventStore::pointsPerChunk, u"B"_s);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv); // lanes are painted too
    QCommandLineParser parser;
    parser.addOptions({{u"events"_s, u"Events in the store (10000000)."_s, u"N"_s, u"10000000"_s},
                       {u"instances"_s, u"Instances of the fleet (10000)."_s, u"N"_s, u"10000"_s},
                       {u"kills"_s, u"Times to kill a recording process (200)."_s, u"N"_s, u"200"_s},
                       {u"write-for-ever"_s, u"Record until killed."_s, u"FILE"_s},
                       {u"store"_s, u"Keep the store here."_s, u"FILE"_s},
                       {u"json"_s, u"Write the table as JSON."_s, u"FILE"_s}});
    parser.addHelpOption();
    parser.process(application);
    if (parser.isSet(u"write-for-ever"_s)) {
        return writeForEver(parser.value(u"write-for-ever"_s));
    }
    const qint64 events = parser.value(u"events"_s).toLongLong();
    const int instances = parser.value(u"instances"_s).toInt();
    const QTemporaryDir folder;
    EventRecorder::Options options;
    options.path = parser.isSet(u"store"_s) ? parser.value(u"store"_s) : folder.filePath(u"bench.sqlite"_s);
    options.retention = {24h * 365 * 100, std::numeric_limits<qint64>::max()};
    options.mostWaiting = 1'000'000;

    Table table;
    Month month(instances, 7);
    qint64 last = events;
    {
        EventRecorder recorder(options);
        recorder.opened().waitForFinished();
        fill(recorder, month, events, table);
        Database database;
        if (!database.open(options.path, Database::Access::ReadOnly).isEmpty()) {
            return 1;
        }
        table.add(u"bytes per event with indexes, keyframes and incidents"_s,
                  double(EventStore(database).bytes()) / double(events), u"B"_s);
        EventReader reader(database);
        measureReading(reader, month, events, table);
        measureStorm(recorder, month, last, table);
        last += 100'000;
        measureRpo(recorder, month, last, table);
    }
    measurePoints(table);
    measureUiThread(instances, table);
    const LanesFigures lanes = measureLanes(5000, 400);
    table.add(u"lanes, %1 bars: a frame while scrolling, median"_s.arg(lanes.bars), lanes.median, u"ms"_s,
              16);
    table.add(u"lanes, %1 bars: a frame while scrolling, p99"_s.arg(lanes.bars), lanes.p99, u"ms"_s, 16);
    measureKills(parser.value(u"kills"_s).toInt(), table);
    if (parser.isSet(u"json"_s)) {
        QFile file(parser.value(u"json"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(table.json().toJson()) < 0) {
            return 1;
        }
    }
    return 0;
}
