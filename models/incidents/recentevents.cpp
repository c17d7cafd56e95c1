#include "models/incidents/recentevents.h"

#include <algorithm>

namespace quarterdeck {

void RecentEvents::add(const Event &event)
{
    if (event.service.isEmpty()) {
        return;
    }
    const auto known = m_services.constFind(event.service);
    const int service = known != m_services.constEnd() ? *known : static_cast<int>(m_services.size());
    if (known == m_services.constEnd()) {
        m_services.insert(event.service, service);
    }
    m_events.push_back({event.number, event.happened, std::max(event.happened, event.recorded), service,
                        false, event.kind == EventKind::State ? event.subject : QString()});
    if (m_events.size() > most) {
        m_events.pop_front();
    }
}

void RecentEvents::forget(WallTime now)
{
    while (!m_events.empty() && (m_events.front().taken || now - m_events.front().known > span)) {
        m_events.pop_front();
    }
}

std::optional<WallTime> RecentEvents::first(const QString &service, WallTime from) const
{
    std::optional<WallTime> first;
    const int wanted = m_services.value(service, -1);
    for (const Entry &entry : m_events) {
        if (!entry.taken && entry.service == wanted && entry.happened >= from &&
            (!first || entry.happened < *first)) {
            first = entry.happened;
        }
    }
    return first;
}

std::vector<RecentEvents::Entry> RecentEvents::take(const QString &service, WallTime from)
{
    std::vector<Entry> found;
    const int wanted = m_services.value(service, -1);
    for (Entry &entry : m_events) {
        if (!entry.taken && entry.service == wanted && entry.happened >= from) {
            entry.taken = true;
            found.push_back(entry);
        }
    }
    return found;
}

} // namespace quarterdeck
