#pragma once

#include "models/fleet/target.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>
#include <string>

class QSslSocket;

namespace quarterdeck {

class ResponseReader;

/// A request as it goes over the wire.
struct HttpOrder
{
    QByteArray method = "GET";
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    QByteArray contentType;
    std::chrono::milliseconds timeout{10000};
    qint64 maxBody = 4 * 1024 * 1024;
    std::shared_ptr<const HttpSettings> http; ///< TLS, proxy; may be null
    QByteArray authorization;                 ///< the header's value; empty for none
};

/// What became of a request.
struct HttpResult
{
    enum class Kind : quint8 {
        Answered, ///< a whole answer, or one that was cut at its limit
        NotSent,  ///< surely nothing reached the server: no connection, no TLS session
        Lost,     ///< sent, wholly or in part, and no answer that tells: it may or may not have been done
    };
    Kind kind = Kind::NotSent;
    int status = 0;
    QByteArray body;
    bool cut = false; ///< the answer was larger than its limit
    QString reason;   ///< for NotSent and Lost
    std::chrono::milliseconds duration{0};
};

/// One HTTP/1.1 request on a connection of its own, sent exactly once. QNetworkAccessManager is not used for
/// this: it sends a request again by itself, a POST too, when a connection ends without an answer, and does
/// not tell whether anything was sent. Lives in the UI thread; ends with finished(), within the timeout.
class HttpCall : public QObject
{
    Q_OBJECT

public:
    explicit HttpCall(HttpOrder order, QObject *parent = nullptr);
    ~HttpCall() override;

    void start();
    /// Ends it: NotSent when nothing was sent yet, else Lost.
    void cancel(const QString &reason);
    [[nodiscard]] const HttpResult &result() const { return m_result; }
    [[nodiscard]] bool hasSent() const { return m_sent; }

Q_SIGNALS:
    void finished();

private:
    void send();
    void take();
    void closed();
    void settle(HttpResult::Kind kind, const QString &reason);

    HttpOrder m_order;
    HttpResult m_result;
    std::unique_ptr<QSslSocket> m_socket;
    std::string m_body;
    std::unique_ptr<ResponseReader> m_reader;
    QTimer m_deadline;
    std::chrono::steady_clock::time_point m_begun;
    QString m_tlsProblem;
    bool m_sent = false;
    bool m_done = false;
};

} // namespace quarterdeck
