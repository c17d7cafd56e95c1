#pragma once

#include "models/fleet/observation.h"
#include "models/signals/signalhistory.h"

#include <QFlags>

namespace quarterdeck {

/// Worst first, so that sorting by it puts problems on top.
enum class State : quint8 { Down, NotReady, Degraded, Unknown, Up };
inline constexpr int stateCount = 5;

enum class InstanceFlag : quint8 { Flapping = 1, Maintenance = 2, Stale = 4, Unseen = 8 };
Q_DECLARE_FLAGS(InstanceFlags, InstanceFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(InstanceFlags)

/// The last probe of a kind that ended, and the last that was answered.
struct ProbeStatus
{
    bool configured = false;
    bool answered = false; ///< there is a `last`: at least one probe ended, whatever it came to
    Observation last;
    SteadyTime lastGood{};   ///< zero: never
    SteadyTime lastAnswer{}; ///< the last that brought an HTTP answer, good or bad; zero: never
};

/// A change of an instance's state, as it goes to the record.
struct StateTransition
{
    InstanceNumber instance;
    State from = State::Unknown;
    State to = State::Unknown;
    QString why;
    WallTime happened;
    bool first = false; ///< how the instance was found: not news, and no part of flapping
};

QString toString(State state); ///< "down", "not ready", "degraded", "unknown", "up"

} // namespace quarterdeck
