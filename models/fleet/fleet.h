#pragma once

#include "models/fleet/instancestate.h"
#include "models/fleet/rollup.h"
#include "models/fleet/servicesignals.h"

#include <QList>
#include <QSet>

#include <memory>
#include <span>

namespace quarterdeck {

/// Everything the console knows of one instance now. Owned by Fleet; stable address while the instance
/// exists.
struct Instance
{
    Target target;
    State state = State::Unknown;
    QString why;    ///< one line; empty when up and nothing is brewing ("connection refused (1 of 2)")
    WallTime since; ///< when this state began
    SteadyTime sinceSteady;
    InstanceFlags flags;
    ProbeStatus probes[probeKinds];
    SignalReading signals;
    bool lowTraffic = false;   ///< fewer than min_requests in the window: ratio dimmed
    bool fewLatencies = false; ///< the quantiles rest on too few requests to be judged: dimmed
    QList<BreakerReading> breakers;
    QList<SaturationReading> saturation; ///< limits on concurrency: no breakers, and no reason for a state
    QList<StateTransition> transitions;  ///< newest first, bounded
    SignalHistory history;               ///< oldest first, 15 min, 16 bytes a point

    [[nodiscard]] const ProbeStatus &probe(ProbeKind kind) const { return probes[static_cast<int>(kind)]; }
    /// Age of the newest live answer; nothing when there never was one.
    [[nodiscard]] std::optional<std::chrono::milliseconds> age(SteadyTime now) const;
};

/// What one apply() or tick() changed.
struct FleetChanges
{
    bool replaced = false;         ///< a new definition: rows came, went or moved
    QList<InstanceNumber> changed; ///< each once
    /// Whose metrics page was read, even where it says what the one before said: who counts by difference
    /// must hear that a counter stood still. An instance may be told twice.
    QList<InstanceNumber> pages;
    QList<StateTransition> transitions;
    bool isolationChanged = false;
    QString isolationNews; ///< one line that tells the beginning or the end; empty while it is a question
    [[nodiscard]] bool isEmpty() const
    {
        return !replaced && changed.isEmpty() && pages.isEmpty() && !isolationChanged;
    }
};

/// What the record knows of an instance at a moment that has gone by.
struct RecordedInstance
{
    InstanceNumber number;
    bool isKnown = false; ///< else nothing was recorded of it then
    State state = State::Unknown;
    QString why;
    WallTime since;
    QList<BreakerReading> breakers;
};

/// Whether the console or the fleet lost the network. `Suspected`: the references are being asked, states are
/// held. `Isolated`: it is the console; last known states are kept and marked stale. `CannotTell`: no
/// reference is configured (or none was asked in time); states go on as usual. `Outage`: references answer,
/// so it is the fleet; states go on as usual.
enum class Isolation : quint8 { None, Suspected, Isolated, CannotTell, Outage };

/// The state of the whole fleet and the rules by which observations change it (design section 4).
/// No I/O, no clock of its own: every call that needs the time is given it. Lives in the UI thread.
class Fleet
{
public:
    Fleet();
    ~Fleet();
    Fleet(const Fleet &) = delete;
    Fleet &operator=(const Fleet &) = delete;

    /// Replaces the definition. Instances that stay keep their state, history and probes.
    /// Observations of a changed instance that were made under an older `generation` are ignored.
    FleetChanges setDefinition(const FleetDefinition &definition, SteadyTime now, WallTime wall,
                               quint64 generation = 0);
    [[nodiscard]] const FleetDefinition &definition() const;

    /// Applies finished probes; unknown instances and older definitions are ignored.
    FleetChanges apply(std::span<const Observation> observations, SteadyTime now, WallTime wall);
    /// Lets time pass: staleness, ends of maintenance, isolation, flapping that calms down. Cheap; once a
    /// second.
    FleetChanges tick(SteadyTime now, WallTime wall);
    /// What the console's own routes and the references outside the fleet say. Ask again every interval
    /// while isolation() is not None; with no reference configured tell the routes and zeros. Takes effect
    /// with the next tick().
    void setReferences(bool routesExist, int reachable, int unreachable, SteadyTime now);
    /// Instances that gave no answer for an interval or longer, as if the way to them were gone: another
    /// source may know them.
    [[nodiscard]] QList<InstanceNumber> outOfReach(SteadyTime now) const;
    [[nodiscard]] Isolation isolation() const;
    [[nodiscard]] QString isolationText() const; ///< one line for the banner
    /// Marks as seen; returns those that were unseen.
    FleetChanges markSeen(const QList<InstanceNumber> &instances);

    /// Puts what the record knows of a moment in the place of what was there: for a fleet that nobody
    /// observes. `history`: the whole fleet's signals up to then. `now` goes with the moment, see PastFleet.
    FleetChanges recall(std::span<const RecordedInstance> instances, const QList<SignalPoint> &history,
                        SteadyTime now, WallTime moment);
    /// From now on this fleet is but another name for `other`: what looks at it sees that one, and may only
    /// look. Whoever looks must be told that everything changed.
    void mirror(const Fleet &other);

    /// In the order of the definition.
    [[nodiscard]] const QList<InstanceNumber> &order() const;
    [[nodiscard]] const Instance *instance(InstanceNumber number) const;
    [[nodiscard]] qsizetype size() const { return order().size(); }

    [[nodiscard]] const RollUp &total() const;
    [[nodiscard]] RollUp rollUp(std::span<const InstanceNumber> instances) const;
    /// Sums rates and buckets of the instances, then takes the quantiles: percentiles are never averaged.
    [[nodiscard]] SignalReading signals(std::span<const InstanceNumber> instances) const;
    /// The whole fleet's request rate and error ratio, kept for 30 min, oldest first.
    [[nodiscard]] const QList<SignalPoint> &history() const;
    /// History and error budget of a service; null when the fleet has none of that name.
    [[nodiscard]] const ServiceSignals *service(const QString &name) const;
    /// 6 h of a service in a cluster, of a cluster (no service), of a service (no cluster) or of the whole
    /// fleet (neither), with quantiles, a point every 10 s; null where nothing is kept.
    [[nodiscard]] const SignalHistory *groupHistory(const QString &cluster, const QString &service) const;
    /// Whether any service has an availability objective, and so an error budget to show.
    [[nodiscard]] bool hasObjectives() const;

private:
    struct Private;
    std::shared_ptr<Private> d; ///< shared with those that mirror it
};

} // namespace quarterdeck
