#include "app/polling/probefailure.h"

#include "models/fleet/probeword.h"

#include <boost/asio/error.hpp>

#include <cerrno>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

QString bodyProgress(qint64 got, qint64 expected)
{
    return expected >= 0 ? u"%1 of %2 bytes"_s.arg(got).arg(expected) : u"%1 bytes"_s.arg(got);
}

} // namespace

ProbeFailure transportFailure(const boost::system::error_code &error, ProbeStage stage)
{
    ProbeFailure failure;
    QString during = u" before an answer"_s;
    if (stage == ProbeStage::Tls) {
        during = u" in the TLS handshake"_s;
    } else if (stage == ProbeStage::Proxy) {
        during = u" by the proxy"_s;
    } else if (stage == ProbeStage::Header) {
        during = u" in the middle of the header"_s;
    } else if (stage == ProbeStage::Body) {
        during = u" in the middle of the body"_s;
    }
    switch (error.value()) {
    case ECONNREFUSED:
        failure.cause = UnreachableCause::Refused;
        failure.reason = u"connection refused"_s;
        break;
    case ECONNRESET:
    case EPIPE:
        failure.cause = UnreachableCause::Reset;
        failure.reason = u"connection reset"_s + during;
        break;
    case ECONNABORTED:
        failure.cause = UnreachableCause::Reset;
        failure.reason = u"connection aborted"_s + during;
        break;
    case EHOSTUNREACH:
        failure.cause = UnreachableCause::NoRoute;
        failure.reason = u"no route to host"_s;
        break;
    case ENETUNREACH:
        failure.cause = UnreachableCause::NoRoute;
        failure.reason = u"network is unreachable"_s;
        break;
    case EHOSTDOWN:
        failure.cause = UnreachableCause::NoRoute;
        failure.reason = u"host is down"_s;
        break;
    case ENETDOWN:
    case ENETRESET:
    case ENONET:
        failure.cause = UnreachableCause::NetworkDown;
        failure.reason = u"network is down"_s;
        break;
    case ETIMEDOUT: // the kernel's own limit, shorter than ours only with odd sysctls
        failure.outcome = ProbeOutcome::TimedOut;
        failure.reason = u"timed out by the system"_s + during;
        break;
    case EADDRNOTAVAIL:
        failure.cause = UnreachableCause::Local;
        failure.reason = u"no local address or port left for a connection"_s;
        break;
    case EMFILE:
    case ENFILE:
        failure.cause = UnreachableCause::Local;
        failure.reason = u"this console has no file descriptor left"_s;
        break;
    case EACCES:
    case EPERM:
        failure.cause = UnreachableCause::Local;
        failure.reason = u"this machine forbids the connection (firewall?)"_s;
        break;
    default:
        failure.cause = UnreachableCause::Local;
        failure.reason = oneLine(QString::fromStdString(error.message()) + during);
        break;
    }
    return failure;
}

ProbeFailure timeoutFailure(std::chrono::milliseconds timeout, ProbeStage stage, qint64 got, qint64 expected)
{
    QString where;
    switch (stage) {
    case ProbeStage::Secret:
        where = u"reading the credentials"_s;
        break;
    case ProbeStage::Resolve:
        where = u"resolving the name"_s;
        break;
    case ProbeStage::Connect:
        where = u"connecting"_s;
        break;
    case ProbeStage::Proxy:
        where = u"waiting for the proxy"_s;
        break;
    case ProbeStage::Tls:
        where = u"in the TLS handshake"_s;
        break;
    case ProbeStage::Request:
        where = u"sending the request"_s;
        break;
    case ProbeStage::FirstByte:
        where = u"waiting for the first byte"_s;
        break;
    case ProbeStage::Header:
        where = u"in the middle of the header"_s;
        break;
    case ProbeStage::Body:
        where = u"in the middle of the body (%1)"_s.arg(bodyProgress(got, expected));
        break;
    }
    return {ProbeOutcome::TimedOut, UnreachableCause::None,
            u"timed out after %1 %2"_s.arg(durationText(timeout), where)};
}

ProbeFailure closedFailure(ProbeStage stage, qint64 got, qint64 expected)
{
    QString reason = u"connection closed before an answer"_s;
    if (stage == ProbeStage::Tls) {
        reason = u"connection closed in the TLS handshake"_s;
    } else if (stage == ProbeStage::Proxy) {
        reason = u"connection closed by the proxy"_s;
    } else if (stage == ProbeStage::Header) {
        reason = u"connection closed in the middle of the header"_s;
    } else if (stage == ProbeStage::Body) {
        reason = u"connection closed in the middle of the body (%1)"_s.arg(bodyProgress(got, expected));
    }
    return {ProbeOutcome::Unreachable, UnreachableCause::Closed, reason};
}

QString bytesText(qint64 bytes)
{
    if (bytes < 1024) {
        return u"%1 B"_s.arg(bytes);
    }
    if (bytes < 1024 * 1024) {
        return QString::number(double(bytes) / 1024, 'g', 4) + u" KiB"_s;
    }
    return QString::number(double(bytes) / (1024 * 1024), 'g', 4) + u" MiB"_s;
}

QString oneLine(const QString &text, int limit)
{
    QString line;
    line.reserve(std::min<qsizetype>(text.size(), limit));
    for (const QChar character : text) {
        const bool blank = character.isSpace() || character.category() == QChar::Other_Control ||
                           character.category() == QChar::Other_Format;
        if (!blank) {
            line += character;
        } else if (!line.isEmpty() && !line.endsWith(u' ')) {
            line += u' ';
        }
        if (line.size() > limit) {
            line.truncate(limit - 1);
            line += u'…';
            break;
        }
    }
    return line.trimmed();
}

} // namespace quarterdeck
