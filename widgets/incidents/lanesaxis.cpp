#include "widgets/incidents/lanesaxis.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace quarterdeck {

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr std::array<qint64, 28> steps{
    100,         200,         500,      second,     2 * second, 5 * second,  10 * second,
    15 * second, 30 * second, minute,   2 * minute, 5 * minute, 10 * minute, 15 * minute,
    30 * minute, hour,        2 * hour, 3 * hour,   6 * hour,   12 * hour,   day,
    2 * day,     7 * day,     14 * day, 28 * day,   91 * day,   182 * day,   364 * day};
constexpr qsizetype mostTicks = 200;

qint64 milliseconds(WallTime time)
{
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// What is added to a time so that whole days of the zone are multiples of a day.
qint64 offsetOf(qint64 at, ClockZone zone)
{
    return zone == ClockZone::Utc
               ? 0
               : QDateTime::fromMSecsSinceEpoch(at, Qt::LocalTime).offsetFromUtc() * second;
}

} // namespace

QList<LaneTick> timeTicks(WallTime from, WallTime to, double leastSeconds, ClockZone zone)
{
    const auto least = static_cast<qint64>(leastSeconds * 1000);
    const auto found = std::lower_bound(steps.begin(), steps.end(), least);
    const qint64 step = found == steps.end() ? steps.back() : *found;
    const qint64 end = milliseconds(to);
    QList<LaneTick> ticks;
    qint64 at = milliseconds(from);
    while (ticks.size() < mostTicks) {
        // Asked for anew at every tick: a change to summer time may lie between two of them.
        const qint64 offset = offsetOf(at, zone);
        const qint64 local = at + offset;
        const qint64 rounded = (local + step - 1) / step * step;
        const qint64 tick = rounded - offset;
        if (tick > end) {
            break;
        }
        const WallTime time{std::chrono::milliseconds(tick)};
        ticks.append({time, rounded % day == 0 ? format::day(time, zone)
                            : step < second    ? format::clockExact(time, zone).chopped(2)
                            : step < minute    ? format::clock(time, zone)
                                               : format::clockMinute(time, zone)});
        at = tick + 1;
    }
    return ticks;
}

} // namespace quarterdeck
