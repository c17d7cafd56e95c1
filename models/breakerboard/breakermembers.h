#pragma once

#include "models/breakerboard/tilesum.h"

#include <QList>

#include <span>
#include <vector>

namespace quarterdeck {

/// One breaker of one instance, with what it was on the page before.
struct Member
{
    std::uint32_t generation = 0; ///< of the place in the pool: deadlines name it
    InstanceNumber instance;
    std::array<std::uint32_t, breakerGroupingCount> tile{};  ///< index of its tile, by grouping
    std::array<std::uint32_t, breakerGroupingCount> place{}; ///< among the tile's members
    MemberShare share;
    QString raw;
    QString hint;
    QString name; ///< name, convention and labels tell it from the instance's others
    QString convention;
    QMap<QString, QString> labels;
    SteadyTime page{}; ///< when its last page came
    SteadyTime since{};
    WallTime sinceWall{};
    SteadyTime quiet{};    ///< since when it had no call
    SteadyTime vanished{}; ///< when it was first missing on a page that came; zero: not
    std::optional<SteadyTime> halfOpenAt;
    float ratio = std::nanf("");
    bool firstSight = true;
    bool inferred = false;
    bool hasDeadline = false; ///< a deadline names it
    quint32 shownTrips = 0;
    quint32 trips = 0; ///< as in BreakerReading, as the rest
    quint16 restarts = 0;
    BreakerCalls calls;
    std::shared_ptr<const BreakerLatency> latency;
};

/// What tells a reading from the others of its instance.
QString memberKey(const QString &name, const QString &convention, const QMap<QString, QString> &labels);

/// The names under which readings of one instance are shown: their own, and where several share it, the
/// values of the labels in which they differ, "get (OrderService)".
std::vector<QString> tileNames(const QList<BreakerReading> &readings);

/// The changes that lead from one page to the next, oldest first. `openings` are those that the library
/// counted or the states showed; what the states do not show is inferred.
std::vector<BreakerTransition> transitionsBetween(BreakerState before, BreakerState now, int openings);

} // namespace quarterdeck
