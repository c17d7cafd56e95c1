#include "app/simfleet/breaker.h"

namespace quarterdeck::simfleet {

namespace {

constexpr double failingWhileOpen = 0.961;
constexpr double failingWhileHalfOpen = 0.41;
constexpr double permittedWhileHalfOpen = 0.1;
constexpr double slowShare = 0.004;

} // namespace

SimulatedBreaker::SimulatedBreaker(double share, double failing) : m_share(share), m_failing(failing) {}

double SimulatedBreaker::failureRate() const
{
    switch (m_mode) {
    case Mode::Open:
        return failingWhileOpen;
    case Mode::HalfOpen:
        return failingWhileHalfOpen;
    default:
        return m_failing;
    }
}

SimulatedBreaker::Counts SimulatedBreaker::countsAfter(double requests) const
{
    const double calls = requests * m_share;
    double permitted = calls;
    if (m_mode == Mode::Open || m_mode == Mode::ForcedOpen) {
        permitted = 0;
    } else if (m_mode == Mode::HalfOpen) {
        permitted = calls * permittedWhileHalfOpen;
    }
    Counts result = m_counts;
    const double failed = permitted * failureRate();
    result.failed += failed;
    result.successful += permitted - failed;
    result.slow += permitted * slowShare;
    result.notPermitted += calls - permitted;
    return result;
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
