#pragma once

#include "app/session/fleetsession.h"
#include "models/items/consolefact.h"
#include "models/items/consolestatus.h"

#include <deque>
#include <functional>

namespace quarterdeck {

/// How the console itself is doing, read from the session once a second.
class ConsoleStatusReader
{
public:
    /// The session is the caller's and outlives the reader.
    explicit ConsoleStatusReader(FleetSession &session) : m_session(session) {}

    void readConfiguration(); ///< again whenever it changed
    [[nodiscard]] ConsoleStatus read();
    /// The same and more, for the panel.
    [[nodiscard]] QList<ConsoleFact> facts() const;
    /// Where the UI thread's turns are counted.
    void setTurns(std::function<TimeHistogram()> turns) { m_turns = std::move(turns); }

private:
    FleetSession &m_session;
    QString m_unverifiedTls;
    std::function<TimeHistogram()> m_turns;
    std::deque<quint64> m_lateCounts; ///< of the last seconds, oldest first
    std::deque<quint64> m_shedCounts; ///< likewise
};

} // namespace quarterdeck
