#include "app/simfleet/httpsession.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>

namespace quarterdeck::simfleet {

namespace {

using boost::system::error_code;

const char *reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 204:
        return "No Content";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 411:
        return "Length Required";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Answer";
    }
}

/// What an endless page is made of: series that a parser could read, if it had the time.
const std::string &endlessChunk()
{
    static const std::string chunk = [] {
        std::string text;
        for (int i = 0; text.size() < 60'000; ++i) {
            text += "worker_jobs_total{queue=\"endless\",tenant=\"tenant-" + std::to_string(i) + "\"} 1\n";
        }
        char size[24];
        std::snprintf(size, sizeof size, "%zx\r\n", text.size());
        return size + text + "\r\n";
    }();
    return chunk;
}

} // namespace

void HttpSessions::reset(std::uint32_t instance)
{
    // A copy: each session takes itself off the list.
    const std::vector<HttpSession *> connected = ofInstance[instance];
    for (HttpSession *session : connected) {
        session->reset();
    }
}

HttpSession::HttpSession(boost::asio::ip::tcp::socket socket, HttpSessions &sessions, std::uint32_t instance)
    : m_socket(std::move(socket))
    , m_sessions(sessions)
    , m_instance(instance)
{
    error_code ignored;
    m_socket.non_blocking(true, ignored);
    m_socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    m_sessions.ofInstance[m_instance].push_back(this);
    ++m_sessions.open;
}

HttpSession::~HttpSession()
{
    std::erase(m_sessions.ofInstance[m_instance], this);
    --m_sessions.open;
}

void HttpSession::reset()
{
    error_code ignored;
    m_socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
    m_socket.close(ignored);
    if (m_timer) {
        m_timer->cancel();
    }
}

void HttpSession::waitForBytes()
{
    m_socket.async_wait(boost::asio::socket_base::wait_read,
                        [self = shared_from_this()](const error_code &error) {
                            if (!error) {
                                self->read();
                            }
                        });
}

void HttpSession::read()
{
    const ssize_t size = ::recv(m_socket.native_handle(), m_sessions.in.data(), m_sessions.in.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        waitForBytes();
        return;
    }
    if (size <= 0) {
        return; // the client has gone: nobody refers to this session any more
    }
    m_in.append(m_sessions.in.data(), static_cast<std::size_t>(size));
    handleBytes();
}

void HttpSession::handleBytes()
{
    HttpRequestResult result = readHttpRequest(m_in);
    switch (result.kind) {
    case HttpRequestResult::Kind::Bad:
        refuse(result.status);
        return;
    case HttpRequestResult::Kind::Incomplete:
        if (result.bodyMissing && result.request.expectsContinue) {
            write("HTTP/1.1 100 Continue\r\n\r\n", {});
        }
        waitForBytes();
        return;
    case HttpRequestResult::Kind::Complete:
        break;
    }
    m_in.erase(0, result.size);
    m_request = std::move(result.request);
    m_answering = true;
    const double delay = m_sessions.handler->delay(m_instance, m_request);
    if (delay <= 0) {
        answer();
        return;
    }
    m_sessions.queue->add(delay, [self = shared_from_this()] {
        if (self->m_socket.is_open()) {
            self->answer();
        }
    });
}

void HttpSession::refuse(int status)
{
    m_closeAfterwards = true;
    m_answering = true;
    m_sessions.reply = {.status = status, .body = std::string(reasonPhrase(status)) + '\n'};
    deliver();
}

void HttpSession::answer()
{
    HttpReply &reply = m_sessions.reply;
    reply.status = 200;
    reply.contentType = "text/plain; charset=utf-8";
    reply.body.clear();
    reply.delivery = Delivery::Whole;
    reply.endlessBytes = 0;
    m_closeAfterwards = !m_request.keepAlive;
    m_sessions.handler->answer(m_instance, m_request, reply);
    deliver();
}

void HttpSession::deliver()
{
    HttpReply &reply = m_sessions.reply;
    if (reply.delivery == Delivery::Never) {
        watchForClose();
        return;
    }
    const bool compressed = m_sessions.gzip && m_request.takesGzip && reply.body.size() > 256 &&
                            reply.delivery == Delivery::Whole && m_sessions.compressor.compress(reply.body);
    std::string &head = m_sessions.head;
    head = "HTTP/1.1 ";
    head += std::to_string(reply.status);
    head += ' ';
    head += reasonPhrase(reply.status);
    head += "\r\nContent-Type: ";
    head += reply.contentType;
    if (compressed) {
        head += "\r\nContent-Encoding: gzip";
    }
    if (reply.delivery == Delivery::Endless) {
        head += "\r\nTransfer-Encoding: chunked";
    } else {
        head += "\r\nContent-Length: ";
        head += std::to_string(reply.body.size());
    }
    head += m_closeAfterwards ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n";
    const bool bodiless = m_request.method == "HEAD" || reply.status == 204;
    switch (reply.delivery) {
    case Delivery::Never:
        break;
    case Delivery::Whole:
        write(head, bodiless ? std::string_view() : std::string_view(reply.body));
        finished();
        break;
    case Delivery::Reset:
        write(head, std::string_view(reply.body).substr(0, reply.body.size() / 2));
        reset();
        break;
    case Delivery::Drip:
        write(head, {});
        m_out += reply.body;
        m_sent = 0;
        drip();
        break;
    case Delivery::Endless:
        write(head, {});
        m_endlessLeft = reply.endlessBytes;
        m_out.empty() ? sendEndless() : reset();
        break;
    }
}

void HttpSession::write(std::string_view head, std::string_view body)
{
    ssize_t sent = 0;
    if (m_out.empty()) {
        iovec parts[2] = {{const_cast<char *>(head.data()), head.size()},
                          {const_cast<char *>(body.data()), body.size()}};
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = 2;
        sent =
            std::max<ssize_t>(0, ::sendmsg(m_socket.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT));
    }
    // Rare: the page did not fit into the socket's buffer.
    const auto taken = static_cast<std::size_t>(sent);
    if (taken < head.size()) {
        m_out.append(head.substr(taken));
    }
    if (taken < head.size() + body.size()) {
        m_out.append(body.substr(taken > head.size() ? taken - head.size() : 0));
    }
}

void HttpSession::flush()
{
    boost::asio::async_write(m_socket, boost::asio::buffer(m_out),
                             [self = shared_from_this()](const error_code &error, std::size_t) {
                                 if (!error) {
                                     self->m_out.clear();
                                     self->m_out.shrink_to_fit();
                                     self->finished();
                                 }
                             });
}

void HttpSession::finished()
{
    if (!m_out.empty()) {
        flush();
        return;
    }
    m_answering = false;
    if (m_closeAfterwards) {
        error_code ignored;
        m_socket.shutdown(boost::asio::socket_base::shutdown_send, ignored);
        watchForClose();
        return;
    }
    if (!m_in.empty()) {
        handleBytes(); // the client sent its next request without waiting
    } else {
        waitForBytes();
    }
}

void HttpSession::drip()
{
    if (m_sent == m_out.size()) {
        m_out.clear();
        finished();
        return;
    }
    timer().expires_after(std::chrono::seconds(1));
    timer().async_wait([self = shared_from_this()](const error_code &error) {
        if (error || ::send(self->m_socket.native_handle(), &self->m_out[self->m_sent], 1,
                            MSG_NOSIGNAL | MSG_DONTWAIT) != 1) {
            return;
        }
        ++self->m_sent;
        self->drip();
    });
}

void HttpSession::sendEndless()
{
    static const std::string last = "0\r\n\r\n";
    const bool over = m_endlessLeft == 0;
    const std::string &chunk = over ? last : endlessChunk();
    m_endlessLeft -= std::min<std::uint64_t>(m_endlessLeft, chunk.size());
    boost::asio::async_write(m_socket, boost::asio::buffer(chunk),
                             [self = shared_from_this(), over](const error_code &error, std::size_t) {
                                 if (error) {
                                     return;
                                 }
                                 over ? self->finished() : self->sendEndless();
                             });
}

void HttpSession::watchForClose()
{
    m_socket.async_wait(
        boost::asio::socket_base::wait_read, [self = shared_from_this()](const error_code &error) {
            if (error) {
                return;
            }
            const ssize_t size = ::recv(self->m_socket.native_handle(), self->m_sessions.in.data(),
                                        self->m_sessions.in.size(), 0);
            // What still comes is not answered, and not kept.
            if (size > 0 || (size < 0 && errno == EAGAIN)) {
                self->watchForClose();
            }
        });
}

boost::asio::steady_timer &HttpSession::timer()
{
    if (!m_timer) {
        m_timer = std::make_unique<boost::asio::steady_timer>(m_socket.get_executor());
    }
    return *m_timer;
}

} // namespace quarterdeck::simfleet
