#include "models/breakerboard/breakerboard.h"

#include "models/breakerboard/breakermembers.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <queue>

namespace quarterdeck {

namespace {

struct TileKey
{
    BreakerGrouping grouping = BreakerGrouping::Breaker;
    QString name;
    QString service;
    QString cluster;
    QString library;
    bool operator==(const TileKey &) const = default;
};

size_t qHash(const TileKey &key, size_t seed)
{
    return qHashMulti(seed, static_cast<int>(key.grouping), key.name, key.service, key.cluster, key.library);
}

TileKey tileKey(BreakerGrouping grouping, const QString &name, const Target &target,
                const BreakerReading &reading)
{
    switch (grouping) {
    case BreakerGrouping::Breaker:
        return {grouping, name, target.service, target.cluster, reading.convention};
    case BreakerGrouping::Service:
        return {grouping, target.service, target.service, {}, {}};
    case BreakerGrouping::Cluster:
        return {grouping, target.cluster, {}, target.cluster, {}};
    case BreakerGrouping::Library:
        return {grouping, libraryName(reading.convention), {}, {}, reading.convention};
    }
    return {};
}

struct Deadline
{
    SteadyTime at;
    std::uint32_t member = 0;
    std::uint32_t generation = 0;
    bool operator>(const Deadline &other) const { return at > other.at; }
};

/// The breakers of one instance.
struct Followed
{
    std::vector<std::uint32_t> live; ///< in the order of the readings
    std::vector<std::uint32_t> gone; ///< lost ones
    SteadyTime page{};
    QString service;
    QString cluster;
};

} // namespace

struct BreakerBoard::Private
{
    explicit Private(const Fleet &f) : fleet(f) {}

    const Fleet &fleet;
    SteadyTime now{};
    WallTime wall{};
    bool begun = false;
    std::vector<std::unique_ptr<TileSum>> tiles; ///< by id; the first is no tile
    QHash<TileKey, std::uint32_t> tileOf;
    std::vector<TileKey> keys; ///< by id
    std::vector<Member> pool;
    std::vector<std::uint32_t> freeMembers;
    std::vector<Followed> followed; ///< by instance number
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> deadlines;
    BreakerTotals totals;
    std::vector<std::uint32_t> noted;
    std::uint32_t ageing = 1;                   ///< the next tile to be looked at for age
    mutable std::vector<std::uint32_t> counted; ///< by instance: in which count of lookUp() it was seen last
    mutable std::uint32_t counting = 0;
    BreakerChanges changes;

    void follow(InstanceNumber number);
    void read(const Instance &instance, Followed &own);
    void matchUp(const Instance &instance, Followed &own);
    void lose(Followed &own, const Instance &instance);
    void forget(Followed &own);
    std::uint32_t addMember(const Instance &instance, const BreakerReading &reading, const QString &name);
    void removeMember(std::uint32_t index);
    void update(std::uint32_t index, const BreakerReading &reading, const Observation &page);
    void tellTransitions(Member &member, const BreakerReading &reading, int openings,
                         const Observation &page);
    void countCalls(Member &member, MemberShare &share, const BreakerReading &reading, SteadyTime at);
    void setShare(Member &member, const MemberShare &share, bool firstSight);
    std::uint32_t tileFor(BreakerGrouping grouping, const QString &name, const Instance &instance,
                          const BreakerReading &reading);
    void note(std::uint32_t tile);
    void setDeadline(std::uint32_t index, SteadyTime at);
    void passDeadlines();
    void passTime();
    BreakerChanges take();
    void countTile(const TileSum &tile, int sign);
    TileSum *sum(BreakerTileId id) const { return id.value < tiles.size() ? tiles[id.value].get() : nullptr; }
    void lookUp(TileSum &tile) const;
};

BreakerBoard::BreakerBoard(const Fleet &fleet) : d(std::make_unique<Private>(fleet))
{
    d->tiles.emplace_back();
    d->keys.emplace_back();
}

BreakerBoard::~BreakerBoard() = default;

void BreakerBoard::Private::countTile(const TileSum &tile, int sign)
{
    if (tile.labels().grouping != BreakerGrouping::Breaker) {
        return;
    }
    totals.tiles += sign;
    if (!tile.isAllLost()) {
        totals.tilesByState[static_cast<std::size_t>(tile.worst())] += sign;
    }
}

void BreakerBoard::Private::note(std::uint32_t tile)
{
    TileSum &sum = *tiles[tile];
    sum.isDirty = true;
    if (!sum.isNoted) {
        sum.isNoted = true;
        noted.push_back(tile);
    }
}

std::uint32_t BreakerBoard::Private::tileFor(BreakerGrouping grouping, const QString &name,
                                             const Instance &instance, const BreakerReading &reading)
{
    const TileKey key = tileKey(grouping, name, instance.target, reading);
    std::uint32_t &index = tileOf[key];
    if (index == 0) {
        index = static_cast<std::uint32_t>(tiles.size());
        tiles.push_back(std::make_unique<TileSum>(BreakerTileId{index}, grouping));
        keys.push_back(key);
        BreakerTile &labels = tiles.back()->labels();
        labels.name = key.name;
        labels.service = instance.target.service;
        labels.cluster = instance.target.cluster;
        labels.library = reading.convention;
        labels.libraryName = libraryName(reading.convention);
        changes.added.append(BreakerTileId{index});
        tiles.back()->isNoted = true; // told as added
        countTile(*tiles.back(), 1);
        return index;
    }
    BreakerTile &labels = tiles[index]->labels();
    if (labels.service != instance.target.service) {
        labels.service.clear();
    }
    if (labels.cluster != instance.target.cluster) {
        labels.cluster.clear();
    }
    if (labels.library != reading.convention) {
        labels.library.clear();
        labels.libraryName.clear();
    }
    return index;
}

std::uint32_t BreakerBoard::Private::addMember(const Instance &instance, const BreakerReading &reading,
                                               const QString &name)
{
    std::uint32_t index = 0;
    if (freeMembers.empty()) {
        index = static_cast<std::uint32_t>(pool.size());
        pool.emplace_back();
    } else {
        index = freeMembers.back();
        freeMembers.pop_back();
    }
    const std::uint32_t generation = pool[index].generation + 1;
    pool[index] = {};
    Member &member = pool[index];
    const Observation &page = instance.probe(ProbeKind::Metrics).last;
    member.generation = generation;
    member.instance = instance.target.number;
    member.name = reading.name;
    member.convention = reading.convention;
    member.labels = reading.labels;
    member.share.state = reading.state;
    member.since = member.quiet = page.finished;
    member.sinceWall = page.finishedWall;
    member.trips = reading.trips;
    member.restarts = reading.restarts;
    for (int grouping = 0; grouping < breakerGroupingCount; ++grouping) {
        const auto g = static_cast<std::size_t>(grouping);
        const std::uint32_t tile = tileFor(static_cast<BreakerGrouping>(grouping), name, instance, reading);
        member.tile[g] = tile;
        member.place[g] = static_cast<std::uint32_t>(tiles[tile]->members.size());
        tiles[tile]->members.push_back(index);
        tiles[tile]->needsInstances = true;
        countTile(*tiles[tile], -1);
        tiles[tile]->add(member.share);
        tiles[tile]->noteState(member.since, member.sinceWall, true);
        countTile(*tiles[tile], 1);
        note(tile);
    }
    ++totals.breakers;
    ++totals.byState[static_cast<std::size_t>(reading.state)];
    return index;
}

void BreakerBoard::Private::removeMember(std::uint32_t index)
{
    Member &member = pool[index];
    --totals.breakers;
    if (member.share.lost) {
        --totals.lost;
    } else {
        --totals.byState[static_cast<std::size_t>(member.share.state)];
    }
    for (std::size_t g = 0; g < member.tile.size(); ++g) {
        TileSum &tile = *tiles[member.tile[g]];
        countTile(tile, -1);
        tile.remove(member.share);
        tile.noteState(now, wall, false);
        const std::uint32_t last = tile.members.back();
        tile.members[member.place[g]] = last;
        pool[last].place[g] = member.place[g];
        tile.members.pop_back();
        tile.needsInstances = tile.needsThreshold = tile.needsHalfOpen = true;
        note(member.tile[g]);
        if (tile.members.empty()) {
            changes.removed.append(tile.labels().id);
            tileOf.remove(keys[member.tile[g]]);
            keys[member.tile[g]] = {};
        } else {
            countTile(tile, 1);
        }
    }
    ++member.generation;
    member.latency.reset();
    freeMembers.push_back(index);
}

/// Puts another share in the place of a member's in all its tiles.
void BreakerBoard::Private::setShare(Member &member, const MemberShare &share, bool firstSight)
{
    const bool moved = share.state != member.share.state || share.lost != member.share.lost;
    const bool lowered = !(member.share.threshold == share.threshold) && !std::isnan(member.share.threshold);
    if (moved) {
        member.share.lost ? --totals.lost : --totals.byState[static_cast<std::size_t>(member.share.state)];
        share.lost ? ++totals.lost : ++totals.byState[static_cast<std::size_t>(share.state)];
    }
    for (const std::uint32_t index : member.tile) {
        TileSum &tile = *tiles[index];
        if (moved) {
            countTile(tile, -1);
        }
        tile.remove(member.share);
        tile.add(share);
        tile.needsThreshold = tile.needsThreshold || lowered;
        if (moved) {
            tile.noteState(share.lost ? now : member.since, share.lost ? wall : member.sinceWall, firstSight);
            countTile(tile, 1);
            tile.needsHalfOpen = true;
        }
        note(index);
    }
    member.share = share;
}

void BreakerBoard::Private::setDeadline(std::uint32_t index, SteadyTime at)
{
    if (!pool[index].hasDeadline) {
        pool[index].hasDeadline = true;
        deadlines.push({at, index, pool[index].generation});
    }
}

void BreakerBoard::Private::tellTransitions(Member &member, const BreakerReading &reading, int openings,
                                            const Observation &page)
{
    std::vector<BreakerTransition> transitions =
        transitionsBetween(member.share.state, reading.state, openings);
    if (transitions.empty()) {
        return;
    }
    for (BreakerTransition &transition : transitions) {
        transition.instance = member.instance;
        transition.breaker = reading.name;
        transition.at = page.finishedWall;
        for (const std::uint32_t tile : member.tile) {
            tiles[tile]->addTransition(transition, page.finished);
        }
        changes.transitions.append(transition);
    }
    member.inferred = transitions.back().inferred;
    for (const std::uint32_t tile : member.tile) {
        tiles[tile]->trips.add(page.finished, openings);
        note(tile);
    }
    member.shownTrips += static_cast<quint32>(std::max(openings, 0));
}

/// Adds the calls since the page before to the member's tiles.
void BreakerBoard::Private::countCalls(Member &member, MemberShare &share, const BreakerReading &reading,
                                       SteadyTime at)
{
    std::array<float, callCauseCount> grown{};
    share.told = 0;
    double all = 0;
    for (std::size_t i = 0; i < grown.size(); ++i) {
        const double count = reading.calls.counts[i];
        if (std::isnan(count)) {
            continue;
        }
        share.told |= static_cast<std::uint8_t>(1U << i);
        const double before = member.calls.counts[i];
        // Not there before: when these calls happened cannot be told
        grown[i] = count > before ? static_cast<float>(count - before) : 0.0F;
        all += static_cast<CallCause>(i) == CallCause::Slow ? 0.0 : static_cast<double>(grown[i]);
    }
    const double seconds = std::chrono::duration<double>(at - member.page).count();
    const bool isFirst = member.page == SteadyTime{};
    member.ratio = std::nanf("");
    share.callRate = std::nanf("");
    if (share.told != 0 && !isFirst && seconds > 0) {
        share.callRate = static_cast<float>(all / seconds);
        const float failed = grown[static_cast<std::size_t>(CallCause::Failed)] +
                             grown[static_cast<std::size_t>(CallCause::TimedOut)];
        const float finished = failed + grown[static_cast<std::size_t>(CallCause::Ok)];
        if (finished > 0) {
            member.ratio = failed / finished;
        }
    }
    if (all > 0) {
        member.quiet = at;
    }
    const auto told = [&share](CallCause cause) { return (share.told >> static_cast<unsigned>(cause)) & 1; };
    const auto tells = told(CallCause::Ok) && (told(CallCause::Failed) || told(CallCause::TimedOut))
                           ? CallWindow::Tells::Ratio
                           : CallWindow::Tells::CallsOnly;
    for (const std::uint32_t tile : member.tile) {
        if (all > 0) {
            tiles[tile]->calls.add(grown, isFirst ? at : member.page, at, tells);
        }
        if (reading.latency && member.latency && reading.latency != member.latency) {
            tiles[tile]->latency()->add(*reading.latency, *member.latency, at);
        }
    }
    member.calls = reading.calls;
    member.latency = reading.latency;
}

void BreakerBoard::Private::update(std::uint32_t index, const BreakerReading &reading,
                                   const Observation &page)
{
    Member &member = pool[index];
    MemberShare share = member.share;
    share.state = reading.state;
    share.lost = false;
    share.libraryRatio = reading.failureRate ? static_cast<float>(*reading.failureRate) : std::nanf("");
    share.threshold = reading.threshold ? static_cast<float>(*reading.threshold) : std::nanf("");
    share.slowNow = static_cast<float>(reading.slowNow);

    const bool restarted = reading.restarts != member.restarts;
    const int openings = restarted || reading.trips < member.trips
                             ? 0
                             : static_cast<int>(std::min<quint32>(reading.trips - member.trips, 1'000'000));
    const bool wasFound = member.share.state != BreakerState::Unknown || !member.firstSight;
    const bool moved = reading.state != member.share.state;
    bool firstSight = false;
    if (moved || openings > 0) {
        if (!restarted && wasFound) {
            tellTransitions(member, reading, openings, page);
        }
        firstSight = !wasFound;
        const bool stays = !moved && reading.state == BreakerState::Closed;
        if (!stays || openings > 0) {
            member.since = page.finished;
            member.sinceWall = page.finishedWall;
            member.firstSight = firstSight;
        }
        member.quiet = page.finished;
    }
    member.halfOpenAt.reset();
    if (reading.wait && reading.state == BreakerState::Open && !member.firstSight) {
        member.halfOpenAt = member.since + *reading.wait;
    }
    if (moved || openings > 0) {
        for (const std::uint32_t tile : member.tile) {
            tiles[tile]->needsHalfOpen = true;
        }
    }
    countCalls(member, share, reading, page.finished);
    share.stuck =
        share.state == BreakerState::Open && share.told != 0 && page.finished - member.quiet >= stuckAfter;
    member.page = page.finished;
    member.vanished = {};
    member.trips = reading.trips;
    member.restarts = reading.restarts;
    member.raw = reading.raw;
    member.hint = reading.hint;
    if (share.state == BreakerState::Open && share.told != 0) {
        setDeadline(index, member.quiet + stuckAfter);
    }
    setShare(member, share, firstSight);
}

/// The breakers of an instance whose metrics no longer come.
void BreakerBoard::Private::lose(Followed &own, const Instance &instance)
{
    const ProbeStatus &page = instance.probe(ProbeKind::Metrics);
    // A page came, and they are not on it; or none came, and the last one is too old to believe
    const bool answers = page.answered && page.last.metrics && page.last.finished != own.page;
    for (const std::uint32_t index : own.live) {
        Member &member = pool[index];
        MemberShare share = member.share;
        share.lost = true;
        share.stuck = false;
        setShare(member, share, false);
        member.vanished = answers ? page.last.finished : SteadyTime{};
        own.gone.push_back(index);
    }
    own.live.clear();
    for (const std::uint32_t index : own.gone) {
        if (answers && pool[index].vanished == SteadyTime{}) {
            pool[index].vanished = page.last.finished;
        }
        if (pool[index].vanished != SteadyTime{}) {
            setDeadline(index, pool[index].vanished + forgetAfter);
        }
    }
}

void BreakerBoard::Private::forget(Followed &own)
{
    for (const std::uint32_t index : own.live) {
        removeMember(index);
    }
    for (const std::uint32_t index : own.gone) {
        removeMember(index);
    }
    own = {};
}

/// Other breakers are on the page than before: finds the members for those that stayed or came back.
void BreakerBoard::Private::matchUp(const Instance &instance, Followed &own)
{
    QHash<QString, std::uint32_t> known;
    for (const std::uint32_t index : own.live) {
        known.insert(memberKey(pool[index].name, pool[index].convention, pool[index].labels), index);
    }
    for (const std::uint32_t index : own.gone) {
        known.insert(memberKey(pool[index].name, pool[index].convention, pool[index].labels), index);
    }
    Followed before;
    before.live.swap(own.live);
    before.gone.swap(own.gone);
    const std::vector<QString> names = tileNames(instance.breakers);
    for (qsizetype i = 0; i < instance.breakers.size(); ++i) {
        const BreakerReading &reading = instance.breakers.at(i);
        const auto found = known.find(memberKey(reading.name, reading.convention, reading.labels));
        if (found != known.end() && keys[pool[*found].tile[0]].name == names[static_cast<std::size_t>(i)]) {
            own.live.push_back(*found);
            known.erase(found);
        } else {
            own.live.push_back(addMember(instance, reading, names[static_cast<std::size_t>(i)]));
        }
    }
    // Neither on the page nor forgotten
    Followed missing;
    for (const std::uint32_t index : std::as_const(known)) {
        (pool[index].share.lost ? missing.gone : missing.live).push_back(index);
    }
    lose(missing, instance);
    own.gone = std::move(missing.gone);
}

void BreakerBoard::Private::read(const Instance &instance, Followed &own)
{
    const Observation &page = instance.probe(ProbeKind::Metrics).last;
    if (instance.breakers.isEmpty()) {
        if (!own.live.empty() || !own.gone.empty()) {
            lose(own, instance);
        }
        return;
    }
    if (!page.metrics || page.finished == own.page) {
        return; // the numbers of an older page, which were read then
    }
    own.page = page.finished;
    const auto sameMember = [this](const BreakerReading &reading, std::uint32_t index) {
        const Member &member = pool[index];
        return reading.name == member.name && reading.convention == member.convention &&
               (reading.labels.isSharedWith(member.labels) || reading.labels == member.labels);
    };
    if (!std::equal(instance.breakers.begin(), instance.breakers.end(), own.live.begin(), own.live.end(),
                    sameMember)) {
        matchUp(instance, own);
    }
    for (std::size_t i = 0; i < own.live.size(); ++i) {
        update(own.live[i], instance.breakers.at(static_cast<qsizetype>(i)), page);
    }
}

void BreakerBoard::Private::follow(InstanceNumber number)
{
    if (number.value >= followed.size()) {
        followed.resize(number.value + 1);
    }
    Followed &own = followed[number.value];
    const Instance *instance = fleet.instance(number);
    if (!instance || instance->target.service != own.service || instance->target.cluster != own.cluster) {
        forget(own);
    }
    if (instance) {
        own.service = instance->target.service;
        own.cluster = instance->target.cluster;
        read(*instance, own);
    }
}

void BreakerBoard::Private::passDeadlines()
{
    while (!deadlines.empty() && deadlines.top().at <= now) {
        const Deadline deadline = deadlines.top();
        deadlines.pop();
        Member &member = pool[deadline.member];
        if (member.generation != deadline.generation) {
            continue;
        }
        member.hasDeadline = false;
        if (member.share.lost) {
            if (member.vanished == SteadyTime{}) {
                continue;
            }
            if (now < member.vanished + forgetAfter) {
                setDeadline(deadline.member, member.vanished + forgetAfter);
                continue;
            }
            Followed &own = followed[member.instance.value];
            std::erase(own.gone, deadline.member);
            removeMember(deadline.member);
            continue;
        }
        if (member.share.state != BreakerState::Open || member.share.stuck) {
            continue;
        }
        if (now < member.quiet + stuckAfter) {
            setDeadline(deadline.member, member.quiet + stuckAfter);
            continue;
        }
        MemberShare share = member.share;
        share.stuck = share.told != 0;
        setShare(member, share, false);
    }
}

/// Calls leave the window though no page comes: tells tiles whose numbers are of an earlier step.
void BreakerBoard::Private::passTime()
{
    constexpr std::uint32_t perTurn = 4000;
    const std::int64_t step = CallWindow::stepOf(now);
    const auto size = static_cast<std::uint32_t>(tiles.size());
    for (std::uint32_t i = 0; i < std::min(perTurn, size); ++i) {
        ageing = ageing + 1 < size ? ageing + 1 : 1;
        if (ageing < size && tiles[ageing] && tiles[ageing]->isAgeing && tiles[ageing]->shownStep != step) {
            note(ageing);
        }
    }
}

BreakerChanges BreakerBoard::Private::take()
{
    for (const BreakerTileId id : std::as_const(changes.added)) {
        tiles[id.value]->isNoted = false;
    }
    for (const std::uint32_t tile : noted) {
        tiles[tile]->isNoted = false;
        if (!tiles[tile]->members.empty()) {
            changes.changed.append(BreakerTileId{tile});
        }
    }
    noted.clear();
    for (const BreakerTileId id : std::as_const(changes.removed)) {
        tiles[id.value].reset();
    }
    if (!changes.removed.isEmpty()) {
        // Came and went in one turn: nobody has heard of them
        QSet<BreakerTileId> removed(changes.removed.begin(), changes.removed.end());
        changes.added.removeIf([&removed](BreakerTileId id) { return removed.contains(id); });
    }
    return std::exchange(changes, {});
}

/// What the sums cannot tell by difference, looked up among the members when they changed.
void BreakerBoard::Private::lookUp(TileSum &tile) const
{
    BreakerTile &shown = tile.labels();
    if (tile.needsThreshold) {
        tile.needsThreshold = false;
        shown.threshold = noValue;
        for (const std::uint32_t index : tile.members) {
            const MemberShare &share = pool[index].share;
            if (!share.lost && !std::isnan(share.threshold) &&
                !(shown.threshold <= static_cast<double>(share.threshold))) {
                shown.threshold = static_cast<double>(share.threshold);
            }
        }
    }
    if (tile.needsHalfOpen) {
        tile.needsHalfOpen = false;
        shown.halfOpenAt.reset();
        for (const std::uint32_t index : tile.members) {
            const Member &member = pool[index];
            if (!member.share.lost && member.halfOpenAt &&
                (!shown.halfOpenAt || *member.halfOpenAt < *shown.halfOpenAt)) {
                shown.halfOpenAt = member.halfOpenAt;
            }
        }
    }
    if (tile.needsInstances) {
        tile.needsInstances = false;
        ++counting;
        counted.resize(followed.size());
        shown.instances = 0;
        for (const std::uint32_t index : tile.members) {
            std::uint32_t &seen = counted[pool[index].instance.value];
            shown.instances += seen == counting ? 0 : 1;
            seen = counting;
        }
    }
    if (tile.needsRaw) {
        tile.needsRaw = false;
        shown.raw.clear();
        shown.hint.clear();
        for (const std::uint32_t index : tile.members) {
            const Member &member = pool[index];
            if (!member.share.lost && member.share.state == BreakerState::Unknown) {
                shown.raw = member.raw;
                shown.hint = member.hint;
                break;
            }
        }
    }
    if (tile.members.size() == 1) {
        const Member &only = pool[tile.members.front()];
        if (only.latency && !only.latency->bounds) {
            shown.tellsLatency = true;
            shown.p50 = only.latency->p50.value_or(noValue);
            shown.p99 = only.latency->p99.value_or(noValue);
        }
    }
}

BreakerChanges BreakerBoard::apply(const FleetChanges &fleetChanges, SteadyTime now, WallTime wall)
{
    d->now = now;
    d->wall = wall;
    if (fleetChanges.replaced || !d->begun) {
        d->begun = true;
        for (quint32 number = 0; number < d->followed.size(); ++number) {
            const Followed &own = d->followed[number];
            if ((!own.live.empty() || !own.gone.empty()) && !d->fleet.instance({number})) {
                d->follow({number});
            }
        }
        for (const InstanceNumber number : d->fleet.order()) {
            d->follow(number);
        }
    } else {
        for (const InstanceNumber number : fleetChanges.changed) {
            d->follow(number);
        }
        for (const InstanceNumber number : fleetChanges.pages) {
            d->follow(number);
        }
    }
    return d->take();
}

BreakerChanges BreakerBoard::tick(SteadyTime now, WallTime wall)
{
    d->now = now;
    d->wall = wall;
    d->passDeadlines();
    d->passTime();
    return d->take();
}

QList<BreakerTileId> BreakerBoard::tiles(BreakerGrouping grouping) const
{
    QList<BreakerTileId> ids;
    for (const auto &tile : d->tiles) {
        if (tile && tile->labels().grouping == grouping) {
            ids.append(tile->labels().id);
        }
    }
    return ids;
}

const BreakerTile *BreakerBoard::tile(BreakerTileId id) const
{
    TileSum *sum = d->sum(id);
    if (!sum) {
        return nullptr;
    }
    const bool wasDirty = sum->isDirty;
    sum->shown(d->now, d->fleet.definition().poll.minRequests);
    if (wasDirty) {
        d->lookUp(*sum);
    }
    return &sum->labels();
}

std::vector<BreakerMember> BreakerBoard::members(BreakerTileId id) const
{
    std::vector<BreakerMember> members;
    const TileSum *sum = d->sum(id);
    if (!sum) {
        return members;
    }
    members.reserve(sum->members.size());
    for (const std::uint32_t index : sum->members) {
        const Member &from = d->pool[index];
        const BreakerTile &own = d->tiles[from.tile[0]]->labels();
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
    const TileSum *sum = d->sum(id);
    return sum ? sum->transitions() : QList<BreakerTransition>();
}

std::vector<BreakerPoint> BreakerBoard::history(BreakerTileId id, BreakerSpan span) const
{
    TileSum *sum = d->sum(id);
    if (!sum) {
        return {};
    }
    return sum->calls.history(span, d->now,
                              sum->shown(d->now, d->fleet.definition().poll.minRequests).callsPerSecond);
}

const BreakerTotals &BreakerBoard::totals() const
{
    return d->totals;
}

const Fleet &BreakerBoard::fleet() const
{
    return d->fleet;
}

} // namespace quarterdeck
