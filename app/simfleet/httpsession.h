#pragma once

#include "app/simfleet/answerqueue.h"
#include "app/simfleet/gzip.h"
#include "app/simfleet/httpreply.h"
#include "app/simfleet/httprequest.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace quarterdeck::simfleet {

class HttpSession;

/// What the connections of one handler share: its buffers (one thread: one answer is being made at a time)
/// and who is connected where.
struct HttpSessions
{
    HttpHandler *handler = nullptr;
    AnswerQueue *queue = nullptr; ///< of sessions whose answer is due a little later
    bool gzip = false;
    std::array<char, 32 * 1024> in{};
    std::string head;
    HttpReply reply;
    Gzip compressor;
    std::vector<std::vector<HttpSession *>> ofInstance;
    std::uint64_t open = 0;

    HttpSessions(HttpHandler *requestHandler, AnswerQueue *answerQueue, std::size_t instances)
        : handler(requestHandler)
        , queue(answerQueue)
        , ofInstance(instances)
    {
    }
    /// Resets every connection to an instance.
    void reset(std::uint32_t instance);
};

/// One HTTP/1.1 connection. An idle one holds a socket and a small object, no buffers.
class HttpSession : public std::enable_shared_from_this<HttpSession>
{
public:
    HttpSession(boost::asio::ip::tcp::socket socket, HttpSessions &sessions, std::uint32_t instance);
    ~HttpSession();
    HttpSession(const HttpSession &) = delete;
    HttpSession &operator=(const HttpSession &) = delete;

    void start() { waitForBytes(); }
    void reset(); ///< RST, at once

private:
    void waitForBytes();
    void read();
    void handleBytes();
    void refuse(int status);
    void answer();
    void deliver();
    void write(std::string_view head, std::string_view body);
    void flush();
    void finished();
    void drip();
    void sendEndless();
    void watchForClose();
    boost::asio::steady_timer &timer();

    boost::asio::ip::tcp::socket m_socket;
    HttpSessions &m_sessions;
    std::uint32_t m_instance;
    std::string m_in;  ///< bytes of a request that is not complete
    std::string m_out; ///< bytes that the socket did not take yet
    std::size_t m_sent = 0;
    std::uint64_t m_endlessLeft = 0;
    HttpRequest m_request;
    bool m_answering = false;
    bool m_closeAfterwards = false;
    std::unique_ptr<boost::asio::steady_timer> m_timer;
};

} // namespace quarterdeck::simfleet
