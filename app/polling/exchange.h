#pragma once

#include "app/polling/asynccache.h"
#include "app/polling/connectionpool.h"
#include "app/polling/nameresolver.h"
#include "app/polling/proberoute.h"
#include "app/polling/proxyhandshake.h"
#include "app/polling/responsereader.h"
#include "app/polling/retrybudget.h"
#include "app/polling/timerwheel.h"

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace quarterdeck {

struct TlsKey
{
    TlsSettings settings;
    bool operator<(const TlsKey &other) const;
};
struct LoadedTls
{
    std::shared_ptr<const TlsContext> context;
    QString reason; ///< when there is no context
};
struct SecretKey
{
    SecretReference reference;
    bool operator<(const SecretKey &other) const;
};
struct LoadedSecret
{
    QByteArray secret;
    QString reason; ///< not empty when it could not be had
};

/// What the exchanges of one worker share.
struct ExchangeServices
{
    std::shared_ptr<boost::asio::io_context> context;
    TimerWheel &wheel;
    ConnectionPool &connections;
    AsyncCache<QString, ResolvedName> &names;
    AsyncCache<TlsKey, LoadedTls> &tls;
    AsyncCache<SecretKey, LoadedSecret> &secrets;
    RetryBudget &retries;
    std::minstd_rand &random;
    std::span<char> readBuffer;            ///< one for all: bytes are consumed before the next read
    std::vector<std::string> &bodyBuffers; ///< used ones, to be used again
};

/// One question and its answer over HTTP/1.1, from the name to the last byte, within one deadline.
///
///   Secret -> Resolve -> Connect -> [Proxy] -> [Tls] -> Request -> FirstByte -> Header -> Body -> done
///     (a kept connection starts at Request; when it turns out to be dead, once again from Resolve)
///
/// Ends exactly once, by `done`, unless it is cancelled. Lives in its worker's thread.
class Exchange final : public std::enable_shared_from_this<Exchange>, private Connection::User
{
public:
    struct Result
    {
        std::optional<ProbeFailure> failure;
        int status = 0;
        std::string contentType;
        std::string location; ///< where a redirect points; never followed
        std::string body;     ///< decoded
        qint64 received = 0;  ///< bytes on the wire
    };
    struct Settings
    {
        std::chrono::milliseconds timeout{2000};
        ResponseLimits limits;
        bool mayRetry = false; ///< a transport failure may be tried again, budget and time allowing
    };
    using Done = std::function<void(Result &result)>;

    Exchange(ExchangeServices &services, std::shared_ptr<const ProbeRoute> route, KeepAliveLane &lane);
    ~Exchange();
    void start(const Settings &settings, SteadyTime now, Done done);
    /// Ends without a word: the target is gone or changed, or the poller stops.
    void cancel();

private:
    void connectionReadable() override;
    void connectionWritable() override;

    void begin();
    void useSecret(const LoadedSecret &loaded);
    void findConnection();
    void resolve();
    void useName(const ResolvedName &name);
    [[nodiscard]] ProbeFailure ofProxy(ProbeFailure failure) const;
    void connectNext();
    void connected(const boost::system::error_code &error);
    void doubtName();
    void talkToProxy();
    void endpointReached();
    void startTls(const LoadedTls &loaded);
    void continueTls();
    void sendRequest();
    void continueRequest();
    void readAnswer();
    void answered();

    void timedOut();
    void stepTimedOut();
    void fail(ProbeFailure failure);
    /// The connection ended or failed while it was used.
    void connectionLost(const IoResult &result);
    void dropConnection();
    void finish();

    ExchangeServices &m_services;
    std::shared_ptr<const ProbeRoute> m_route;
    KeepAliveLane &m_lane;
    Settings m_settings;
    Done m_done;
    SteadyTime m_deadline;
    TimerWheel::Timer m_deadlineTimer;
    TimerWheel::Timer m_stepTimer; ///< gives up on one of several addresses, or waits before a retry
    std::shared_ptr<Connection> m_connection;
    ProbeStage m_stage = ProbeStage::Secret;
    enum class Step : quint8 { NextAddress, Retry } m_step = Step::NextAddress;
    std::vector<boost::asio::ip::address> m_addresses; ///< to try, the next one last
    std::string m_request;
    std::size_t m_sent = 0;
    std::optional<ProxyHandshake> m_proxyHandshake;
    std::optional<ResponseReader> m_reader;
    Result m_result;
    int m_retries = 0;
    int m_attempt = 0; ///< tells late answers of a given-up step from current ones
    bool m_reused = false;
    bool m_finished = false;
};

} // namespace quarterdeck
