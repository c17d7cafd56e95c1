#pragma once

#include "app/recording/runstore.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <memory>

namespace quarterdeck {

/// The record on a thread of its own: everything is asked by handing over a piece of work, and comes back as
/// a future. Work is done in the order in which it was handed over. Stopping waits for what was handed over.
class Recorder
{
public:
    /// Opens the file when the thread has begun; `opened()` tells how it went.
    explicit Recorder(const QString &path, Database::Access access = Database::Access::ReadWrite);
    ~Recorder();
    Recorder(const Recorder &) = delete;
    Recorder &operator=(const Recorder &) = delete;

    /// Empty, or why the record cannot be used.
    [[nodiscard]] QFuture<QString> opened() const { return m_opened; }
    [[nodiscard]] const QString &path() const { return m_path; }

    /// Runs `work(RunStore &)` in the record's thread.
    template <typename Work>
    auto submit(Work work) -> QFuture<std::invoke_result_t<Work, RunStore &>>
    {
        using Result = std::invoke_result_t<Work, RunStore &>;
        auto promise = std::make_shared<QPromise<Result>>();
        QFuture<Result> future = promise->future();
        promise->start();
        QMetaObject::invokeMethod(&m_context, [this, promise, work = std::move(work)]() mutable {
            renew();
            promise->addResult(work(*m_store));
            promise->finish();
        });
        return future;
    }

    /// The user's own record: $XDG_DATA_HOME/quarterdeck/record.sqlite.
    static QString standardPath();

private:
    void open();
    /// The store may have been damaged and set aside since, or could not be opened before.
    void renew();

    QString m_path;
    Database::Access m_access;
    QThread m_thread;
    QObject m_context; ///< lives in the thread
    // Made, used and ended in the thread.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<RunStore> m_store;
    QString m_problem;
    QFuture<QString> m_opened;
};

} // namespace quarterdeck
