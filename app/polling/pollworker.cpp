#include "app/polling/pollworker.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <QDateTime>
#include <QFileInfo>

#include <csignal>
#include <map>
#include <mutex>

namespace quarterdeck {

using namespace Qt::StringLiterals;
namespace asio = boost::asio;

namespace {

/// With few new targets the first answers come within this time instead of within an interval.
constexpr std::chrono::milliseconds quickStartWithin{500};
constexpr std::size_t readBufferSize = 64 * 1024;
constexpr std::chrono::milliseconds publishEvery{250};
constexpr std::chrono::seconds cleanEvery{1};
/// Handlers that may run before the timers are looked at again, however much the network has to say.
constexpr int handlersInARow = 64;
constexpr std::chrono::minutes cachesKeepUnusedFor{10};

AsyncCache<QString, ResolvedName>::Freshness nameFreshness(const ResolvedName &name)
{
    // getaddrinfo() tells no TTL. Half a minute follows a moved service soon enough; a failure is asked again
    // about once per interval and never served beyond that.
    return name.addresses.empty()
               ? AsyncCache<QString, ResolvedName>::Freshness{std::chrono::seconds(3), false}
               : AsyncCache<QString, ResolvedName>::Freshness{std::chrono::seconds(30), true};
}

AsyncCache<TlsKey, LoadedTls>::Freshness tlsFreshness(const LoadedTls &loaded)
{
    // As often as secrets: who replaces a certificate wants to see at once that it is taken.
    return loaded.context ? AsyncCache<TlsKey, LoadedTls>::Freshness{std::chrono::seconds(5), true}
                          : AsyncCache<TlsKey, LoadedTls>::Freshness{std::chrono::seconds(3), false};
}

AsyncCache<SecretKey, LoadedSecret>::Freshness secretFreshness(const LoadedSecret &loaded)
{
    return loaded.reason.isEmpty()
               ? AsyncCache<SecretKey, LoadedSecret>::Freshness{std::chrono::seconds(5), true}
               : AsyncCache<SecretKey, LoadedSecret>::Freshness{std::chrono::seconds(3), false};
}

/// What the files of the settings are now: equal as long as nobody has changed one.
QString stampOf(const TlsSettings &settings)
{
    QString stamp;
    for (const QString &name : {settings.caFile, settings.certFile, settings.keyFile}) {
        const QFileInfo file(name);
        stamp += u"%1:%2 "_s.arg(file.lastModified().toMSecsSinceEpoch()).arg(file.size());
    }
    return stamp;
}

/// From a pool thread. Files are read again only when they changed, and once for all workers.
LoadedTls loadTls(const TlsKey &key)
{
    struct Known
    {
        QString stamp;
        std::weak_ptr<const TlsContext> context;
    };
    static std::mutex mutex;
    static std::map<TlsKey, Known> all;

    LoadedTls loaded;
    const QString stamp = stampOf(key.settings); // before reading: a change meanwhile shows the next time
    {
        const std::lock_guard lock(mutex);
        const auto known = all.find(key);
        if (known != all.end() && known->second.stamp == stamp) {
            loaded.context = known->second.context.lock();
        }
    }
    if (!loaded.context) {
        loaded.context = TlsContext::load(key.settings, &loaded.reason);
        const std::lock_guard lock(mutex);
        std::erase_if(all, [](const auto &item) { return item.second.context.expired(); });
        if (loaded.context) {
            all[key] = {stamp, loaded.context};
        }
    }
    return loaded;
}

} // namespace

int PollWorker::workerOf(const InstanceId &id, int count)
{
    // The low bits place the target in its interval; the high ones choose the worker.
    return int((ProbeSchedule::stableHash(id) >> 32) % quint64(count));
}

PollWorker::PollWorker(const Poller::Options &options, const Share &share, Mailbox &mailbox,
                       BlockingPool &pool)
    : m_share(share)
    , m_options(options)
    , m_context(std::make_shared<asio::io_context>(1))
    , // one thread: Asio locks less
    m_wheel(std::chrono::steady_clock::now())
    , m_connections(share.connections)
    , m_names(m_context, pool, options.resolve ? options.resolve : NameResolver(&resolveName), nameFreshness)
    , m_tls(m_context, pool, loadTls, tlsFreshness)
    , m_secrets(
          m_context, pool,
          [secrets = options.secrets](const SecretKey &key) {
              LoadedSecret loaded;
              if (secrets) {
                  loaded.secret = secrets(key.reference, &loaded.reason);
              } else {
                  loaded.reason = u"no secrets can be read here"_s;
              }
              return loaded;
          },
          secretFreshness)
    , m_random(std::random_device{}())
    , m_readBuffer(readBufferSize)
    , m_exchangeServices{m_context, m_wheel,   m_connections, m_names,      m_tls,
                         m_secrets, m_retries, m_random,      m_readBuffer, m_bodyBuffers}
    , m_services{m_exchangeServices,
                 mailbox,
                 m_meter,
                 m_shedder,
                 m_scratch,
                 options.signalRecognisers,
                 options.breakerConventions,
                 0,
                 share.layoutBytes,
                 0,
                 0,
                 std::chrono::milliseconds(1),
                 false}
    , m_thread([this] { run(); })
{
}

PollWorker::~PollWorker()
{
    stop();
    m_thread.join();
}

void PollWorker::stop()
{
    asio::post(*m_context, [this] { m_stopping = true; });
}

void PollWorker::setDefinition(std::shared_ptr<const FleetDefinition> definition, quint64 generation,
                               bool quickStart)
{
    asio::post(*m_context, [this, definition = std::move(definition), generation, quickStart] {
        applyDefinition(definition, generation, quickStart);
    });
}

void PollWorker::probeNow(InstanceNumber instance)
{
    asio::post(*m_context, [this, instance] {
        if (TargetPoll *target = m_byNumber.value(instance)) {
            target->probeNow(std::chrono::steady_clock::now());
        }
    });
}

void PollWorker::requestPage(InstanceNumber instance, TargetPoll::PageReady ready)
{
    asio::post(*m_context, [this, instance, ready = std::move(ready)] {
        if (TargetPoll *target = m_byNumber.value(instance)) {
            target->requestPage(ready, std::chrono::steady_clock::now());
        } else {
            ready({}, {}, u"the instance is not polled"_s);
        }
    });
}

void PollWorker::run()
{
    // Signals belong to the main thread. SIGPIPE above all: OpenSSL writes without MSG_NOSIGNAL.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    pthread_setname_np(pthread_self(), "poll");

    const auto guard = asio::make_work_guard(*m_context);
    while (!m_stopping) {
        turn();
    }
    m_byNumber.clear();
    m_targets.clear();
    m_context->poll(); // lets the cancelled waits end and their connections go
}

void PollWorker::turn()
{
    SteadyTime now = std::chrono::steady_clock::now();
    m_wheel.advance(now);
    if (now - m_published >= publishEvery) {
        publish(now);
    }
    // Sleeping in the poll itself instead of behind an Asio timer saves a system call per wake-up.
    const SteadyTime next = std::min(m_wheel.next().value_or(now + publishEvery), m_published + publishEvery);
    now = std::chrono::steady_clock::now();
    std::size_t ran = next > now ? m_context->run_one_until(next) : m_context->poll_one();
    for (int handlers = 1; ran > 0 && handlers < handlersInARow && !m_stopping; ++handlers) {
        ran = m_context->poll_one();
    }
}

void PollWorker::publish(SteadyTime now)
{
    m_published = now;
    m_meter.setConnections(m_connections.openCount(), m_connections.wanted(), m_connections.limit());
    m_meter.setOwnBreakersOpen(m_services.ownBreakersOpen);
    m_meter.setLayoutCacheBytes(m_services.layoutBytes);
    m_meter.setRetries(m_retries.taken());
    m_meter.setTargets(int(m_targets.size()));
    m_meter.setWaiting(*m_waiting);
    if (now - m_cleaned < cleanEvery) {
        return;
    }
    m_cleaned = now; // what goes over all that is known: rarely
    m_names.forgetUnused(now - cachesKeepUnusedFor);
    m_tls.forgetUnused(now - cachesKeepUnusedFor);
    m_secrets.forgetUnused(now - cachesKeepUnusedFor);
}

void PollWorker::placeFor(const FleetDefinition &definition)
{
    double probesPerSecond = 0;
    double instancesPerSecond = 0;
    std::size_t targets = 0;
    for (const Target &target : definition.targets) {
        if (workerOf(target.id, m_share.count) == m_share.index) {
            const int kinds = int(target.health.has_value()) + int(target.readiness.has_value()) +
                              int(target.metrics.has_value());
            const double interval = std::chrono::duration<double>(target.interval).count();
            probesPerSecond += kinds / interval;
            instancesPerSecond += 1 / interval;
            ++targets;
        }
    }
    m_services.connectionsScarce = targets > m_share.connections;
    // While they are scarce the clock starts an instance's first probe alone, and its answer the others:
    // those cannot share a wake-up by their place, so that twice as many first ones do.
    m_services.step =
        ProbeSchedule::stepFor(m_services.connectionsScarce ? instancesPerSecond / 2 : probesPerSecond);
}

std::shared_ptr<Bulkhead> PollWorker::bulkhead(std::unordered_map<std::string, std::weak_ptr<Bulkhead>> &all,
                                               const QString &name, int limit)
{
    std::weak_ptr<Bulkhead> &known = all[name.toStdString()];
    std::shared_ptr<Bulkhead> result = known.lock();
    if (!result) {
        result = std::make_shared<Bulkhead>(std::max(limit / m_share.count, 1), m_waiting);
        known = result;
    }
    return result;
}

void PollWorker::applyDefinition(const std::shared_ptr<const FleetDefinition> &definition, quint64 generation,
                                 bool quickStart)
{
    const SteadyTime now = std::chrono::steady_clock::now();
    m_services.generation = generation;
    placeFor(*definition);
    std::vector<std::unique_ptr<TargetPoll>> before = std::exchange(m_targets, {});
    QHash<InstanceNumber, std::size_t> known;
    known.reserve(qsizetype(before.size()));
    for (std::size_t i = 0; i < before.size(); ++i) {
        known.insert(before[i]->target().number, i);
    }
    m_byNumber.clear();
    m_targets.reserve(before.size());
    for (const Target &target : definition->targets) {
        if (workerOf(target.id, m_share.count) != m_share.index || m_byNumber.contains(target.number)) {
            continue;
        }
        const auto found = known.constFind(target.number);
        if (found != known.constEnd() &&
            TargetPoll::samePolling(before[found.value()]->target(), before[found.value()]->settings(),
                                    target, definition->poll)) {
            m_targets.push_back(std::move(before[found.value()]));
            m_targets.back()->relabel(std::shared_ptr<const Target>(definition, &target), definition->poll);
        } else {
            if (found != known.constEnd()) {
                before[found.value()].reset();
            }
            const QString host = target.health      ? target.health->endpoint.host
                                 : target.metrics   ? target.metrics->host
                                 : target.readiness ? target.readiness->endpoint.host
                                                    : QString();
            m_targets.push_back(std::make_unique<TargetPoll>(
                m_services, std::shared_ptr<const Target>(definition, &target), definition->poll,
                bulkhead(m_hosts, host, m_options.probesPerHost),
                bulkhead(m_clusters, target.cluster, m_options.probesPerCluster)));
            std::optional<SteadyTime> first;
            if (quickStart) {
                const auto within = std::min(quickStartWithin, target.interval / 2);
                first = now + std::chrono::milliseconds(ProbeSchedule::stableHash(target.id) %
                                                        quint64(std::max<qint64>(within.count(), 1)));
            }
            m_targets.back()->start(now, first);
        }
        m_byNumber.insert(target.number, m_targets.back().get());
    }
    before.clear();
    std::erase_if(m_hosts, [](const auto &item) { return item.second.expired(); });
    std::erase_if(m_clusters, [](const auto &item) { return item.second.expired(); });
}

} // namespace quarterdeck
