#include "models/breakers/breakerstate.h"

namespace quarterdeck {

static bool sameNumber(double a, double b)
{
    return a == b || (a != a && b != b);
}

bool BreakerReading::operator==(const BreakerReading &other) const
{
    const bool sameLatency =
        latency == other.latency || (latency && other.latency && *latency == *other.latency);
    return state == other.state && openings == other.openings && inferred == other.inferred &&
           trips == other.trips && restarts == other.restarts && calls == other.calls &&
           sameNumber(slowNow, other.slowNow) && failureRate == other.failureRate &&
           threshold == other.threshold && wait == other.wait && sameLatency && raw == other.raw &&
           name == other.name && convention == other.convention && labels == other.labels &&
           hint == other.hint && series == other.series;
}

QString toString(BreakerState state)
{
    switch (state) {
    case BreakerState::Open:
        return QStringLiteral("open");
    case BreakerState::ForcedOpen:
        return QStringLiteral("forced open");
    case BreakerState::HalfOpen:
        return QStringLiteral("half-open");
    case BreakerState::Unknown:
        return QStringLiteral("unknown");
    case BreakerState::ForcedClosed:
        return QStringLiteral("forced closed");
    case BreakerState::Disabled:
        return QStringLiteral("disabled");
    case BreakerState::MetricsOnly:
        return QStringLiteral("metrics only");
    case BreakerState::Closed:
        return QStringLiteral("closed");
    }
    return {};
}

} // namespace quarterdeck
