#include "app/observability/log.h"

#include "app/observability/loglimit.h"

#include <QtGlobal>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace quarterdeck::log {

namespace {

constexpr std::size_t longestQueue = 2000;
constexpr auto longestFarewell = std::chrono::milliseconds(500);

void writeWhole(const QByteArray &line)
{
    qsizetype done = 0;
    while (done < line.size()) {
        const ssize_t written =
            ::write(STDERR_FILENO, line.constData() + done, std::size_t(line.size() - done));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return; // nobody can be told that the log itself fails
        }
        done += written;
    }
}

/// Shared with the writing thread, which may be stuck in a write when the program ends.
struct State
{
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<QByteArray> waiting;
    LogLimit limit;
    LogFormat format = LogFormat::Text;
    bool stopping = false;
    bool ended = false;
};

std::shared_ptr<State> current; // guarded by currentMutex
std::mutex currentMutex;
std::atomic<int> least{int(LogLevel::Error) + 1};
std::atomic<quint64> droppedLines{0};

std::shared_ptr<State> state()
{
    const std::lock_guard lock(currentMutex);
    return current;
}

void run(const std::shared_ptr<State> &own)
{
    std::unique_lock lock(own->mutex);
    while (true) {
        own->changed.wait(lock, [&own] { return own->stopping || !own->waiting.empty(); });
        if (own->waiting.empty()) {
            break;
        }
        const QByteArray line = std::move(own->waiting.front());
        own->waiting.pop_front();
        lock.unlock();
        writeWhole(line);
        lock.lock();
    }
    own->ended = true;
    own->changed.notify_all();
}

void takeQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const LogLevel level = type == QtDebugMsg     ? LogLevel::Debug
                           : type == QtInfoMsg    ? LogLevel::Info
                           : type == QtWarningMsg ? LogLevel::Warning
                                                  : LogLevel::Error;
    const QString category = QString::fromUtf8(context.category);
    QList<LogField> fields;
    if (!category.isEmpty() && category != QStringLiteral("default")) {
        fields.append({QStringLiteral("qt_category"), category});
    }
    write(level, QStringLiteral("qt"), message, fields);
}

} // namespace

void start(LogFormat format, LogLevel leastLevel)
{
    stop();
    auto own = std::make_shared<State>();
    own->format = format;
    {
        const std::lock_guard lock(currentMutex);
        current = own;
    }
    least = int(leastLevel);
    std::thread(run, own).detach(); // may be stuck in a write for ever; it owns what it uses
    qInstallMessageHandler(takeQtMessage);
}

void stop()
{
    const std::shared_ptr<State> own = state();
    if (!own) {
        return;
    }
    qInstallMessageHandler(nullptr);
    least = int(LogLevel::Error) + 1;
    {
        const std::lock_guard lock(currentMutex);
        current.reset();
    }
    std::unique_lock lock(own->mutex);
    own->stopping = true;
    own->changed.notify_all();
    own->changed.wait_for(lock, longestFarewell, [&own] { return own->ended; });
}

bool wants(LogLevel level)
{
    return int(level) >= least.load(std::memory_order_relaxed);
}

void write(LogLevel level, const QString &category, const QString &message, const QList<LogField> &fields)
{
    if (!wants(level)) {
        return;
    }
    const std::shared_ptr<State> own = state();
    if (!own) {
        return;
    }
    LogEntry entry{std::chrono::system_clock::now(), level, category, message, fields};
    const std::lock_guard lock(own->mutex);
    const LogLimit::Verdict verdict = own->limit.admit(category, std::chrono::steady_clock::now());
    if (!verdict.admitted || own->waiting.size() >= longestQueue) {
        droppedLines.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (verdict.leftOut > 0) {
        entry.fields.append({QStringLiteral("left_out_before"), qint64(verdict.leftOut)});
    }
    own->waiting.push_back(logLine(entry, own->format));
    own->changed.notify_one();
}

quint64 dropped()
{
    return droppedLines.load(std::memory_order_relaxed);
}

} // namespace quarterdeck::log
