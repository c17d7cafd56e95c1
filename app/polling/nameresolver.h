#pragma once

#include "app/polling/probefailure.h"

#include <QString>
#include <QUrl>

#include <boost/asio/ip/address.hpp>

#include <functional>
#include <vector>

namespace quarterdeck {

/// The addresses behind a name, in the order to try them; or why there are none.
struct ResolvedName
{
    std::vector<boost::asio::ip::address> addresses;
    ProbeFailure failure; ///< when `addresses` is empty
};

using NameResolver = std::function<ResolvedName(const QString &host)>;

/// Asks the system (hosts file, DNS); blocks.
ResolvedName resolveName(const QString &host);

} // namespace quarterdeck
