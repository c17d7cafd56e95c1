#pragma once

#include "app/polling/poller.h"
#include "models/fleet/instancestate.h"

#include <prometheus/collectable.h>

#include <mutex>

namespace quarterdeck {

/// What the console knows of its own condition at one moment.
struct ConsoleFigures
{
    PollerStatistics poller;
    int instances[stateCount] = {}; ///< by State
    int openBreakers = 0;
    bool isolated = false;
    bool hasTurns = false; ///< there is a UI thread that measures its turns
    TimeHistogram turns;
    quint64 logLinesDropped = 0;
};

/// The console's own metrics in prometheus-cpp's form, made anew at each scrape from the newest figures.
/// publish() is called by the thread that has them, Collect() by the one that serves the scrape.
class ConsoleMetrics : public prometheus::Collectable
{
public:
    void publish(const ConsoleFigures &figures);
    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

private:
    mutable std::mutex m_mutex;
    ConsoleFigures m_figures;
};

} // namespace quarterdeck
