#include "models/breakers/breakerautomaton.h"

namespace quarterdeck {

namespace {

/// Whether a walk over the automaton's arcs exists that enters each state as often as counted. The number of
/// times each arc is used follows from the balance of every state (entered = left, but for start and end).
bool walkExists(BreakerPlace start, BreakerPlace end, const BreakerEntries &entries, bool manualClose)
{
    const auto is = [](BreakerPlace place, BreakerPlace wanted) -> std::int64_t {
        return place == wanted ? 1 : 0;
    };
    using enum BreakerPlace;
    const std::int64_t openToHalf = entries.halfOpen;
    const std::int64_t closedToOpen = entries.closed + is(start, Closed) - is(end, Closed);
    const std::int64_t halfToOpen = entries.open - closedToOpen;
    const std::int64_t openToClosed = entries.open + is(start, Open) - is(end, Open) - openToHalf;
    const std::int64_t halfToClosed = entries.closed - openToClosed;
    if (closedToOpen < 0 || halfToOpen < 0 || openToClosed < 0 || halfToClosed < 0) {
        return false;
    }
    if (openToClosed > 0 && !manualClose) {
        return false;
    }
    if (halfToOpen + halfToClosed != entries.halfOpen + is(start, HalfOpen) - is(end, HalfOpen)) {
        return false;
    }
    // The arcs must hang together with the start: walk along those that are used
    BreakerPlaces reached = start;
    for (int round = 0; round < 3; ++round) {
        if (reached.testFlag(Closed) && closedToOpen > 0) {
            reached |= Open;
        }
        if (reached.testFlag(Open) && openToHalf > 0) {
            reached |= HalfOpen;
        }
        if (reached.testFlag(Open) && openToClosed > 0) {
            reached |= Closed;
        }
        if (reached.testFlag(HalfOpen) && halfToOpen > 0) {
            reached |= Open;
        }
        if (reached.testFlag(HalfOpen) && halfToClosed > 0) {
            reached |= Closed;
        }
    }
    return (entries.open == 0 || reached.testFlag(Open)) &&
           (entries.halfOpen == 0 || reached.testFlag(HalfOpen)) &&
           (entries.closed == 0 || reached.testFlag(Closed)) && reached.testFlag(end);
}

/// Without the half-open event only openings and closings are seen; openings may follow each other.
BreakerPlaces endsWithoutHalfOpen(BreakerPlaces starts, const BreakerEntries &entries)
{
    using enum BreakerPlace;
    if (entries.open == 0 && entries.closed == 0) {
        return starts.testFlag(HalfOpen) ? (starts | Open) & ~BreakerPlaces(HalfOpen) : starts;
    }
    BreakerPlaces ends;
    const bool startsClosed = starts.testFlag(Closed);
    // Each closing ends a run of one or more openings; an open start saves the first run its opening
    const std::int64_t saved = startsClosed && starts == BreakerPlaces(Closed) ? 0 : 1;
    if (entries.closed > 0 && entries.open + saved >= entries.closed) {
        ends |= Closed;
    }
    if (entries.open > 0 && entries.open + saved > entries.closed) {
        ends |= Open;
    }
    return ends;
}

} // namespace

BreakerPlaces possibleEnds(BreakerPlaces starts, const BreakerEntries &entries, bool manualClose,
                           bool halfOpenCounted)
{
    using enum BreakerPlace;
    if (!halfOpenCounted) {
        return endsWithoutHalfOpen(starts, entries);
    }
    BreakerPlaces ends;
    for (const BreakerPlace start : {Closed, Open, HalfOpen}) {
        for (const BreakerPlace end : {Closed, Open, HalfOpen}) {
            if (starts.testFlag(start) && walkExists(start, end, entries, manualClose)) {
                ends |= end;
            }
        }
    }
    return ends;
}

std::optional<BreakerState> provenState(BreakerPlaces starts, const BreakerEntries &entries,
                                        bool halfOpenCounted)
{
    for (const bool manualClose : {false, true}) {
        const BreakerPlaces ends = possibleEnds(starts, entries, manualClose, halfOpenCounted);
        if (ends == BreakerPlaces(BreakerPlace::Closed)) {
            return BreakerState::Closed;
        }
        if (ends == BreakerPlaces(BreakerPlace::Open)) {
            return BreakerState::Open;
        }
        if (ends == BreakerPlaces(BreakerPlace::HalfOpen)) {
            return BreakerState::HalfOpen;
        }
        if (ends != BreakerPlaces()) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

BreakerPlaces placesOf(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        return BreakerPlace::Closed;
    case BreakerState::Open:
        return BreakerPlace::Open;
    case BreakerState::HalfOpen:
        return BreakerPlace::HalfOpen;
    default:
        return BreakerPlace::Closed | BreakerPlace::Open | BreakerPlace::HalfOpen;
    }
}

} // namespace quarterdeck
