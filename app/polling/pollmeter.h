#pragma once

#include "app/polling/poller.h"
#include "models/fleet/observation.h"

#include <array>
#include <mutex>
#include <span>

namespace quarterdeck {

/// Counts and times of one worker's probes. Written by the worker, read by the UI thread.
class PollMeter
{
public:
    /// A probe that started later than this after its time counts as late.
    static constexpr std::chrono::milliseconds lateAfter{50};

    /// `observation`: kind, outcome, duration and lateness count.
    void record(const Observation &observation, quint64 bytes, SteadyTime now);
    void recordShed(ProbeKind kind);
    void recordPage(quint64 bytes, quint64 badLines, std::chrono::nanoseconds spent);
    void setConnections(quint64 open, quint64 wanted, quint64 limit);
    void setOwnBreakersOpen(quint64 open);
    void setRetries(quint64 retries);
    void setWaiting(quint64 waiting);
    void setTargets(int targets);
    void setLayoutCacheBytes(std::size_t bytes);

    /// The whole poller's figures from its workers'.
    static PollerStatistics sum(std::span<const PollMeter *const> meters, SteadyTime now);

private:
    /// Microseconds in bins of one eighth of a power of two: the reported quantile is at most 12 % too high.
    struct Histogram
    {
        static constexpr int bins = 216;
        std::array<quint32, bins> counts{};
        static int binOf(quint64 microseconds);
        static quint64 upperBound(int bin);
        void add(std::chrono::microseconds value);
        void add(const Histogram &other);
        [[nodiscard]] std::chrono::microseconds quantile(double q) const;
    };
    struct Second
    {
        qint64 number = -1; ///< of the steady clock
        quint32 probes = 0;
        Histogram duration;
        Histogram lateness;
    };
    static constexpr int keptSeconds = 11; ///< ten whole ones and the one that runs

    Second &second(SteadyTime now);

    mutable std::mutex m_mutex;
    qint64 m_firstSecond = -1; ///< of the first probe
    PollerStatistics m_totals;
    std::array<Second, keptSeconds> m_seconds;
};

} // namespace quarterdeck
