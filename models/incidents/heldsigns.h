#pragma once

#include "models/incidents/incidentrules.h"
#include "models/signals/signalreading.h"

#include <QHash>

namespace quarterdeck {

/// The signs that hold now, since when, and when those that no longer do were over. No clock of its own.
class HeldSigns
{
public:
    using Conditions = QHash<QString, const ServiceCondition *>; ///< by service

    /// Tells a sign from every other one.
    static QString keyOf(const IncidentSign &sign);

    /// How all services are now, with the signs that makes.
    void note(const Conditions &conditions, SteadyTime now, WallTime wall, const IncidentTiming &timing);

    /// Those that have held for as long as their rule wants, the causes before those that depend on them, so
    /// that these find an incident to join.
    [[nodiscard]] QList<IncidentSign> due(const Conditions &conditions, SteadyTime now) const;
    /// Whether one holds for any of the services, and not only because its window looks back.
    [[nodiscard]] bool isBad(const QStringList &services) const;
    /// When the last sign of the services was over; nothing where none was seen to end.
    [[nodiscard]] std::optional<WallTime> endedLast(const QStringList &services) const;

    /// A person resolved what they made: they make nothing until they went away. Or took that back.
    void setSettled(const QStringList &services, bool settled);

private:
    struct Held
    {
        IncidentSign sign;
        SteadyTime from{};
        bool present = false;
        bool settled = false;
    };
    QHash<QString, Held> m_held;
    QHash<QString, WallTime> m_ended; ///< by service
};

} // namespace quarterdeck
