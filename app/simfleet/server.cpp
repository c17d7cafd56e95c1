#include "app/simfleet/server.h"

#include "app/simfleet/trouble.h"

#include <chrono>
#include <cmath>
#include <csignal>

namespace quarterdeck::simfleet {

namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

WorldOptions withWallStart(WorldOptions options, double wallStart)
{
    options.wallStart = std::floor(wallStart);
    return options;
}

} // namespace

Server::Server(const ServerOptions &options)
    : m_options(options)
    , m_world(withWallStart(options.world, m_clock.wallStart()))
    , m_log(m_world.size())
    , m_instanceApi(m_world, m_log, m_clock, options.answerDelay, [this] { worldChanged(); })
    , m_controlApi(m_world, m_log, m_clock, [this] { worldChanged(); })
    , m_instanceSessions(&m_instanceApi, &m_queue, m_world.size())
    , m_controlSessions(&m_controlApi, &m_queue, 1)
{
    m_instanceSessions.gzip = options.gzip;
}

std::string Server::open()
{
    // Doormen are forked: before asio has anything open.
    if (std::string problem = m_doors.start(m_world.size(), m_options.port); !problem.empty()) {
        return problem;
    }
    if (m_options.controlPort) {
        const tcp::endpoint endpoint(boost::asio::ip::address_v4::loopback(), *m_options.controlPort);
        error_code error;
        m_controlAcceptor.open(tcp::v4(), error);
        m_controlAcceptor.set_option(boost::asio::socket_base::reuse_address(true), error);
        if (m_controlAcceptor.bind(endpoint, error) || m_controlAcceptor.listen(64, error)) {
            return "cannot listen on 127.0.0.1:" + std::to_string(*m_options.controlPort) +
                   " (--control): " + error.message();
        }
        m_controlPort = m_controlAcceptor.local_endpoint(error).port();
        acceptControl();
    }
    m_doors.receive(
        m_context,
        [this](std::uint32_t index, tcp::socket socket) {
            const auto session = std::make_shared<HttpSession>(std::move(socket), m_instanceSessions, index);
            // It knocked before the door was closed.
            m_world.instance(index).condition.killed ? session->reset() : session->start();
        },
        [this](const std::string &reason) {
            m_failure = reason;
            m_context.stop();
        });
    if (m_options.trouble) {
        m_trouble = makeTrouble(m_world, m_clock.now());
        worldChanged();
    }
    return {};
}

void Server::acceptControl()
{
    m_controlAcceptor.async_accept([this](const error_code &error, tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted) {
            return;
        }
        if (!error) {
            std::make_shared<HttpSession>(std::move(socket), m_controlSessions, 0)->start();
        }
        acceptControl();
    });
}

void Server::worldChanged()
{
    const DoorChanges changes = m_world.takeDoors();
    m_doors.close(changes.close);
    m_doors.open(changes.open);
    for (const std::uint32_t index : changes.close) {
        m_instanceSessions.reset(index);
    }
    const double next = m_world.nextEnd();
    if (!std::isfinite(next)) {
        m_faultTimer.cancel();
        return;
    }
    m_faultTimer.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(std::max(0.0, next - m_clock.now()))));
    m_faultTimer.async_wait([this](const error_code &error) {
        if (!error) {
            m_world.advance(m_clock.now());
            worldChanged();
        }
    });
}

std::string Server::run()
{
    m_signals.add(SIGTERM);
    m_signals.add(SIGINT);
    m_signals.async_wait([this](const error_code &error, int) {
        if (!error) {
            m_context.stop();
        }
    });
    m_context.run();
    return m_failure;
}

} // namespace quarterdeck::simfleet
