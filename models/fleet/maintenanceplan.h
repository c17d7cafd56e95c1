#pragma once

#include "models/fleet/target.h"
#include "models/signals/signalreading.h"

#include <vector>

namespace quarterdeck {

/// Which maintenance windows are open, and whom they cover.
class MaintenancePlan
{
public:
    void setWindows(const QList<MaintenanceWindow> &windows, WallTime wall);
    /// Lets time pass; returns whether a window opened or closed. A window is open from `from` until before
    /// `to`.
    bool update(WallTime wall);
    [[nodiscard]] bool covers(const Target &target) const;

private:
    QList<MaintenanceWindow> m_windows;
    std::vector<bool> m_open;
};

/// Every pair must be the target's; `service`, `cluster`, `job` and `instance` mean what the console calls
/// them, also where they come from another label. An empty match covers everything.
bool matchesLabels(const Labels &match, const Target &target);

} // namespace quarterdeck
