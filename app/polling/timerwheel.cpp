#include "app/polling/timerwheel.h"

#include <algorithm>
#include <bit>

namespace quarterdeck {

void TimerWheel::Timer::disarm()
{
    if (m_wheel) {
        m_wheel->unlink(*this);
    }
}

TimerWheel::TimerWheel(SteadyTime now) : m_origin(now), m_heads(slots + 1, nullptr) {}

TimerWheel::~TimerWheel()
{
    for (Timer *&head : m_heads) {
        while (head) {
            unlink(*head);
        }
    }
}

void TimerWheel::arm(Timer &timer, SteadyTime at)
{
    timer.disarm();
    const auto sinceOrigin = at - m_origin;
    std::uint64_t due = 0;
    if (sinceOrigin > SteadyTime::duration::zero()) {
        due = std::uint64_t((sinceOrigin + tick - SteadyTime::duration(1)) / tick); // rounded up: never early
    }
    // The current tick's slot was already visited: what is due now fires at the next tick.
    timer.m_tick = std::max(due, m_current + 1);
    link(timer, std::uint32_t(timer.m_tick % slots));
}

void TimerWheel::advance(SteadyTime now)
{
    if (now < m_origin) {
        return;
    }
    const std::uint64_t target = std::uint64_t((now - m_origin) / tick);
    // After a long sleep (a stopped process) one turn visits every slot; more turns would find nothing new.
    if (target > m_current + slots) {
        m_current = target - slots;
    }
    while (m_current < target) {
        ++m_current;
        const auto slot = std::uint32_t(m_current % slots);
        if (!m_heads[slot]) {
            continue;
        }
        // Callbacks may arm and disarm anything, themselves and their neighbours included: what is due moves
        // to a list of its own first, and leaves it one by one.
        Timer *timer = m_heads[slot];
        while (timer) {
            Timer *following = timer->m_next;
            if (timer->m_tick <= m_current) {
                unlink(*timer);
                link(*timer, dueSlot);
            }
            timer = following;
        }
        while (Timer *due = m_heads[dueSlot]) {
            unlink(*due);
            due->m_fired();
        }
    }
}

std::optional<SteadyTime> TimerWheel::next() const
{
    if (m_size == 0) {
        return std::nullopt;
    }
    const auto start = std::uint32_t((m_current + 1) % slots);
    for (std::uint32_t step = 0; step <= slots / 64; ++step) {
        const std::uint32_t word = (start / 64 + step) % (slots / 64);
        std::uint64_t bits = m_occupied[word];
        if (step == 0) {
            bits &= ~std::uint64_t(0) << (start % 64);
        } else if (step == slots / 64) {
            bits &= ~(~std::uint64_t(0) << (start % 64));
        }
        if (bits) {
            const std::uint32_t slot = word * 64 + std::uint32_t(std::countr_zero(bits));
            const std::uint32_t distance = (slot + slots - start) % slots;
            return m_origin + (m_current + 1 + distance) * tick;
        }
    }
    return m_origin + (m_current + 1) * tick; // only timers of the list being fired are left
}

void TimerWheel::link(Timer &timer, std::uint32_t slot)
{
    timer.m_wheel = this;
    timer.m_slot = slot;
    timer.m_previous = nullptr;
    timer.m_next = m_heads[slot];
    if (timer.m_next) {
        timer.m_next->m_previous = &timer;
    }
    m_heads[slot] = &timer;
    if (slot != dueSlot) {
        m_occupied[slot / 64] |= std::uint64_t(1) << (slot % 64);
    }
    ++m_size;
}

void TimerWheel::unlink(Timer &timer)
{
    if (timer.m_previous) {
        timer.m_previous->m_next = timer.m_next;
    } else {
        m_heads[timer.m_slot] = timer.m_next;
    }
    if (timer.m_next) {
        timer.m_next->m_previous = timer.m_previous;
    }
    if (timer.m_slot != dueSlot && !m_heads[timer.m_slot]) {
        m_occupied[timer.m_slot / 64] &= ~(std::uint64_t(1) << (timer.m_slot % 64));
    }
    timer.m_wheel = nullptr;
    timer.m_previous = nullptr;
    timer.m_next = nullptr;
    --m_size;
}

} // namespace quarterdeck
