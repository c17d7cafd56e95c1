#pragma once

#include "models/fleet/observation.h"

#include <QHash>

#include <mutex>
#include <vector>

namespace quarterdeck {

/// Where worker threads leave observations for the UI thread. Holds at most one per instance and probe
/// kind (the newest), so a slow window can never grow it. An observation that replaces an unread one keeps
/// its place in the line. Thread-safe.
class Mailbox
{
public:
    void post(Observation observation);
    /// Takes at most `limit` observations, those that waited longest first.
    std::vector<Observation> drain(std::size_t limit);
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] quint64 overwritten() const; ///< observations replaced by a newer one before they were read

private:
    mutable std::mutex m_mutex;
    QHash<quint64, std::size_t> m_index; ///< instance and kind -> position, counted from the first post ever
    std::vector<Observation> m_waiting;  ///< the first `m_taken` of them are already drained
    std::size_t m_taken = 0;
    std::size_t m_firstPosition = 0; ///< position of m_waiting[m_taken]
    quint64 m_overwritten = 0;
};

} // namespace quarterdeck
