#include "models/fleet/instancestate.h"

namespace quarterdeck {

QString toString(State state)
{
    switch (state) {
    case State::Down:
        return QStringLiteral("down");
    case State::NotReady:
        return QStringLiteral("not ready");
    case State::Degraded:
        return QStringLiteral("degraded");
    case State::Unknown:
        return QStringLiteral("unknown");
    case State::Up:
        return QStringLiteral("up");
    }
    return {};
}

} // namespace quarterdeck
