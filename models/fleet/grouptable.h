#pragma once

#include "models/fleet/target.h"
#include "models/signals/bucketsum.h"
#include "models/signals/signalhistory.h"

#include <QHash>

#include <memory>
#include <vector>

namespace quarterdeck {

/// What each cluster, each service within a cluster and the whole fleet went through: 6 h of request rate,
/// error ratio and quantiles (ServiceTable has the services). Every instance is summed up once, into its
/// service in its cluster; clusters and fleet are sums of those, bucket by bucket. Memories survive a new
/// definition as long as their group does.
class GroupTable
{
public:
    /// 35 kB each when full. A fleet with more services in clusters than this remembers clusters only.
    static constexpr int mostParts = 400;

    /// Begins a new definition; every target is then asked for its index.
    void begin();
    int index(const Target &target);

    void add(int index, const SignalReading &reading);
    /// Ends a step: gives every group its point.
    void addPoints(WallTime wall);

    /// What is remembered of the whole fleet is this, and nothing of its parts.
    void recall(const QList<SignalPoint> &whole);

    /// Of a service in a cluster, of a cluster (no service), of the fleet (neither); null when there is none.
    [[nodiscard]] const SignalHistory *find(const QString &cluster, const QString &service) const;

private:
    struct Sum
    {
        double requests = noValue;
        double errors = noValue;
        BucketSum buckets;

        void add(const SignalReading &reading);
        void add(const Sum &other);
        [[nodiscard]] SignalPoint at(WallTime wall) const;
        void clear();
    };
    using Key = std::pair<QString, QString>;
    struct Group
    {
        std::shared_ptr<SignalHistory> history; ///< null: not remembered
        Sum sum;
        int parent = -1;
    };

    int make(const Key &key, int parent, bool remembered);

    std::vector<Group> m_groups; ///< parents before children; the fleet is the first
    QHash<Key, int> m_indices;
    QHash<Key, std::shared_ptr<SignalHistory>> m_unused;
    int m_parts = 0;
};

} // namespace quarterdeck
