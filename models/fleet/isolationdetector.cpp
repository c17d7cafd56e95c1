#include "models/fleet/isolationdetector.h"

#include "models/fleet/probeword.h"

namespace quarterdeck {

namespace {

/// How long the answer to the question may take before the console says that it cannot tell.
constexpr std::chrono::seconds patience{10};
/// The same where only the routes are to be looked at.
constexpr std::chrono::seconds patienceWithoutReferences{2};

ClusterLoss sumOf(std::span<const ClusterLoss> clusters)
{
    ClusterLoss sum;
    for (const ClusterLoss &cluster : clusters) {
        sum.total += cluster.total;
        sum.lost += cluster.lost;
    }
    return sum;
}

} // namespace

bool IsolationDetector::isWidespread(std::span<const ClusterLoss> clusters)
{
    int populated = 0;
    int lost = 0;
    int total = 0;
    for (const ClusterLoss &cluster : clusters) {
        if (cluster.total == 0) {
            continue;
        }
        ++populated;
        total += cluster.total;
        // 80 % in whole numbers.
        lost += cluster.lost * 5 >= cluster.total * 4 ? 1 : 0;
    }
    return populated == 1 ? lost == 1 && total >= 5 : lost >= 2;
}

bool IsolationDetector::canBeWidespread(std::span<const ClusterLoss> clusters)
{
    std::vector<ClusterLoss> all(clusters.begin(), clusters.end());
    for (ClusterLoss &cluster : all) {
        cluster.lost = cluster.total;
    }
    return isWidespread(all);
}

bool IsolationDetector::judge(std::span<const ClusterLoss> recent, std::span<const ClusterLoss> standing,
                              const Settings &settings, SteadyTime now)
{
    const Isolation before = m_isolation;
    if (m_isolation == Isolation::None) {
        if (isWidespread(recent)) {
            m_raisedAt = now;
            m_reachableSince = {};
            become(Isolation::Suspected, standing, now);
        }
    } else if (!isWidespread(standing)) {
        become(Isolation::None, standing, now);
    }
    if (m_isolation != Isolation::None) {
        const bool answered = m_references.asked && m_references.at >= m_raisedAt;
        const bool referenceAnswers = answered && m_references.routesExist && m_references.reachable > 0;
        if (!referenceAnswers) {
            m_reachableSince = {};
        } else if (m_reachableSince == SteadyTime{}) {
            m_reachableSince = now;
        }
        const Isolation wanted = answer(settings, now);
        // When the network comes back, the references may answer before the fleet was asked again: that is no
        // outage yet. Two intervals are time for every instance to answer.
        const bool tooEarly = m_isolation == Isolation::Isolated && wanted == Isolation::Outage &&
                              now - m_reachableSince < 2 * settings.interval;
        if (wanted != m_isolation && !tooEarly) {
            become(wanted, standing, now);
        }
    }
    return m_isolation != before;
}

Isolation IsolationDetector::answer(const Settings &settings, SteadyTime now) const
{
    const bool answered = m_references.asked && m_references.at >= m_raisedAt;
    if (!answered) {
        if (m_isolation != Isolation::Suspected) {
            return m_isolation;
        }
        const auto limit = settings.referencesConfigured ? patience : patienceWithoutReferences;
        return now - m_raisedAt >= limit ? Isolation::CannotTell : Isolation::Suspected;
    }
    if (!m_references.routesExist) {
        return Isolation::Isolated;
    }
    if (m_references.reachable > 0) {
        return Isolation::Outage;
    }
    return m_references.unreachable > 0 ? Isolation::Isolated : Isolation::CannotTell;
}

void IsolationDetector::become(Isolation isolation, std::span<const ClusterLoss> clusters, SteadyTime now)
{
    const Isolation before = m_isolation;
    m_isolation = isolation;
    const ClusterLoss sum = sumOf(clusters);
    const QString lost = QStringLiteral("%1 of %2 instances cannot be reached").arg(sum.lost).arg(sum.total);
    switch (isolation) {
    case Isolation::None: {
        const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_raisedAt);
        const QString what = before == Isolation::Isolated ? QStringLiteral("This console is connected again")
                                                           : QStringLiteral("The fleet can be reached again");
        m_text.clear();
        // A question that was never answered was never told either: one notification per loss.
        m_news = before == Isolation::Suspected
                     ? QString()
                     : QStringLiteral("%1, after %2").arg(what, durationText(lasted));
        return;
    }
    case Isolation::Suspected:
        m_text =
            QStringLiteral("%1: is it the fleet or this console's own network? States are held while the "
                           "references are asked.")
                .arg(lost);
        break;
    case Isolation::Isolated:
        m_text =
            QStringLiteral("This console is cut off: %1. %2; the states shown are the last known ones.")
                .arg(m_references.routesExist ? QStringLiteral("none of its %1 references answers")
                                                    .arg(m_references.reachable + m_references.unreachable)
                                              : QStringLiteral("it has no route to any network"),
                     lost);
        break;
    case Isolation::CannotTell:
        m_text = QStringLiteral("%1, cause unknown: without an answer from a reference outside the fleet "
                                "(reachability:) this console cannot tell an outage from its own network.")
                     .arg(lost);
        break;
    case Isolation::Outage:
        m_text = QStringLiteral("Outage: %1, while %2 of %3 references outside the fleet answer.")
                     .arg(lost)
                     .arg(m_references.reachable)
                     .arg(m_references.reachable + m_references.unreachable);
        break;
    }
    m_news = isolation == Isolation::Suspected ? QString() : m_text;
}

} // namespace quarterdeck
