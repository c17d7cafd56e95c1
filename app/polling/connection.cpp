#include "app/polling/connection.h"

#include <boost/asio/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/socket.h>

namespace quarterdeck {

namespace asio = boost::asio;
using boost::system::error_code;

Connection::Connection(asio::io_context &context, std::shared_ptr<std::size_t> count)
    : m_socket(context)
    , m_count(std::move(count))
{
    ++*m_count;
}

Connection::~Connection()
{
    close();
}

void Connection::connect(const asio::ip::tcp::endpoint &endpoint,
                         std::function<void(const error_code &)> connected)
{
    error_code error;
    m_socket.open(endpoint.protocol(), error);
    if (!error) {
        m_socket.non_blocking(true, error);
    }
    if (!error) {
        // A request is one small write: Nagle's algorithm would only hold it back behind a delayed ACK.
        m_socket.set_option(asio::ip::tcp::no_delay(true), error);
    }
    if (error) {
        asio::post(m_socket.get_executor(), [self = shared_from_this(), error,
                                             connected = std::move(connected)] { connected(error); });
        return;
    }
    m_socket.async_connect(
        endpoint, [self = shared_from_this(), connected = std::move(connected)](const error_code &result) {
            if (result != asio::error::operation_aborted && self->m_socket.is_open()) {
                connected(result);
            }
        });
}

void Connection::startTls(std::shared_ptr<const TlsContext> context, const QString &serverName)
{
    m_tlsContext = std::move(context);
    m_ssl = m_tlsContext->createSession(int(m_socket.native_handle()), serverName, &m_tlsFailure);
}

IoResult Connection::handshake()
{
    if (!m_ssl) {
        m_tlsFailure = {ProbeOutcome::Unreachable, UnreachableCause::Local, tlsErrorText()};
        return {IoState::Failed, 0, {}};
    }
    ERR_clear_error();
    IoResult result = tlsResult(SSL_do_handshake(m_ssl));
    if (result.state == IoState::Closed) {
        m_tlsFailure = closedFailure(ProbeStage::Tls);
        result.state = IoState::Failed;
    } else if (result.state == IoState::Failed && m_tlsFailure.reason.isEmpty()) {
        if (result.error) {
            m_tlsFailure = transportFailure(result.error, ProbeStage::Tls);
        } else {
            m_tlsFailure = {ProbeOutcome::Unreachable, UnreachableCause::Tls, tlsErrorText()};
        }
    }
    return result;
}

IoResult Connection::tlsResult(int returned)
{
    if (returned > 0) {
        return {IoState::Done, std::size_t(returned), {}};
    }
    const int systemError = errno;
    switch (SSL_get_error(m_ssl, returned)) {
    case SSL_ERROR_WANT_READ:
        return {IoState::WantRead, 0, {}};
    case SSL_ERROR_WANT_WRITE:
        return {IoState::WantWrite, 0, {}};
    case SSL_ERROR_ZERO_RETURN:
        return {IoState::Closed, 0, {}};
    case SSL_ERROR_SYSCALL:
        if (systemError == 0) {
            return {IoState::Closed, 0, {}};
        }
        return {IoState::Failed, 0, error_code(systemError, boost::system::system_category())};
    default:
        // OpenSSL 3 reports an end without close_notify as a protocol error; many servers end that way.
        // Whether the answer was complete is HTTP's to judge.
        if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
            ERR_clear_error();
            return {IoState::Closed, 0, {}};
        }
        return {IoState::Failed, 0, {}};
    }
}

IoResult Connection::read(std::span<char> buffer)
{
    if (m_ssl) {
        ERR_clear_error();
        errno = 0;
        const IoResult result = tlsResult(SSL_read(m_ssl, buffer.data(), int(buffer.size())));
        if (result.state == IoState::Failed && !result.error && m_tlsFailure.reason.isEmpty()) {
            m_tlsFailure = {ProbeOutcome::Unreachable, UnreachableCause::Tls, tlsErrorText()};
        }
        return result;
    }
    const ssize_t count = ::recv(m_socket.native_handle(), buffer.data(), buffer.size(), 0);
    if (count > 0) {
        return {IoState::Done, std::size_t(count), {}};
    }
    if (count == 0) {
        return {IoState::Closed, 0, {}};
    }
    if (errno == EAGAIN || errno == EINTR) {
        return {IoState::WantRead, 0, {}};
    }
    return {IoState::Failed, 0, error_code(errno, boost::system::system_category())};
}

IoResult Connection::write(std::span<const char> bytes)
{
    if (m_ssl) {
        ERR_clear_error();
        errno = 0;
        return tlsResult(SSL_write(m_ssl, bytes.data(), int(bytes.size())));
    }
    const ssize_t count = ::send(m_socket.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
        return {IoState::Done, std::size_t(count), {}};
    }
    if (errno == EAGAIN || errno == EINTR) {
        return {IoState::WantWrite, 0, {}};
    }
    return {IoState::Failed, 0, error_code(errno, boost::system::system_category())};
}

bool Connection::hasUnreadBytes()
{
    char byte = 0;
    return !m_ssl && ::recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void Connection::waitReadable()
{
    if (m_waitsReadable || !m_socket.is_open()) {
        return;
    }
    m_waitsReadable = true;
    m_socket.async_wait(asio::ip::tcp::socket::wait_read,
                        [self = shared_from_this()](const error_code &error) {
                            self->m_waitsReadable = false;
                            if (error != asio::error::operation_aborted && self->m_user) {
                                self->m_user->connectionReadable();
                            }
                        });
}

void Connection::waitWritable()
{
    if (m_waitsWritable || !m_socket.is_open()) {
        return;
    }
    m_waitsWritable = true;
    m_socket.async_wait(asio::ip::tcp::socket::wait_write,
                        [self = shared_from_this()](const error_code &error) {
                            self->m_waitsWritable = false;
                            if (error != asio::error::operation_aborted && self->m_user) {
                                self->m_user->connectionWritable();
                            }
                        });
}

void Connection::abort()
{
    error_code ignored;
    m_socket.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

void Connection::close()
{
    m_user = nullptr;
    if (m_ssl) {
        // No close_notify: an answer is known to be whole by HTTP, and a hostile peer could make it wait.
        SSL_free(m_ssl);
        m_ssl = nullptr;
    }
    error_code ignored;
    m_socket.close(ignored);
    if (m_count) {
        --*m_count;
        m_count.reset();
    }
}

} // namespace quarterdeck
