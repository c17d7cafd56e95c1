#pragma once

#include "models/fleet/observation.h"

#include <QHash>

#include <mutex>
#include <vector>

namespace quarterdeck {

/// Where worker threads leave observations for the UI thread. Holds at most one per instance and probe
/// kind (the newest), so a slow window can never grow it. Thread-safe.
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
    // Implementation detail is the poller's business; see mailbox.cpp.
    QHash<quint64, std::size_t> m_index;
    std::vector<Observation> m_waiting;
    quint64 m_overwritten = 0;
};

} // namespace quarterdeck
