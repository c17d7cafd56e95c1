#pragma once

#include "models/breakers/breakerstate.h"

#include <QFlags>

#include <cstdint>

namespace quarterdeck {

/// How often a breaker entered each state, by its library's counters.
struct BreakerEntries
{
    std::int64_t open = 0;
    std::int64_t halfOpen = 0;
    std::int64_t closed = 0;
    bool operator==(const BreakerEntries &) const = default;
};

/// A set of the three states that breakers move between by themselves.
enum class BreakerPlace : quint8 { Closed = 1, Open = 2, HalfOpen = 4 };
Q_DECLARE_FLAGS(BreakerPlaces, BreakerPlace)
Q_DECLARE_OPERATORS_FOR_FLAGS(BreakerPlaces)

/// Where a breaker can be that began in one of `starts` and entered its states this often. Breakers move
/// closed -> open -> half-open -> closed or open; an operator may also close an open one (`manualClose`).
/// Counts alone often prove the end: opened once and never half-open is open; as often half-open as open, and
/// closed each time, is closed. `halfOpenCounted` is false where a library does not export that event: a
/// half-open breaker then shows as open.
BreakerPlaces possibleEnds(BreakerPlaces starts, const BreakerEntries &entries, bool manualClose,
                           bool halfOpenCounted);

/// The only end that counts allow, trying without an operator's hand first; nothing when several are
/// possible.
std::optional<BreakerState> provenState(BreakerPlaces starts, const BreakerEntries &entries,
                                        bool halfOpenCounted);

BreakerPlaces placesOf(BreakerState state); ///< all three for states that are none of them

} // namespace quarterdeck
