#pragma once

#include "models/runbooks/runplan.h"

namespace quarterdeck {

class FleetSession;
class RunEngine;
class Terminal;

// What a terminal waits for that a window has seen long ago. Each ends early when it is interrupted.

/// Until every probe was answered once, or could have been.
void hearEverybody(FleetSession &session, Terminal &terminal);
/// A plan whose conditions are known, or cannot be told after all.
RunPlan settledPlan(RunEngine &engine, const Fleet &fleet, Terminal &terminal, const RunOrder &order);

} // namespace quarterdeck
