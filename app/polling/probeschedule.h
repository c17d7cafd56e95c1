#pragma once

#include "models/fleet/target.h"
#include "models/signals/signalreading.h"

namespace quarterdeck {

/// When the probes of an instance are due. Every instance has its own place in the interval, taken from a
/// hash of its id and of the machine's steady clock (not of the moment the console started): a fleet is
/// spread evenly, and neither a restart nor a reload moves anybody. Prometheus's scrape offset is the model.
class ProbeSchedule
{
public:
    /// The same for the same id on every machine and in every version.
    static quint64 stableHash(const InstanceId &id);

    /// `behind` sets the probes of one instance apart, so that they find the connection of the one before
    /// them free. Places are multiples of `step` within the interval, and at least ten in it.
    ProbeSchedule(quint64 hash, std::chrono::milliseconds interval, std::chrono::nanoseconds behind = {},
                  std::chrono::milliseconds step = std::chrono::milliseconds(1));
    ProbeSchedule() = default;

    /// How far apart the places should be when this many probes a second start on one thread: a wake-up of
    /// a thread costs about as much as a probe, and is shared by some sixty of them at any size of the
    /// fleet. Small fleets get a longer step, at most 200 ms; large ones a shorter, so that no burst delays
    /// its own last probe.
    static std::chrono::milliseconds stepFor(double probesPerSecond);

    /// The first regular start after `time`.
    [[nodiscard]] SteadyTime after(SteadyTime time) const;
    [[nodiscard]] std::chrono::nanoseconds interval() const { return m_interval; }

private:
    std::chrono::nanoseconds m_interval{std::chrono::seconds(5)};
    std::chrono::nanoseconds m_offset{0};
};

} // namespace quarterdeck
