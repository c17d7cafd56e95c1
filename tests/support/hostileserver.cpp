#include "tests/support/hostileserver.h"

#include "tests/support/hostilescript.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>
#include <thread>

namespace quarterdeck::test {

namespace asio = boost::asio;
using asio::ip::tcp;

QByteArray SeenRequest::header(const QByteArray &name) const
{
    for (const QByteArray &line : headers) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0) {
            return line.mid(colon + 1).trimmed();
        }
    }
    return {};
}

struct HostileServer::Private
{
    asio::ip::address address;
    quint16 port = 0;
    std::optional<asio::ssl::context> tls;
    std::shared_ptr<HostileState> state = std::make_shared<HostileState>();
    std::unique_ptr<asio::io_context> context;
    std::thread thread;

    void start();
    void stop();
};

namespace {

asio::awaitable<void> accept(tcp::acceptor acceptor, std::shared_ptr<HostileState> state,
                             asio::ssl::context *tls)
{
    const auto executor = co_await asio::this_coro::executor;
    while (true) {
        boost::system::error_code error;
        tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            asio::co_spawn(executor, playConnection(std::move(socket), state, tls), asio::detached);
        }
    }
}

} // namespace

void HostileServer::Private::start()
{
    context = std::make_unique<asio::io_context>(1);
    tcp::acceptor acceptor(*context);
    acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind({address, port});
    acceptor.listen(4096);
    port = acceptor.local_endpoint().port();
    asio::co_spawn(*context, accept(std::move(acceptor), state, tls ? &*tls : nullptr), asio::detached);
    thread = std::thread([this] { context->run(); });
}

void HostileServer::Private::stop()
{
    if (context) {
        context->stop();
        thread.join();
        context.reset(); // ends every script and closes its socket
        state->open = 0;
    }
}

HostileServer::HostileServer(const QByteArray &address, quint16 port, const TlsFiles &tls)
    : d(std::make_unique<Private>())
{
    d->address = asio::ip::make_address(address.constData());
    // RFC 2544's network for tests leads nowhere: a test has it only in a network namespace of its own.
    const bool isTestNetwork = d->address.is_v4() && (d->address.to_v4().to_uint() >> 17) == 0xc612U >> 1;
    if (!d->address.is_loopback() && !isTestNetwork) {
        throw std::invalid_argument("a test server listens on loopback only");
    }
    d->port = port;
    if (!tls.certificate.isEmpty()) {
        d->tls.emplace(asio::ssl::context::tls_server);
        d->tls->use_certificate_chain_file(tls.certificate.toStdString());
        d->tls->use_private_key_file(tls.key.toStdString(), asio::ssl::context::pem);
        if (!tls.clientAuthority.isEmpty()) {
            d->tls->load_verify_file(tls.clientAuthority.toStdString());
            d->tls->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
        }
    }
    d->start();
}

HostileServer::~HostileServer()
{
    d->stop();
}

quint16 HostileServer::port() const
{
    return d->port;
}

QString HostileServer::address() const
{
    return QString::fromStdString(d->address.to_string());
}

QString HostileServer::url(const QString &path) const
{
    const QString host = d->address.is_v6() ? QStringLiteral("[%1]").arg(address()) : address();
    return QStringLiteral("%1://%2:%3%4")
        .arg(d->tls ? QStringLiteral("https") : QStringLiteral("http"), host)
        .arg(d->port)
        .arg(path);
}

void HostileServer::behave(const QByteArray &path, const Behaviour &behaviour)
{
    if (behaviour.fault == Fault::GzipBomb) {
        gzipBomb();
    }
    const std::lock_guard lock(d->state->mutex);
    d->state->byPath.insert(path, std::make_shared<Behaviour>(behaviour));
}

void HostileServer::behaveElsewhere(const Behaviour &behaviour)
{
    if (behaviour.fault == Fault::GzipBomb) {
        gzipBomb();
    }
    const std::lock_guard lock(d->state->mutex);
    d->state->elsewhere = std::make_shared<Behaviour>(behaviour);
}

QList<SeenRequest> HostileServer::requests() const
{
    const std::lock_guard lock(d->state->mutex);
    QList<SeenRequest> all;
    for (const auto &request : d->state->requests) {
        all.append(*request);
    }
    return all;
}

int HostileServer::requestCount(const QByteArray &path) const
{
    const std::lock_guard lock(d->state->mutex);
    return int(std::count_if(d->state->requests.begin(), d->state->requests.end(),
                             [&](const auto &request) { return path.isEmpty() || request->path == path; }));
}

int HostileServer::connectionCount() const
{
    return d->state->accepted;
}

int HostileServer::openConnections() const
{
    return d->state->open;
}

void HostileServer::forgetRequests()
{
    const std::lock_guard lock(d->state->mutex);
    d->state->requests.clear();
}

void HostileServer::stop()
{
    d->stop();
}

void HostileServer::restart()
{
    d->stop();
    d->start();
}

RefusingPort::RefusingPort(const QByteArray &address)
{
    m_descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    inet_pton(AF_INET, address.constData(), &own.sin_addr);
    socklen_t size = sizeof own;
    if (::bind(m_descriptor, reinterpret_cast<const sockaddr *>(&own), size) != 0 ||
        ::getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&own), &size) != 0) {
        throw std::runtime_error("no free port on loopback");
    }
    m_port = ntohs(own.sin_port);
}

RefusingPort::~RefusingPort()
{
    ::close(m_descriptor);
}

} // namespace quarterdeck::test
