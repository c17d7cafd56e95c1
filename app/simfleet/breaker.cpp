#include "app/simfleet/breaker.h"

namespace quarterdeck::simfleet {

namespace {

constexpr double failingWhileOpen = 0.961;
constexpr double failingWhileHalfOpen = 0.41;
constexpr double failingWhileEjecting = 0.012; // the hosts that are left answer well
constexpr double permittedWhileHalfOpen = 0.1;
constexpr double callsWhileHalfOpen = 10; ///< that a half-open breaker lets through to decide
constexpr double failureTakes = 4;        ///< times as long as success: many of them time out
constexpr double troubleTakes = 6;        ///< times as long, what does not fail while others do

SimulatedBreaker::Ended perCall(const LatencyModel &latency)
{
    SimulatedBreaker::Ended ended;
    ended.seconds = latency.mean();
    for (std::size_t i = 0; i < breakerBounds.size(); ++i) {
        ended.within[i] = latency.shareWithin(breakerBounds[i]);
    }
    return ended;
}

void add(SimulatedBreaker::Ended &to, const SimulatedBreaker::Ended &each, double calls)
{
    to.seconds += each.seconds * calls;
    for (std::size_t i = 0; i < to.within.size(); ++i) {
        to.within[i] += each.within[i] * calls;
    }
}

} // namespace

SimulatedBreaker::SimulatedBreaker(double share, double failing, Kind kind, LatencyModel calls)
    : m_share(share)
    , m_failing(failing)
    , m_kind(kind)
    , m_calls(calls)
{
    follow();
}

double SimulatedBreaker::failureRate() const
{
    switch (m_mode) {
    case Mode::Open:
        return m_kind == Kind::Ejects ? failingWhileEjecting : failingWhileOpen;
    case Mode::HalfOpen:
        return m_kind == Kind::Ejects ? failingWhileEjecting : failingWhileHalfOpen;
    default:
        return m_failing;
    }
}

double SimulatedBreaker::permittedShare() const
{
    if (m_kind == Kind::Ejects) {
        return 1;
    }
    if (m_mode == Mode::Open || m_mode == Mode::ForcedOpen) {
        return 0;
    }
    return m_mode == Mode::HalfOpen ? permittedWhileHalfOpen : 1;
}

LatencyModel SimulatedBreaker::latency(bool failing) const
{
    LatencyModel latency = m_calls;
    if (failing) {
        latency.median *= failureTakes;
    } else if (failureRate() >= failingWhileHalfOpen) {
        latency.median *= troubleTakes;
    }
    return latency;
}

void SimulatedBreaker::follow()
{
    const LatencyModel success = latency(false);
    const LatencyModel failure = latency(true);
    m_perSuccess = perCall(success);
    m_perFailure = perCall(failure);
    m_slowSuccess = 1 - success.shareWithin(slowAfter);
    m_slowFailure = 1 - failure.shareWithin(slowAfter);
}

SimulatedBreaker::Counts SimulatedBreaker::countsAfter(double requests) const
{
    const double calls = requests * m_share;
    const double permitted = calls * permittedShare();
    Counts result = m_counts;
    const double failed = permitted * failureRate();
    result.failed += failed;
    result.successful += permitted - failed;
    result.slow += failed * m_slowFailure + (permitted - failed) * m_slowSuccess;
    result.notPermitted += calls - permitted;
    add(result.successes, m_perSuccess, permitted - failed);
    add(result.failures, m_perFailure, failed);
    return result;
}

double SimulatedBreaker::slowInWindow(double requests, bool failing) const
{
    if (m_mode == Mode::ForcedOpen || m_mode == Mode::Disabled) {
        return 0; // counts nothing
    }
    // An open one keeps the window that opened it
    const double calls = m_mode == Mode::HalfOpen ? callsWhileHalfOpen : requests * m_share;
    return failing ? calls * failureRate() * m_slowFailure : calls * (1 - failureRate()) * m_slowSuccess;
}

void SimulatedBreaker::setAddedLatency(double added)
{
    if (m_calls.added != added) {
        m_calls.added = added;
        follow();
    }
}

void SimulatedBreaker::setMode(Mode mode, double now)
{
    if (mode == m_mode) {
        return;
    }
    // Libraries go from open to closed by way of half-open, and count both.
    if (m_mode == Mode::Open && mode == Mode::Closed) {
        ++m_transitions.halfOpened;
    }
    // Half-open is entered from open only.
    if (m_mode == Mode::Closed && mode == Mode::HalfOpen) {
        ++m_transitions.opened;
    }
    m_mode = mode;
    m_since = now;
    follow();
    switch (mode) {
    case Mode::Open:
        ++m_transitions.opened;
        break;
    case Mode::HalfOpen:
        ++m_transitions.halfOpened;
        break;
    case Mode::ForcedOpen:
        ++m_transitions.isolated;
        break;
    default:
        ++m_transitions.closed;
        break;
    }
}

void SimulatedBreaker::restart(double now)
{
    m_counts = {};
    m_transitions = {};
    m_since = now;
}

} // namespace quarterdeck::simfleet
