#pragma once

#include "models/signals/signalreading.h"

#include <QString>

namespace quarterdeck {

/// In which time a person reads the record. Whatever shows a time says which one it is.
enum class ClockZone : quint8 { Utc, Local };

namespace format {

QString clock(WallTime time, ClockZone zone);       ///< "14:15:21"
QString clockMinute(WallTime time, ClockZone zone); ///< "14:15"
QString clockExact(WallTime time, ClockZone zone);  ///< "14:15:21.250"
QString day(WallTime time, ClockZone zone);         ///< "2026-11-21"
/// How much later it is there than in UTC; it depends on the time.
std::chrono::seconds zoneOffset(WallTime time, ClockZone zone);
/// "UTC", "UTC+01:00": what stands behind a time.
QString zoneName(WallTime time, ClockZone zone);
QString dateTime(WallTime time, ClockZone zone); ///< "2026-11-21 14:15:21 UTC"
/// "2026-11-21, 14:10 to 14:25 UTC"; with both days where there are two.
QString span(WallTime from, WallTime to, ClockZone zone);

} // namespace format
} // namespace quarterdeck
