#include "app/polling/nameresolver.h"

#include <boost/asio/ip/tcp.hpp>

#include <netdb.h>

#include <memory>

namespace quarterdeck {

using namespace Qt::StringLiterals;
namespace ip = boost::asio::ip;

ResolvedName resolveName(const QString &host)
{
    ResolvedName result;
    const auto failed = [&](const QString &reason) {
        result.failure = {ProbeOutcome::Unreachable, UnreachableCause::Dns, reason};
        return result;
    };
    const QByteArray name = QUrl::toAce(host);
    if (name.isEmpty()) {
        return failed(u"\"%1\" is not a host name"_s.arg(oneLine(host, 80)));
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    // Without AI_ADDRCONFIG: a name for ::1 is worth trying on a machine without an IPv6 route.
    addrinfo *found = nullptr;
    const int error = getaddrinfo(name.constData(), nullptr, &hints, &found);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> guard(found, &freeaddrinfo);
    switch (error) {
    case 0:
        break;
    case EAI_NONAME:
    case EAI_NODATA:
        return failed(u"name %1 does not exist"_s.arg(oneLine(host, 80)));
    case EAI_AGAIN:
        return failed(u"name server gives no answer for %1"_s.arg(oneLine(host, 80)));
    default:
        return failed(u"name %1 cannot be resolved: %2"_s.arg(oneLine(host, 80),
                                                              QString::fromUtf8(gai_strerror(error))));
    }
    for (const addrinfo *one = found; one; one = one->ai_next) {
        if (one->ai_family == AF_INET) {
            const auto *address = reinterpret_cast<const sockaddr_in *>(one->ai_addr);
            result.addresses.emplace_back(ip::address_v4(ntohl(address->sin_addr.s_addr)));
        } else if (one->ai_family == AF_INET6) {
            const auto *address = reinterpret_cast<const sockaddr_in6 *>(one->ai_addr);
            ip::address_v6::bytes_type bytes;
            std::copy(std::begin(address->sin6_addr.s6_addr), std::end(address->sin6_addr.s6_addr),
                      bytes.begin());
            result.addresses.emplace_back(ip::address_v6(bytes, address->sin6_scope_id));
        }
        if (result.addresses.size() >= 16) {
            break;
        }
    }
    if (result.addresses.empty()) {
        return failed(u"name %1 has no address"_s.arg(oneLine(host, 80)));
    }
    return result;
}

} // namespace quarterdeck
