#pragma once

#include "app/session/fleetsession.h"
#include "models/items/consolestatus.h"

#include <deque>

namespace quarterdeck {

/// How the console itself is doing, read from the session once a second.
class ConsoleStatusReader
{
public:
    /// The session is the caller's and outlives the reader.
    explicit ConsoleStatusReader(FleetSession &session) : m_session(session) {}

    void readConfiguration(); ///< again whenever it changed
    [[nodiscard]] ConsoleStatus read();

private:
    FleetSession &m_session;
    QString m_unverifiedTls;
    std::deque<quint64> m_lateCounts; ///< of the last seconds, oldest first
    std::deque<quint64> m_shedCounts; ///< likewise
};

} // namespace quarterdeck
