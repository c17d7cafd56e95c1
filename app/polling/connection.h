#pragma once

#include "app/polling/probefailure.h"
#include "app/polling/tlscontext.h"

#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <span>

namespace quarterdeck {

/// What a read or write came to. `Want...` says which readiness it waits for: TLS may have to write in order
/// to read.
enum class IoState : quint8 { Done, WantRead, WantWrite, Closed, Failed };

struct IoResult
{
    IoState state = IoState::Done;
    std::size_t bytes = 0;
    boost::system::error_code error; ///< with Failed, unless `failure` of the connection says more
};

/// One TCP connection, plain or TLS, of one worker. Readiness-based: Asio only waits; bytes go straight
/// between the socket and the caller's buffer, so that a connection that idles between two probes holds no
/// buffer of its own, and TLS needs none of the two 17 KiB buffers that asio::ssl::stream adds to OpenSSL's.
///
/// Exactly one user at a time is told of readiness; an idle connection is watched too, so that a close or
/// unasked bytes between two probes are noticed at once.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    class User
    {
    public:
        virtual void connectionReadable() = 0;
        virtual void connectionWritable() = 0;

    protected:
        ~User() = default;
    };

    /// `count` is that of the open connections of its worker.
    Connection(boost::asio::io_context &context, std::shared_ptr<std::size_t> count);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// `connected` is called once, never from inside; not at all after close().
    void connect(const boost::asio::ip::tcp::endpoint &endpoint,
                 std::function<void(const boost::system::error_code &)> connected);
    /// Call startTls() once after connect; then handshake() until it is Done or Failed.
    void startTls(std::shared_ptr<const TlsContext> context, const QString &serverName);
    IoResult handshake();
    /// What went wrong in the handshake, in words.
    [[nodiscard]] const ProbeFailure &tlsFailure() const { return m_tlsFailure; }
    [[nodiscard]] bool isTls() const { return m_ssl != nullptr; }

    IoResult read(std::span<char> buffer);
    IoResult write(std::span<const char> bytes);
    /// Whether the peer sent something that nobody has read (plain connections; a look, not a read).
    bool hasUnreadBytes();

    void setUser(User *user) { m_user = user; }
    void waitReadable();
    void waitWritable();
    /// At once and for good; the user hears nothing more.
    void close();
    /// close(), and the kernel forgets what it has not delivered yet: a request that was given up must not
    /// reach its server minutes later, when the network is back, together with everybody else's.
    void abort();
    [[nodiscard]] bool isOpen() const { return m_socket.is_open(); }

private:
    IoResult tlsResult(int returned);

    boost::asio::ip::tcp::socket m_socket;
    std::shared_ptr<std::size_t> m_count; ///< given up on close
    std::shared_ptr<const TlsContext> m_tlsContext;
    ssl_st *m_ssl = nullptr;
    ProbeFailure m_tlsFailure;
    User *m_user = nullptr;
    bool m_waitsReadable = false;
    bool m_waitsWritable = false;
};

} // namespace quarterdeck
