#pragma once

#include "models/fleet/observation.h"

namespace quarterdeck {

/// What one finished probe says of its instance, mildest first. `Silent` says nothing: the console did not or
/// could not ask, or the target was throttling; what was known stays and ages.
enum class ProbeLevel : quint8 { Silent, Good, Unknown, Degraded, Bad };

struct ProbeWord
{
    ProbeLevel level = ProbeLevel::Silent;
    bool absent = false; ///< the endpoint is not offered (404): the probe is as good as not configured
    bool network =
        false; ///< a failure that a reached host could not have produced: it may be our own network
    bool operator==(const ProbeWord &) const = default;
};

/// The table of design section 4, one probe at a time:
///   an answered health or readiness probe says what its verdict says (401 and 403 are unknown, 404 is
///   absent, 429 is silent: a throttled question is no news); refused, reset, TLS, timed out, no route, DNS
///   are bad; what could be our own network is marked so; an answer that is too large or cannot be read came
///   from a living host: unknown for health, degraded for metrics; unreadable lines on a page degrade; shed
///   and local failures are silent.
ProbeWord wordOf(const Observation &observation);

/// One line for a person: the observation's own reason or, where it has none, the plain words for its
/// outcome.
QString reasonOf(const Observation &observation, std::chrono::milliseconds timeout);

/// "3 s", "250 ms", "1.5 s": for texts such as "timeout after 3 s".
QString durationText(std::chrono::milliseconds duration);

} // namespace quarterdeck
