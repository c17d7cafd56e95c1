#pragma once

#include "models/incidents/event.h"

#include <QHash>

#include <deque>
#include <vector>

namespace quarterdeck {

/// The events of the last minutes that belong to no incident: when one opens, what led to it is among them.
class RecentEvents
{
public:
    static constexpr std::chrono::minutes span{12};
    static constexpr std::size_t most = 200'000; ///< a storm of more forgets the oldest

    void add(const Event &event);
    void forget(WallTime now);
    struct Entry
    {
        qint64 number = 0;
        WallTime happened;
        WallTime known; ///< when it was told: an alert has been pending for a while when it fires
        int service = 0;
        bool taken = false;
        QString instance; ///< whose state it tells of; empty for other events
    };
    /// When the first of a service happened, not before `from`.
    [[nodiscard]] std::optional<WallTime> first(const QString &service, WallTime from) const;
    /// Those of a service since `from`; they are taken out.
    std::vector<Entry> take(const QString &service, WallTime from);

private:
    QHash<QString, int> m_services;
    std::deque<Entry> m_events; ///< in the order of recording
};

} // namespace quarterdeck
