#pragma once

#include "models/items/zonedtime.h"

#include <QList>

namespace quarterdeck {

/// A mark of the axis of time.
struct LaneTick
{
    WallTime at;
    QString text;
};

/// Round times of `zone`, as close to each other as `leastSeconds` lets them be. Where a day begins, and
/// where days are far apart, the text is the day.
QList<LaneTick> timeTicks(WallTime from, WallTime to, double leastSeconds, ClockZone zone);

} // namespace quarterdeck
