#include "app/polling/loadshedder.h"

#include <algorithm>

namespace quarterdeck {

namespace {

double toSeconds(SteadyTime::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

void LoadShedder::started(SteadyTime due, SteadyTime now)
{
    if (now - m_windowSince >= window) {
        if (m_starts > 0) {
            judge(m_lags / m_starts, now);
        }
        m_windowSince = now;
        m_lags = 0;
        m_starts = 0;
    }
    m_lags += std::max(toSeconds(now - due), 0.0);
    ++m_starts;
}

void LoadShedder::judge(double meanLag, SteadyTime now)
{
    Level asked = Level::None;
    if (meanLag >= toSeconds(shedReadinessFrom)) {
        asked = Level::Readiness;
    } else if (meanLag >= toSeconds(shedMetricsFrom)) {
        asked = Level::MetricsOfHealthy;
    }
    m_level = std::max(m_level, std::min(asked, m_before));
    m_before = asked;
    if (meanLag > toSeconds(relaxBelow)) {
        m_goodSince = {};
    } else if (m_level != Level::None) {
        if (m_goodSince == SteadyTime{}) {
            m_goodSince = now;
        } else if (now - m_goodSince >= relaxAfter) {
            m_level = m_level == Level::Readiness ? Level::MetricsOfHealthy : Level::None;
            m_goodSince = now;
        }
    }
}

bool LoadShedder::sheds(ProbeKind kind, bool healthy) const
{
    switch (kind) {
    case ProbeKind::Health:
        return false;
    case ProbeKind::Readiness:
        return m_level >= Level::Readiness;
    case ProbeKind::Metrics:
        return m_level >= Level::MetricsOfHealthy && healthy;
    }
    return false;
}

} // namespace quarterdeck
