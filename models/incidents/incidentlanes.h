#pragma once

#include "models/incidents/incident.h"

namespace quarterdeck {

/// What a bar of a lane means; whoever draws gives it a colour.
enum class LaneTone : quint8 { Up, Degraded, NotReady, Down, Unknown, Action, Alert };
enum class LaneKind : quint8 { Instances, Breaker, Alerts, Actions, People };

struct LaneBar
{
    WallTime from;
    WallTime to;
    LaneTone tone = LaneTone::Up;
    QString text;     ///< "down 3 · degraded 9"
    qint64 event = 0; ///< that began it; 0: it was so before
    bool operator==(const LaneBar &) const = default;
};

struct LaneMark
{
    WallTime at;
    qint64 event = 0;
    QString text; ///< empty: see textOf()
    bool inferred = false;
    bool operator==(const LaneMark &) const = default;
};

struct Lane
{
    LaneKind kind = LaneKind::Instances;
    QString name; ///< "checkout · 12 instances", "breaker orders-db"
    /// By their beginning. Those of instances and breakers follow one another, others may overlap.
    QList<LaneBar> bars;
    QList<LaneMark> marks;   ///< what is drawn as an event of its own, in order
    QList<LaneMark> changes; ///< the events behind the bars, in order
    bool operator==(const Lane &) const = default;
};

/// A time of the incident's clock: "started", "mitigated".
struct LaneMoment
{
    WallTime at;
    QString text;
    bool operator==(const LaneMoment &) const = default;
};

/// An incident's course over one time: what was in which state when, what was done, what people said.
struct IncidentLanes
{
    WallTime from;
    WallTime to;
    QList<Lane> lanes;
    QList<LaneMoment> clock; ///< in order
    QList<Event> events;     ///< all of them, in order
    bool operator==(const IncidentLanes &) const = default;
};

/// What a mark tells. Made when it is asked for: a storm has very many.
QString textOf(const IncidentLanes &lanes, const LaneMark &mark);

inline constexpr qsizetype lanesPerService = 3; ///< with more instances touched they share one lane

/// `events` in the order in which they happened. What is not known from them was as it was before the first
/// of them. `now`: how far the bars of what goes on reach.
IncidentLanes lanesOf(const Incident &incident, const QList<Event> &events, WallTime now);

} // namespace quarterdeck
