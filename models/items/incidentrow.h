#pragma once

#include "models/incidents/incident.h"

namespace quarterdeck {

/// One incident as it is listed, with what this console alone knows of it.
struct IncidentRow
{
    Incident incident;
    bool unseen = false;             ///< something of it is new to the user
    std::optional<WallTime> snoozed; ///< until when this console does not remind of it
    [[nodiscard]] IncidentNumber key() const { return incident.number; }
    bool operator==(const IncidentRow &) const = default;
};

} // namespace quarterdeck
