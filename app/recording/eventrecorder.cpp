#include "app/recording/eventrecorder.h"

#include "app/recording/storerepair.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>

#include <utility>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int endedIncidentsKept = 200;

QString folderProblem(const QString &path)
{
    const QFileInfo folder(QFileInfo(path).absolutePath());
    return u"%1 cannot be written to"_s.arg(folder.filePath());
}

} // namespace

EventRecorder::EventRecorder(Options options)
    : m_options(std::move(options))
    , m_retention(m_options.retention)
{
    m_openedPromise = std::make_shared<QPromise<RecordedBefore>>();
    m_opened = m_openedPromise->future();
    m_openedPromise->start();
    m_writeThread.reset(QThread::create([this] { write(); }));
    m_writeThread->setObjectName(u"record-write"_s);
    m_readThread.setObjectName(u"record-read"_s);
    m_readContext.moveToThread(&m_readThread);
    m_writeThread->start();
    m_readThread.start();
}

EventRecorder::~EventRecorder()
{
    // The reader first: SQLite folds the journal into the store when the last connection closes, and one that
    // only reads cannot.
    QMetaObject::invokeMethod(&m_readContext, [this] {
        m_reader.reset();
        m_readDatabase.reset();
        m_readThread.quit();
    });
    m_readThread.wait();
    {
        const QMutexLocker lock(&m_mutex);
        m_stop = true;
        m_changed.wakeAll();
    }
    m_writeThread->wait();
}

RecordingStatus EventRecorder::status() const
{
    const QMutexLocker lock(&m_mutex);
    RecordingStatus status = m_status;
    status.waiting = m_waiting.size();
    return status;
}

std::optional<RecordedBefore> EventRecorder::takeLate()
{
    const QMutexLocker lock(&m_mutex);
    return std::exchange(m_late, std::nullopt);
}

Retention EventRecorder::retention() const
{
    const QMutexLocker lock(&m_mutex);
    return m_retention;
}

void EventRecorder::setRetention(const Retention &retention)
{
    const QMutexLocker lock(&m_mutex);
    m_retention = retention;
}

void EventRecorder::put(const std::function<void(RecordBatch &)> &into, std::size_t size)
{
    const QMutexLocker lock(&m_mutex);
    if (m_status.mode == RecordingStatus::Mode::Reading) {
        return; // the other console records
    }
    if (m_waiting.size() + size > m_options.mostWaiting) {
        // Incidents are few and are told again as they go on; what is given up is said.
        m_status.lost += static_cast<qint64>(size);
        return;
    }
    into(m_waiting);
    m_changed.wakeAll();
}

void EventRecorder::add(const IncidentChanges &changes)
{
    if (!changes.isEmpty()) {
        RecordBatch one;
        one.changes.push_back(changes);
        put([&changes](RecordBatch &batch) { batch.changes.push_back(changes); }, one.size());
    }
}

void EventRecorder::add(const FleetMoment &keyframe)
{
    put([&keyframe](RecordBatch &batch) { batch.keyframes.push_back(keyframe); }, 1);
}

void EventRecorder::add(const std::vector<SeriesPoint> &points)
{
    put([&points](
            RecordBatch &batch) { batch.points.insert(batch.points.end(), points.begin(), points.end()); },
        points.size());
}

bool EventRecorder::flush(std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    const QMutexLocker lock(&m_mutex);
    m_hurry = true;
    m_changed.wakeAll();
    while (m_writing || !m_waiting.isEmpty() || m_status.mode == RecordingStatus::Mode::Opening) {
        if (!m_changed.wait(&m_mutex, deadline)) {
            return false;
        }
    }
    return m_status.mode == RecordingStatus::Mode::Recording;
}

void EventRecorder::setTrouble(const QString &problem)
{
    const QMutexLocker lock(&m_mutex);
    m_status.mode = RecordingStatus::Mode::Trouble;
    m_status.problem = problem;
    m_changed.wakeAll();
}

/// In the writing thread. Whether the store is open for writing now.
bool EventRecorder::open(std::unique_ptr<Database> &database, StoreClaim &claim)
{
    database = std::make_unique<Database>();
    QDir().mkpath(QFileInfo(m_options.path).absolutePath());
    QString holder;
    if (!claim.take(m_options.path, &holder)) {
        const QMutexLocker lock(&m_mutex);
        if (holder.isEmpty()) {
            m_status.mode = RecordingStatus::Mode::Trouble;
            m_status.problem = folderProblem(m_options.path);
        } else {
            m_status.mode = RecordingStatus::Mode::Reading;
            m_status.problem = u"%1 records into this store; this console only reads it"_s.arg(holder);
            m_waiting = {};
        }
        m_changed.wakeAll();
        return false;
    }
    QString problem = database->open(m_options.path, Database::Access::ReadWrite);
    if (problem.isEmpty()) {
        // A damaged page shows itself where it is read: in the tables that every start reads.
        auto check = database->run(u"SELECT count(*), max(number) FROM incidents"_s, {}, &problem);
        if (check) {
            check->next();
            check = database->run(u"SELECT number FROM events ORDER BY number DESC LIMIT 1"_s, {}, &problem);
        }
    }
    if (meansDamage(problem)) {
        database = std::make_unique<Database>();
        const Repair repair =
            repairStore(m_options.path, QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmss'Z'"_s));
        problem = repair.problem.isEmpty() ? database->open(m_options.path, Database::Access::ReadWrite)
                                           : repair.problem;
        if (!repair.setAside.isEmpty()) {
            const QMutexLocker lock(&m_mutex);
            m_status.notice = u"the store was damaged: it is kept as %1, %2 rows of it were recovered"_s.arg(
                QFileInfo(repair.setAside).fileName(), QString::number(repair.rows));
        }
    }
    if (!problem.isEmpty()) {
        setTrouble(problem);
        return false;
    }
    return true;
}

void EventRecorder::write()
{
    using Clock = std::chrono::steady_clock;
    auto database = std::make_unique<Database>();
    StoreClaim claim;
    std::unique_ptr<EventStore> store;
    std::shared_ptr<QPromise<RecordedBefore>> promise = m_openedPromise;
    bool numberedBlindly = false;             // nobody could see which numbers the store has given out
    std::optional<IncidentNumber> lastBefore; // and now that it can be seen: the last of them
    const auto tryOpen = [&] {
        if (!open(database, claim)) {
            return;
        }
        store = std::make_unique<EventStore>(*database);
        if (numberedBlindly && !lastBefore) {
            const EventReader reader(*database);
            lastBefore = reader.lastIncident();
            const QMutexLocker lock(&m_mutex);
            m_late = RecordedBefore{reader.incidentsToGoOnWith(endedIncidentsKept), *lastBefore, 0};
        }
    };
    tryOpen();
    {
        RecordedBefore before;
        QString ignored;
        if (!store) {
            database = std::make_unique<Database>();
            ignored = database->open(m_options.path, Database::Access::ReadOnly);
        }
        if (database->isOpen()) {
            EventReader reader(*database);
            before.incidents = reader.incidentsToGoOnWith(endedIncidentsKept);
            before.lastIncident = reader.lastIncident();
            before.lastEvent = reader.lastEvent();
        } else {
            numberedBlindly = true;
            before.lastIncident = {firstProvisionalIncident};
        }
        if (!store) {
            database = std::make_unique<Database>();
            // What is in the store cannot be seen now: numbers that nobody else has had.
            before.lastEvent = std::max(before.lastEvent, QDateTime::currentMSecsSinceEpoch() * 1000);
        }
        if (store) {
            const QMutexLocker lock(&m_mutex);
            m_status.mode = RecordingStatus::Mode::Recording;
            m_changed.wakeAll();
        }
        promise->addResult(before);
        promise->finish();
    }

    auto nextPrune = Clock::now() + std::chrono::seconds(5);
    RecordBatch batch;
    for (;;) {
        {
            QMutexLocker lock(&m_mutex);
            m_writing = !batch.isEmpty();
            const auto pause = store ? m_options.batchEvery : m_options.retryEvery;
            if (!m_stop && m_waiting.isEmpty() && batch.isEmpty()) {
                m_changed.wait(&m_mutex, QDeadlineTimer(std::chrono::milliseconds(1000)));
            }
            // Let more come, so that a storm is few transactions; but a person who waits is not kept waiting.
            const QDeadlineTimer deadline(pause);
            while (!m_stop && !m_hurry && !deadline.hasExpired() &&
                   (!m_waiting.isEmpty() || !batch.isEmpty())) {
                m_changed.wait(&m_mutex, deadline);
            }
            if (!store && m_hurry && !m_stop) {
                m_changed.wait(&m_mutex, QDeadlineTimer(std::chrono::milliseconds(50)));
            }
            m_hurry = false;
            if (batch.isEmpty()) {
                std::swap(batch, m_waiting);
                m_writing = !batch.isEmpty();
            }
            if (m_stop && batch.isEmpty()) {
                return;
            }
        }
        if (!store && m_status.mode != RecordingStatus::Mode::Reading) {
            tryOpen();
        }
        if (store && !database->isCurrent()) {
            // Somebody removed or replaced the file: what is written into it now would be gone with it.
            store.reset();
            claim.release();
            tryOpen();
            const QMutexLocker lock(&m_mutex);
            m_status.notice =
                u"the store was removed or replaced while it was in use: another one was begun"_s;
        }
        QString problem;
        if (store && !batch.isEmpty()) {
            if (lastBefore) {
                for (IncidentChanges &changes : batch.changes) {
                    settle(changes, *lastBefore);
                }
            }
            problem = store->write(batch);
            if (meansDamage(problem)) {
                store.reset();
                tryOpen();
                problem = store ? store->write(batch) : problem;
            }
        }
        {
            const QMutexLocker lock(&m_mutex);
            if (store && problem.isEmpty()) {
                for (const IncidentChanges &changes : batch.changes) {
                    for (const Event &event : changes.events) {
                        m_status.recordedUpTo = std::max(m_status.recordedUpTo, event.number);
                    }
                }
                batch = {};
                m_writing = false;
                m_status.mode = RecordingStatus::Mode::Recording;
                m_status.problem.clear();
            } else if (store) {
                m_status.mode = RecordingStatus::Mode::Trouble;
                m_status.problem = problem;
            } else if (m_status.mode == RecordingStatus::Mode::Reading) {
                batch = {};
                m_writing = false;
            }
            m_changed.wakeAll();
            if (m_stop) {
                return; // what cannot be written now never will be
            }
        }
        if (!problem.isEmpty()) {
            // The batch waits here, the rest in m_waiting: try again in a while.
            QMutexLocker lock(&m_mutex);
            const QDeadlineTimer deadline(m_options.retryEvery);
            while (!m_stop && !deadline.hasExpired()) {
                m_changed.wait(&m_mutex, deadline);
            }
        }
        if (store && problem.isEmpty() && Clock::now() >= nextPrune) {
            const EventStore::Pruned pruned = store->prune(retention(), std::chrono::system_clock::now());
            nextPrune = Clock::now() + (pruned.more ? std::chrono::seconds(0) : m_options.pruneEvery);
        }
    }
}

void EventRecorder::openReader()
{
    if (m_reader && m_readDatabase->isOpen() && m_readDatabase->isCurrent()) {
        return;
    }
    m_reader.reset();
    m_readDatabase = std::make_unique<Database>();
    m_readDatabase->open(m_options.path, Database::Access::ReadOnly);
    m_reader = std::make_unique<EventReader>(*m_readDatabase);
}

} // namespace quarterdeck
