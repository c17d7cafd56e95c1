#include "models/breakerboard/tilesum.h"

#include "models/breakerboard/breakerboard.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

void count(float value, double &sum, int &values, int sign)
{
    if (!std::isnan(value)) {
        sum += sign * static_cast<double>(value);
        values += sign;
        // What differences leave behind of nothing is nothing
        if (values == 0 || sum < 1e-6) {
            sum = 0;
        }
    }
}

} // namespace

TileSum::TileSum(BreakerTileId id, BreakerGrouping grouping)
{
    m_shown.id = id;
    m_shown.grouping = grouping;
    m_shown.window = BreakerBoard::window;
}

LatencyWindow *TileSum::latency()
{
    if (!m_latency) {
        m_latency = std::make_unique<LatencyWindow>();
    }
    return m_latency.get();
}

void TileSum::add(const MemberShare &share)
{
    isDirty = true;
    ++m_shown.breakers;
    if (share.lost) {
        ++m_shown.lost;
        return;
    }
    ++m_shown.byState[static_cast<std::size_t>(share.state)];
    m_stuck += share.stuck ? 1 : 0;
    for (std::size_t i = 0; i < m_told.size(); ++i) {
        m_told[i] += (share.told >> i) & 1;
    }
    count(share.callRate, m_callRate, m_callRates, 1);
    count(share.libraryRatio, m_libraryRatio, m_libraryRatios, 1);
    count(share.slowNow, m_slowNow, m_slowNows, 1);
    if (!std::isnan(share.threshold) && !(m_shown.threshold <= static_cast<double>(share.threshold))) {
        m_shown.threshold = static_cast<double>(share.threshold);
    }
    needsRaw = needsRaw || share.state == BreakerState::Unknown;
}

void TileSum::remove(const MemberShare &share)
{
    isDirty = true;
    --m_shown.breakers;
    if (share.lost) {
        --m_shown.lost;
        return;
    }
    --m_shown.byState[static_cast<std::size_t>(share.state)];
    m_stuck -= share.stuck ? 1 : 0;
    for (std::size_t i = 0; i < m_told.size(); ++i) {
        m_told[i] -= (share.told >> i) & 1;
    }
    count(share.callRate, m_callRate, m_callRates, -1);
    count(share.libraryRatio, m_libraryRatio, m_libraryRatios, -1);
    count(share.slowNow, m_slowNow, m_slowNows, -1);
    needsRaw = needsRaw || share.state == BreakerState::Unknown;
}

void TileSum::noteState(SteadyTime now, WallTime wall, bool firstSight)
{
    const auto worst = std::find_if(m_shown.byState.begin(), m_shown.byState.end(),
                                    [](int breakers) { return breakers > 0; });
    const auto state = worst == m_shown.byState.end()
                           ? BreakerState::Unknown
                           : static_cast<BreakerState>(worst - m_shown.byState.begin());
    if (m_hasState && state == m_worst) {
        return;
    }
    m_shown.sinceIsFirstSight = firstSight;
    m_shown.since = now;
    m_shown.sinceWall = wall;
    m_worst = state;
    m_hasState = true;
}

void TileSum::addTransition(const BreakerTransition &transition, SteadyTime at)
{
    isDirty = true;
    m_transitions.prepend(transition);
    if (m_transitions.size() > BreakerBoard::keptTransitions) {
        m_transitions.removeLast();
    }
    m_shown.lastChange = transition.at;
    if (transition.inferred) {
        m_inferredAt = at;
    }
}

double TileSum::callRate() const
{
    return m_callRates > 0 && m_tellsVolume ? m_callRate : noValue;
}

void TileSum::sumCalls(SteadyTime now, int minRequests)
{
    const auto sums = calls.sums(now);
    double inWindow = 0;
    const bool tellsCalls =
        std::any_of(m_told.begin(), m_told.end(), [](int telling) { return telling > 0; });
    // A counter's first value is no count of calls: nothing is known until there are two
    m_shown.collecting = tellsCalls && m_callRates == 0 &&
                         std::all_of(sums.begin(), sums.end(), [](double count) { return count <= 0; });
    for (std::size_t i = 0; i < sums.size(); ++i) {
        m_shown.calls[i] = m_told[i] > 0 && !m_shown.collecting ? sums[i] : noValue;
        if (static_cast<CallCause>(i) != CallCause::Slow) {
            inWindow += sums[i];
        }
    }
    if (m_slowNows > 0 && !m_shown.collecting) {
        m_shown.calls[static_cast<std::size_t>(CallCause::Slow)] = m_slowNow;
    }
    const double failed = sums[static_cast<std::size_t>(CallCause::Failed)] +
                          sums[static_cast<std::size_t>(CallCause::TimedOut)];
    const double finished = failed + sums[static_cast<std::size_t>(CallCause::Ok)];
    const bool counts = m_told[static_cast<std::size_t>(CallCause::Ok)] > 0 &&
                        (m_told[static_cast<std::size_t>(CallCause::Failed)] > 0 ||
                         m_told[static_cast<std::size_t>(CallCause::TimedOut)] > 0);
    const double refused = sums[static_cast<std::size_t>(CallCause::NotPermitted)];
    m_shown.ratioSource = RatioSource::None;
    m_shown.errorRatio = m_shown.failureRatio = noValue;
    if (counts && finished + refused > 0) {
        m_shown.ratioSource = RatioSource::Calls;
        m_shown.errorRatio = (failed + refused) / (finished + refused);
        m_shown.failureRatio = finished > 0 ? failed / finished : noValue;
    } else if (m_libraryRatios > 0) {
        m_shown.ratioSource = RatioSource::Library;
        m_shown.errorRatio = m_shown.failureRatio = m_libraryRatio / m_libraryRatios;
    }
    // A library that counts refusals alone does not say how many calls there are
    m_tellsVolume = m_told[static_cast<std::size_t>(CallCause::Ok)] > 0 ||
                    m_told[static_cast<std::size_t>(CallCause::Failed)] > 0;
    m_shown.lowTraffic = m_tellsVolume && !m_shown.collecting && inWindow < minRequests;
}

const BreakerTile &TileSum::shown(SteadyTime now, int minRequests)
{
    const std::int64_t step = CallWindow::stepOf(now);
    if (!isDirty && (!isAgeing || step == shownStep)) {
        return m_shown;
    }
    isDirty = false;
    shownStep = step;
    m_shown.state = m_worst;
    m_shown.lostStream = m_shown.lost > 0;
    m_shown.stuckOpen = m_stuck > 0;
    sumCalls(now, minRequests);
    m_shown.callsPerSecond = callRate();
    if (m_latency) {
        m_shown.tellsLatency = true;
        std::tie(m_shown.p50, m_shown.p99) = m_latency->p50AndP99(now);
    }
    m_shown.tripsLastHour = trips.lastHour(now);
    m_shown.tripsLastDay = trips.lastDay(now);
    if (m_inferredAt && now - *m_inferredAt > BreakerBoard::inferredShown) {
        m_inferredAt.reset();
    }
    m_shown.inferred = m_inferredAt.has_value();
    isAgeing = !calls.isQuiet(now) || m_shown.tripsLastDay > 0 || m_shown.inferred;
    return m_shown;
}

} // namespace quarterdeck
