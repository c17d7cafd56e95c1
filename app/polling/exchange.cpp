#include "app/polling/exchange.h"

#include <algorithm>
#include <tuple>

namespace quarterdeck {

using namespace Qt::StringLiterals;
using boost::system::error_code;

namespace {

/// After this many reads in a row others have their turn: an endless body must not hold the worker.
constexpr int readsInARow = 16;
constexpr std::size_t keptBodyBuffers = 8; // few answers are read at once, however many are awaited
constexpr std::size_t keptBodyCapacity = 1024 * 1024;
constexpr int maxRetries = 2;
constexpr std::chrono::milliseconds firstBackoff{100};
/// A name is not looked up again because of a failure sooner than this: many targets may share it.
constexpr std::chrono::seconds youngestDoubted{3};

} // namespace

bool TlsKey::operator<(const TlsKey &other) const
{
    const auto parts = [](const TlsSettings &s) {
        return std::tie(s.caFile, s.certFile, s.keyFile, s.serverName, s.skipVerify);
    };
    return parts(settings) < parts(other.settings);
}

bool SecretKey::operator<(const SecretKey &other) const
{
    return std::tie(reference.kind, reference.value) < std::tie(other.reference.kind, other.reference.value);
}

Exchange::Exchange(ExchangeServices &services, std::shared_ptr<const ProbeRoute> route, KeepAliveLane &lane)
    : m_services(services)
    , m_route(std::move(route))
    , m_lane(lane)
    , m_deadlineTimer([this] { timedOut(); })
    , m_stepTimer([this] { stepTimedOut(); })
{
}

Exchange::~Exchange()
{
    dropConnection();
}

void Exchange::start(const Settings &settings, SteadyTime now, Done done)
{
    m_settings = settings;
    m_done = std::move(done);
    m_deadline = now + settings.timeout;
    m_services.wheel.arm(m_deadlineTimer, m_deadline);
    if (!m_services.bodyBuffers.empty()) {
        m_result.body = std::move(m_services.bodyBuffers.back());
        m_services.bodyBuffers.pop_back();
        m_result.body.clear();
    }
    m_services.retries.probeStarted();
    begin();
}

void Exchange::cancel()
{
    m_finished = true;
    m_deadlineTimer.disarm();
    m_stepTimer.disarm();
    dropConnection();
    m_done = nullptr;
}

void Exchange::begin()
{
    ++m_attempt;
    if (!m_route->needsSecret()) {
        m_request = m_route->start;
        m_request += *m_route->fields;
        m_request += "\r\n";
        findConnection();
        return;
    }
    m_stage = ProbeStage::Secret;
    const LoadedSecret *loaded =
        m_services.secrets.get({secretOf(*m_route->http)}, std::chrono::steady_clock::now(),
                               [self = weak_from_this(), attempt = m_attempt](const LoadedSecret &value) {
                                   const auto exchange = self.lock();
                                   if (exchange && exchange->m_attempt == attempt && !exchange->m_finished) {
                                       exchange->useSecret(value);
                                   }
                               });
    if (loaded) {
        useSecret(LoadedSecret(*loaded));
    }
}

void Exchange::useSecret(const LoadedSecret &loaded)
{
    if (!loaded.reason.isEmpty()) {
        fail({ProbeOutcome::Unreachable, UnreachableCause::Local, u"not asked: "_s + oneLine(loaded.reason)});
        return;
    }
    const QByteArray value = authorizationValue(*m_route->http, loaded.secret);
    if (value.isEmpty()) {
        fail({ProbeOutcome::Unreachable, UnreachableCause::Local,
              u"not asked: the credentials contain a line break or control character"_s});
        return;
    }
    m_request = m_route->start;
    m_request += *m_route->fields;
    m_request += "Authorization: ";
    m_request.append(value.constData(), std::size_t(value.size()));
    m_request += "\r\n\r\n";
    findConnection();
}

void Exchange::findConnection()
{
    m_connection = m_services.connections.take(m_lane);
    m_reused = m_connection != nullptr;
    if (m_reused) {
        m_connection->setUser(this);
        sendRequest();
        return;
    }
    resolve();
}

void Exchange::resolve()
{
    m_stage = ProbeStage::Resolve;
    // With a proxy its name is looked up, never the target's: only the proxy may know that one.
    const auto &literal = m_route->proxy ? m_route->proxy->literal : m_route->literal;
    const QString &host = m_route->proxy ? m_route->proxy->host : m_route->endpoint.host;
    if (literal) {
        m_addresses.assign(1, *literal);
        connectNext();
        return;
    }
    const ResolvedName *name =
        m_services.names.get(host, std::chrono::steady_clock::now(),
                             [self = weak_from_this(), attempt = m_attempt](const ResolvedName &value) {
                                 const auto exchange = self.lock();
                                 if (exchange && exchange->m_attempt == attempt && !exchange->m_finished) {
                                     exchange->useName(value);
                                 }
                             });
    if (name) {
        useName(ResolvedName(*name));
    }
}

/// A failure to get to the proxy is told as such: the target was not even tried.
ProbeFailure Exchange::ofProxy(ProbeFailure failure) const
{
    if (m_route->proxy) {
        failure.reason = m_route->proxy->name() + u": "_s + failure.reason;
    }
    return failure;
}

void Exchange::useName(const ResolvedName &name)
{
    if (name.addresses.empty()) {
        fail(ofProxy(name.failure));
        return;
    }
    m_addresses.assign(name.addresses.rbegin(), name.addresses.rend());
    connectNext();
}

void Exchange::connectNext()
{
    m_stage = ProbeStage::Connect;
    if (!m_services.connections.makeRoom()) {
        // The console's own limit says nothing about the instance.
        fail({ProbeOutcome::Shed, UnreachableCause::Local,
              u"left out: this console may not open more connections (%1 in use)"_s.arg(
                  m_services.connections.openCount())});
        return;
    }
    const auto address = m_addresses.back();
    m_addresses.pop_back();
    dropConnection();
    m_connection = m_services.connections.open(*m_services.context);
    if (!m_addresses.empty()) {
        // Of several addresses one that swallows packets may not use up the time of the others.
        const auto now = std::chrono::steady_clock::now();
        m_step = Step::NextAddress;
        m_services.wheel.arm(m_stepTimer, now + (m_deadline - now) / int(m_addresses.size() + 1));
    }
    m_connection->connect(
        {address, m_route->proxy ? m_route->proxy->port : m_route->endpoint.port},
        [self = weak_from_this(), connection = m_connection.get()](const error_code &error) {
            const auto exchange = self.lock();
            if (exchange && exchange->m_connection.get() == connection) {
                exchange->connected(error);
            }
        });
}

void Exchange::connected(const error_code &error)
{
    m_stepTimer.disarm();
    if (error) {
        if (!m_addresses.empty()) {
            connectNext();
            return;
        }
        dropConnection();
        doubtName();
        fail(ofProxy(transportFailure(error, ProbeStage::Connect)));
        return;
    }
    m_connection->setUser(this);
    if (m_route->proxy && m_route->proxy->kind != ProxyRoute::Kind::Forward) {
        m_stage = ProbeStage::Proxy;
        m_proxyHandshake.emplace(*m_route->proxy, m_route->asciiHost(), m_route->endpoint.port);
        m_sent = 0;
        talkToProxy();
        return;
    }
    endpointReached();
}

/// None of its addresses answers: it may have moved, and half a minute is long to wait for that.
void Exchange::doubtName()
{
    const auto &literal = m_route->proxy ? m_route->proxy->literal : m_route->literal;
    if (!literal) {
        m_services.names.doubt(m_route->proxy ? m_route->proxy->host : m_route->endpoint.host,
                               std::chrono::steady_clock::now(), youngestDoubted);
    }
}

void Exchange::talkToProxy()
{
    while (true) {
        const std::string &output = m_proxyHandshake->output();
        while (m_sent < output.size()) {
            const IoResult result = m_connection->write(std::span(output).subspan(m_sent));
            if (result.state == IoState::WantWrite) {
                m_connection->waitWritable();
                return;
            }
            if (result.state != IoState::Done) {
                connectionLost(result);
                return;
            }
            m_sent += result.bytes;
        }
        m_proxyHandshake->outputSent();
        m_sent = 0;
        const IoResult result = m_connection->read(m_services.readBuffer);
        if (result.state == IoState::WantRead) {
            m_connection->waitReadable();
            return;
        }
        if (result.state != IoState::Done) {
            connectionLost(result);
            return;
        }
        switch (m_proxyHandshake->feed(m_services.readBuffer.first(result.bytes))) {
        case ProxyHandshake::State::Going:
            break;
        case ProxyHandshake::State::Done:
            m_proxyHandshake.reset();
            endpointReached();
            return;
        case ProxyHandshake::State::Failed:
            fail(m_proxyHandshake->failure());
            return;
        }
    }
}

void Exchange::endpointReached()
{
    if (m_route->endpoint.scheme == Scheme::Http) {
        if (m_connection->hasUnreadBytes()) {
            fail({ProbeOutcome::Unreachable, UnreachableCause::Protocol,
                  u"server spoke before it was asked"_s});
            return;
        }
        sendRequest();
        return;
    }
    m_stage = ProbeStage::Tls;
    const LoadedTls *loaded = m_services.tls.get(
        {m_route->http->tls}, std::chrono::steady_clock::now(),
        [self = weak_from_this(), waiting = std::weak_ptr(m_connection)](const LoadedTls &value) {
            const auto exchange = self.lock();
            const auto connection = waiting.lock();
            if (exchange && connection && exchange->m_connection == connection) {
                exchange->startTls(value);
            }
        });
    if (loaded) {
        startTls(LoadedTls(*loaded));
    }
}

void Exchange::startTls(const LoadedTls &loaded)
{
    if (!loaded.context) {
        fail({ProbeOutcome::Unreachable, UnreachableCause::Tls, u"not asked: "_s + oneLine(loaded.reason)});
        return;
    }
    m_connection->startTls(loaded.context, m_route->endpoint.host);
    continueTls();
}

void Exchange::continueTls()
{
    const IoResult result = m_connection->handshake();
    switch (result.state) {
    case IoState::Done:
        sendRequest();
        return;
    case IoState::WantRead:
        m_connection->waitReadable();
        return;
    case IoState::WantWrite:
        m_connection->waitWritable();
        return;
    case IoState::Closed:
    case IoState::Failed:
        fail(m_connection->tlsFailure());
        return;
    }
}

void Exchange::sendRequest()
{
    m_stage = ProbeStage::Request;
    m_sent = 0;
    m_reader.emplace(m_result.body, m_settings.limits);
    continueRequest();
}

void Exchange::continueRequest()
{
    while (m_sent < m_request.size()) {
        const IoResult result = m_connection->write(std::span(m_request).subspan(m_sent));
        if (result.state == IoState::Done) {
            m_sent += result.bytes;
        } else if (result.state == IoState::WantWrite) {
            m_connection->waitWritable();
            return;
        } else if (result.state == IoState::WantRead) {
            m_connection->waitReadable();
            return;
        } else {
            connectionLost(result);
            return;
        }
    }
    m_stage = ProbeStage::FirstByte;
    m_connection->waitReadable();
}

void Exchange::connectionReadable()
{
    const auto self = shared_from_this(); // finishing may drop the last other owner
    if (m_stage == ProbeStage::Proxy) {
        talkToProxy();
    } else if (m_stage == ProbeStage::Tls) {
        continueTls();
    } else if (m_stage == ProbeStage::Request) {
        continueRequest();
    } else {
        readAnswer();
    }
}

void Exchange::connectionWritable()
{
    const auto self = shared_from_this();
    if (m_stage == ProbeStage::Proxy) {
        talkToProxy();
    } else if (m_stage == ProbeStage::Tls) {
        continueTls();
    } else if (m_stage == ProbeStage::Request) {
        continueRequest();
    } else {
        readAnswer();
    }
}

void Exchange::readAnswer()
{
    for (int reads = 0; reads < readsInARow; ++reads) {
        const IoResult result = m_connection->read(m_services.readBuffer);
        if (result.state == IoState::WantRead) {
            break;
        }
        if (result.state == IoState::WantWrite) {
            m_connection->waitWritable();
            return;
        }
        if (result.state != IoState::Done) {
            connectionLost(result);
            return;
        }
        const auto state = m_reader->feed(m_services.readBuffer.first(result.bytes));
        m_stage = m_reader->stage();
        if (state == ResponseReader::State::Done) {
            answered();
            return;
        }
        if (state == ResponseReader::State::Failed) {
            m_result.status = m_reader->status();
            fail(m_reader->failure());
            return;
        }
        // A short read emptied the socket: asking again would only be told so. Not so with TLS, whose records
        // may hold more than was asked for.
        if (!m_connection->isTls() && result.bytes < m_services.readBuffer.size()) {
            break;
        }
    }
    m_connection->waitReadable();
}

void Exchange::answered()
{
    m_result.status = m_reader->status();
    if (m_result.status == 407 && m_route->proxy && m_route->proxy->kind == ProxyRoute::Kind::Forward) {
        // RFC 9110 section 15.5.8: only a proxy says so; the target was not asked.
        fail(ofProxy({ProbeOutcome::Unreachable, UnreachableCause::Protocol,
                      u"it wants other credentials (HTTP 407)"_s}));
        return;
    }
    m_result.contentType = m_reader->contentType();
    m_result.location = m_reader->location();
    if (m_reader->keepsConnection()) {
        m_services.connections.keep(m_lane, std::move(m_connection), std::chrono::steady_clock::now());
    } else {
        m_connection->close();
        m_connection.reset();
    }
    finish();
}

void Exchange::connectionLost(const IoResult &result)
{
    const bool answering = m_reader && m_reader->gotAnything();
    if (m_reused && !answering) {
        // The server closed the kept connection while this request was on its way: no failure of anybody's
        // (RFC 9112 section 9.3.1), and asked once more on a new connection.
        dropConnection();
        m_reused = false;
        m_reader.reset(); // what a proxy says next is none of the answer
        resolve();
        return;
    }
    if (m_stage == ProbeStage::Proxy) {
        fail(ofProxy(result.state == IoState::Closed ? closedFailure(m_stage)
                                                     : transportFailure(result.error, m_stage)));
        return;
    }
    if (result.state == IoState::Closed && m_reader) {
        if (m_reader->closed() == ResponseReader::State::Done) {
            answered();
            return;
        }
        m_result.status = m_reader->status();
        fail(m_reader->failure());
        return;
    }
    if (m_connection && m_connection->isTls() && !result.error &&
        !m_connection->tlsFailure().reason.isEmpty()) {
        fail(m_connection->tlsFailure());
        return;
    }
    if (result.state == IoState::Closed) {
        fail(closedFailure(m_stage));
        return;
    }
    fail(transportFailure(result.error, m_stage));
}

void Exchange::timedOut()
{
    const auto self = shared_from_this();
    const qint64 got = m_reader ? m_reader->bodyReceived() : 0;
    const qint64 expected = m_reader ? m_reader->bodyExpected() : -1;
    if (m_reader) {
        m_result.status = m_reader->status();
    }
    m_settings.mayRetry = false;
    if (m_stage == ProbeStage::Connect) {
        doubtName();
    }
    fail(timeoutFailure(m_settings.timeout, m_stage, got, expected));
}

void Exchange::stepTimedOut()
{
    const auto self = shared_from_this();
    if (m_step == Step::NextAddress) {
        connectNext();
    } else {
        begin();
    }
}

void Exchange::fail(ProbeFailure failure)
{
    m_stepTimer.disarm();
    dropConnection();
    const bool transport =
        failure.outcome == ProbeOutcome::Unreachable &&
        (failure.cause == UnreachableCause::Refused || failure.cause == UnreachableCause::Reset ||
         failure.cause == UnreachableCause::Closed || failure.cause == UnreachableCause::NoRoute);
    if (m_settings.mayRetry && transport && m_retries < maxRetries) {
        // Full jitter: anywhere between now and the growing bound, so that what failed together does not
        // come back together.
        const auto bound = std::chrono::nanoseconds(firstBackoff) * (1 << m_retries);
        const auto wait = std::chrono::nanoseconds(
            std::uniform_int_distribution<std::int64_t>(0, bound.count())(m_services.random));
        const auto at = std::chrono::steady_clock::now() + wait;
        if (at + bound < m_deadline && m_services.retries.take()) {
            ++m_retries;
            m_reader.reset();
            m_result.body.clear();
            m_result.status = 0;
            m_stage = ProbeStage::Connect;
            m_step = Step::Retry;
            m_services.wheel.arm(m_stepTimer, at);
            return;
        }
    }
    m_result.failure = std::move(failure);
    finish();
}

void Exchange::dropConnection()
{
    if (m_connection) {
        m_connection->abort();
        m_connection.reset();
    }
}

void Exchange::finish()
{
    if (m_finished) {
        return;
    }
    m_finished = true;
    const auto self = shared_from_this();
    m_deadlineTimer.disarm();
    m_stepTimer.disarm();
    m_result.received = m_reader ? m_reader->received() : 0;
    m_reader.reset(); // it refers to the body, which the receiver may take
    const Done done = std::exchange(m_done, nullptr);
    done(m_result);
    if (m_result.body.capacity() > 0 && m_result.body.capacity() <= keptBodyCapacity &&
        m_services.bodyBuffers.size() < keptBodyBuffers) {
        m_services.bodyBuffers.push_back(std::move(m_result.body));
    }
}

} // namespace quarterdeck
