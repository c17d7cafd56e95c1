#pragma once

#include "models/breakers/breakerstate.h"

#include <string_view>

namespace quarterdeck {

/// What a HELP text says of a state gauge's values: "0=closed, 1=open, 2=half_open", "closed (0), open (1)",
/// "1 if open, 0 otherwise", "0/1/2 for closed/half-open/open". Empty when it says nothing, or two things.
QMap<double, BreakerState> statesFromHelp(std::string_view help);

} // namespace quarterdeck
