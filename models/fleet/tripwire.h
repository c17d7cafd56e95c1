#pragma once

#include "models/fleet/target.h"
#include "models/signals/signalreading.h"

#include <QString>

namespace quarterdeck {

struct BreakerReading;

/// A limit on what a page shows. It trips at once: the numbers are already smoothed over the window, and a
/// breaker is a fact that its instance reports. It is released by `recoverAfter` good pages in a row.
class Tripwire
{
public:
    /// `problem` is what the page shows, empty when it is well. Returns whether the text shown changed.
    bool apply(const QString &problem, int recoverAfter);
    void clear() { *this = {}; }
    [[nodiscard]] bool isTripped() const { return !m_reason.isEmpty(); }
    /// "p99 737 ms > 500 ms"; once a page is good again it says so, for the numbers beside it are good too.
    [[nodiscard]] QString reason() const;

private:
    QString m_reason;
    int m_recoverAfter = 0;
    int m_good = 0;
};

/// "error rate 8.4 % > 5 %", or empty. Below `minRequests` in the window a ratio trips nothing.
QString errorRatioProblem(const SignalReading &signalReading, const ServicePolicy *policy, int minRequests);
/// "p99 712 ms > 500 ms", or empty.
QString latencyProblem(const SignalReading &signalReading, const ServicePolicy *policy,
                       const PollSettings &poll);
/// "replication lag 1.4 GB > 1 GB", the first of the policy's limits that is broken, or empty.
QString metricProblem(const QList<double> &limitValues, const ServicePolicy *policy);
/// "breaker card-gateway open", "breakers card-gateway, stock and 2 more open", or empty.
QString breakerProblem(const QList<BreakerReading> &breakers);

/// Fewer than `minRequests` in the window: the ratio says nothing. False where requests are not counted at
/// all.
bool isLowTraffic(const SignalReading &signalReading, int minRequests);
/// The p99 rests on too little to be judged: fewer than min_requests in the window were counted or timed; or
/// the window is not full yet and of fewer than 100 requests only the slowest one or two are slow. The p99 of
/// fewer than 100 is the slowest request itself, and the first requests after a start often are.
bool isLatencyUncertain(const SignalReading &signalReading, const ServicePolicy *policy,
                        const PollSettings &poll);

} // namespace quarterdeck
