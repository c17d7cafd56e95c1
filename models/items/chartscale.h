#pragma once

#include "models/items/chartcontent.h"
#include "models/items/zonedtime.h"

namespace quarterdeck {

/// A round step of an axis, so that at most `steps` of them cover `highest`: 1, 2 or 5 times a power of ten.
double niceStep(double highest, int steps);

/// The value axis from 0 to a round top.
struct ValueScale
{
    double top = 1;
    double step = 1;
    ChartUnit unit = ChartUnit::Number;
    [[nodiscard]] QList<double> ticks() const;
    [[nodiscard]] QString text(double tick) const; ///< "0", "50 %", "400 ms", "1.5 s", "20 k"
    bool operator==(const ValueScale &) const = default;
};

/// Fits what the content shows between two times, its limit included when it is near enough to be of use.
ValueScale valueScale(const ChartContent &content, double from, double to, int steps);

struct TimeTick
{
    double at = 0; ///< chartTime()
    QString text;  ///< in UTC, as every time of the window
    bool operator==(const TimeTick &) const = default;
};
/// Round times between the two, at most `most` of them.
QList<TimeTick> timeTicks(double from, double to, double most, ClockZone zone = ClockZone::Utc);

/// A value as people read it: "241/s", "8.41 %", "38 ms".
QString chartValueText(double value, ChartUnit unit);

} // namespace quarterdeck
