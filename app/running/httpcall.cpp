#include "app/running/httpcall.h"

#include "app/polling/responsereader.h"

#include <QFile>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QSslConfiguration sslConfiguration(const TlsSettings &tls)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    if (!tls.caFile.isEmpty()) {
        configuration.setCaCertificates(QSslCertificate::fromPath(tls.caFile));
    }
    if (!tls.certFile.isEmpty()) {
        configuration.setLocalCertificateChain(QSslCertificate::fromPath(tls.certFile));
        const QByteArray pem = contents(tls.keyFile);
        for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
            const QSslKey key(pem, algorithm);
            if (!key.isNull()) {
                configuration.setPrivateKey(key);
            }
        }
    }
    configuration.setPeerVerifyMode(tls.skipVerify ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    return configuration;
}

/// What the request asks for: path and query as they are encoded in the URL.
QByteArray targetOf(const QUrl &url)
{
    QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    if (path.isEmpty()) {
        path = "/";
    }
    return url.hasQuery() ? path + '?' + url.query(QUrl::FullyEncoded).toUtf8() : path;
}

QString words(QAbstractSocket::SocketError error, const QSslSocket &socket)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return u"connection refused"_s;
    case QAbstractSocket::HostNotFoundError:
        return u"host \"%1\" not found"_s.arg(socket.peerName());
    case QAbstractSocket::RemoteHostClosedError:
        return u"the connection was closed"_s;
    default:
        return socket.errorString();
    }
}

} // namespace

HttpCall::HttpCall(HttpOrder order, QObject *parent)
    : QObject(parent)
    , m_order(std::move(order))
    , m_socket(std::make_unique<QSslSocket>())
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { cancel(u"no answer within %1 s"_s.arg(double(m_order.timeout.count()) / 1000)); });
}

HttpCall::~HttpCall()
{
    m_socket->disconnect(this);
}

void HttpCall::start()
{
    if (m_done) {
        return; // cancelled before its turn came
    }
    m_begun = std::chrono::steady_clock::now();
    ResponseLimits limits;
    limits.body = m_order.maxBody;
    m_reader = std::make_unique<ResponseReader>(m_body, limits);
    m_deadline.start(m_order.timeout);
    const bool isTls = m_order.url.scheme() == "https"_L1;
    const TlsSettings tls = m_order.http ? m_order.http->tls : TlsSettings();
    QNetworkProxy proxy(QNetworkProxy::NoProxy);
    if (m_order.http && !m_order.http->proxy.isEmpty()) {
        const QUrl &url = m_order.http->proxy;
        proxy = QNetworkProxy(url.scheme().startsWith("socks"_L1) ? QNetworkProxy::Socks5Proxy
                                                                  : QNetworkProxy::HttpProxy,
                              url.host(), quint16(url.port(3128)), url.userName(), url.password());
    }
    m_socket->setProxy(proxy);
    connect(m_socket.get(), &QSslSocket::readyRead, this, &HttpCall::take);
    connect(m_socket.get(), &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        QStringList texts;
        for (const QSslError &error : errors) {
            texts.append(error.errorString());
        }
        m_tlsProblem = u"TLS: "_s + texts.join(u", "_s);
    });
    connect(m_socket.get(), &QAbstractSocket::errorOccurred, this,
            [this](QAbstractSocket::SocketError error) {
                if (error == QAbstractSocket::RemoteHostClosedError && m_sent) {
                    closed();
                    return;
                }
                settle(m_sent ? HttpResult::Kind::Lost : HttpResult::Kind::NotSent,
                       m_tlsProblem.isEmpty() ? words(error, *m_socket) : m_tlsProblem);
            });
    connect(m_socket.get(), &QAbstractSocket::disconnected, this, &HttpCall::closed);
    const auto port = quint16(m_order.url.port(isTls ? 443 : 80));
    if (isTls) {
        m_socket->setSslConfiguration(sslConfiguration(tls));
        connect(m_socket.get(), &QSslSocket::encrypted, this, &HttpCall::send);
        m_socket->connectToHostEncrypted(m_order.url.host(), port,
                                         tls.serverName.isEmpty() ? m_order.url.host() : tls.serverName);
    } else {
        connect(m_socket.get(), &QAbstractSocket::connected, this, &HttpCall::send);
        m_socket->connectToHost(m_order.url.host(), port);
    }
}

void HttpCall::send()
{
    const int standard = m_order.url.scheme() == "https"_L1 ? 443 : 80;
    QByteArray host = m_order.url.host(QUrl::FullyEncoded).toUtf8();
    if (host.contains(':')) {
        host = '[' + host + ']';
    }
    if (m_order.url.port(standard) != standard) {
        host += ':' + QByteArray::number(m_order.url.port());
    }
    QByteArray bytes = m_order.method + ' ' + targetOf(m_order.url) + " HTTP/1.1\r\nHost: " + host +
                       "\r\nUser-Agent: quarterdeck\r\nConnection: close\r\n";
    bool hasAccept = false;
    for (const auto &[name, value] : m_order.headers) {
        bytes += name + ": " + value + "\r\n";
        hasAccept = hasAccept || name.compare("accept", Qt::CaseInsensitive) == 0;
    }
    if (!hasAccept) {
        bytes += "Accept: */*\r\n";
    }
    if (!m_order.authorization.isEmpty()) {
        bytes += "Authorization: " + m_order.authorization + "\r\n";
    }
    if (!m_order.body.isEmpty() || (m_order.method != "GET" && m_order.method != "HEAD")) {
        if (!m_order.contentType.isEmpty()) {
            bytes += "Content-Type: " + m_order.contentType + "\r\n";
        }
        bytes += "Content-Length: " + QByteArray::number(m_order.body.size()) + "\r\n";
    }
    m_sent = true; // from here on the server may have it
    m_socket->write(bytes + "\r\n" + m_order.body);
}

void HttpCall::take()
{
    while (!m_done && m_socket->bytesAvailable() > 0) {
        const QByteArray bytes = m_socket->read(64 * 1024);
        if (bytes.isEmpty()) {
            return;
        }
        switch (m_reader->feed({bytes.constData(), std::size_t(bytes.size())})) {
        case ResponseReader::State::NeedMore:
            // An answer to HEAD announces a body that does not come.
            if (m_order.method == "HEAD" && m_reader->stage() == ProbeStage::Body) {
                settle(HttpResult::Kind::Answered, {});
            }
            break;
        case ResponseReader::State::Done:
            settle(HttpResult::Kind::Answered, {});
            return;
        case ResponseReader::State::Failed:
            if (m_reader->failure().outcome == ProbeOutcome::TooLarge && m_reader->status() > 0) {
                m_result.cut = true;
                settle(HttpResult::Kind::Answered, {});
            } else {
                settle(HttpResult::Kind::Lost, m_reader->failure().reason);
            }
            return;
        }
    }
}

void HttpCall::closed()
{
    take();
    if (m_done) {
        return;
    }
    if (m_reader && m_reader->gotAnything() && m_reader->closed() == ResponseReader::State::Done) {
        settle(HttpResult::Kind::Answered, {});
        return;
    }
    settle(m_sent ? HttpResult::Kind::Lost : HttpResult::Kind::NotSent,
           !m_tlsProblem.isEmpty()               ? m_tlsProblem
           : m_reader && m_reader->gotAnything() ? u"the connection was closed in the middle of the answer"_s
                                                 : u"the connection was closed without an answer"_s);
}

void HttpCall::cancel(const QString &reason)
{
    settle(m_sent ? HttpResult::Kind::Lost : HttpResult::Kind::NotSent, reason);
}

void HttpCall::settle(HttpResult::Kind kind, const QString &reason)
{
    if (m_done) {
        return;
    }
    m_done = true;
    m_deadline.stop();
    m_socket->disconnect(this);
    m_result.kind = kind;
    m_result.reason = reason;
    if (kind == HttpResult::Kind::Answered) {
        m_result.status = m_reader->status();
        m_result.body = QByteArray::fromStdString(m_body);
    }
    m_result.duration =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_begun);
    m_socket->abort();
    Q_EMIT finished();
}

} // namespace quarterdeck
