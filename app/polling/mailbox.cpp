#include "app/polling/mailbox.h"

#include <utility>

namespace quarterdeck {

// The index holds positions counted from the first observation ever posted, not places in the vector, so
// that draining from the front does not renumber everything that stays.

void Mailbox::post(Observation observation)
{
    const quint64 key = (quint64(observation.instance.value) << 2) | quint64(observation.kind);
    const std::lock_guard lock(m_mutex);
    const auto found = m_index.constFind(key);
    if (found == m_index.constEnd()) {
        m_index.insert(key, m_firstPosition + (m_waiting.size() - m_taken));
        m_waiting.push_back(std::move(observation));
        return;
    }
    ++m_overwritten;
    Observation &waiting = m_waiting[found.value() - m_firstPosition + m_taken];
    // That a probe was left out is no news beside an answer that nobody has read yet.
    if (observation.outcome == ProbeOutcome::Shed && waiting.outcome != ProbeOutcome::Shed &&
        waiting.definition == observation.definition) {
        return;
    }
    waiting = std::move(observation);
}

std::vector<Observation> Mailbox::drain(std::size_t limit)
{
    std::vector<Observation> taken;
    const std::lock_guard lock(m_mutex);
    const std::size_t count = std::min(limit, m_waiting.size() - m_taken);
    if (count == m_waiting.size()) {
        taken.swap(m_waiting);
        m_index.clear();
        m_firstPosition += count;
        return taken;
    }
    taken.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Observation &observation = m_waiting[m_taken + i];
        m_index.remove((quint64(observation.instance.value) << 2) | quint64(observation.kind));
        taken.push_back(std::move(observation));
    }
    m_taken += count;
    m_firstPosition += count;
    if (m_taken * 2 >= m_waiting.size()) {
        m_waiting.erase(m_waiting.begin(), m_waiting.begin() + std::ptrdiff_t(m_taken));
        m_taken = 0;
    }
    return taken;
}

std::size_t Mailbox::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.size() - m_taken;
}

quint64 Mailbox::overwritten() const
{
    const std::lock_guard lock(m_mutex);
    return m_overwritten;
}

} // namespace quarterdeck
