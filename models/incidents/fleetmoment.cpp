#include "models/incidents/fleetmoment.h"

#include <algorithm>

namespace quarterdeck {

void FleetMoment::index() const
{
    m_index.reserve(m_instances.size());
    for (; m_indexed < m_instances.size(); ++m_indexed) {
        m_index.insert(m_instances.at(m_indexed).instance, m_indexed);
    }
}

void FleetMoment::apply(const Event &event)
{
    if (event.kind != EventKind::State && event.kind != EventKind::Breaker) {
        return;
    }
    index();
    auto known = m_index.constFind(event.subject);
    if (known == m_index.constEnd()) {
        InstanceMoment fresh;
        fresh.instance = event.subject;
        fresh.service = event.service;
        fresh.cluster = event.cluster;
        fresh.since = event.happened;
        add(fresh);
        index();
        known = m_index.constFind(event.subject);
    }
    InstanceMoment &instance = m_instances[*known];
    if (event.kind == EventKind::State) {
        instance.state = stateFromString(event.to).value_or(State::Unknown);
        instance.why = event.reason;
        instance.since = event.happened;
        return;
    }
    const BreakerState state = breakerStateFromString(event.to).value_or(BreakerState::Unknown);
    for (BreakerMoment &breaker : instance.breakers) {
        if (breaker.name == event.component) {
            breaker.state = state;
            return;
        }
    }
    instance.breakers.append({event.component, state});
}

const InstanceMoment *FleetMoment::find(const QString &instance) const
{
    index();
    const auto known = m_index.constFind(instance);
    return known == m_index.constEnd() ? nullptr : &m_instances.at(*known);
}

int FleetMoment::count(State state) const
{
    return static_cast<int>(
        std::count_if(m_instances.begin(), m_instances.end(),
                      [state](const InstanceMoment &instance) { return instance.state == state; }));
}

int FleetMoment::openBreakers() const
{
    int open = 0;
    for (const InstanceMoment &instance : m_instances) {
        for (const BreakerMoment &breaker : instance.breakers) {
            open += breaker.state == BreakerState::Open || breaker.state == BreakerState::ForcedOpen ? 1 : 0;
        }
    }
    return open;
}

std::optional<State> stateFromString(const QString &word)
{
    for (int i = 0; i < stateCount; ++i) {
        if (toString(static_cast<State>(i)) == word) {
            return static_cast<State>(i);
        }
    }
    return std::nullopt;
}

std::optional<BreakerState> breakerStateFromString(const QString &word)
{
    for (int i = 0; i < breakerStateCount; ++i) {
        if (toString(static_cast<BreakerState>(i)) == word) {
            return static_cast<BreakerState>(i);
        }
    }
    return std::nullopt;
}

} // namespace quarterdeck
