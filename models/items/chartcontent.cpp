#include "models/items/chartcontent.h"

#include <cmath>

namespace quarterdeck {

namespace {

bool isSame(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

} // namespace

double chartTime(WallTime time)
{
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

WallTime wallTime(double chartTime)
{
    return WallTime(std::chrono::round<WallTime::duration>(std::chrono::duration<double>(chartTime)));
}

ChartTone toneOf(State state)
{
    switch (state) {
    case State::Down:
        return ChartTone::Down;
    case State::NotReady:
        return ChartTone::NotReady;
    case State::Degraded:
        return ChartTone::Degraded;
    case State::Unknown:
        return ChartTone::Unknown;
    case State::Up:
        return ChartTone::Up;
    }
    return ChartTone::Unknown;
}

ChartTone toneOf(BreakerState state)
{
    switch (state) {
    case BreakerState::Open:
        return ChartTone::Down;
    case BreakerState::ForcedOpen:
        return ChartTone::NotReady;
    case BreakerState::HalfOpen:
        return ChartTone::Degraded;
    case BreakerState::Closed:
        return ChartTone::Up;
    case BreakerState::ForcedClosed:
    case BreakerState::Disabled:
    case BreakerState::MetricsOnly:
    case BreakerState::Unknown:
        return ChartTone::Unknown;
    }
    return ChartTone::Unknown;
}

bool ChartPoint::operator==(const ChartPoint &other) const
{
    return at == other.at && quiet == other.quiet && isSame(low, other.low) && isSame(high, other.high);
}

bool ChartContent::operator==(const ChartContent &other) const
{
    return id == other.id && title == other.title && unit == other.unit && lines == other.lines &&
           bands == other.bands && marks == other.marks && isSame(threshold, other.threshold) &&
           thresholdText == other.thresholdText && lowestTop == other.lowestTop &&
           isSame(highestTop, other.highestTop) && kept == other.kept && keptText == other.keptText &&
           emptyText == other.emptyText && bandsOnly == other.bandsOnly;
}

} // namespace quarterdeck
