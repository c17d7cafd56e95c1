#pragma once

#include "app/observability/consolemetrics.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace quarterdeck {

class FleetSession;
struct FleetChanges;

/// Tells what a session does: its condition as metrics once a second, and to the log what an operator of the
/// console asks about afterwards (configuration, states, isolation, falling behind). Lives in the session's
/// thread.
class SessionTelemetry : public QObject
{
    Q_OBJECT

public:
    /// `turns`: the UI thread's histogram of turns, where there is one. The session outlives this.
    SessionTelemetry(FleetSession &session, std::shared_ptr<ConsoleMetrics> metrics,
                     std::function<TimeHistogram()> turns = {}, QObject *parent = nullptr);

private:
    void publish();
    void logChanges(const FleetChanges &changes);
    void logConfiguration();
    void logCondition(const PollerStatistics &poller);

    FleetSession &m_session;
    std::shared_ptr<ConsoleMetrics> m_metrics;
    std::function<TimeHistogram()> m_turns;
    QTimer m_timer;
    PollerStatistics m_last;
};

} // namespace quarterdeck
