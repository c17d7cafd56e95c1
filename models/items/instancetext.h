#pragma once

#include "models/fleet/fleet.h"

#include <QString>

namespace quarterdeck {

/// Short texts about one instance that several views show alike.
QString instanceName(const Target &target); ///< the `instance` label, or what stands for a name in the labels
QString instanceAddress(const Target &target);                  ///< "10.2.14.43:8080" of the probed endpoint
QString instanceVersion(const Target &target);                  ///< "v2.31.0" from the labels, or empty
QString breakersSummary(const QList<BreakerReading> &breakers); ///< "open 2 · closed 4", worst first

/// How far what is shown of an instance can be relied on.
struct Freshness
{
    bool answered = false; ///< there was ever an answer
    bool stale = false;
    ValueSource source = ValueSource::Live;
    std::chrono::milliseconds age{0};
    [[nodiscard]] QString
    toText() const; ///< "live", "via prometheus", "stale 42 s", "never answered", "as recorded"
};
Freshness freshnessOf(const Instance &instance, std::chrono::milliseconds staleAfter, SteadyTime now);

/// The signals shown are older than the instance's other news: its metrics could not be had lately.
bool signalsAreStale(const Instance &instance, std::chrono::milliseconds staleAfter, SteadyTime now);

bool exceedsErrorRatio(const Instance &instance);
bool exceedsP99(const Instance &instance);
bool hasOpenBreaker(const Instance &instance);

} // namespace quarterdeck
