#include "app/config/targetaddress.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

enum class SplitFault : quint8 { None, MissingPort, TooManyColons, BadBrackets };

struct Split
{
    SplitFault fault = SplitFault::None;
    QString host;
    QString port;
};

/// Go's net.SplitHostPort.
Split split(const QString &address)
{
    const qsizetype colon = address.lastIndexOf(u':');
    if (colon < 0) {
        return {SplitFault::MissingPort, {}, {}};
    }
    QString host;
    qsizetype afterOpening = 0;
    qsizetype afterClosing = 0;
    if (address.startsWith(u'[')) {
        const qsizetype closing = address.indexOf(u']');
        if (closing < 0) {
            return {SplitFault::BadBrackets, {}, {}};
        }
        if (closing + 1 == address.size()) {
            return {SplitFault::MissingPort, {}, {}};
        }
        if (closing + 1 != colon) {
            return {
                address[closing + 1] == u':' ? SplitFault::TooManyColons : SplitFault::MissingPort, {}, {}};
        }
        host = address.mid(1, closing - 1);
        afterOpening = 1;
        afterClosing = closing + 1;
    } else {
        host = address.left(colon);
        if (host.contains(u':')) {
            return {SplitFault::TooManyColons, {}, {}};
        }
    }
    if (address.indexOf(u'[', afterOpening) >= 0 || address.indexOf(u']', afterClosing) >= 0) {
        return {SplitFault::BadBrackets, {}, {}};
    }
    return {SplitFault::None, host, address.mid(colon + 1)};
}

QString percentEncoded(const QString &text, QByteArrayView kept)
{
    QByteArray encoded;
    for (const char c : text.toUtf8()) {
        const bool isAlphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (isAlphanumeric || kept.contains(c)) {
            encoded += c;
        } else {
            encoded += '%' + QByteArray(1, c).toHex().toUpper();
        }
    }
    return QString::fromLatin1(encoded);
}

} // namespace

QString withDefaultPort(const QString &address, const QString &scheme)
{
    if (split(address).fault == SplitFault::None || split(address + u":1234"_s).fault != SplitFault::None) {
        return address;
    }
    return address + (scheme == "https"_L1 ? u":443"_s : u":80"_s);
}

std::variant<HostPort, QString> splitHostPort(const QString &address)
{
    const Split parts = split(address);
    switch (parts.fault) {
    case SplitFault::MissingPort:
        return u"it has no port"_s;
    case SplitFault::TooManyColons:
        return u"it has too many colons (write an IPv6 address in brackets: [::1]:8080)"_s;
    case SplitFault::BadBrackets:
        return u"its brackets do not fit"_s;
    case SplitFault::None:
        break;
    }
    bool isNumber = false;
    const uint port = parts.port.toUInt(&isNumber);
    if (!isNumber || port < 1 || port > 65535) {
        return u"\"%1\" is not a port from 1 to 65535"_s.arg(parts.port);
    }
    for (const QChar c : parts.host) {
        if (c <= u' ' || c == u'@' || c == u'?' || c == u'#' || c == u'\\' || c.unicode() == 0x7F) {
            return u"\"%1\" is not a host name"_s.arg(parts.host);
        }
    }
    return HostPort{parts.host.isEmpty() ? u"localhost"_s : parts.host, static_cast<quint16>(port)};
}

QString requestTarget(const QString &path, const QMap<QString, QList<QString>> &parameters)
{
    // Go: shouldEscape() for encodePath, and QueryEscape() with '+' for a blank.
    QString target = percentEncoded(path, "-_.~$&+,/:;=@");
    if (!target.startsWith(u'/')) {
        target.prepend(u'/');
    }
    QChar separator = u'?';
    for (auto parameter = parameters.cbegin(); parameter != parameters.cend(); ++parameter) {
        for (const QString &value : parameter.value()) {
            target += separator + percentEncoded(parameter.key(), "-_.~ ").replace(u' ', u'+') + u'=' +
                      percentEncoded(value, "-_.~ ").replace(u' ', u'+');
            separator = u'&';
        }
    }
    return target;
}

} // namespace quarterdeck
