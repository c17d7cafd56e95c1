#pragma once

#include "models/fleet/servicesignals.h"
#include "models/fleet/target.h"

#include "models/signals/bucketsum.h"

#include <QHash>

#include <memory>
#include <vector>

namespace quarterdeck {

/// The services of a fleet: who belongs to which, and what each went through. Addresses and memories survive
/// a new definition as long as the service does.
class ServiceTable
{
public:
    /// Begins a new definition; every target is then asked for its index.
    void begin(int minRequests);
    int index(const Target &target);
    [[nodiscard]] const ServiceSignals *find(const QString &name) const;

    [[nodiscard]] bool hasObjectives() const;
    /// Whether the next addPoints() ends a step: quantiles, which cost the most to sum up, only count then.
    [[nodiscard]] bool isStepDue(SteadyTime now) const;

    /// Adds what one instance shows now to the service of that index, and what it counted since the last
    /// time.
    void add(int service, const SignalReading &reading, CountedTraffic counted, bool withBuckets);
    /// Ends a moment: gives every service its point and its share of the budget, and returns the fleet's
    /// point.
    SignalPoint addPoints(SteadyTime now, WallTime wall);

private:
    /// Request and error rates of several instances; NaN while none of them knows.
    struct RateSum
    {
        double requests = noValue;
        double errors = noValue;

        void add(double requestRate, double errorRate);
        [[nodiscard]] SignalPoint at(WallTime wall) const;
    };
    struct Entry
    {
        std::shared_ptr<ServiceSignals> service;
        RateSum sum;
        CountedTraffic counted{noValue, noValue};
        BucketSum buckets;
    };

    static void addQuantiles(SignalPoint &point, const BucketSum &buckets);

    int m_minRequests = 0;
    std::vector<Entry> m_entries;
    QHash<QString, int> m_indices;
    QHash<QString, std::shared_ptr<ServiceSignals>> m_unused;
    SteadyTime m_lastPoint{};
};

} // namespace quarterdeck
