#pragma once

#include "models/signals/signalreading.h"

#include <QString>

#include <chrono>

namespace quarterdeck {
struct BurnRates;
}

/// The one place where raw values become text for people. Everything that has no value is an em dash, never
/// a zero. Digits are grouped by a thin space, so that columns of tabular figures line up in any locale.
namespace quarterdeck::format {

QString missing(); ///< "—"

QString count(qint64 value);         ///< "1 182"
QString rate(double perSecond);      ///< "0.4", "241", "1 940", "48.2 k", "1.2 M"
QString percent(double ratio);       ///< 0.0042 -> "0.42 %"
QString percentNumber(double ratio); ///< 0.0841 -> "8.41", for a column whose head says "%"
QString budgetNumber(double share);  ///< 0.624 -> "62", -3.2 -> "−320", for a column whose head says "%"
QString budgetNumber(const BurnRates &rates); ///< the same; "too early" while there is too little history
QString burn(double rate);                    ///< "0.4×", "14.4×", "1 000×"
QString burnNumber(double rate);              ///< the same without its sign
QString milliseconds(double seconds);         ///< 3.012 -> "3 012", 0.0004 -> "0.4"; the unit is in the head
QString latency(double seconds);              ///< "0.4 ms", "38 ms", "3.0 s"
QString bytes(qint64 value);                  ///< "812 B", "14.2 kB", "1.4 GB"
QString fixed(double value, int decimals);    ///< "1 250", "12.5": labels of an axis share their decimals

QString duration(std::chrono::milliseconds value); ///< "42 s", "2 min 11 s", "1 h 04 min", "3 d 2 h"
QString age(std::chrono::milliseconds value);      ///< one unit only: "42 s", "2 min", "1 h", "3 d"

/// Times of day are UTC everywhere: logs, alerts and colleagues in other time zones speak it.
QString clock(WallTime time);       ///< "14:15:21"
QString clockMinute(WallTime time); ///< "14:15"
QString dateTime(WallTime time);    ///< "2026-11-21 14:15:21 UTC"

} // namespace quarterdeck::format
