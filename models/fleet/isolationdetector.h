#pragma once

#include "models/fleet/fleet.h"

#include <span>
#include <vector>

namespace quarterdeck {

/// How many instances of a cluster there are and how many of them failed as if our own network were gone.
struct ClusterLoss
{
    int total = 0;
    int lost = 0;
};

/// Is it me or the fleet (design section 4)? 80 % or more of the instances of two or more clusters (or of a
/// one-cluster fleet of 5 or more) lost within two intervals raise the question; the console's routes and its
/// references answer it.
///
///   None -> Suspected -> Isolated   no route, or no reference answers
///                     -> Outage     a reference answers
///                     -> CannotTell none is configured, or none was asked in time
///   any of them -> None when instances answer again
class IsolationDetector
{
public:
    /// What the routes and references said last.
    struct References
    {
        bool asked = false;
        bool routesExist = true;
        int reachable = 0;
        int unreachable = 0;
        SteadyTime at{};
    };
    struct Settings
    {
        std::chrono::milliseconds interval{5000};
        bool referencesConfigured = false;
    };

    static bool isWidespread(std::span<const ClusterLoss> clusters);
    /// Whether any loss of these could be widespread: there are enough of them.
    static bool canBeWidespread(std::span<const ClusterLoss> clusters);

    void setReferences(const References &references) { m_references = references; }
    /// `recent` counts losses of the last two intervals only, `standing` all instances that were lost and
    /// have not answered since: the question needs fresh losses, its end needs answers. Returns whether it
    /// changed.
    bool judge(std::span<const ClusterLoss> recent, std::span<const ClusterLoss> standing,
               const Settings &settings, SteadyTime now);

    [[nodiscard]] Isolation isolation() const { return m_isolation; }
    /// States are kept: the question is open, or the answer is that it is us.
    [[nodiscard]] bool holdsStates() const
    {
        return m_isolation == Isolation::Suspected || m_isolation == Isolation::Isolated;
    }
    [[nodiscard]] SteadyTime raisedAt() const { return m_raisedAt; }
    [[nodiscard]] const QString &text() const { return m_text; } ///< for the banner
    [[nodiscard]] const QString &news() const
    {
        return m_news;
    } ///< of the last change; empty while it is only a question

private:
    [[nodiscard]] Isolation answer(const Settings &settings, SteadyTime now) const;
    void become(Isolation isolation, std::span<const ClusterLoss> clusters, SteadyTime now);

    Isolation m_isolation = Isolation::None;
    References m_references;
    SteadyTime m_raisedAt{};
    SteadyTime m_reachableSince{}; ///< while isolated: since when references answer again; zero: they do not
    QString m_text;
    QString m_news;
};

} // namespace quarterdeck
