#include "app/polling/loadshedder.h"

#include <algorithm>

namespace quarterdeck {

void LoadShedder::started(SteadyTime due, SteadyTime now)
{
    const auto seconds = [](auto duration) { return std::chrono::duration<double>(duration).count(); };
    const double lag = std::max(seconds(now - due), 0.0);
    m_meanLag += weight * (lag - m_meanLag);
    if (m_meanLag >= seconds(shedReadinessFrom)) {
        m_level = Level::Readiness;
        m_goodSince = {};
    } else if (m_meanLag >= seconds(shedMetricsFrom)) {
        m_level = std::max(m_level, Level::MetricsOfHealthy);
        m_goodSince = {};
    } else if (m_meanLag > seconds(relaxBelow)) {
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
