#pragma once

#include "models/fleet/instancestate.h"

namespace quarterdeck {

struct Instance;

/// How many instances of a group are in each state; says "3 of 120 down", not just the worst child.
struct RollUp
{
    int total = 0;
    int byState[stateCount] = {};
    int flapping = 0;
    int stale = 0;
    int maintenance = 0;
    int unseen = 0;
    int openBreakers = 0; ///< open or forced open, over the instances
    [[nodiscard]] int of(State state) const { return byState[static_cast<int>(state)]; }
    /// The state the group is shown in. One bad child does not paint the group: down (or not ready) when no
    /// instance takes traffic any more, degraded when some are not well, unknown when nothing is known of
    /// any.
    [[nodiscard]] State state() const;
    [[nodiscard]] QString toText() const; ///< "3 of 120 down · 8 degraded", "120 up"
    bool operator==(const RollUp &) const = default;

    /// What one instance adds; small, so that a total can be kept by difference.
    struct Share
    {
        State state = State::Unknown;
        InstanceFlags flags;
        int openBreakers = 0;
        bool operator==(const Share &) const = default;
    };
    static Share shareOf(const Instance &instance);
    void add(const Share &share) { count(share, 1); }
    void remove(const Share &share) { count(share, -1); }

private:
    void count(const Share &share, int sign);
};

} // namespace quarterdeck
