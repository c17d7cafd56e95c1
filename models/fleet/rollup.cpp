#include "models/fleet/rollup.h"

#include "models/fleet/fleet.h"

namespace quarterdeck {

State RollUp::state() const
{
    if (total == 0 || of(State::Unknown) == total) {
        return State::Unknown;
    }
    if (of(State::Up) == total) {
        return State::Up;
    }
    if (of(State::Down) + of(State::NotReady) == total) {
        return of(State::Down) > 0 ? State::Down : State::NotReady;
    }
    return State::Degraded;
}

QString RollUp::toText() const
{
    if (total == 0) {
        return QStringLiteral("no instances");
    }
    if (of(State::Up) == total) {
        return QStringLiteral("%1 up").arg(total);
    }
    QString text;
    for (int state = 0; state < stateCount; ++state) {
        const int number = byState[state];
        if (number == 0 || state == static_cast<int>(State::Up)) {
            continue;
        }
        const QString word = toString(static_cast<State>(state));
        if (text.isEmpty()) {
            text = QStringLiteral("%1 of %2 %3").arg(number).arg(total).arg(word);
        } else {
            text += QStringLiteral(" · %1 %2").arg(number).arg(word);
        }
    }
    return text;
}

RollUp::Share RollUp::shareOf(const Instance &instance)
{
    Share share{instance.state, instance.flags, 0};
    for (const BreakerReading &breaker : instance.breakers) {
        if (breaker.state == BreakerState::Open || breaker.state == BreakerState::ForcedOpen) {
            ++share.openBreakers;
        }
    }
    return share;
}

void RollUp::count(const Share &share, int sign)
{
    total += sign;
    byState[static_cast<int>(share.state)] += sign;
    flapping += share.flags.testFlag(InstanceFlag::Flapping) ? sign : 0;
    stale += share.flags.testFlag(InstanceFlag::Stale) ? sign : 0;
    maintenance += share.flags.testFlag(InstanceFlag::Maintenance) ? sign : 0;
    unseen += share.flags.testFlag(InstanceFlag::Unseen) ? sign : 0;
    openBreakers += sign * share.openBreakers;
}

} // namespace quarterdeck
