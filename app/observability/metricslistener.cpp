#include "app/observability/metricslistener.h"

#include <prometheus/exposer.h>

#include <QHostAddress>

#include <exception>

namespace quarterdeck {

namespace {

/// civetweb's form of the address, or nothing and a reason.
QString boundAddress(const QString &address, QString &reason)
{
    const qsizetype colon = address.lastIndexOf(QLatin1Char(':'));
    const QString host = colon < 0 ? QString() : address.left(colon);
    bool fine = false;
    const uint port = address.mid(colon + 1).toUInt(&fine);
    if (!fine || port > 65535) {
        reason = QStringLiteral("\"%1\" has no port from 0 to 65535").arg(address.mid(colon + 1));
        return {};
    }
    if (host.isEmpty()) {
        return QStringLiteral("127.0.0.1:%1").arg(port);
    }
    const bool bracketed = host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']'));
    const QString bare = bracketed ? host.mid(1, host.size() - 2) : host;
    if (bare == QStringLiteral("localhost")) {
        return QStringLiteral("127.0.0.1:%1").arg(port);
    }
    const QHostAddress parsed(bare);
    if (parsed.isNull()) {
        reason = QStringLiteral("\"%1\" is no IP address").arg(bare);
        return {};
    }
    return parsed.protocol() == QAbstractSocket::IPv6Protocol ? QStringLiteral("[%1]:%2").arg(bare).arg(port)
                                                              : QStringLiteral("%1:%2").arg(bare).arg(port);
}

} // namespace

std::variant<std::unique_ptr<MetricsListener>, QString>
MetricsListener::listen(const QString &address, std::shared_ptr<prometheus::Collectable> metrics)
{
    QString reason;
    const QString bound = boundAddress(address, reason);
    if (bound.isEmpty()) {
        return reason;
    }
    try {
        auto exposer = std::make_unique<prometheus::Exposer>(bound.toStdString(), 2);
        exposer->RegisterCollectable(metrics);
        return std::unique_ptr<MetricsListener>(new MetricsListener(std::move(exposer), std::move(metrics)));
    } catch (const std::exception &) {
        // civetweb says only that it could not start.
        return QStringLiteral("cannot listen on %1: is the port in use, or is it below 1024?").arg(bound);
    }
}

MetricsListener::MetricsListener(std::unique_ptr<prometheus::Exposer> exposer,
                                 std::shared_ptr<prometheus::Collectable> metrics)
    : m_metrics(std::move(metrics))
    , m_exposer(std::move(exposer))
{
}

MetricsListener::~MetricsListener() = default;

int MetricsListener::port() const
{
    const std::vector<int> ports = m_exposer->GetListeningPorts();
    return ports.empty() ? 0 : ports.front();
}

} // namespace quarterdeck
