#include "app/polling/proberoute.h"

#include "app/polling/version.h"
#include "models/exposition/sharedvalues.h"

#include <algorithm>

namespace quarterdeck {

namespace {

/// What configuration says goes into a request line or header: anything that could end it is encoded.
QByteArray encoded(const QString &text)
{
    QByteArray result;
    for (const char character : text.toUtf8()) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte > 0x20 && byte < 0x7f) {
            result += character;
        } else {
            result += '%' + QByteArray(1, character).toHex().toUpper();
        }
    }
    return result;
}

bool fitsHeader(const QByteArray &value)
{
    return std::none_of(value.begin(), value.end(), [](char character) {
        return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
    });
}

} // namespace

std::string ProbeRoute::asciiHost() const
{
    return (literal ? encoded(endpoint.host) : encoded(QString::fromLatin1(QUrl::toAce(endpoint.host))))
        .toStdString();
}

bool ProbeRoute::needsSecret() const
{
    return secretOf(*http).kind != SecretReference::Kind::None;
}

const SecretReference &secretOf(const HttpSettings &http)
{
    return http.credentials.kind != SecretReference::Kind::None ? http.credentials : http.password;
}

QByteArray authorizationValue(const HttpSettings &http, const QByteArray &secret)
{
    QByteArray value;
    if (http.credentials.kind != SecretReference::Kind::None) {
        value = (http.authorizationType.isEmpty() ? QByteArrayLiteral("Bearer")
                                                  : http.authorizationType.toUtf8()) +
                ' ' + secret;
    } else {
        value = "Basic " + (http.username.toUtf8() + ':' + secret).toBase64();
    }
    return fitsHeader(value) ? value : QByteArray();
}

std::shared_ptr<const ProbeRoute> makeRoute(const Endpoint &endpoint,
                                            std::shared_ptr<const HttpSettings> http, ProbeKind kind,
                                            std::chrono::milliseconds timeout)
{
    auto route = std::make_shared<ProbeRoute>();
    route->endpoint = endpoint;
    route->http = http ? std::move(http) : std::make_shared<const HttpSettings>();
    boost::system::error_code notLiteral;
    const auto address = boost::asio::ip::make_address(endpoint.host.toUtf8().constData(), notLiteral);
    if (!notLiteral) {
        route->literal = address;
    }
    const bool defaultPort = endpoint.port == (endpoint.scheme == Scheme::Https ? 443 : 80);
    const bool bracketed = !notLiteral && address.is_v6();
    QByteArray host = QByteArray::fromStdString(route->asciiHost());
    if (auto proxy = proxyRoute(route->http->proxy, endpoint.scheme == Scheme::Https)) {
        route->proxy = std::make_shared<const ProxyRoute>(std::move(*proxy));
    }
    if (bracketed) {
        host = '[' + host + ']';
    }
    if (!defaultPort) {
        host += ':' + QByteArray::number(endpoint.port);
    }
    QByteArray path = encoded(endpoint.path);
    if (!path.startsWith('/')) {
        path.prepend('/');
    }
    const bool forwarded = route->proxy && route->proxy->kind == ProxyRoute::Kind::Forward;
    if (forwarded) {
        path.prepend("http://" + host);
    }
    route->start = ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n").toStdString();
    QByteArray head = QByteArrayLiteral("User-Agent: ") + userAgent + "\r\n";
    if (kind == ProbeKind::Metrics) {
        // The list of Prometheus 2.42; some clients choose their format by its exact words.
        head +=
            "Accept: "
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            "text/plain;version=0.0.4;q=0.5,*/*;q=0.1\r\n";
        head += "X-Prometheus-Scrape-Timeout-Seconds: " + QByteArray::number(double(timeout.count()) / 1000) +
                "\r\n";
    } else {
        head += "Accept: application/json, application/health+json, text/plain;q=0.9, */*;q=0.1\r\n";
    }
    head += "Accept-Encoding: gzip\r\n";
    if (forwarded) {
        head += QByteArray::fromStdString(route->proxy->authorizationHeader());
    }
    const std::size_t hash = qHash(head);
    route->fields = SharedValues<std::string>::ofThread().shared(hash, head.toStdString());
    return route;
}

} // namespace quarterdeck
