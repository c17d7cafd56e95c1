#include "models/items/chartscale.h"

#include "models/items/formatter.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

/// Whole units of what the labels of an axis show: percent, milliseconds or seconds, thousands.
struct LabelUnit
{
    double factor = 1;
    QString text;
};

LabelUnit labelUnit(const ValueScale &scale)
{
    switch (scale.unit) {
    case ChartUnit::Ratio:
        return {100, QStringLiteral(" %")};
    case ChartUnit::Seconds:
        return scale.top >= 1 ? LabelUnit{1, QStringLiteral(" s")} : LabelUnit{1000, QStringLiteral(" ms")};
    case ChartUnit::PerSecond:
    case ChartUnit::Number:
        break;
    }
    if (scale.top >= 1e6) {
        return {1e-6, QStringLiteral(" M")};
    }
    if (scale.top >= 1e4) {
        return {1e-3, QStringLiteral(" k")};
    }
    return {1, {}};
}

} // namespace

double niceStep(double highest, int steps)
{
    if (!(highest > 0) || !std::isfinite(highest) || steps < 1) {
        return 1;
    }
    const double rough = highest / steps;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * (1 - 1e-9)) {
            return factor * power;
        }
    }
    return 10 * power;
}

QList<double> ValueScale::ticks() const
{
    QList<double> list;
    const auto count = static_cast<int>(std::floor(top / step * (1 + 1e-9)));
    for (int i = 0; i <= count; ++i) {
        list.append(i * step);
    }
    return list;
}

QString ValueScale::text(double tick) const
{
    if (tick == 0) {
        return QStringLiteral("0");
    }
    const LabelUnit shown = labelUnit(*this);
    const double shownStep = step * shown.factor;
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(shownStep) - 1e-9)), 0, 6);
    return format::fixed(tick * shown.factor, decimals) + shown.text;
}

ValueScale valueScale(const ChartContent &content, double from, double to, int steps)
{
    double highest = content.lowestTop;
    for (const ChartLine &line : content.lines) {
        for (const ChartPoint &point : line.points) {
            if (point.at >= from && point.at <= to && std::isfinite(point.high)) {
                highest = std::max(highest, point.high);
            }
        }
    }
    // A limit far above everything would press the line to the ground.
    if (content.threshold > highest && content.threshold <= 2.5 * highest) {
        highest = content.threshold;
    }
    if (content.highestTop < highest) {
        highest = content.highestTop;
    }
    ValueScale scale;
    scale.unit = content.unit;
    scale.step = niceStep(highest, steps);
    scale.top = highest > 0 ? scale.step * std::ceil(highest / scale.step - 1e-9) : scale.step;
    return scale;
}

QList<TimeTick> timeTicks(double from, double to, double most, ClockZone zone)
{
    constexpr double strides[] = {1,   2,   5,    10,   15,   30,    60,    120,   300,
                                  600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};
    QList<TimeTick> ticks;
    if (!(to > from) || most < 1) {
        return ticks;
    }
    double stride = strides[std::size(strides) - 1];
    for (const double candidate : strides) {
        if ((to - from) / candidate <= most) {
            stride = candidate;
            break;
        }
    }
    const auto offset = static_cast<double>(format::zoneOffset(wallTime(from), zone).count());
    for (double at = std::ceil((from + offset) / stride) * stride - offset; at <= to; at += stride) {
        const WallTime time = wallTime(at);
        ticks.append({at, stride < 60 ? format::clock(time, zone) : format::clockMinute(time, zone)});
    }
    return ticks;
}

QString chartValueText(double value, ChartUnit unit)
{
    if (!std::isfinite(value)) {
        return format::missing();
    }
    switch (unit) {
    case ChartUnit::PerSecond:
        return format::rate(value) + QStringLiteral("/s");
    case ChartUnit::Ratio:
        return format::percent(value);
    case ChartUnit::Seconds:
        return format::latency(value);
    case ChartUnit::Number:
        return format::rate(value);
    }
    return {};
}

} // namespace quarterdeck
