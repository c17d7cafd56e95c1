#pragma once

#include "app/recording/eventreader.h"
#include "app/recording/storeclaim.h"

#include <QFuture>
#include <QMutex>
#include <QObject>
#include <QPromise>
#include <QThread>
#include <QWaitCondition>

namespace quarterdeck {

/// How recording goes, for the status bar.
struct RecordingStatus
{
    enum class Mode : quint8 {
        Opening,
        Recording,
        Reading, ///< another console records into the same store
        Trouble, ///< nothing can be written now; what happens is kept in memory, up to a bound
    };
    Mode mode = Mode::Opening;
    QString problem;         ///< why it is Trouble or Reading
    QString notice;          ///< what a person should know once: "a damaged store was set aside as ..."
    qint64 recordedUpTo = 0; ///< number of the last event that is safe from the end of this process
    std::size_t waiting = 0; ///< in memory, not written yet
    qint64 lost = 0;         ///< given up because memory has a bound
    bool operator==(const RecordingStatus &) const = default;
};

/// What the store knows when it is opened: where numbering goes on, and what goes on.
struct RecordedBefore
{
    QList<Incident> incidents;
    IncidentNumber lastIncident;
    qint64 lastEvent = 0;
};

/// The record of events on threads of its own: one writes, in batches at most 250 ms apart, one reads. Every
/// function may be called from any thread and returns at once.
class EventRecorder
{
public:
    struct Options
    {
        QString path;
        Retention retention;
        std::size_t mostWaiting = 300'000;
        std::chrono::milliseconds batchEvery{200};
        std::chrono::milliseconds retryEvery{1000};
        std::chrono::seconds pruneEvery{60};
    };

    explicit EventRecorder(Options options);
    /// Writes what waits, if that can be done.
    ~EventRecorder();
    EventRecorder(const EventRecorder &) = delete;
    EventRecorder &operator=(const EventRecorder &) = delete;

    /// Ready when the first attempt to open the store is over, however it went: see status().
    [[nodiscard]] QFuture<RecordedBefore> opened() const { return m_opened; }
    /// What the store held when it could be opened at last, once; nothing when it could at once, or cannot
    /// yet. Incidents that were numbered provisionally stand behind `lastIncident` in it.
    [[nodiscard]] std::optional<RecordedBefore> takeLate();
    [[nodiscard]] RecordingStatus status() const;
    [[nodiscard]] const QString &path() const { return m_options.path; }
    [[nodiscard]] Retention retention() const;
    /// From the next look at what is too old on.
    void setRetention(const Retention &retention);

    void add(const IncidentChanges &changes);
    void add(const FleetMoment &keyframe);
    void add(const std::vector<SeriesPoint> &points);
    /// Waits until all that was added is written; false when `limit` went by first.
    bool flush(std::chrono::milliseconds limit);

    /// Runs `work(EventReader &)` in the thread that reads. The reader finds nothing while the store cannot
    /// be opened.
    template <typename Work>
    auto ask(Work work) -> QFuture<std::invoke_result_t<Work, EventReader &>>
    {
        using Result = std::invoke_result_t<Work, EventReader &>;
        auto promise = std::make_shared<QPromise<Result>>();
        QFuture<Result> future = promise->future();
        promise->start();
        QMetaObject::invokeMethod(&m_readContext, [this, promise, work = std::move(work)]() mutable {
            openReader();
            promise->addResult(work(*m_reader));
            promise->finish();
        });
        return future;
    }

private:
    void put(const std::function<void(RecordBatch &)> &into, std::size_t size);
    void write();
    bool open(std::unique_ptr<Database> &database, StoreClaim &claim);
    void openReader();
    void setTrouble(const QString &problem);

    const Options m_options;
    mutable QMutex m_mutex; ///< guards everything up to the next empty line
    QWaitCondition m_changed;
    RecordBatch m_waiting;
    RecordingStatus m_status;
    Retention m_retention;
    bool m_writing = false;
    bool m_stop = false;
    bool m_hurry = false;
    std::optional<RecordedBefore> m_late;

    QFuture<RecordedBefore> m_opened;
    std::shared_ptr<QPromise<RecordedBefore>> m_openedPromise;
    std::unique_ptr<QThread> m_writeThread;
    QThread m_readThread;
    QObject m_readContext; ///< lives in the reading thread, as the next two
    std::unique_ptr<Database> m_readDatabase;
    std::unique_ptr<EventReader> m_reader;
};

} // namespace quarterdeck
