#pragma once

#include <chrono>

namespace quarterdeck {

/// How long the rules of incidents wait (design section 4); `incidents:` of fleet.yml.
struct IncidentTiming
{
    std::chrono::milliseconds openAfter{30'000};        ///< instances down, breakers open
    std::chrono::milliseconds mitigatedAfter{120'000};  ///< all its signals good
    std::chrono::milliseconds resolvedAfter{1'800'000}; ///< quiet since it was mitigated
    bool operator==(const IncidentTiming &) const = default;
};

} // namespace quarterdeck
