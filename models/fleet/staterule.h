#pragma once

#include "models/fleet/instancestate.h"
#include "models/fleet/probetrack.h"

#include <QStringList>

namespace quarterdeck {

/// What is known of one probe when the state is ruled on.
struct ProbeEvidence
{
    bool configured = false;
    bool stale = false; ///< its last word is older than `stale_after`
    const ProbeTrack *track = nullptr;
};

struct StateEvidence
{
    ProbeEvidence health;
    ProbeEvidence readiness;
    ProbeEvidence metrics;
    bool pageUnreadable = false; ///< the metrics are there but cannot be read
    bool lineUnreadable = false; ///< some lines of them cannot be read; the others are used
    QStringList limits;          ///< reasons of tripped limits and open breakers, most telling first
    std::chrono::milliseconds staleAfter{20000};
    Hysteresis hysteresis;
};

struct StateRuling
{
    State state = State::Unknown;
    QString why;
    bool stale = false;
    bool waiting = false; ///< unknown only because it was not answered yet
    bool operator==(const StateRuling &) const = default;
};

/// Design section 4 as a pure function: from what each probe is held to say to the state and its one-line
/// why. Worst first: down, not ready, degraded, unknown, up. Without a health endpoint (or with one that
/// answers 404) a successful scrape is health. Trouble that is not confirmed yet is told in the why, also
/// when up: "connection refused (1 of 2)".
StateRuling ruleOn(const StateEvidence &evidence);

} // namespace quarterdeck
