#include "models/breakerboard/breakerboard.h"

#include "models/breakerboard/breakerfollower.h"

namespace quarterdeck {

struct BreakerBoard::Private
{
    explicit Private(const Fleet &of) : fleet(of), tiles(members), follower(of, members, tiles) {}

    void setTime(SteadyTime time, WallTime wall)
    {
        now = time;
        tiles.setTime(time, wall);
        follower.setTime(time);
    }

    const Fleet &fleet;
    SteadyTime now{};
    bool begun = false;
    std::vector<Member> members;
    TileSet tiles;
    BreakerFollower follower;
};

BreakerBoard::BreakerBoard(const Fleet &fleet) : d(std::make_shared<Private>(fleet)) {}

BreakerBoard::~BreakerBoard() = default;

BreakerChanges BreakerBoard::apply(const FleetChanges &fleetChanges, SteadyTime now, WallTime wall)
{
    d->setTime(now, wall);
    if (fleetChanges.replaced || !d->begun) {
        d->begun = true;
        d->follower.forgetStrangers();
        for (const InstanceNumber number : d->fleet.order()) {
            d->follower.follow(number);
        }
    } else {
        for (const InstanceNumber number : fleetChanges.changed) {
            d->follower.follow(number);
        }
        for (const InstanceNumber number : fleetChanges.pages) {
            d->follower.follow(number);
        }
    }
    return d->tiles.take();
}

BreakerChanges BreakerBoard::tick(SteadyTime now, WallTime wall)
{
    d->setTime(now, wall);
    d->follower.passDeadlines();
    d->tiles.passTime();
    return d->tiles.take();
}

void BreakerBoard::mirror(const BreakerBoard &other)
{
    d = other.d;
}

QList<BreakerTileId> BreakerBoard::tiles(BreakerGrouping grouping) const
{
    return d->tiles.tiles(grouping);
}

const BreakerTile *BreakerBoard::tile(BreakerTileId id) const
{
    return d->tiles.shown(id, d->fleet.definition().poll.minRequests);
}

std::vector<BreakerMember> BreakerBoard::members(BreakerTileId id) const
{
    std::vector<BreakerMember> members;
    const TileSum *sum = d->tiles.sum(id);
    if (!sum) {
        return members;
    }
    members.reserve(sum->members.size());
    for (const std::uint32_t index : sum->members) {
        const Member &from = d->members[index];
        const BreakerTile &own = d->tiles.sumOf(from.tile[0]).labels();
        BreakerMember member;
        member.instance = from.instance;
        member.state = from.share.state;
        member.lost = from.share.lost;
        member.since = from.since;
        member.sinceWall = from.sinceWall;
        member.sinceIsFirstSight = from.firstSight;
        member.raw = from.raw;
        member.hint = from.hint;
        member.library = own.library;
        member.failureRatio =
            static_cast<double>(std::isnan(from.ratio) ? from.share.libraryRatio : from.ratio);
        member.threshold = static_cast<double>(from.share.threshold);
        member.callsPerSecond = static_cast<double>(from.share.callRate);
        member.trips = from.shownTrips;
        member.name = own.name; // namesakes of one instance are told apart
        member.inferred = from.inferred;
        member.halfOpenAt = from.halfOpenAt;
        members.push_back(std::move(member));
    }
    return members;
}

QList<BreakerTransition> BreakerBoard::transitions(BreakerTileId id) const
{
    const TileSum *sum = d->tiles.sum(id);
    return sum ? sum->transitions() : QList<BreakerTransition>();
}

std::vector<BreakerPoint> BreakerBoard::history(BreakerTileId id, BreakerSpan span) const
{
    TileSum *sum = d->tiles.sum(id);
    if (!sum) {
        return {};
    }
    return sum->calls.history(span, d->now,
                              sum->shown(d->now, d->fleet.definition().poll.minRequests).callsPerSecond);
}

const BreakerTotals &BreakerBoard::totals() const
{
    return d->tiles.totals();
}

const Fleet &BreakerBoard::fleet() const
{
    return d->fleet;
}

} // namespace quarterdeck
