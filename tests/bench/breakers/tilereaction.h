#pragma once

#include <QString>

namespace quarterdeck::bench {

/// How long the page takes to show what became of a breaker.
struct TileReaction
{
    int changes = 0;
    double medianMs = -1;
    double worstMs = -1;
    double budgetMs = -1; ///< interval + 200 ms
};

/// Opens and closes breakers of a simulated fleet through its control port, one at a time, and waits each
/// time until the page has painted its tile in the new state. The page is the real one, in this process,
/// behind a session that polls.
TileReaction measureTileReaction(const QString &config, quint16 controlPort, int changes);

} // namespace quarterdeck::bench
