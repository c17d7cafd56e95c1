#include "app/polling/proxyhandshake.h"

#include <QByteArray>

#include <cstring>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t longestAnswer = 16 * 1024; ///< of CONNECT: status line and header
constexpr std::size_t longestName = 255;         ///< RFC 1928 section 5, RFC 1929 section 2

std::string basic(const ProxyRoute &route)
{
    return QByteArray::fromStdString(route.user + ':' + route.password).toBase64().toStdString();
}

char highByte(quint16 port)
{
    return static_cast<char>(port >> 8);
}

char lowByte(quint16 port)
{
    return static_cast<char>(port & 0xff);
}

} // namespace

QString ProxyRoute::name() const
{
    return u"proxy %1:%2"_s.arg(host).arg(port);
}

std::string ProxyRoute::authorizationHeader() const
{
    return user.empty() && password.empty() ? std::string()
                                            : "Proxy-Authorization: Basic " + basic(*this) + "\r\n";
}

std::optional<ProxyRoute> proxyRoute(const QUrl &proxy, bool targetIsTls)
{
    if (proxy.isEmpty()) {
        return std::nullopt;
    }
    const bool socks = proxy.scheme() == u"socks5"_s;
    ProxyRoute route;
    route.kind = socks         ? ProxyRoute::Kind::Socks5
                 : targetIsTls ? ProxyRoute::Kind::Tunnel
                               : ProxyRoute::Kind::Forward;
    route.host = proxy.host();
    route.port = quint16(proxy.port(socks ? 1080 : 80));
    boost::system::error_code notLiteral;
    const auto address = boost::asio::ip::make_address(route.host.toUtf8().constData(), notLiteral);
    if (!notLiteral) {
        route.literal = address;
    }
    route.user = proxy.userName(QUrl::FullyDecoded).toStdString();
    route.password = proxy.password(QUrl::FullyDecoded).toStdString();
    return route;
}

ProxyHandshake::ProxyHandshake(const ProxyRoute &route, std::string target, quint16 port)
    : m_route(route)
    , m_target(std::move(target))
    , m_port(port)
    , m_step(route.kind == ProxyRoute::Kind::Socks5 ? Step::Method : Step::ConnectAnswer)
{
    if (m_step == Step::Method) {
        const bool known = !m_route.user.empty() || !m_route.password.empty();
        m_output = known ? std::string("\x05\x02\x00\x02", 4) : std::string("\x05\x01\x00", 3);
        return;
    }
    const bool bracketed = m_target.find(':') != std::string::npos;
    const std::string authority =
        (bracketed ? '[' + m_target + ']' : m_target) + ':' + std::to_string(m_port);
    m_output = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" +
               m_route.authorizationHeader() + "\r\n";
}

ProxyHandshake::State ProxyHandshake::feed(std::span<const char> bytes)
{
    m_input.append(bytes.data(), bytes.size());
    switch (m_step) {
    case Step::ConnectAnswer:
        return readConnectAnswer();
    case Step::Method:
        return readMethod();
    case Step::Authentication:
        return readAuthentication();
    case Step::Reply:
        return readReply();
    }
    return State::Failed;
}

ProxyHandshake::State ProxyHandshake::readConnectAnswer()
{
    const std::size_t end = m_input.find("\r\n\r\n");
    if (end == std::string::npos) {
        return m_input.size() > longestAnswer
                   ? fail(UnreachableCause::Protocol, u"its answer to CONNECT does not end"_s)
                   : State::Going;
    }
    // "HTTP/1.1 200 ..."
    if (m_input.compare(0, 7, "HTTP/1.") != 0 || m_input.size() < 12 || m_input[8] != ' ') {
        return fail(UnreachableCause::Protocol, u"its answer to CONNECT is not HTTP"_s);
    }
    const QByteArray status = QByteArray::fromStdString(m_input.substr(9, 3));
    if (status == "407") {
        return fail(UnreachableCause::Protocol, u"it wants other credentials (HTTP 407)"_s);
    }
    if (!status.startsWith('2')) {
        return fail(UnreachableCause::Protocol, u"it does not connect to the target (HTTP %1)"_s.arg(
                                                    oneLine(QString::fromLatin1(status))));
    }
    if (m_input.size() > end + 4) {
        return fail(UnreachableCause::Protocol, u"the target spoke before it was asked"_s);
    }
    return State::Done;
}

ProxyHandshake::State ProxyHandshake::readMethod()
{
    if (m_input.size() < 2) {
        return State::Going;
    }
    const char spoken = m_input[0];
    const char method = m_input[1];
    if (spoken != 5 || m_input.size() > 2) {
        return fail(UnreachableCause::Protocol, u"it does not speak SOCKS 5"_s);
    }
    m_input.clear();
    if (method == 0) {
        askSocks();
        return m_failure.reason.isEmpty() ? State::Going : State::Failed;
    }
    if (method != 2) {
        return fail(UnreachableCause::Protocol, u"it wants credentials, or another way to show them"_s);
    }
    if (m_route.user.size() > longestName || m_route.password.size() > longestName) {
        return fail(UnreachableCause::Local, u"its user name or password is longer than SOCKS allows"_s);
    }
    m_step = Step::Authentication;
    m_output = '\x01';
    m_output += static_cast<char>(m_route.user.size());
    m_output += m_route.user;
    m_output += static_cast<char>(m_route.password.size());
    m_output += m_route.password;
    return State::Going;
}

ProxyHandshake::State ProxyHandshake::readAuthentication()
{
    if (m_input.size() < 2) {
        return State::Going;
    }
    if (m_input[1] != 0 || m_input.size() > 2) {
        return fail(UnreachableCause::Protocol, u"it does not accept the user name and password"_s);
    }
    m_input.clear();
    askSocks();
    return m_failure.reason.isEmpty() ? State::Going : State::Failed;
}

void ProxyHandshake::askSocks()
{
    m_step = Step::Reply;
    m_output = std::string("\x05\x01\x00", 3);
    boost::system::error_code notLiteral;
    const auto address = boost::asio::ip::make_address(m_target, notLiteral);
    if (notLiteral) {
        if (m_target.size() > longestName) {
            fail(UnreachableCause::Local, u"the target's name is longer than SOCKS allows"_s);
            return;
        }
        m_output += '\x03';
        m_output += static_cast<char>(m_target.size());
        m_output += m_target;
    } else if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        m_output += '\x01';
        m_output.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    } else {
        const auto bytes = address.to_v6().to_bytes();
        m_output += '\x04';
        m_output.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    }
    m_output += highByte(m_port);
    m_output += lowByte(m_port);
}

ProxyHandshake::State ProxyHandshake::readReply()
{
    if (m_input.size() < 5) {
        return State::Going;
    }
    if (m_input[0] != 5) {
        return fail(UnreachableCause::Protocol, u"it does not speak SOCKS 5"_s);
    }
    switch (m_input[1]) { // RFC 1928 section 6
    case 0:
        break;
    case 2:
        return fail(UnreachableCause::Protocol, u"its rules do not allow the connection"_s);
    case 3:
        return fail(UnreachableCause::NoRoute, u"it finds the target's network unreachable"_s);
    case 4:
        return fail(UnreachableCause::NoRoute, u"it finds no route to the target"_s);
    case 5:
        return fail(UnreachableCause::Refused, u"the target refuses the connection"_s);
    case 6:
        return fail(UnreachableCause::NoRoute, u"the way to the target is too long (TTL expired)"_s);
    default:
        return fail(UnreachableCause::Protocol, u"it cannot connect to the target (SOCKS %1)"_s.arg(
                                                    static_cast<unsigned char>(m_input[1])));
    }
    std::size_t length = 0;
    switch (m_input[3]) {
    case 1:
        length = 4 + 4 + 2;
        break;
    case 3:
        length = 4 + 1 + static_cast<unsigned char>(m_input[4]) + 2;
        break;
    case 4:
        length = 4 + 16 + 2;
        break;
    default:
        return fail(UnreachableCause::Protocol, u"its SOCKS answer has an unknown kind of address"_s);
    }
    if (m_input.size() < length) {
        return State::Going;
    }
    if (m_input.size() > length) {
        return fail(UnreachableCause::Protocol, u"the target spoke before it was asked"_s);
    }
    return State::Done;
}

ProxyHandshake::State ProxyHandshake::fail(UnreachableCause cause, const QString &reason)
{
    m_failure = {ProbeOutcome::Unreachable, cause, m_route.name() + u": "_s + reason};
    return State::Failed;
}

} // namespace quarterdeck
