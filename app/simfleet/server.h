#pragma once

#include "app/simfleet/clock.h"
#include "app/simfleet/controlapi.h"
#include "app/simfleet/doors.h"
#include "app/simfleet/httpsession.h"
#include "app/simfleet/instanceapi.h"
#include "app/simfleet/requestlog.h"
#include "app/simfleet/world.h"

#include <QStringList>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <string>

namespace quarterdeck::simfleet {

struct ServerOptions
{
    WorldOptions world;
    std::uint16_t port = 0;                   ///< 0: a free one
    std::optional<std::uint16_t> controlPort; ///< 0: a free one
    double answerDelay = 0.002;               ///< seconds
    bool gzip = false;
    bool trouble = false;
};

/// Plays the world on the network: one thread, one epoll, loopback only.
class Server
{
public:
    explicit Server(const ServerOptions &options);

    /// Opens all doors. Returns empty, or why it could not.
    std::string open();
    [[nodiscard]] std::uint16_t port() const { return m_doors.port(); }
    [[nodiscard]] std::uint16_t controlPort() const { return m_controlPort; }
    [[nodiscard]] const World &world() const { return m_world; }
    [[nodiscard]] const QStringList &trouble() const { return m_trouble; } ///< that it began with

    /// Answers until SIGTERM or SIGINT. Returns empty, or why it had to end.
    std::string run();

private:
    void worldChanged();
    void acceptControl();

    ServerOptions m_options;
    SimulationClock m_clock;
    World m_world;
    QStringList m_trouble;
    RequestLog m_log;
    InstanceApi m_instanceApi;
    ControlApi m_controlApi;
    // Before the context and the queue, which own sessions until they go.
    HttpSessions m_instanceSessions;
    HttpSessions m_controlSessions;
    boost::asio::io_context m_context{1};
    AnswerQueue m_queue{m_context};
    Doors m_doors;
    boost::asio::ip::tcp::acceptor m_controlAcceptor{m_context};
    boost::asio::steady_timer m_faultTimer{m_context};
    boost::asio::signal_set m_signals{m_context};
    std::uint16_t m_controlPort = 0;
    std::string m_failure;
};

} // namespace quarterdeck::simfleet
