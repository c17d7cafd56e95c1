#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace quarterdeck::test {

/// What a server does wrong, and at which moment. Stages: accept, request read, header, body.
enum class Fault : quint8 {
    None,
    ResetOnAccept,
    CloseOnAccept,
    HangOnAccept, ///< never reads a byte
    AnswersBeforeAsked,
    TlsGarbage, ///< bytes that are no TLS record, at accept
    ResetAfterRequest,
    CloseAfterRequest,
    HangAfterRequest,
    ResetInHeader,
    CloseInHeader,
    HangInHeader,
    ResetInBody,
    CloseInBody,
    HangInBody,
    Drip,           ///< one byte every `dripEvery`, header first
    LengthTooLong,  ///< announces 100 bytes more than it sends, then closes
    LengthTooShort, ///< announces 10 bytes less than it sends
    NegativeLength,
    TwoLengths,    ///< two Content-Length headers that disagree
    EndlessBody,   ///< chunked, for ever
    AnnouncedHuge, ///< Content-Length of 1 GB, and sends on and on
    BadChunk,
    GzipBomb,    ///< 16 MiB of zeros, 1000:1
    DamagedGzip, ///< a flipped byte in the middle
    CutGzip,     ///< a gzip body that ends early, with a matching length
    UnknownEncoding,
    Garbage, ///< text that is not HTTP
    Binary,
    Http09,      ///< a bare body without a status line
    HugeHeader,  ///< one line of 64 KiB
    ManyHeaders, ///< 10,000 of them
    RedirectLoop,
    AnswersTwice,
    AnswersUnasked, ///< a second answer a moment after the first
    ClosesBetween,  ///< closes after the answer without having said so
    ClosesOnReuse,  ///< closes when a second request comes over the same connection
    SwitchesProtocol,
    EndlessInterim, ///< 103 Early Hints, for ever
};

/// An answer, and what is wrong with it.
struct Behaviour
{
    Fault fault = Fault::None;
    int status = 200;
    QByteArray contentType = "text/plain";
    QByteArray body = "ok\n";
    QList<QByteArray> headers = {};     ///< further ones, "Name: value"
    std::chrono::milliseconds delay{0}; ///< before the first byte of the answer
    std::chrono::milliseconds dripEvery{20};
    bool chunked = false;
    bool gzip = false;
    bool http10 = false;
    bool saysClose = false; ///< "Connection: close"
    int interim = 0;        ///< so many interim answers first
    int interimStatus = 103;
};

/// A request as it came in.
struct SeenRequest
{
    QByteArray method;
    QByteArray path;
    QList<QByteArray> headers; ///< "Name: value"
    int connection = 0;        ///< counted from 1
    std::chrono::steady_clock::time_point at;
    [[nodiscard]] QByteArray header(const QByteArray &name) const; ///< empty when absent; any case
};

/// PEM files for a server that speaks TLS; see TestAuthority.
struct TlsFiles
{
    QString certificate;
    QString key;
    QString clientAuthority; ///< not empty: clients must show a certificate of this CA
};

/// A small HTTP/1.1 server on loopback that does what it is told, badly if so told. Runs in a thread of its
/// own; all functions may be called from the test's thread. Stops within its destructor.
///
///     HostileServer server;                              // 127.0.0.1, a free port
///     server.behave("/health", {.status = 503, .body = "{\"status\":\"DOWN\"}"});
///     server.behave("/metrics", {.fault = Fault::HangInBody});
///     ... http://127.0.0.1:<server.port()>/metrics
///     QTRY_COMPARE(server.requestCount("/metrics"), 1);
class HostileServer
{
public:
    /// Any 127.x.y.z, ::1 or, in a NetworkNamespace, 198.18.0.0/15; port 0: a free one.
    explicit HostileServer(const QByteArray &address = "127.0.0.1", quint16 port = 0,
                           const TlsFiles &tls = {});
    ~HostileServer();
    HostileServer(const HostileServer &) = delete;
    HostileServer &operator=(const HostileServer &) = delete;

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QString address() const;
    [[nodiscard]] QString url(const QString &path = QStringLiteral("/")) const;

    /// How requests for `path` (without query) are answered from now on.
    void behave(const QByteArray &path, const Behaviour &behaviour);
    /// For every path without a behaviour of its own; 404 otherwise. Faults at accept are taken from here.
    void behaveElsewhere(const Behaviour &behaviour);

    [[nodiscard]] QList<SeenRequest> requests() const;
    [[nodiscard]] int requestCount(const QByteArray &path = {}) const; ///< all when empty
    [[nodiscard]] int connectionCount() const;                         ///< accepted since the start
    [[nodiscard]] int openConnections() const;                         ///< not yet closed by either side
    void forgetRequests();

    /// Closes the port and every connection, as a killed process would; `restart` takes the same port again.
    void stop();
    void restart();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// A loopback port that refuses connections for as long as this object lives (bound, not listening).
class RefusingPort
{
public:
    explicit RefusingPort(const QByteArray &address = "127.0.0.1");
    ~RefusingPort();
    RefusingPort(const RefusingPort &) = delete;
    RefusingPort &operator=(const RefusingPort &) = delete;
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    int m_descriptor = -1;
    quint16 m_port = 0;
};

} // namespace quarterdeck::test
