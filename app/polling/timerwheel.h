#pragma once

#include "models/signals/signalreading.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace quarterdeck {

/// All deadlines and start times of one worker: arming, moving and disarming cost a few pointer writes, and
/// the operating system sees one timer per worker however many probes are under way.
/// A timer never fires early and at most one `tick` (plus the thread's own delay) late. Not thread-safe.
class TimerWheel
{
public:
    /// 2 ms: fine beside the 50 ms after which a probe counts as late, and coarse enough that probes of a
    /// large fleet start in small batches instead of waking the thread one by one.
    static constexpr std::chrono::milliseconds tick{2};

    /// Owned by whoever waits; may be armed again from its own callback. Leaves the wheel when destroyed.
    class Timer
    {
    public:
        Timer() = default;
        explicit Timer(std::function<void()> fired) : m_fired(std::move(fired)) {}
        ~Timer() { disarm(); }
        Timer(const Timer &) = delete;
        Timer &operator=(const Timer &) = delete;

        void setCallback(std::function<void()> fired) { m_fired = std::move(fired); }
        void disarm();
        [[nodiscard]] bool isArmed() const { return m_wheel != nullptr; }

    private:
        friend class TimerWheel;
        std::function<void()> m_fired;
        TimerWheel *m_wheel = nullptr;
        Timer *m_previous = nullptr;
        Timer *m_next = nullptr;
        std::uint64_t m_tick = 0;
        std::uint32_t m_slot = 0;
    };

    explicit TimerWheel(SteadyTime now);
    ~TimerWheel();
    TimerWheel(const TimerWheel &) = delete;
    TimerWheel &operator=(const TimerWheel &) = delete;

    void arm(Timer &timer, SteadyTime at);
    /// Fires everything that is due at `now`, in order of its tick.
    void advance(SteadyTime now);
    /// When to call advance() next; nothing when no timer is armed. May be before the first timer is due
    /// (timers further away than one turn of the wheel), never after.
    [[nodiscard]] std::optional<SteadyTime> next() const;
    [[nodiscard]] std::size_t size() const { return m_size; }

private:
    static constexpr std::uint32_t slots = 8192;    ///< one turn is 16.4 s: longer than most intervals
    static constexpr std::uint32_t dueSlot = slots; ///< timers taken out by the advance() that is running

    void link(Timer &timer, std::uint32_t slot);
    void unlink(Timer &timer);

    SteadyTime m_origin;
    std::uint64_t m_current = 0; ///< the last tick that was advanced over
    std::size_t m_size = 0;
    std::vector<Timer *> m_heads;
    std::array<std::uint64_t, slots / 64> m_occupied{};
};

} // namespace quarterdeck
