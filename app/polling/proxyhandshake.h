#pragma once

#include "app/polling/probefailure.h"

#include <boost/asio/ip/address.hpp>

#include <QUrl>

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace quarterdeck {

/// How a target is reached through its job's `proxy_url`, worked out once.
struct ProxyRoute
{
    enum class Kind : quint8 {
        Forward, ///< the request goes to the proxy in absolute form (RFC 9112 section 3.2.2)
        Tunnel,  ///< CONNECT, then TLS with the target (RFC 9110 section 9.3.6)
        Socks5,  ///< RFC 1928; the proxy resolves the name
    };
    Kind kind = Kind::Forward;
    QString host;
    quint16 port = 0;
    std::optional<boost::asio::ip::address> literal;
    std::string user;     ///< out of the URL, may be empty
    std::string password; ///< out of the URL, may be empty

    [[nodiscard]] QString name() const; ///< "proxy p:3128", for reasons
    /// "Proxy-Authorization: Basic ...\r\n", or nothing.
    [[nodiscard]] std::string authorizationHeader() const;
};

/// Nothing for an empty URL.
std::optional<ProxyRoute> proxyRoute(const QUrl &proxy, bool targetIsTls);

/// What is said to a proxy before the target can be spoken to. No I/O: the owner sends output() and feeds
/// what comes back. `target` is a host name or literal address.
class ProxyHandshake
{
public:
    enum class State : quint8 { Going, Done, Failed };

    ProxyHandshake(const ProxyRoute &route, std::string target, quint16 port);

    /// Bytes to send now; empty while an answer is awaited.
    [[nodiscard]] const std::string &output() const { return m_output; }
    void outputSent() { m_output.clear(); }
    State feed(std::span<const char> bytes);
    [[nodiscard]] const ProbeFailure &failure() const { return m_failure; }

private:
    enum class Step : quint8 { ConnectAnswer, Method, Authentication, Reply };

    State readConnectAnswer();
    State readMethod();
    State readAuthentication();
    State readReply();
    void askSocks();
    State fail(UnreachableCause cause, const QString &reason);

    const ProxyRoute &m_route;
    std::string m_target;
    quint16 m_port;
    Step m_step;
    std::string m_output;
    std::string m_input;
    ProbeFailure m_failure;
};

} // namespace quarterdeck
