#include "app/polling/pollmeter.h"

#include <algorithm>
#include <bit>

namespace quarterdeck {

namespace {

qint64 secondNumber(SteadyTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

} // namespace

int PollMeter::Histogram::binOf(quint64 microseconds)
{
    if (microseconds < 8) {
        return int(microseconds);
    }
    const int exponent = 63 - std::countl_zero(microseconds);
    const int eighth = int((microseconds >> (exponent - 3)) & 7U);
    return std::min((exponent - 2) * 8 + eighth, bins - 1);
}

quint64 PollMeter::Histogram::upperBound(int bin)
{
    if (bin < 8) {
        return quint64(bin);
    }
    const int exponent = bin / 8 + 2;
    return ((8ULL + quint64(bin % 8) + 1) << (exponent - 3)) - 1;
}

void PollMeter::Histogram::add(std::chrono::microseconds value)
{
    ++counts[std::size_t(binOf(quint64(std::max<std::chrono::microseconds::rep>(value.count(), 0))))];
}

void PollMeter::Histogram::add(const Histogram &other)
{
    for (std::size_t i = 0; i < counts.size(); ++i) {
        counts[i] += other.counts[i];
    }
}

std::chrono::microseconds PollMeter::Histogram::quantile(double q) const
{
    quint64 total = 0;
    for (const quint32 count : counts) {
        total += count;
    }
    if (total == 0) {
        return std::chrono::microseconds(0);
    }
    const double wanted = q * double(total);
    quint64 seen = 0;
    for (int bin = 0; bin < bins; ++bin) {
        seen += counts[std::size_t(bin)];
        if (double(seen) >= wanted) {
            return std::chrono::microseconds(upperBound(bin));
        }
    }
    return std::chrono::microseconds(upperBound(bins - 1));
}

PollMeter::Second &PollMeter::second(SteadyTime now)
{
    const qint64 number = secondNumber(now);
    Second &slot = m_seconds[std::size_t(number % keptSeconds)];
    if (slot.number != number) {
        slot = Second();
        slot.number = number;
    }
    return slot;
}

void PollMeter::record(const Observation &observation, quint64 bytes, SteadyTime now)
{
    const std::lock_guard lock(m_mutex);
    const auto kind = std::size_t(observation.kind);
    ++m_totals.probes;
    ++m_totals.byOutcome[kind][std::size_t(observation.outcome)];
    m_totals.durations[kind].add(observation.duration);
    m_totals.lateness.add(observation.lateness);
    m_totals.bytes += bytes;
    m_totals.late += observation.lateness > lateAfter ? 1 : 0;
    Second &current = second(now);
    if (m_firstSecond < 0) {
        m_firstSecond = current.number;
    }
    ++current.probes;
    current.duration.add(observation.duration);
    current.lateness.add(observation.lateness);
}

void PollMeter::recordShed(ProbeKind kind)
{
    const std::lock_guard lock(m_mutex);
    ++m_totals.shed;
    ++m_totals.byOutcome[std::size_t(kind)][std::size_t(ProbeOutcome::Shed)];
}

void PollMeter::recordPage(quint64 bytes, quint64 badLines, std::chrono::nanoseconds spent)
{
    const std::lock_guard lock(m_mutex);
    m_totals.pageBytes += bytes;
    m_totals.badLines += badLines;
    m_totals.parseTime += spent;
}

void PollMeter::setRetries(quint64 retries)
{
    const std::lock_guard lock(m_mutex);
    m_totals.retries = retries;
}

void PollMeter::setTargets(int targets)
{
    const std::lock_guard lock(m_mutex);
    m_totals.targets = targets;
}

void PollMeter::setWaiting(quint64 waiting)
{
    const std::lock_guard lock(m_mutex);
    m_totals.waiting = waiting;
}

void PollMeter::setConnections(quint64 open, quint64 wanted, quint64 limit)
{
    const std::lock_guard lock(m_mutex);
    m_totals.connections = open;
    m_totals.connectionsWanted = wanted;
    m_totals.connectionLimit = limit;
}

void PollMeter::setOwnBreakersOpen(quint64 open)
{
    const std::lock_guard lock(m_mutex);
    m_totals.ownBreakersOpen = open;
}

void PollMeter::setLayoutCacheBytes(std::size_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_totals.layoutCacheBytes = bytes;
}

PollerStatistics PollMeter::sum(std::span<const PollMeter *const> meters, SteadyTime now)
{
    PollerStatistics result;
    result.workers = int(meters.size());
    Histogram duration;
    Histogram lateness;
    const qint64 running = secondNumber(now);
    quint64 recent = 0;
    qint64 first = running;
    for (const PollMeter *meter : meters) {
        const std::lock_guard lock(meter->m_mutex);
        const PollerStatistics &own = meter->m_totals;
        result.probes += own.probes;
        for (std::size_t kind = 0; kind < probeKinds; ++kind) {
            for (std::size_t outcome = 0; outcome < probeOutcomes; ++outcome) {
                result.byOutcome[kind][outcome] += own.byOutcome[kind][outcome];
            }
            result.durations[kind].add(own.durations[kind]);
        }
        result.lateness.add(own.lateness);
        result.late += own.late;
        result.connections += own.connections;
        result.connectionsWanted += own.connectionsWanted;
        result.connectionLimit += own.connectionLimit;
        result.ownBreakersOpen += own.ownBreakersOpen;
        result.shed += own.shed;
        result.retries += own.retries;
        result.targets += own.targets;
        result.waiting += own.waiting;
        result.pageBytes += own.pageBytes;
        result.badLines += own.badLines;
        result.parseTime += own.parseTime;
        result.bytes += own.bytes;
        result.layoutCacheBytes += own.layoutCacheBytes;
        if (meter->m_firstSecond >= 0) {
            first = std::min(first, meter->m_firstSecond);
        }
        for (const Second &slot : meter->m_seconds) {
            if (slot.number < 0 || slot.number > running || running - slot.number >= keptSeconds) {
                continue;
            }
            duration.add(slot.duration);
            lateness.add(slot.lateness);
            // The rate is of whole seconds: the one that runs would make it too low.
            if (slot.number < running && running - slot.number <= 5) {
                recent += slot.probes;
            }
        }
    }
    // Right after the start there are no five whole seconds yet.
    result.probesPerSecond = double(recent) / double(std::clamp<qint64>(running - first, 1, 5));
    result.p99Duration = duration.quantile(0.99);
    result.p99Lateness = lateness.quantile(0.99);
    return result;
}

} // namespace quarterdeck
