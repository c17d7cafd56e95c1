#pragma once

#include <QByteArray>

#include <array>
#include <utility>
#include <vector>

namespace quarterdeck::bench {

/// What a running console says of itself under --metrics-listen, as far as the benchmark asks.
struct ConsoleFigures
{
    bool answered = false;
    double probes = 0; ///< since its start, as all counters
    double failed = 0; ///< shed ones among them
    double late = 0;
    std::vector<std::pair<double, double>> lateness; ///< bound in seconds, cumulative count

    /// Of what happened since `before`: quantile of the lateness in ms; 1 is the bound that none exceeded.
    [[nodiscard]] double latenessSince(const ConsoleFigures &before, double quantile) const;
};

/// Asks for the page of metrics at a port of 127.0.0.1.
ConsoleFigures askConsole(quint16 port);
ConsoleFigures readConsolePage(const QByteArray &page);

} // namespace quarterdeck::bench
