#pragma once

#include "models/breakerboard/callwindow.h"
#include "models/breakerboard/latencywindow.h"
#include "models/breakerboard/triplog.h"

#include <QList>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace quarterdeck {

/// What one breaker of one instance adds to its tiles; kept so that it can be taken away again.
struct MemberShare
{
    BreakerState state = BreakerState::Unknown;
    bool lost = false;
    bool stuck = false;
    std::uint8_t told = 0; ///< bit per CallCause that the library counts
    float callRate = std::nanf("");
    float libraryRatio = std::nanf("");
    float threshold = std::nanf("");
    float slowNow = std::nanf("");
    bool operator==(const MemberShare &) const = delete;
};

/// One tile as it is kept: sums that members change by difference, and what is shown of them.
class TileSum
{
public:
    TileSum(BreakerTileId id, BreakerGrouping grouping);

    void add(const MemberShare &share);
    void remove(const MemberShare &share);
    /// Notes when the worst state became another one; after add() and remove().
    void noteState(SteadyTime now, WallTime wall, bool firstSight);
    void addTransition(const BreakerTransition &transition, SteadyTime at);

    /// What is shown, up to date at `now`.
    const BreakerTile &shown(SteadyTime now, int minRequests);
    [[nodiscard]] BreakerState worst() const { return m_worst; }
    [[nodiscard]] bool isAllLost() const { return m_shown.breakers == m_shown.lost; }

    BreakerTile &labels() { return m_shown; } ///< name, service, cluster, library: set by the board
    [[nodiscard]] const BreakerTile &labels() const { return m_shown; }
    [[nodiscard]] const QList<BreakerTransition> &transitions() const { return m_transitions; }

    CallWindow calls;
    LatencyWindow *latency(); ///< made when asked for
    [[nodiscard]] bool hasBuckets() const { return m_latency != nullptr; }
    bool tellsQuantiles = false; ///< some library tells its own quantiles, not buckets
    TripLog trips;
    std::vector<std::uint32_t> members;
    bool isDirty = true;         ///< shown() is older than the sums
    bool isNoted = false;        ///< told as changed in this turn
    bool isAgeing = false;       ///< has calls in its window, or trips: changes with time alone
    bool needsThreshold = false; ///< the lowest left: to be looked for among the members
    bool needsHalfOpen = false;
    bool needsInstances = true;
    bool needsRaw = false;
    int waiting = 0; ///< open members that know when they half-open
    std::int64_t shownStep = -1;

private:
    [[nodiscard]] double callRate() const;
    void sumCalls(SteadyTime now, int minRequests);

    BreakerTile m_shown;
    BreakerState m_worst = BreakerState::Unknown;
    bool m_hasState = false;
    std::optional<SteadyTime> m_inferredAt; ///< the last change that only counters told
    std::array<int, callCauseCount> m_told{};
    bool m_tellsVolume = false;
    double m_callRate = 0;
    int m_callRates = 0;
    double m_libraryRatio = 0;
    int m_libraryRatios = 0;
    double m_slowNow = 0;
    int m_slowNows = 0;
    int m_stuck = 0;
    std::unique_ptr<LatencyWindow> m_latency;
    QList<BreakerTransition> m_transitions;
};

} // namespace quarterdeck
