#pragma once

#include <QString>

namespace quarterdeck::bench {

/// How long a failure takes from the instance to the fleet's state, over many failures.
struct Reaction
{
    int failures = 0;
    double shownWorstMs = 0; ///< until the failure is told beside the instance (its why)
    double shownMedianMs = 0;
    double downWorstMs = 0; ///< until the instance is down: `fail_after` probes in a row
    double budgetMs = 0;    ///< interval + timeout + 200 ms
};

/// Kills instances of a running simulated fleet one after the other and watches a session of our own. The
/// time on the screen is at most one more drain (100 ms) and one paint.
Reaction measureReaction(const QString &config, quint16 controlPort, int failures);

} // namespace quarterdeck::bench
