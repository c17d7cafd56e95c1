#pragma once

#include <QList>
#include <QObject>
#include <QUrl>

#include <chrono>

namespace quarterdeck {

/// Asks whether the console's own network works, without touching the fleet: first its interfaces and routes
/// (read from the kernel, no traffic), then a TCP connection to each reference that the configuration names.
/// Never contacts any other address. Lives in the UI thread; nothing waits.
class ReferenceCheck : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Starts a round unless one runs. Ends with finished() after at most `timeout`.
    void start(const QList<QUrl> &references, std::chrono::milliseconds timeout);

Q_SIGNALS:
    /// `routesExist`: there is an interface that is up, not loopback, with a route over it.
    void finished(bool routesExist, int reachable, int unreachable);

private:
    void settle(bool reached);

    bool m_running = false;
    bool m_routes = false;
    int m_waiting = 0;
    int m_reachable = 0;
    int m_unreachable = 0;
};

/// Whether the kernel knows a way out: any route that is not over loopback, of either family.
/// `routeTable` and `routeTable6` are the texts of /proc/net/route and /proc/net/ipv6_route.
bool hasRoute(const QByteArray &routeTable, const QByteArray &routeTable6);

} // namespace quarterdeck
