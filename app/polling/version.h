#pragma once

namespace quarterdeck {

inline constexpr char version[] = "0.1.0";
/// How this console names itself to what it polls.
inline constexpr char userAgent[] = "quarterdeck/0.1";

} // namespace quarterdeck
