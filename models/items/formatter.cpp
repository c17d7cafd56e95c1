#include "models/items/formatter.h"

#include "models/signals/errorbudget.h"

#include <QDateTime>
#include <QTimeZone>

#include <cmath>

using namespace std::chrono;

namespace quarterdeck::format {

namespace {

constexpr QChar thinSpace(0x2009);

QString withUnit(const QString &number, QLatin1String unit)
{
    return number + thinSpace + unit;
}

QDateTime toUtc(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(
        duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count(), Qt::UTC);
}

QString grouped(double value)
{
    return count(static_cast<qint64>(std::llround(value)));
}

/// Three significant digits while that needs a fraction, whole numbers above.
QString scaled(double value)
{
    return QString::number(value, 'f', value < 99.95 ? 1 : 0);
}

} // namespace

QString missing()
{
    return QStringLiteral("—");
}

QString count(qint64 value)
{
    QString digits = QString::number(value);
    const qsizetype first = value < 0 ? 1 : 0;
    for (qsizetype at = digits.size() - 3; at > first; at -= 3) {
        digits.insert(at, thinSpace);
    }
    return digits;
}

QString rate(double perSecond)
{
    if (!std::isfinite(perSecond)) {
        return missing();
    }
    const double size = std::abs(perSecond);
    if (size >= 999.95e6) {
        return withUnit(scaled(perSecond / 1e9), QLatin1String("G"));
    }
    if (size >= 999.95e3) {
        return withUnit(scaled(perSecond / 1e6), QLatin1String("M"));
    }
    if (size >= 9999.5) {
        return withUnit(scaled(perSecond / 1e3), QLatin1String("k"));
    }
    if (size >= 9.95 || size < 0.005) {
        return grouped(perSecond);
    }
    return QString::number(perSecond, 'f', size < 0.095 ? 2 : 1);
}

QString percent(double ratio)
{
    return std::isfinite(ratio) ? withUnit(percentNumber(ratio), QLatin1String("%")) : missing();
}

QString percentNumber(double ratio)
{
    if (!std::isfinite(ratio)) {
        return missing();
    }
    const double value = ratio * 100;
    // A ratio that is not zero must not read as zero: one failed request of 100,000 is still a failure.
    if (value > 0 && value < 0.005) {
        return QStringLiteral("<0.01");
    }
    return QString::number(value, 'f', 2);
}

QString budgetNumber(double share)
{
    if (!std::isfinite(share)) {
        return missing();
    }
    // Rounded down: a budget that is touched is not whole, one that is overspent is not zero.
    const double percents = std::floor(share * 100);
    if (percents < -999) {
        return QStringLiteral("< −999"); // how many times overspent is the burn rate's to say
    }
    return percents < 0 ? QStringLiteral("−") + grouped(-percents) : grouped(percents);
}

QString budgetNumber(const BurnRates &rates)
{
    return rates.isTooEarly() && std::isfinite(rates.sixHours) ? QStringLiteral("too early")
                                                               : budgetNumber(rates.budgetLeft);
}

QString burn(double rate)
{
    return std::isfinite(rate) ? burnNumber(rate) + QStringLiteral("×") : missing();
}

QString burnNumber(double rate)
{
    if (!std::isfinite(rate)) {
        return missing();
    }
    if (rate > 0 && rate < 0.05) {
        return QStringLiteral("<0.1");
    }
    return rate < 99.95 ? QString::number(rate, 'f', 1) : grouped(rate);
}

QString milliseconds(double seconds)
{
    if (!std::isfinite(seconds)) {
        return missing();
    }
    const double value = seconds * 1000;
    return value >= 9.95 || value < 0.05 ? grouped(value) : QString::number(value, 'f', 1);
}

QString latency(double seconds)
{
    if (!std::isfinite(seconds)) {
        return missing();
    }
    if (seconds >= 0.9995) {
        return withUnit(scaled(seconds), QLatin1String("s"));
    }
    return withUnit(milliseconds(seconds), QLatin1String("ms"));
}

QString bytes(qint64 value)
{
    constexpr const char *units[] = {"kB", "MB", "GB", "TB", "PB"};
    if (value < 1000) {
        return withUnit(QString::number(value), QLatin1String("B"));
    }
    double size = static_cast<double>(value) / 1000;
    std::size_t unit = 0;
    while (size >= 999.95 && unit + 1 < std::size(units)) {
        size /= 1000;
        ++unit;
    }
    return withUnit(scaled(size), QLatin1String(units[unit]));
}

QString fixed(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return missing();
    }
    const QString digits = QString::number(value, 'f', decimals);
    const qsizetype point = decimals > 0 ? digits.indexOf(QLatin1Char('.')) : digits.size();
    return count(digits.left(point).toLongLong()) + digits.mid(point);
}

QString duration(std::chrono::milliseconds value)
{
    const qint64 total = std::max<qint64>(0, duration_cast<seconds>(value).count());
    const qint64 days = total / 86400;
    const qint64 wholeHours = total / 3600 % 24;
    const qint64 wholeMinutes = total / 60 % 60;
    if (total < 60) {
        return QStringLiteral("%1 s").arg(total);
    }
    if (total < 3600) {
        return total % 60 == 0 ? QStringLiteral("%1 min").arg(wholeMinutes)
                               : QStringLiteral("%1 min %2 s").arg(wholeMinutes).arg(total % 60);
    }
    if (days == 0) {
        return QStringLiteral("%1 h %2 min").arg(wholeHours).arg(wholeMinutes, 2, 10, QLatin1Char('0'));
    }
    return QStringLiteral("%1 d %2 h").arg(days).arg(wholeHours);
}

QString age(std::chrono::milliseconds value)
{
    const qint64 total = std::max<qint64>(0, duration_cast<seconds>(value).count());
    if (total < 60) {
        return QStringLiteral("%1 s").arg(total);
    }
    if (total < 3600) {
        return QStringLiteral("%1 min").arg(total / 60);
    }
    if (total < 86400) {
        return QStringLiteral("%1 h").arg(total / 3600);
    }
    return QStringLiteral("%1 d").arg(total / 86400);
}

QString clock(WallTime time)
{
    return toUtc(time).toString(QStringLiteral("HH:mm:ss"));
}

QString clockMinute(WallTime time)
{
    return toUtc(time).toString(QStringLiteral("HH:mm"));
}

QString dateTime(WallTime time)
{
    return toUtc(time).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"));
}

} // namespace quarterdeck::format
