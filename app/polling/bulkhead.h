#pragma once

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <utility>

namespace quarterdeck {

/// A bound on how many probes of one cluster, or one host, are under way at once in one worker: a part of the
/// fleet that hangs fills its own compartment and nobody else's. Who finds it full waits in line, health
/// before readiness before metrics. Not thread-safe.
class Bulkhead
{
public:
    static constexpr int priorities = 3;

    /// A place inside, or one in the line. Gives it back when destroyed.
    class Ticket
    {
    public:
        Ticket() = default;
        ~Ticket() { giveBack(); }
        Ticket(const Ticket &) = delete;
        Ticket &operator=(const Ticket &) = delete;

        void giveBack();
        [[nodiscard]] bool isInside() const { return m_state == State::Inside; }
        [[nodiscard]] bool isWaiting() const { return m_state == State::Waiting; }

    private:
        friend class Bulkhead;
        enum class State : unsigned char { None, Waiting, Inside };
        std::shared_ptr<Bulkhead> m_bulkhead;
        State m_state = State::None;
        int m_priority = 0;
        std::list<Ticket *>::iterator m_place;
        std::function<void()> m_admitted;
    };

    /// `waiting` counts who stands in the line, together with the lines of others that share it.
    Bulkhead(int limit, std::shared_ptr<std::size_t> waiting) : m_limit(limit), m_waiting(std::move(waiting))
    {
    }

    /// `admitted` is called at once, or when a place is free, unless the ticket is given back before.
    /// `priority` 0 goes first.
    static void enter(const std::shared_ptr<Bulkhead> &bulkhead, Ticket &ticket, int priority,
                      std::function<void()> admitted);

    [[nodiscard]] int inside() const { return m_inside; }
    [[nodiscard]] int limit() const { return m_limit; }

private:
    void admitNext();

    int m_limit;
    int m_inside = 0;
    std::shared_ptr<std::size_t> m_waiting;
    std::array<std::list<Ticket *>, priorities> m_line;
};

} // namespace quarterdeck
