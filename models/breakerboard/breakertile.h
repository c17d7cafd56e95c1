#pragma once

#include "models/breakers/breakerstate.h"
#include "models/fleet/target.h"
#include "models/signals/signalreading.h"

#include <QHash>
#include <QString>

#include <array>
#include <compare>
#include <optional>

namespace quarterdeck {

/// What one tile stands for: one breaker across the instances of a service in a cluster, or all breakers of a
/// service, a cluster or a library.
enum class BreakerGrouping : quint8 { Breaker, Service, Cluster, Library };
inline constexpr int breakerGroupingCount = 4;

/// A handle for a tile: stable while the tile exists, never reused.
struct BreakerTileId
{
    quint32 value = 0; ///< 0: none
    auto operator<=>(const BreakerTileId &) const = default;
};
inline size_t qHash(BreakerTileId id, size_t seed = 0)
{
    return ::qHash(id.value, seed);
}

/// Where a tile's failure ratio comes from.
enum class RatioSource : quint8 {
    None,
    Calls,   ///< counted calls in the window
    Library, ///< the mean of what the libraries of the instances say
};

/// What a tile shows. Numbers are NaN (`noValue`) where nothing tells them: missing is not zero.
struct BreakerTile
{
    BreakerTileId id;
    BreakerGrouping grouping = BreakerGrouping::Breaker;
    QString name;    ///< of the breaker, or of the service, cluster or library that the tile sums up
    QString service; ///< empty when the tile spans several, as the two below
    QString cluster;
    QString library;     ///< id of the convention: "resilience4j"
    QString libraryName; ///< for people: "Resilience4j"

    BreakerState state = BreakerState::Unknown;   ///< the worst of the live ones; Unknown when all are lost
    std::array<int, breakerStateCount> byState{}; ///< live breakers in each state
    int breakers = 0;  ///< live and lost ones; with grouping by breaker the same as instances
    int lost = 0;      ///< were there, and their metrics no longer come
    int instances = 0; ///< that have one or more of the breakers
    QString raw;       ///< an unknown state as it is exposed
    QString hint;      ///< how to declare it: a piece of fleet.yml, ready to be copied, or a sentence

    std::chrono::milliseconds window{0}; ///< that the calls cover
    std::array<double, callCauseCount> calls{noValue, noValue, noValue, noValue, noValue}; ///< in the window
    bool collecting = false;         ///< calls are counted, but what is new in them the next poll tells
    double callsPerSecond = noValue; ///< let through or not
    double errorRatio = noValue;     ///< 0..1: failed, timed-out and refused calls of all that were asked for
    double failureRatio = noValue;   ///< 0..1: of the calls let through; the one that trips a breaker
    RatioSource ratioSource = RatioSource::None;
    double threshold = noValue; ///< 0..1, the lowest of its breakers
    double p50 = noValue;       ///< seconds, from merged buckets, else the library's own
    double p99 = noValue;
    bool latencyIsBound = false; ///< several libraries tell their own: the greatest of them, an upper bound
    bool tellsLatency = false;   ///< p50 and p99 are known whenever there are calls

    SteadyTime since{}; ///< when `state` began, or the console first saw it
    WallTime sinceWall{};
    bool sinceIsFirstSight = true;      ///< it may have been so for longer
    std::optional<WallTime> lastChange; ///< of any of its breakers
    int tripsLastHour = 0;              ///< since the console started when that is less
    int tripsLastDay = 0;
    std::optional<SteadyTime> halfOpenAt; ///< the next of its open breakers, where the library tells its wait
    bool lowTraffic = false; ///< fewer calls in the window than `min_requests`: the ratio says little
    bool isRecorded = false; ///< of a moment that is replayed: only states are known of it
    bool stuckOpen = false;  ///< one of them is open, without a call, for more than 10 min
    bool lostStream = false; ///< of one or more the metrics no longer come
    bool inferred = false;   ///< a change in the last 15 min is told by counters only: it fell between polls

    [[nodiscard]] int of(BreakerState which) const { return byState[static_cast<std::size_t>(which)]; }
    [[nodiscard]] double of(CallCause cause) const { return calls[static_cast<std::size_t>(cause)]; }
};

/// One breaker of one instance, as the board follows it.
struct BreakerMember
{
    InstanceNumber instance;
    QString name; ///< of the breaker, as its tile has it
    BreakerState state = BreakerState::Unknown;
    bool lost = false; ///< its metrics no longer come; the rest is what they said last
    SteadyTime since{};
    WallTime sinceWall{};
    bool sinceIsFirstSight = true;
    QString raw;
    QString hint; ///< when unknown
    QString library;
    double failureRatio = noValue; ///< of its calls between its last two pages, else as its library says
    double threshold = noValue;
    double callsPerSecond = noValue; ///< between its last two pages
    quint32 trips = 0;               ///< since the console first saw it
    bool inferred = false;           ///< its last change is told by counters only
    std::optional<SteadyTime> halfOpenAt;
};

/// A change of one breaker.
struct BreakerTransition
{
    InstanceNumber instance;
    QString breaker;
    BreakerState from = BreakerState::Unknown;
    BreakerState to = BreakerState::Unknown;
    WallTime at;           ///< of the page that showed it
    bool inferred = false; ///< told by counters only
    bool operator==(const BreakerTransition &) const = default;
};

/// One step of a tile's sparkline. NaN: no call, or nothing known.
struct BreakerPoint
{
    float low = 0;  ///< least error ratio within the step
    float high = 0; ///< greatest
    float callsPerSecond = 0;
};

/// Two minutes in steps of 5 s, or fifteen in steps of 15 s.
enum class BreakerSpan : quint8 { TwoMinutes, FifteenMinutes };

/// The whole board in numbers, for the line above the tiles.
struct BreakerTotals
{
    int tiles = 0;    ///< grouped by breaker
    int breakers = 0; ///< of instances, lost ones included
    int lost = 0;
    std::array<int, breakerStateCount> byState{};      ///< live breakers of instances
    std::array<int, breakerStateCount> tilesByState{}; ///< by their worst state; lost ones count nowhere
    [[nodiscard]] int tilesIn(BreakerState state) const
    {
        return tilesByState[static_cast<std::size_t>(state)];
    }
    bool operator==(const BreakerTotals &) const = default;
};

QString libraryName(const QString &convention); ///< "resilience4j" -> "Resilience4j"; others as they are

} // namespace quarterdeck
