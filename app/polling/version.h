#pragma once

namespace quarterdeck {

/// How this console names itself to what it polls.
inline constexpr char userAgent[] = "quarterdeck/0.1";

} // namespace quarterdeck
