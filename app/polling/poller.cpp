#include "app/polling/poller.h"

#include "app/polling/descriptorlimit.h"
#include "app/polling/pollworker.h"

#include <QSet>

#include <algorithm>
#include <thread>

namespace quarterdeck {

namespace {

/// Up to so many new targets are asked at once instead of over a whole interval.
constexpr int quickStartUpTo = 50;

} // namespace

struct Poller::Private
{
    Mailbox mailbox;
    std::unique_ptr<BlockingPool> pool = std::make_unique<BlockingPool>();
    std::vector<std::unique_ptr<PollWorker>> workers;
    QHash<InstanceNumber, int> workerOf; ///< as of the last definition

    ~Private()
    {
        for (const auto &worker : workers) {
            worker->stop();
        }
        workers.clear();
    }
};

Poller::Poller(Options options) : d(std::make_unique<Private>())
{
    const int cores = int(std::max(std::thread::hardware_concurrency(), 1U));
    const int count = options.workers > 0 ? options.workers : std::min(4, cores);
    const std::size_t allowed = options.connections > 0 ? options.connections : connectionsAllowed();
    for (int i = 0; i < count; ++i) {
        PollWorker::Share share;
        share.index = i;
        share.count = count;
        share.connections = std::max<std::size_t>(allowed / std::size_t(count), 1);
        share.layoutBytes = options.layoutCacheBytes / std::size_t(count);
        d->workers.push_back(std::make_unique<PollWorker>(options, share, d->mailbox, *d->pool));
    }
}

Poller::~Poller() = default;

void Poller::setDefinition(std::shared_ptr<const FleetDefinition> definition, quint64 generation)
{
    QHash<InstanceNumber, int> workerOf;
    workerOf.reserve(definition->targets.size());
    int fresh = 0;
    for (const Target &target : definition->targets) {
        workerOf.insert(target.number, PollWorker::workerOf(target.id, int(d->workers.size())));
        fresh += d->workerOf.contains(target.number) ? 0 : 1;
    }
    d->workerOf = std::move(workerOf);
    for (const auto &worker : d->workers) {
        worker->setDefinition(definition, generation, fresh <= quickStartUpTo);
    }
}

void Poller::probeNow(InstanceNumber instance)
{
    const auto worker = d->workerOf.constFind(instance);
    if (worker != d->workerOf.constEnd()) {
        d->workers[std::size_t(worker.value())]->probeNow(instance);
    }
}

void Poller::requestPage(InstanceNumber instance,
                         std::function<void(QByteArray page, QByteArray contentType, QString reason)> ready)
{
    // An instance that nobody knows is told so by a worker too: `ready` is never called in this thread.
    d->workers[std::size_t(d->workerOf.value(instance, 0))]->requestPage(instance, std::move(ready));
}

Mailbox &Poller::mailbox()
{
    return d->mailbox;
}

PollerStatistics Poller::statistics() const
{
    std::vector<const PollMeter *> meters;
    for (const auto &worker : d->workers) {
        meters.push_back(&worker->meter());
    }
    PollerStatistics statistics = PollMeter::sum(meters, std::chrono::steady_clock::now());
    statistics.unread = d->mailbox.size();
    return statistics;
}

} // namespace quarterdeck
