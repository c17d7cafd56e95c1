#include "app/polling/bulkhead.h"

namespace quarterdeck {

void Bulkhead::enter(const std::shared_ptr<Bulkhead> &bulkhead, Ticket &ticket, int priority,
                     std::function<void()> admitted)
{
    ticket.giveBack();
    ticket.m_bulkhead = bulkhead;
    if (bulkhead->m_inside < bulkhead->m_limit) {
        ++bulkhead->m_inside;
        ticket.m_state = Ticket::State::Inside;
        admitted();
        return;
    }
    auto &line = bulkhead->m_line[std::size_t(priority)];
    ticket.m_state = Ticket::State::Waiting;
    ticket.m_priority = priority;
    ticket.m_admitted = std::move(admitted);
    ticket.m_place = line.insert(line.end(), &ticket);
    ++*bulkhead->m_waiting;
}

void Bulkhead::Ticket::giveBack()
{
    const std::shared_ptr<Bulkhead> bulkhead = std::exchange(m_bulkhead, nullptr);
    const State state = std::exchange(m_state, State::None);
    if (state == State::Waiting) {
        bulkhead->m_line[std::size_t(m_priority)].erase(m_place);
        --*bulkhead->m_waiting;
        m_admitted = nullptr;
    } else if (state == State::Inside) {
        --bulkhead->m_inside;
        bulkhead->admitNext();
    }
}

void Bulkhead::admitNext()
{
    for (auto &line : m_line) {
        while (!line.empty() && m_inside < m_limit) {
            Ticket *ticket = line.front();
            line.pop_front();
            --*m_waiting;
            ++m_inside;
            ticket->m_state = Ticket::State::Inside;
            const auto admitted = std::exchange(ticket->m_admitted, nullptr);
            admitted();
        }
    }
}

} // namespace quarterdeck
