#pragma once

#include "models/breakerboard/breakerchanges.h"
#include "models/breakerboard/breakermembers.h"
#include "models/breakerboard/tilesum.h"

#include <QHash>
#include <QString>

#include <memory>
#include <vector>

namespace quarterdeck {

struct Instance;
struct Target;

/// The tiles of all groupings: which members each sums up, and what changed since it was last asked. Whose
/// breakers the members are, and what their pages say, is the follower's business.
class TileSet
{
public:
    explicit TileSet(std::vector<Member> &members);

    void setTime(SteadyTime now, WallTime wall);
    /// Adds a new member to the tiles that its reading belongs to, making those that do not exist.
    void join(std::uint32_t index, const Instance &instance, const BreakerReading &reading,
              const QString &name);
    void leave(std::uint32_t index);
    /// Puts another share in the place of a member's in all its tiles.
    void setShare(Member &member, const MemberShare &share, bool firstSight);
    void addTransition(const Member &member, const BreakerTransition &transition, SteadyTime at);
    void addTrips(const Member &member, SteadyTime at, int trips);
    void noteHalfOpen(const Member &member); ///< when it will half-open may have changed
    /// Tells tiles whose numbers are of an earlier step: calls leave the window though no page comes.
    void passTime();
    BreakerChanges take();

    [[nodiscard]] TileSum &sumOf(std::uint32_t tile) { return *m_tiles[tile]; }
    [[nodiscard]] TileSum *sum(BreakerTileId id) const;
    /// The name under which a member is shown.
    [[nodiscard]] const QString &nameOf(const Member &member) const { return m_keys[member.tile[0]].name; }
    [[nodiscard]] const BreakerTile *shown(BreakerTileId id, int minRequests);
    [[nodiscard]] QList<BreakerTileId> tiles(BreakerGrouping grouping) const;
    [[nodiscard]] const BreakerTotals &totals() const { return m_totals; }

private:
    struct TileKey
    {
        BreakerGrouping grouping = BreakerGrouping::Breaker;
        QString name;
        QString service;
        QString cluster;
        QString library;
        bool operator==(const TileKey &) const = default;
    };
    friend size_t qHash(const TileKey &key, size_t seed)
    {
        return qHashMulti(seed, static_cast<int>(key.grouping), key.name, key.service, key.cluster,
                          key.library);
    }

    static TileKey keyOf(BreakerGrouping grouping, const QString &name, const Target &target,
                         const BreakerReading &reading);
    std::uint32_t tileFor(BreakerGrouping grouping, const QString &name, const Instance &instance,
                          const BreakerReading &reading);
    void note(std::uint32_t tile);
    void countTile(const TileSum &tile, int sign);
    void lookUp(TileSum &tile);

    std::vector<Member> &m_members;
    SteadyTime m_now{};
    WallTime m_wall{};
    std::vector<std::unique_ptr<TileSum>> m_tiles; ///< by id; the first is no tile
    QHash<TileKey, std::uint32_t> m_tileOf;
    std::vector<TileKey> m_keys; ///< by id
    BreakerTotals m_totals;
    std::vector<std::uint32_t> m_noted;
    std::uint32_t m_ageing = 1;           ///< the next tile to be looked at for age
    std::vector<std::uint32_t> m_counted; ///< by instance: in which count of lookUp() it was seen last
    std::uint32_t m_counting = 0;
    BreakerChanges m_changes;
};

} // namespace quarterdeck
