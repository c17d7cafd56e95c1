#include "widgets/breakers/statestretches.h"

#include <algorithm>
#include <array>

namespace quarterdeck {

namespace {

std::optional<BreakerState> worst(const std::array<int, breakerStateCount> &counts)
{
    for (int i = 0; i < breakerStateCount; ++i) {
        if (counts[static_cast<std::size_t>(i)] > 0) {
            return static_cast<BreakerState>(i);
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<StateStretch> stateStretches(const std::vector<BreakerMember> &members,
                                         const QList<BreakerTransition> &newestFirst, bool cut,
                                         WallTime knownFrom, WallTime from, WallTime to)
{
    std::array<int, breakerStateCount> counts{};
    const auto count = [&counts](BreakerState state) -> int & {
        return counts[static_cast<std::size_t>(state)];
    };
    for (const BreakerMember &member : members) {
        if (!member.lost) {
            ++count(member.state);
        }
    }
    WallTime earliest = std::max(from, knownFrom);
    if (cut && !newestFirst.isEmpty()) {
        earliest = std::max(earliest, newestFirst.last().at);
    }
    std::vector<StateStretch> backwards;
    const auto add = [&](WallTime begin, WallTime end, std::optional<BreakerState> state) {
        if (end <= begin) {
            return;
        }
        const StateStretch stretch{begin, end, state.value_or(BreakerState::Unknown), state.has_value()};
        if (!backwards.empty() && backwards.back().state == stretch.state &&
            backwards.back().known == stretch.known) {
            backwards.back().from = begin;
        } else {
            backwards.push_back(stretch);
        }
    };
    WallTime end = to;
    for (const BreakerTransition &transition : newestFirst) {
        if (transition.at <= earliest) {
            break;
        }
        const WallTime at = std::min(transition.at, end);
        add(at, end, worst(counts));
        end = at;
        // A breaker that is lost by now is not counted; undoing its change must not count it below zero.
        if (count(transition.to) > 0) {
            --count(transition.to);
            ++count(transition.from);
        }
    }
    add(earliest, end, worst(counts));
    add(from, std::min(earliest, to), std::nullopt);
    std::reverse(backwards.begin(), backwards.end());
    return backwards;
}

} // namespace quarterdeck
