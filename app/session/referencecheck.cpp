#include "app/session/referencecheck.h"

#include <QFile>
#include <QTcpSocket>
#include <QTimer>

namespace quarterdeck {

namespace {

QByteArray procFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

quint16 portOf(const QUrl &url)
{
    const int fallback = url.scheme() == QStringLiteral("https") ? 443 : 80;
    return static_cast<quint16>(url.port(fallback));
}

} // namespace

bool hasRoute(const QByteArray &routeTable, const QByteArray &routeTable6)
{
    // /proc/net/route: a heading, then "Iface Destination Gateway Flags ..."; RTF_UP is 1.
    const QList<QByteArray> lines = routeTable.split('\n');
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QList<QByteArray> fields = lines.at(i).simplified().split(' ');
        if (fields.size() > 3 && fields.at(0) != "lo" && (fields.at(3).toUInt(nullptr, 16) & 1U) != 0) {
            return true;
        }
    }
    // /proc/net/ipv6_route: no heading, the flags are the ninth field, the interface the tenth. Link-local
    // and multicast routes exist on every interface and lead nowhere.
    for (const QByteArray &line : routeTable6.split('\n')) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 10 || fields.at(9) == "lo" || (fields.at(8).toUInt(nullptr, 16) & 1U) == 0) {
            continue;
        }
        if (!fields.at(0).startsWith("fe80") && !fields.at(0).startsWith("ff")) {
            return true;
        }
    }
    return false;
}

void ReferenceCheck::start(const QList<QUrl> &references, std::chrono::milliseconds timeout)
{
    if (m_running) {
        return;
    }
    m_running = true;
    m_reachable = 0;
    m_unreachable = 0;
    m_waiting = static_cast<int>(references.size());
    m_routes = hasRoute(procFile(QStringLiteral("/proc/net/route")),
                        procFile(QStringLiteral("/proc/net/ipv6_route")));
    if (m_waiting == 0) {
        // Answered on the next turn, so that a caller sees the same order of events in both cases.
        m_waiting = 1;
        QTimer::singleShot(0, this, [this] {
            m_running = false;
            Q_EMIT finished(m_routes, 0, 0);
        });
        return;
    }
    for (const QUrl &reference : references) {
        auto *socket = new QTcpSocket(this);
        auto *deadline = new QTimer(socket);
        deadline->setSingleShot(true);
        const auto end = [this, socket, deadline](bool reached) {
            deadline->stop();
            socket->disconnect(this);
            socket->abort();
            socket->deleteLater();
            settle(reached);
        };
        connect(socket, &QTcpSocket::connected, this, [end] { end(true); });
        connect(socket, &QTcpSocket::errorOccurred, this, [end](QAbstractSocket::SocketError error) {
            // A refusal is an answer: something out there is alive.
            end(error == QAbstractSocket::ConnectionRefusedError);
        });
        connect(deadline, &QTimer::timeout, this, [end] { end(false); });
        deadline->start(timeout);
        socket->connectToHost(reference.host(), portOf(reference));
    }
}

void ReferenceCheck::settle(bool reached)
{
    (reached ? m_reachable : m_unreachable) += 1;
    if (--m_waiting == 0) {
        m_running = false;
        Q_EMIT finished(m_routes, m_reachable, m_unreachable);
    }
}

} // namespace quarterdeck
