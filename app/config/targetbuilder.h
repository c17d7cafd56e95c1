#pragma once

#include "app/config/scrapejob.h"
#include "app/config/servicerule.h"

#include <QHash>

namespace quarterdeck {

/// Turns the discovered targets of jobs into the instances to watch: default labels, relabelling, endpoints,
/// services, and what to do with two targets of one name. The order of Prometheus's PopulateLabels
/// (scrape/target.go) is kept, so that the same file gives the same labels.
class TargetBuilder
{
public:
    TargetBuilder(const std::vector<ServiceRule> &services, SourceFile servicesFile,
                  InstanceNumbering &numbering);

    void add(const ScrapeJob &job);
    /// Warns of services that match nothing and of dependencies that nobody knows.
    void finish();

    [[nodiscard]] QList<Target> takeTargets() { return std::move(m_targets); }
    [[nodiscard]] QList<JobTargets> takeJobs() { return std::move(m_jobs); }

private:
    void addTarget(const ScrapeJob &job, const TargetGroup &group, const DiscoveredTarget &discovered,
                   JobTargets &summary);
    void applyService(Target &target) const;
    /// Numbers the target, or drops it because it is there already.
    bool identify(Target &target, const TargetGroup &group, const DiscoveredTarget &discovered);

    const std::vector<ServiceRule> &m_services;
    SourceFile m_servicesFile;
    InstanceNumbering &m_numbering;
    std::shared_ptr<const ServicePolicy> m_noPolicy = std::make_shared<ServicePolicy>();
    mutable std::vector<int> m_matched;                 ///< instances per service rule
    QHash<InstanceId, int> m_sameName;                  ///< targets by id without its duplicate number
    QMultiHash<size_t, qsizetype> m_placeByFingerprint; ///< places in m_targets, to find exact duplicates
    QList<Target> m_targets;
    QList<JobTargets> m_jobs;
};

} // namespace quarterdeck
