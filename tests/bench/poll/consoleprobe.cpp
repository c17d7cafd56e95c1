#include "tests/bench/poll/consoleprobe.h"

#include <QString>
#include <QTcpSocket>

#include <limits>

namespace quarterdeck::bench {

double ConsoleFigures::latenessSince(const ConsoleFigures &before, double quantile) const
{
    if (lateness.empty()) {
        return 0;
    }
    const auto countAt = [&](std::size_t index) {
        return lateness[index].second - (index < before.lateness.size() ? before.lateness[index].second : 0);
    };
    const double wanted = quantile * countAt(lateness.size() - 1);
    double from = 0;
    double below = 0;
    for (std::size_t i = 0; i < lateness.size(); ++i) {
        const double bound = lateness[i].first;
        if (countAt(i) >= wanted) {
            if (bound == std::numeric_limits<double>::infinity()) {
                return 1000 * from;
            }
            const double inside = countAt(i) - below;
            return 1000 * (inside > 0 ? from + (bound - from) * (wanted - below) / inside : bound);
        }
        from = bound;
        below = countAt(i);
    }
    return 1000 * from;
}

ConsoleFigures readConsolePage(const QByteArray &page)
{
    ConsoleFigures figures;
    for (const QByteArray &line : page.split('\n')) {
        const double value = line.mid(line.lastIndexOf(' ') + 1).toDouble();
        if (line.startsWith("quarterdeck_probes_total{")) {
            figures.answered = true;
            figures.probes += value;
            figures.failed += line.contains("outcome=\"ok\"") ? 0 : value;
        } else if (line.startsWith("quarterdeck_probes_late_total ")) {
            figures.late = value;
        } else if (line.startsWith("quarterdeck_probe_lateness_seconds_bucket{")) {
            const qsizetype from = line.indexOf("le=\"") + 4;
            const QByteArray bound = line.mid(from, line.indexOf('"', from) - from);
            figures.lateness.emplace_back(
                bound == "+Inf" ? std::numeric_limits<double>::infinity() : bound.toDouble(), value);
        }
    }
    return figures;
}

ConsoleFigures askConsole(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected(2000)) {
        return {};
    }
    socket.write("GET /metrics HTTP/1.1\r\nHost: console\r\nConnection: close\r\n\r\n");
    QByteArray page;
    while (socket.waitForReadyRead(2000)) {
        page += socket.readAll();
    }
    return readConsolePage(page + socket.readAll());
}

} // namespace quarterdeck::bench
