#include "tests/support/hostilescript.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <zlib.h>

#include <algorithm>
#include <string>

namespace quarterdeck::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr std::chrono::hours forEver{1};

QByteArray gzipped(const QByteArray &plain)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray result(qsizetype(deflateBound(&stream, uLong(plain.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = uInt(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = uInt(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return result;
}

QByteArray chunked(const QByteArray &body)
{
    QByteArray result;
    // Several chunks, the first of one byte: a reader that expects one chunk fails.
    for (qsizetype at = 0; at < body.size();) {
        const qsizetype size = std::min<qsizetype>(at == 0 ? 1 : 1000, body.size() - at);
        result += QByteArray::number(size, 16) + "\r\n" + body.mid(at, size) + "\r\n";
        at += size;
    }
    return result + "0\r\n\r\n";
}

QByteArray head(const Behaviour &behaviour, qsizetype length, const QByteArray &encoding,
                const QList<QByteArray> &more = {})
{
    QByteArray text = (behaviour.http10 ? QByteArray("HTTP/1.0 ") : QByteArray("HTTP/1.1 ")) +
                      QByteArray::number(behaviour.status) +
                      " Whatever\r\nContent-Type: " + behaviour.contentType + "\r\n";
    if (!encoding.isEmpty()) {
        text += "Content-Encoding: " + encoding + "\r\n";
    }
    for (const QByteArray &line : behaviour.headers + more) {
        text += line + "\r\n";
    }
    if (behaviour.chunked) {
        text += "Transfer-Encoding: chunked\r\n";
    } else if (length >= 0) {
        text += "Content-Length: " + QByteArray::number(length) + "\r\n";
    }
    if (behaviour.saysClose) {
        text += "Connection: close\r\n";
    }
    return text + "\r\n";
}

asio::awaitable<void> wait(std::chrono::steady_clock::duration time)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    Error error;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
}

/// false when the peer is gone.
template <typename Stream>
asio::awaitable<bool> send(Stream &stream, QByteArray bytes)
{
    Error error;
    co_await asio::async_write(stream, asio::buffer(bytes.constData(), std::size_t(bytes.size())),
                               asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
}

/// Waits until the peer closes; swallows what it sends.
template <typename Stream>
asio::awaitable<void> untilPeerCloses(Stream &stream)
{
    char bytes[1024];
    Error error;
    while (!error) {
        co_await stream.async_read_some(asio::buffer(bytes),
                                        asio::redirect_error(asio::use_awaitable, error));
    }
}

void reset(tcp::socket &socket)
{
    Error ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

tcp::socket &socketOf(tcp::socket &socket)
{
    return socket;
}

tcp::socket &socketOf(asio::ssl::stream<tcp::socket> &stream)
{
    return stream.next_layer();
}

/// Plays one answer; true when the connection goes on.
template <typename Stream>
asio::awaitable<bool> answer(Stream &stream, const Behaviour &behaviour, int requestNumber)
{
    tcp::socket &socket = socketOf(stream);
    const QByteArray body = behaviour.gzip ? gzipped(behaviour.body) : behaviour.body;
    const QByteArray encoding = behaviour.gzip ? "gzip" : "";
    const QByteArray wire = behaviour.chunked ? chunked(body) : body;
    const QByteArray whole = head(behaviour, body.size(), encoding) + wire;
    const qsizetype headSize = whole.size() - wire.size();
    if (behaviour.delay.count() > 0) {
        co_await wait(behaviour.delay);
    }
    for (int i = 0; i < behaviour.interim; ++i) {
        // RFC 9110 section 15.2: a client gets them whether it asked for them or not.
        co_await send(stream, behaviour.interimStatus == 100   ? "HTTP/1.1 100 Continue\r\n\r\n"
                              : behaviour.interimStatus == 102 ? "HTTP/1.1 102 Processing\r\n\r\n"
                                                               : "HTTP/1.1 103 Early Hints\r\nLink: "
                                                                 "</style.css>\r\n\r\n");
    }
    switch (behaviour.fault) {
    case Fault::None:
    case Fault::ResetOnAccept:
    case Fault::CloseOnAccept:
    case Fault::HangOnAccept:
    case Fault::AnswersBeforeAsked:
    case Fault::TlsGarbage:
        break;
    case Fault::ResetAfterRequest:
        reset(socket);
        co_return false;
    case Fault::CloseAfterRequest:
        co_return false;
    case Fault::HangAfterRequest:
        co_await untilPeerCloses(stream);
        co_return false;
    case Fault::ResetInHeader:
    case Fault::CloseInHeader:
    case Fault::HangInHeader:
    case Fault::ResetInBody:
    case Fault::CloseInBody:
    case Fault::HangInBody: {
        const bool inHeader = behaviour.fault == Fault::ResetInHeader ||
                              behaviour.fault == Fault::CloseInHeader ||
                              behaviour.fault == Fault::HangInHeader;
        co_await send(stream, whole.left(inHeader ? headSize / 2 : headSize + wire.size() / 2));
        if (behaviour.fault == Fault::HangInHeader || behaviour.fault == Fault::HangInBody) {
            co_await untilPeerCloses(stream);
        } else if (behaviour.fault == Fault::ResetInHeader || behaviour.fault == Fault::ResetInBody) {
            co_await wait(std::chrono::milliseconds(20)); // a reset overtakes bytes that were not read yet
            reset(socket);
        }
        co_return false;
    }
    case Fault::Drip:
        for (const char byte : whole) {
            const bool sent = co_await send(stream, QByteArray(1, byte));
            if (!sent) {
                co_return false;
            }
            co_await wait(behaviour.dripEvery);
        }
        co_return true;
    case Fault::LengthTooLong:
        co_await send(stream, head(behaviour, body.size() + 100, encoding) + body);
        co_return false;
    case Fault::LengthTooShort:
        co_await send(stream, head(behaviour, std::max<qsizetype>(body.size() - 10, 0), encoding) + body);
        co_return true;
    case Fault::NegativeLength: {
        const QByteArray message = head(behaviour, -1, encoding, {"Content-Length: -5"}) + body;
        co_await send(stream, message);
        co_return true;
    }
    case Fault::TwoLengths: {
        const QByteArray message = head(behaviour, body.size(), encoding, {"Content-Length: 1"}) + body;
        co_await send(stream, message);
        co_return true;
    }
    case Fault::EndlessBody:
    case Fault::AnnouncedHuge: {
        Behaviour endless = behaviour;
        endless.chunked = behaviour.fault == Fault::EndlessBody;
        bool sent = co_await send(stream, head(endless, 1'000'000'000, QByteArray()));
        const QByteArray line = QByteArray("some_metric{number=\"1\"} 1\n").repeated(1000);
        const QByteArray piece =
            endless.chunked ? QByteArray::number(line.size(), 16) + "\r\n" + line + "\r\n" : line;
        while (sent) {
            sent = co_await send(stream, piece);
        }
        co_return false;
    }
    case Fault::BadChunk: {
        Behaviour bad = behaviour;
        bad.chunked = true;
        co_await send(stream, head(bad, -1, QByteArray()) + "5\r\nhello\r\nxyz\r\nworld\r\n0\r\n\r\n");
        co_return true;
    }
    case Fault::GzipBomb: {
        const QByteArray &bomb = gzipBomb();
        co_await send(stream, head(behaviour, bomb.size(), "gzip") + bomb);
        co_return true;
    }
    case Fault::DamagedGzip: {
        QByteArray damaged = gzipped(behaviour.body.repeated(50));
        for (qsizetype i = damaged.size() / 2; i < damaged.size(); ++i) {
            damaged[i] = char(~damaged[i]);
        }
        co_await send(stream, head(behaviour, damaged.size(), "gzip") + damaged);
        co_return true;
    }
    case Fault::CutGzip: {
        QByteArray cut = gzipped(behaviour.body.repeated(50));
        cut.chop(cut.size() / 2);
        co_await send(stream, head(behaviour, cut.size(), "gzip") + cut);
        co_return true;
    }
    case Fault::UnknownEncoding:
        co_await send(stream, head(behaviour, body.size(), "br") + body);
        co_return true;
    case Fault::Garbage:
        co_await send(stream, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
        co_await untilPeerCloses(stream);
        co_return false;
    case Fault::Binary: {
        QByteArray bytes(4096, Qt::Uninitialized);
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            bytes[i] = char(i * 37);
        }
        co_await send(stream, bytes);
        co_return false;
    }
    case Fault::Http09:
        co_await send(stream, behaviour.body);
        co_return false;
    case Fault::HugeHeader: {
        const QByteArray message =
            head(behaviour, body.size(), encoding, {"X-Huge: " + QByteArray(64 * 1024, 'x')}) + wire;
        co_await send(stream, message);
        co_return true;
    }
    case Fault::ManyHeaders: {
        QList<QByteArray> many;
        for (int i = 0; i < 10'000; ++i) {
            many += "X-" + QByteArray::number(i) + ": 1";
        }
        co_await send(stream, head(behaviour, body.size(), encoding, many) + wire);
        co_return true;
    }
    case Fault::RedirectLoop: {
        Behaviour redirect = behaviour;
        redirect.status = 302;
        const QByteArray message = head(redirect, 0, {}, {"Location: /loop"});
        co_await send(stream, message);
        co_return true;
    }
    case Fault::AnswersTwice:
        co_await send(stream, whole + whole);
        co_return true;
    case Fault::AnswersUnasked:
        co_await send(stream, whole);
        co_await wait(std::chrono::milliseconds(10));
        co_await send(stream, whole);
        co_return true;
    case Fault::ClosesBetween:
        co_await send(stream, whole);
        co_return false;
    case Fault::ClosesOnReuse:
        if (requestNumber > 1) {
            co_return false;
        }
        break;
    case Fault::SwitchesProtocol:
        co_await send(stream,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
        co_await untilPeerCloses(stream);
        co_return false;
    case Fault::EndlessInterim: {
        bool sent = true;
        while (sent) {
            sent = co_await send(stream, "HTTP/1.1 103 Early Hints\r\n\r\n");
        }
        co_return false;
    }
    }
    const bool sent = co_await send(stream, whole);
    co_return sent && !behaviour.saysClose && !behaviour.http10;
}

template <typename Stream>
asio::awaitable<void> serve(Stream &stream, std::shared_ptr<HostileState> state, int connection)
{
    std::string bytes;
    for (int number = 1;; ++number) {
        Error error;
        const std::size_t size =
            co_await asio::async_read_until(stream, asio::dynamic_buffer(bytes, 64 * 1024), "\r\n\r\n",
                                            asio::redirect_error(asio::use_awaitable, error));
        if (error) {
            co_return;
        }
        const QByteArray text(bytes.data(), qsizetype(size) - 4);
        bytes.erase(0, size);
        const auto request = std::make_shared<SeenRequest>();
        request->connection = connection;
        request->at = std::chrono::steady_clock::now();
        QList<QByteArray> lines = text.split('\n');
        for (QByteArray &line : lines) {
            line = line.trimmed();
        }
        const QList<QByteArray> words = lines.takeFirst().split(' ');
        request->method = words.value(0);
        request->path = words.value(1);
        request->headers = lines;
        std::shared_ptr<const Behaviour> behaviour;
        {
            const std::lock_guard lock(state->mutex);
            const qsizetype query = request->path.indexOf('?');
            const QByteArray path = request->path.left(query < 0 ? request->path.size() : query);
            const auto own = state->byPath.constFind(path);
            behaviour = own != state->byPath.constEnd() ? own.value() : state->elsewhere;
            state->requests.push_back(request);
        }
        const bool goesOn = co_await answer(stream, *behaviour, number);
        if (!goesOn) {
            co_return;
        }
    }
}

} // namespace

const QByteArray &gzipBomb()
{
    static const QByteArray bomb = gzipped(QByteArray(16 * 1024 * 1024, '0'));
    return bomb;
}

asio::awaitable<void> playConnection(tcp::socket socket, std::shared_ptr<HostileState> state,
                                     asio::ssl::context *tls)
{
    struct Counter
    {
        std::shared_ptr<HostileState> counted;
        ~Counter() { --counted->open; }
    };
    const int number = ++state->accepted;
    ++state->open;
    const Counter counter{state};
    Error ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    std::shared_ptr<const Behaviour> elsewhere;
    {
        const std::lock_guard lock(state->mutex);
        elsewhere = state->elsewhere;
    }
    switch (elsewhere->fault) {
    case Fault::ResetOnAccept:
        reset(socket);
        co_return;
    case Fault::CloseOnAccept:
        // In good order: closing over unread bytes would send a reset.
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        co_await untilPeerCloses(socket);
        co_return;
    case Fault::HangOnAccept:
        // Not even reading: the peer's close is not seen either, so it ends with the server.
        co_await wait(forEver);
        co_return;
    case Fault::TlsGarbage:
        co_await send(socket, "these bytes are no TLS record at all\r\n");
        co_await untilPeerCloses(socket);
        co_return;
    case Fault::AnswersBeforeAsked:
        co_await send(socket, head(*elsewhere, elsewhere->body.size(), QByteArray()) + elsewhere->body);
        break;
    default:
        break;
    }
    if (!tls) {
        co_await serve(socket, state, number);
        co_return;
    }
    asio::ssl::stream<tcp::socket> stream(std::move(socket), *tls);
    Error error;
    co_await stream.async_handshake(asio::ssl::stream_base::server,
                                    asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
        co_await serve(stream, state, number);
    }
}

} // namespace quarterdeck::test
