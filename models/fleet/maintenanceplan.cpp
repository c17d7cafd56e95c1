#include "models/fleet/maintenanceplan.h"

namespace quarterdeck {

void MaintenancePlan::setWindows(const QList<MaintenanceWindow> &windows, WallTime wall)
{
    m_windows = windows;
    m_open.assign(static_cast<std::size_t>(windows.size()), false);
    update(wall);
}

bool MaintenancePlan::update(WallTime wall)
{
    bool changed = false;
    for (std::size_t index = 0; index < m_open.size(); ++index) {
        const MaintenanceWindow &window = m_windows.at(static_cast<qsizetype>(index));
        const bool open = window.from <= wall && wall < window.to;
        changed = changed || open != m_open[index];
        m_open[index] = open;
    }
    return changed;
}

bool MaintenancePlan::covers(const Target &target) const
{
    for (std::size_t index = 0; index < m_open.size(); ++index) {
        if (m_open[index] && matchesLabels(m_windows.at(static_cast<qsizetype>(index)).match, target)) {
            return true;
        }
    }
    return false;
}

bool matchesLabels(const Labels &match, const Target &target)
{
    for (auto pair = match.begin(); pair != match.end(); ++pair) {
        const QString &name = pair.key();
        const QString value = name == u"service"    ? target.service
                              : name == u"cluster"  ? target.cluster
                              : name == u"job"      ? target.id.job
                              : name == u"instance" ? target.id.instance
                                                    : target.labels.value(name);
        if (value != pair.value()) {
            return false;
        }
    }
    return true;
}

} // namespace quarterdeck
