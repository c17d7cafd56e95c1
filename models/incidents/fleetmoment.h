#pragma once

#include "models/breakers/breakerstate.h"
#include "models/fleet/instancestate.h"
#include "models/incidents/event.h"

#include <QHash>

namespace quarterdeck {

struct BreakerMoment
{
    QString name;
    BreakerState state = BreakerState::Unknown;
    bool operator==(const BreakerMoment &) const = default;
};

/// An instance as it was at a moment.
struct InstanceMoment
{
    QString instance; ///< InstanceId::toString()
    QString service;
    QString cluster;
    State state = State::Unknown;
    QString why;
    WallTime since;
    QList<BreakerMoment> breakers;
    bool operator==(const InstanceMoment &) const = default;
};

/// A fleet as it was at a moment: a picture of it, and what happened after that.
class FleetMoment
{
public:
    WallTime at; ///< how far it is

    void reserve(qsizetype instances) { m_instances.reserve(instances); }
    void add(const InstanceMoment &instance) { m_instances.append(instance); }
    /// Lets a state or breaker event have happened; others change nothing.
    void apply(const Event &event);
    [[nodiscard]] const QList<InstanceMoment> &instances() const { return m_instances; }
    [[nodiscard]] const InstanceMoment *find(const QString &instance) const;
    [[nodiscard]] int count(State state) const;
    [[nodiscard]] int openBreakers() const;

private:
    void index() const;

    QList<InstanceMoment> m_instances;
    /// Made when somebody is looked for: whoever only packs or counts needs none, and it is most of the work.
    mutable QHash<QString, qsizetype> m_index;
    mutable qsizetype m_indexed = 0; ///< of m_instances
};

std::optional<State> stateFromString(const QString &word);
std::optional<BreakerState> breakerStateFromString(const QString &word);

} // namespace quarterdeck
