#pragma once

#include "models/incidents/incident.h"

#include <QHash>

namespace quarterdeck {

/// What a person at another window is told of incidents: each once when it opens, those that open together in
/// one notice, and again, in other words, while nobody has taken it on. No clock of its own.
class IncidentNotices
{
public:
    static constexpr std::chrono::seconds bundledFor{5};
    static constexpr std::chrono::minutes remindEvery{15};

    struct Notice
    {
        QString title;
        QString text;
        bool operator==(const Notice &) const = default;
    };

    void noteOpened(const Incident &incident, SteadyTime now);
    /// What is to be told now, given the incidents that are active; nothing most of the time.
    std::optional<Notice> due(const QList<Incident> &active, SteadyTime now, WallTime wall);

private:
    std::optional<SteadyTime> m_firstOpened;
    QStringList m_opened;
    QHash<IncidentNumber, SteadyTime> m_told; ///< when each was told last
};

} // namespace quarterdeck
