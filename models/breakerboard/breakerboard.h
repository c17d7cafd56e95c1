#pragma once

#include "models/breakerboard/breakerchanges.h"
#include "models/fleet/fleet.h"

#include <QList>

#include <memory>
#include <vector>

namespace quarterdeck {

/// The breakers of all instances, summed up in tiles, one set of tiles for each grouping. Follows the fleet
/// by difference: a poll costs what its instances' breakers cost, whatever the size of the fleet.
/// No clock of its own. Lives in the UI thread.
class BreakerBoard
{
public:
    /// Calls are summed over this long, whatever `signal_window` is: long enough for two polls of most jobs,
    /// short enough that a trip is seen in it.
    static constexpr std::chrono::seconds window{60};
    static constexpr std::chrono::minutes stuckAfter{10};
    /// A breaker that is no longer on the pages of an instance that answers is forgotten after this long.
    static constexpr std::chrono::minutes forgetAfter{10};
    static constexpr std::chrono::minutes inferredShown{15};
    static constexpr qsizetype keptTransitions = 100; ///< of a tile

    /// The fleet is the caller's and outlives the board.
    explicit BreakerBoard(const Fleet &fleet);
    ~BreakerBoard();
    BreakerBoard(const BreakerBoard &) = delete;
    BreakerBoard &operator=(const BreakerBoard &) = delete;

    /// After Fleet::apply() and its like. Begins with what the fleet knows already on the first call.
    BreakerChanges apply(const FleetChanges &changes, SteadyTime now, WallTime wall);
    /// Lets time pass: calls leave the window, breakers get stuck or are forgotten. Cheap; once a second.
    BreakerChanges tick(SteadyTime now, WallTime wall);

    [[nodiscard]] QList<BreakerTileId> tiles(BreakerGrouping grouping) const; ///< in no order
    /// Null when there is none any more. Valid until the next apply() or tick(). Sums up what came since it
    /// was asked for last.
    [[nodiscard]] const BreakerTile *tile(BreakerTileId id) const;
    /// Only to be asked for tiles that are looked at: these walk.
    [[nodiscard]] std::vector<BreakerMember> members(BreakerTileId id) const;
    [[nodiscard]] QList<BreakerTransition> transitions(BreakerTileId id) const; ///< newest first
    /// Oldest first, evenly spaced, as many for every tile: 24 for two minutes, 60 for fifteen.
    [[nodiscard]] std::vector<BreakerPoint> history(BreakerTileId id, BreakerSpan span) const;

    /// From now on this board is but another name for `other`, to be looked at: whoever looks must be told
    /// that the tiles of before are gone and those of `other` have come.
    void mirror(const BreakerBoard &other);

    [[nodiscard]] const BreakerTotals &totals() const;
    [[nodiscard]] const Fleet &fleet() const;

private:
    struct Private;
    std::shared_ptr<Private> d; ///< shared with those that mirror it
};

} // namespace quarterdeck
