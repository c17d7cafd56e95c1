#pragma once

#include "models/breakerboard/breakertile.h"

#include <QList>
#include <QString>

namespace quarterdeck {

/// The words of a tile: in one place, so that tile, table, panel and screen reader say the same.
namespace breakertext {

QString ratio(double value); ///< "96.1 %", "<0.1 %", "—"
/// "50.2 % failed or not permitted": what the tile's ratio is of.
QString errors(const BreakerTile &tile);
QString limit(double value);            ///< "50 %", as one writes it
QString place(const BreakerTile &tile); ///< "checkout · eu-west", or how many breakers it sums up
QString time(const BreakerTile &tile, SteadyTime now);  ///< "for 2 min 11 s · next try in 24 s"
QString states(const BreakerTile &tile);                ///< "120 instances: 3 open, 5 half-open, 112 closed"
QString calls(const BreakerTile &tile);                 ///< "31 calls/s"
QString latency(const BreakerTile &tile, double value); ///< "24 ms", "≤ 24 ms", "—"
QString lastChange(const BreakerTile &tile);            ///< "last change 14:15:26"
QString trips(const BreakerTile &tile); ///< "2 trips in 1 h, 7 in 24 h"; empty when there was none
QList<QString> badges(const BreakerTile &tile);

/// "1 184" and "failed": a cause of calls that the library tells.
struct Cause
{
    CallCause cause;
    QString count;
    QString word;
    bool isNone = false; ///< counted, and there was none: nothing to be coloured
};
QList<Cause> causes(const BreakerTile &tile); ///< those that are known

/// Everything at once, for tool tips and screen readers.
QString whole(const BreakerTile &tile, SteadyTime now);

} // namespace breakertext

} // namespace quarterdeck
