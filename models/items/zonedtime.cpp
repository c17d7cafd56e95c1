#include "models/items/zonedtime.h"

#include <QDateTime>

namespace quarterdeck::format {

namespace {

QDateTime zoned(WallTime time, ClockZone zone)
{
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count(),
        zone == ClockZone::Utc ? Qt::UTC : Qt::LocalTime);
}

} // namespace

QString clock(WallTime time, ClockZone zone)
{
    return zoned(time, zone).toString(QStringLiteral("HH:mm:ss"));
}

QString clockMinute(WallTime time, ClockZone zone)
{
    return zoned(time, zone).toString(QStringLiteral("HH:mm"));
}

QString clockExact(WallTime time, ClockZone zone)
{
    return zoned(time, zone).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString day(WallTime time, ClockZone zone)
{
    return zoned(time, zone).toString(QStringLiteral("yyyy-MM-dd"));
}

std::chrono::seconds zoneOffset(WallTime time, ClockZone zone)
{
    return std::chrono::seconds(zoned(time, zone).offsetFromUtc());
}

QString zoneName(WallTime time, ClockZone zone)
{
    if (zone == ClockZone::Utc) {
        return QStringLiteral("UTC");
    }
    const int minutes = zoned(time, zone).offsetFromUtc() / 60;
    return QStringLiteral("UTC%1%2:%3")
        .arg(minutes < 0 ? QStringLiteral("\u2212") : QStringLiteral("+"))
        .arg(std::abs(minutes) / 60, 2, 10, QLatin1Char('0'))
        .arg(std::abs(minutes) % 60, 2, 10, QLatin1Char('0'));
}

QString dateTime(WallTime time, ClockZone zone)
{
    return QStringLiteral("%1 %2 %3").arg(day(time, zone), clock(time, zone), zoneName(time, zone));
}

QString span(WallTime from, WallTime to, ClockZone zone)
{
    const bool fine = to - from < std::chrono::minutes(3);
    const QString begin = fine ? clock(from, zone) : clockMinute(from, zone);
    const QString end = fine ? clock(to, zone) : clockMinute(to, zone);
    if (day(from, zone) == day(to, zone)) {
        return QStringLiteral("%1, %2 to %3 %4").arg(day(from, zone), begin, end, zoneName(to, zone));
    }
    return QStringLiteral("%1 %2 to %3 %4 %5")
        .arg(day(from, zone), begin, day(to, zone), end, zoneName(to, zone));
}

} // namespace quarterdeck::format
