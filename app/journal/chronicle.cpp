#include "app/journal/chronicle.h"

#include "app/upstream/alertsource.h"
#include "models/fleet/target.h"

#include <QFutureWatcher>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr auto settlesIn = 10s; ///< after a start or another configuration every instance was asked
constexpr auto pointsEvery = 10s;
constexpr auto runsEvery = 2s;
constexpr auto alertsEvery = 10s;
constexpr auto alertTimeout = 5s;
constexpr int runsWatched = 20;
constexpr auto orderStands = 1min; ///< whoever gave it waits a few seconds only

SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

WallTime wallNow()
{
    // The record's times are milliseconds: what is in memory is what will be read back.
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

FleetReach reachOf(Isolation isolation)
{
    switch (isolation) {
    case Isolation::None:
        return FleetReach::Fine;
    case Isolation::Suspected:
    case Isolation::Isolated:
        return FleetReach::Held;
    case Isolation::CannotTell:
    case Isolation::Outage:
        return FleetReach::Unreachable;
    }
    return FleetReach::Fine;
}

} // namespace

Chronicle::Chronicle(FleetSession &session, EventRecorder::Options options, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_recorder(std::move(options))
    , m_journal(session.fleet())
    , m_alertSource(new AlertSource)
{
    m_book.setTiming(session.configuration().incidents);
    m_book.setFleet(session.configuration().fleet.name);
    FleetChanges everything;
    everything.replaced = true;
    follow(everything);
    connect(&session, &FleetSession::changed, this, &Chronicle::follow);
    connect(&session, &FleetSession::configurationChanged, this, &Chronicle::noteConfiguration);
    auto *watcher = new QFutureWatcher<RecordedBefore>(this);
    connect(watcher, &QFutureWatcher<RecordedBefore>::finished, this, [this, watcher] {
        begin(watcher->result());
        watcher->deleteLater();
    });
    watcher->setFuture(m_recorder.opened());
    m_alertThread.setObjectName(u"alerts"_s);
    m_alertSource->moveToThread(&m_alertThread);
    connect(&m_alertThread, &QThread::finished, m_alertSource, &QObject::deleteLater);
    connect(m_alertSource, &AlertSource::answered, this,
            [this](const QList<FiringAlert> &firing) { take(m_alerts.apply(firing, wallNow())); });
    m_alertThread.start();
    connect(&m_second, &QTimer::timeout, this, &Chronicle::tick);
    m_second.start(1s);
    m_keyframeDue = steadyNow() + settlesIn;
}

Chronicle::~Chronicle()
{
    m_alertThread.quit();
    m_alertThread.wait();
    if (m_begun && m_session.fleet().size() > 0) {
        addKeyframe(); // how things were left
    }
}

QString Chronicle::trouble() const
{
    const RecordingStatus status = m_recorder.status();
    QString text;
    switch (status.mode) {
    case RecordingStatus::Mode::Reading:
        text = u"not recording: %1"_s.arg(status.problem);
        break;
    case RecordingStatus::Mode::Trouble:
        text = u"recording waits in memory: %1"_s.arg(status.problem);
        break;
    default:
        text = status.notice;
    }
    if (status.lost > 0) {
        text += u" (%1 events given up)"_s.arg(status.lost);
    }
    return text;
}

bool Chronicle::isRecording() const
{
    const RecordingStatus::Mode mode = m_recorder.status().mode;
    return mode == RecordingStatus::Mode::Recording || mode == RecordingStatus::Mode::Trouble;
}

void Chronicle::act(const std::function<IncidentChanges(IncidentBook &, WallTime)> &action)
{
    if (m_begun && isRecording()) {
        tell(action(m_book, wallNow()));
    }
}

void Chronicle::begin(const RecordedBefore &before)
{
    m_book.restore(before.incidents, before.lastIncident, before.lastEvent);
    m_begun = true;
    IncidentChanges known;
    known.incidents = before.incidents;
    Q_EMIT changed(known);
    QList<Event> early;
    std::swap(early, m_early);
    take(early);
}

void Chronicle::follow(const FleetChanges &changes)
{
    if (changes.replaced) {
        m_keyframeDue = steadyNow() + settlesIn;
    }
    take(m_journal.apply(changes, wallNow()));
}

void Chronicle::take(const QList<Event> &events)
{
    if (events.isEmpty()) {
        return;
    }
    if (!m_begun) {
        m_early += events;
        return;
    }
    m_sinceKeyframe += events.size();
    tell(m_book.take(events, wallNow()));
}

void Chronicle::tell(const IncidentChanges &changes)
{
    if (changes.isEmpty()) {
        return;
    }
    m_recorder.add(changes);
    Q_EMIT changed(changes);
}

void Chronicle::tick()
{
    if (!m_begun) {
        return;
    }
    if (const std::optional<RecordedBefore> late = m_recorder.takeLate()) {
        tell(m_book.adopt(late->incidents, late->lastIncident));
    }
    const SteadyTime now = steadyNow();
    const Fleet &fleet = m_session.fleet();
    std::vector<ServiceCondition> conditions = m_journal.conditions(now);
    m_alerts.addTo(conditions);
    tell(m_book.tick(conditions, reachOf(fleet.isolation()),
                     fleet.isolation() == Isolation::Outage
                         ? u"fleet unreachable, and not by the console's network"_s
                         : u"fleet unreachable, cause unknown"_s,
                     now, wallNow()));
    if (fleet.size() > 0 && (now >= m_keyframeDue || m_sinceKeyframe >= keyframeAfterEvents)) {
        addKeyframe();
        m_keyframeDue = now + keyframeEvery;
    }
    if (now >= m_pointsDue) {
        addPoints();
        m_pointsDue = now + pointsEvery;
    }
    if (now >= m_runsDue) {
        askForRuns();
        m_runsDue = now + runsEvery;
    }
    askForOrders();
    if (now >= m_alertsDue) {
        askForAlerts();
        m_alertsDue = now + alertsEvery;
    }
}

void Chronicle::addKeyframe()
{
    m_sinceKeyframe = 0;
    m_recorder.add(m_journal.moment(wallNow()));
}

void Chronicle::addPoints()
{
    const Fleet &fleet = m_session.fleet();
    std::vector<SeriesPoint> points;
    const auto add = [&](const QString &cluster, const QString &service) {
        const SignalHistory *history = fleet.groupHistory(cluster, service);
        if (!history || history->isEmpty()) {
            return;
        }
        WallTime &last = m_lastPoints[seriesKey(cluster, service)];
        if (history->last().at > last) {
            last = history->last().at;
            points.push_back({cluster, service, history->last()});
        }
    };
    add({}, {});
    QSet<QString> seen;
    for (const Target &target : fleet.definition().targets) {
        const QString key = seriesKey(target.cluster, target.service);
        if (!seen.contains(key)) {
            seen.insert(key);
            add(target.cluster, target.service);
        }
    }
    m_recorder.add(points);
}

void Chronicle::askForRuns()
{
    if (m_runsAsked) {
        return;
    }
    m_runsAsked = true;
    auto *watcher = new QFutureWatcher<QList<RunRow>>(this);
    connect(watcher, &QFutureWatcher<QList<RunRow>>::finished, this, [this, watcher] {
        m_runsAsked = false;
        noteRuns(watcher->result());
        watcher->deleteLater();
    });
    watcher->setFuture(m_recorder.ask([](EventReader &reader) { return reader.runs(runsWatched); }));
}

/// Runs are executed in this window or by "quarterdeck run" beside it: the record tells of both.
void Chronicle::noteRuns(const QList<RunRow> &runs)
{
    QList<Event> events;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        const auto known = m_runs.constFind(run->number.value);
        const bool isNew = known == m_runs.constEnd();
        if (!isNew && *known == run->state) {
            continue;
        }
        const bool isNews = m_runsKnown || isActive(run->state);
        Event event;
        event.kind = EventKind::Run;
        event.subject = u"run %1"_s.arg(run->number.value);
        event.service = run->services.value(0);
        for (const QString &service : run->services) {
            if (m_book.activeOf(service)) {
                event.service = service; // the one for whose sake it was ordered, most likely
                break;
            }
        }
        if (m_book.incident({run->incident})) {
            event.incident = {run->incident}; // said by whoever ordered it, whatever it touches
        }
        event.source = run->person;
        event.run = run->number.value;
        event.from = isNew ? QString() : toString(*known);
        event.to = toString(run->state);
        event.reason = run->title;
        event.happened = hasEnded(run->state) && run->ended ? *run->ended : isNew ? run->started : wallNow();
        if (isNew && hasEnded(run->state) && isNews) {
            // It was over before it was seen: both ends are told.
            Event begun = event;
            begun.to = toString(RunState::Running);
            begun.happened = run->started;
            events.append(begun);
            event.from = begun.to;
        }
        if (hasEnded(run->state) && !run->outcome.isEmpty()) {
            event.reason += u": "_s + run->outcome;
        }
        m_runs.insert(run->number.value, run->state);
        if (isNews) {
            events.append(event);
        }
    }
    m_runsKnown = true;
    take(events);
}

/// Where a Prometheus is configured, its alerts are events as well, and critical ones open incidents.
void Chronicle::askForAlerts()
{
    const QUrl server = m_session.configuration().fleet.prometheus;
    if (server.isEmpty()) {
        take(m_alerts.apply({}, wallNow())); // nobody says any more that any fires
        return;
    }
    QMetaObject::invokeMethod(m_alertSource,
                              [source = m_alertSource, server] { source->ask(server, alertTimeout); });
}

void Chronicle::askForOrders()
{
    if (m_ordersAsked || !isRecording()) {
        return;
    }
    m_ordersAsked = true;
    auto *watcher = new QFutureWatcher<QList<IncidentOrders::Open>>(this);
    connect(watcher, &QFutureWatcher<QList<IncidentOrders::Open>>::finished, this, [this, watcher] {
        m_ordersAsked = false;
        noteOrders(watcher->result());
        watcher->deleteLater();
    });
    const WallTime since = wallNow() - orderStands;
    watcher->setFuture(m_recorder.ask([since](EventReader &reader) { return reader.openOrders(since); }));
}

/// Orders of "quarterdeck incidents ack" and its like: what comes of them and the answer are written as one.
void Chronicle::noteOrders(const QList<IncidentOrders::Open> &orders)
{
    if (orders.isEmpty()) {
        m_ordersDone.clear();
    }
    for (const auto &[number, order] : orders) {
        if (m_ordersDone.contains(number)) {
            continue;
        }
        m_ordersDone.insert(number);
        QString problem;
        IncidentChanges changes = carryOut(order, m_book, wallNow(), &problem);
        changes.answered.append({number, problem});
        tell(changes);
    }
}

void Chronicle::noteConfiguration()
{
    m_book.setTiming(m_session.configuration().incidents);
    m_book.setFleet(m_session.configuration().fleet.name);
    Event event;
    event.kind = EventKind::Configuration;
    event.happened = wallNow();
    event.subject = m_session.configuration().path;
    event.source = u"console"_s;
    event.reason = m_session.problems().isEmpty()
                       ? u"a new configuration is in use"_s
                       : u"the new configuration is wrong, the old one stays: %1"_s.arg(
                             m_session.problems().first().toString());
    take({event});
}

} // namespace quarterdeck
