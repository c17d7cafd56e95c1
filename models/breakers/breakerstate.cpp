#include "models/breakers/breakerstate.h"

namespace quarterdeck {

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
