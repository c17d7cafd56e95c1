#include "models/breakerboard/breakerfollower.h"

#include "models/breakerboard/breakerboard.h"
#include "models/fleet/fleet.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

BreakerFollower::BreakerFollower(const Fleet &fleet, std::vector<Member> &members, TileSet &tiles)
    : m_fleet(fleet)
    , m_members(members)
    , m_tiles(tiles)
{
}

void BreakerFollower::forgetStrangers()
{
    for (quint32 number = 0; number < m_followed.size(); ++number) {
        const Followed &own = m_followed[number];
        if ((!own.live.empty() || !own.gone.empty()) && !m_fleet.instance({number})) {
            follow({number});
        }
    }
}

void BreakerFollower::follow(InstanceNumber number)
{
    if (number.value >= m_followed.size()) {
        m_followed.resize(number.value + 1);
    }
    Followed &own = m_followed[number.value];
    const Instance *instance = m_fleet.instance(number);
    if (!instance || instance->target.service != own.service || instance->target.cluster != own.cluster) {
        forget(own);
    }
    if (instance) {
        own.service = instance->target.service;
        own.cluster = instance->target.cluster;
        read(*instance, own);
    }
}

void BreakerFollower::read(const Instance &instance, Followed &own)
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
        const Member &member = m_members[index];
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

/// Other breakers are on the page than before: finds the members for those that stayed or came back.
void BreakerFollower::matchUp(const Instance &instance, Followed &own)
{
    QHash<QString, std::uint32_t> known;
    for (const std::uint32_t index : own.live) {
        known.insert(memberKey(m_members[index].name, m_members[index].convention, m_members[index].labels),
                     index);
    }
    for (const std::uint32_t index : own.gone) {
        known.insert(memberKey(m_members[index].name, m_members[index].convention, m_members[index].labels),
                     index);
    }
    Followed before;
    before.live.swap(own.live);
    before.gone.swap(own.gone);
    const std::vector<QString> names = tileNames(instance.breakers);
    for (qsizetype i = 0; i < instance.breakers.size(); ++i) {
        const BreakerReading &reading = instance.breakers.at(i);
        const auto found = known.find(memberKey(reading.name, reading.convention, reading.labels));
        if (found != known.end() && m_tiles.nameOf(m_members[*found]) == names[static_cast<std::size_t>(i)]) {
            own.live.push_back(*found);
            known.erase(found);
        } else {
            own.live.push_back(addMember(instance, reading, names[static_cast<std::size_t>(i)]));
        }
    }
    // Neither on the page nor forgotten
    Followed missing;
    for (const std::uint32_t index : std::as_const(known)) {
        (m_members[index].share.lost ? missing.gone : missing.live).push_back(index);
    }
    lose(missing, instance);
    own.gone = std::move(missing.gone);
}

std::uint32_t BreakerFollower::addMember(const Instance &instance, const BreakerReading &reading,
                                         const QString &name)
{
    std::uint32_t index = 0;
    if (m_freeMembers.empty()) {
        index = static_cast<std::uint32_t>(m_members.size());
        m_members.emplace_back();
    } else {
        index = m_freeMembers.back();
        m_freeMembers.pop_back();
    }
    const std::uint32_t generation = m_members[index].generation + 1;
    m_members[index] = {};
    Member &member = m_members[index];
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
    m_tiles.join(index, instance, reading, name);
    return index;
}

void BreakerFollower::removeMember(std::uint32_t index)
{
    m_tiles.leave(index);
    ++m_members[index].generation;
    m_members[index].latency.reset();
    m_freeMembers.push_back(index);
}

void BreakerFollower::update(std::uint32_t index, const BreakerReading &reading, const Observation &page)
{
    Member &member = m_members[index];
    MemberShare share = member.share;
    share.state = reading.state;
    share.lost = false;
    share.libraryRatio = reading.failureRate ? static_cast<float>(*reading.failureRate) : std::nanf("");
    share.threshold = reading.threshold ? static_cast<float>(*reading.threshold) : std::nanf("");
    // An open one lets no call through: the slow ones that its library still holds are from before
    const bool refusesAll = reading.state == BreakerState::Open || reading.state == BreakerState::ForcedOpen;
    share.slowNow = refusesAll && !std::isnan(reading.slowNow) ? 0.0F : static_cast<float>(reading.slowNow);

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
        m_tiles.noteHalfOpen(member);
    }
    countCalls(member, share, reading, page.finished);
    share.stuck = share.state == BreakerState::Open && share.told != 0 &&
                  page.finished - member.quiet >= BreakerBoard::stuckAfter;
    member.page = page.finished;
    member.vanished = {};
    member.trips = reading.trips;
    member.restarts = reading.restarts;
    member.raw = reading.raw;
    member.hint = reading.hint;
    if (share.state == BreakerState::Open && share.told != 0) {
        setDeadline(index, member.quiet + BreakerBoard::stuckAfter);
    }
    m_tiles.setShare(member, share, firstSight);
}

void BreakerFollower::tellTransitions(Member &member, const BreakerReading &reading, int openings,
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
        m_tiles.addTransition(member, transition, page.finished);
    }
    member.inferred = transitions.back().inferred;
    m_tiles.addTrips(member, page.finished, openings);
    member.shownTrips += static_cast<quint32>(std::max(openings, 0));
}

/// Adds the calls since the page before to the member's tiles.
void BreakerFollower::countCalls(Member &member, MemberShare &share, const BreakerReading &reading,
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
            m_tiles.sumOf(tile).calls.add(grown, isFirst ? at : member.page, at, tells);
        }
        if (reading.latency && reading.latency->bounds) {
            LatencyWindow *latency =
                m_tiles.sumOf(tile).latency(); // also while no call ends: told, and empty
            if (member.latency && reading.latency != member.latency) {
                latency->add(*reading.latency, *member.latency, at);
            }
        }
        if (reading.latency && !reading.latency->bounds) {
            m_tiles.sumOf(tile).tellsQuantiles = true;
        }
    }
    member.calls = reading.calls;
    member.latency = reading.latency;
}

/// The breakers of an instance whose metrics no longer come.
void BreakerFollower::lose(Followed &own, const Instance &instance)
{
    const ProbeStatus &page = instance.probe(ProbeKind::Metrics);
    // A page came, and they are not on it; or none came, and the last one is too old to believe
    const bool answers = page.answered && page.last.metrics && page.last.finished != own.page;
    for (const std::uint32_t index : own.live) {
        Member &member = m_members[index];
        MemberShare share = member.share;
        share.lost = true;
        share.stuck = false;
        m_tiles.setShare(member, share, false);
        member.vanished = answers ? page.last.finished : SteadyTime{};
        own.gone.push_back(index);
    }
    own.live.clear();
    for (const std::uint32_t index : own.gone) {
        if (answers && m_members[index].vanished == SteadyTime{}) {
            m_members[index].vanished = page.last.finished;
        }
        if (m_members[index].vanished != SteadyTime{}) {
            setDeadline(index, m_members[index].vanished + BreakerBoard::forgetAfter);
        }
    }
}

void BreakerFollower::forget(Followed &own)
{
    for (const std::uint32_t index : own.live) {
        removeMember(index);
    }
    for (const std::uint32_t index : own.gone) {
        removeMember(index);
    }
    own = {};
}

void BreakerFollower::setDeadline(std::uint32_t index, SteadyTime at)
{
    if (!m_members[index].hasDeadline) {
        m_members[index].hasDeadline = true;
        m_deadlines.push({at, index, m_members[index].generation});
    }
}

void BreakerFollower::passDeadlines()
{
    while (!m_deadlines.empty() && m_deadlines.top().at <= m_now) {
        const Deadline deadline = m_deadlines.top();
        m_deadlines.pop();
        Member &member = m_members[deadline.member];
        if (member.generation != deadline.generation) {
            continue;
        }
        member.hasDeadline = false;
        if (member.share.lost) {
            if (member.vanished == SteadyTime{}) {
                continue;
            }
            if (m_now < member.vanished + BreakerBoard::forgetAfter) {
                setDeadline(deadline.member, member.vanished + BreakerBoard::forgetAfter);
                continue;
            }
            Followed &own = m_followed[member.instance.value];
            std::erase(own.gone, deadline.member);
            removeMember(deadline.member);
            continue;
        }
        if (member.share.state != BreakerState::Open || member.share.stuck) {
            continue;
        }
        if (m_now < member.quiet + BreakerBoard::stuckAfter) {
            setDeadline(deadline.member, member.quiet + BreakerBoard::stuckAfter);
            continue;
        }
        MemberShare share = member.share;
        share.stuck = share.told != 0;
        m_tiles.setShare(member, share, false);
    }
}

} // namespace quarterdeck
