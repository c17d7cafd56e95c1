#pragma once

#include "app/polling/poller.h"
#include "app/polling/targetpoll.h"

#include <QHash>

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

namespace quarterdeck {

/// One thread of the poller with everything that belongs to it. Other threads only post to it.
class PollWorker
{
public:
    struct Share
    {
        int index = 0;
        int count = 1;                  ///< of workers
        std::size_t connections = 4096; ///< this worker's part of the descriptor limit
        std::size_t layoutBytes = 64 * 1024 * 1024;
    };

    PollWorker(const Poller::Options &options, const Share &share, Mailbox &mailbox, BlockingPool &pool);
    ~PollWorker(); ///< stop() and a join; never waits for the network
    PollWorker(const PollWorker &) = delete;
    PollWorker &operator=(const PollWorker &) = delete;

    /// Asks to end; so that all workers can be asked before the first is waited for.
    void stop();
    void setDefinition(std::shared_ptr<const FleetDefinition> definition, quint64 generation,
                       bool quickStart);
    void probeNow(InstanceNumber instance);
    void requestPage(InstanceNumber instance, TargetPoll::PageReady ready);
    [[nodiscard]] const PollMeter &meter() const { return m_meter; }
    /// Which of `count` workers a target belongs to.
    static int workerOf(const InstanceId &id, int count);

private:
    void run();
    void turn();
    void applyDefinition(const std::shared_ptr<const FleetDefinition> &definition, quint64 generation,
                         bool quickStart);
    std::shared_ptr<Bulkhead> bulkhead(std::unordered_map<std::string, std::weak_ptr<Bulkhead>> &all,
                                       const QString &name, int limit);
    /// Decides how the places of its probes lie in the interval.
    void placeFor(const FleetDefinition &definition);
    void publish(SteadyTime now);

    Share m_share;
    Poller::Options m_options;
    std::shared_ptr<boost::asio::io_context> m_context;
    TimerWheel m_wheel;
    ConnectionPool m_connections;
    AsyncCache<QString, ResolvedName> m_names;
    AsyncCache<TlsKey, LoadedTls> m_tls;
    AsyncCache<SecretKey, LoadedSecret> m_secrets;
    RetryBudget m_retries;
    std::minstd_rand m_random;
    std::vector<char> m_readBuffer;
    std::vector<std::string> m_bodyBuffers;
    ExchangeServices m_exchangeServices;
    PollMeter m_meter;
    LoadShedder m_shedder;
    MetricsPage::Scratch m_scratch;
    PollServices m_services;
    std::shared_ptr<std::size_t> m_waiting = std::make_shared<std::size_t>(0); ///< in all lines
    std::unordered_map<std::string, std::weak_ptr<Bulkhead>> m_hosts;
    std::unordered_map<std::string, std::weak_ptr<Bulkhead>> m_clusters;
    QHash<InstanceNumber, TargetPoll *> m_byNumber;
    std::vector<std::unique_ptr<TargetPoll>> m_targets;
    SteadyTime m_published{};
    SteadyTime m_cleaned{};
    bool m_stopping = false;
    std::thread m_thread; ///< last: everything above exists before it runs
};

} // namespace quarterdeck
