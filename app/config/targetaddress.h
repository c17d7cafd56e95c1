#pragma once

#include "models/fleet/target.h"

#include <variant>

namespace quarterdeck {

struct HostPort
{
    QString host; ///< IPv6 without brackets; empty becomes "localhost", which Go's dialer makes of it
    quint16 port = 0;
    bool operator==(const HostPort &) const = default;
};

/// `__address__` with the port that Prometheus would add: the scheme's when there is none.
QString withDefaultPort(const QString &address, const QString &scheme);

/// Splits host:port by the rules of Go's net.SplitHostPort; a reason when it is not one.
std::variant<HostPort, QString> splitHostPort(const QString &address);

/// A path and query as Go's url.URL writes them into a request: Path escaped, parameters sorted by name.
QString requestTarget(const QString &path, const QMap<QString, QList<QString>> &parameters);

} // namespace quarterdeck
