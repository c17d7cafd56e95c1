// What operators do to the world: releases, draining, leadership, breakers.
#include "app/simfleet/world.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

int World::releaseIndex(const Release &release)
{
    const auto found = std::find(m_releases.begin(), m_releases.end(), release);
    if (found != m_releases.end()) {
        return static_cast<int>(found - m_releases.begin());
    }
    m_releases.push_back(release);
    return static_cast<int>(m_releases.size() - 1);
}

void World::putOnRelease(std::uint32_t index, int release, double now)
{
    SimulatedInstance &instance = m_instances[index];
    instance.settle(now);
    instance.release = release;
    // Another release is another process.
    instance.restart(now);
    change(index, now);
}

std::variant<std::vector<std::uint32_t>, QString> World::deploy(const ReleaseOrder &order, double now)
{
    advance(now);
    // Each distinct release keeps its page templates: bounded, so that nobody can grow this without end.
    constexpr std::size_t maxReleases = 1000;
    if (m_releases.size() >= maxReleases) {
        return u"%1 releases are enough for one simulation"_s.arg(maxReleases);
    }
    const std::vector<std::uint32_t> hit = matching(order.match);
    if (hit.empty()) {
        return u"no instance matches"_s;
    }
    const int release = releaseIndex(order.release);
    for (const std::uint32_t index : hit) {
        if (m_instances[index].release != release) {
            m_previousRelease[index] = m_instances[index].release;
            putOnRelease(index, release, now);
        }
    }
    return hit;
}

std::variant<std::vector<std::uint32_t>, QString> World::rollBack(const Match &match, double now)
{
    advance(now);
    const std::vector<std::uint32_t> hit = matching(match);
    if (hit.empty()) {
        return u"no instance matches"_s;
    }
    for (const std::uint32_t index : hit) {
        const int current = m_instances[index].release;
        const int previous = std::exchange(m_previousRelease[index], current);
        putOnRelease(index, previous, now);
    }
    return hit;
}

std::variant<std::vector<std::uint32_t>, QString> World::setDrained(const Match &match, int count,
                                                                    bool drained, double now)
{
    advance(now);
    std::vector<std::uint32_t> hit = matching(match);
    if (hit.empty()) {
        return u"no instance matches"_s;
    }
    std::erase_if(hit, [&](std::uint32_t index) { return m_instances[index].drained == drained; });
    if (count > 0 && hit.size() > static_cast<std::size_t>(count)) {
        hit.resize(static_cast<std::size_t>(count));
    }
    for (const std::uint32_t index : hit) {
        m_instances[index].settle(now);
        m_instances[index].drained = drained;
        change(index, now);
    }
    return hit;
}

bool World::runsDatabase(std::uint32_t index) const
{
    const Condition &condition = m_instances[index].condition;
    return !condition.killed && !condition.hung[0] && condition.health != HealthPlay::Down;
}

bool World::hasWorkingLeader() const
{
    return std::any_of(m_databaseMembers.begin(), m_databaseMembers.end(), [this](std::uint32_t index) {
        return m_instances[index].isLeader && runsDatabase(index);
    });
}

World::LeaderChange World::changeLeader(const std::string &leader, const std::string &candidate, bool planned,
                                        double now)
{
    advance(now);
    const std::vector<std::uint32_t> &members = m_databaseMembers;
    const auto isWell = [this](std::uint32_t index) { return runsDatabase(index); };
    const auto current = std::find_if(members.begin(), members.end(),
                                      [this](std::uint32_t index) { return m_instances[index].isLeader; });
    if (current == members.end()) {
        return {.done = false, .text = u"this fleet has no database"_s};
    }
    // Messages as Patroni's REST API words them.
    if (planned && !leader.empty() && m_specs[*current].name != leader) {
        return {.done = false, .text = u"leader name does not match"_s};
    }
    if (planned && !isWell(*current)) {
        return {.done = false, .text = u"switchover is not possible: the leader is not healthy"_s};
    }
    if (!planned && candidate.empty()) {
        return {.done = false, .text = u"Failover could be performed only to a specific candidate"_s};
    }
    if (candidate == m_specs[*current].name) {
        return {.done = false, .text = u"candidate is the leader already"_s};
    }
    const auto next = std::find_if(members.begin(), members.end(), [&](std::uint32_t index) {
        return index != *current && (candidate.empty() ? isWell(index) : m_specs[index].name == candidate);
    });
    if (next == members.end()) {
        return {.done = false,
                .text = candidate.empty() ? u"no good candidates have been found"_s
                                          : u"candidate does not exist"_s};
    }
    if (!isWell(*next)) {
        return {.done = false, .text = u"no good candidates have been found"_s};
    }
    m_instances[*current].isLeader = false;
    m_instances[*next].isLeader = true;
    ++m_timeline;
    return {.done = true, .text = QString::fromStdString(m_specs[*next].name)};
}

QString World::controlBreaker(std::uint32_t index, const std::string &name, const std::string &state,
                              double now)
{
    using Mode = SimulatedBreaker::Mode;
    advance(now);
    const std::vector<std::string> &names = service(index).breakers;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        return u"no circuit breaker \"%1\""_s.arg(QString::fromStdString(name).left(100));
    }
    BreakerControl control{.set = true};
    if (state == "CLOSE") {
        control.mode = Mode::Closed;
    } else if (state == "FORCE_OPEN") {
        control.mode = Mode::ForcedOpen;
    } else if (state == "DISABLE") {
        control.mode = Mode::Disabled;
    } else {
        return u"updateState must be CLOSE, FORCE_OPEN or DISABLE"_s;
    }
    m_instances[index].settle(now);
    m_instances[index].controls[static_cast<std::size_t>(found - names.begin())] = control;
    change(index, now);
    return {};
}

} // namespace quarterdeck::simfleet
