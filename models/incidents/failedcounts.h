#pragma once

#include "models/incidents/servicecondition.h"
#include "models/signals/signalreading.h"

#include <QHash>

#include <deque>

namespace quarterdeck {

/// What the services counted as failed in the last minutes: an incident began before it was seen, and counts
/// from there.
class FailedCounts
{
public:
    void note(const QHash<QString, const ServiceCondition *> &conditions, SteadyTime now, WallTime wall);
    /// What had been counted at a time; the oldest that is known for times before.
    [[nodiscard]] double at(const QString &service, WallTime when) const;

private:
    struct Counted
    {
        WallTime at;
        double failed = 0;
    };
    QHash<QString, std::deque<Counted>> m_counted; ///< by service
    SteadyTime m_notedAt{};
};

} // namespace quarterdeck
