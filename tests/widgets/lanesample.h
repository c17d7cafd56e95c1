#pragma once

#include "models/incidents/incidentlanes.h"

namespace quarterdeck {

/// The incident of the design's picture: a database's primary is lost, what needs it suffers, an engineer
/// switches over.
inline IncidentLanes sampleLanes(int extraMinutes = 0)
{
    using namespace Qt::StringLiterals;
    using namespace std::chrono_literals;
    static const WallTime start{std::chrono::seconds(1'795'270'521)}; // 2026-11-21 14:15:21 UTC
    Incident incident;
    incident.number = {231};
    incident.clock.started = start;
    incident.clock.detected = start + 5s;
    incident.clock.acknowledged = start + 72s;
    incident.clock.mitigated = start + 166s;
    QList<Event> events;
    const auto add = [&](WallTime::duration after, EventKind kind, const QString &subject,
                         const QString &service, const QString &from, const QString &to,
                         const QString &reason) -> Event & {
        Event event;
        event.number = events.size() + 1;
        event.happened = event.recorded = start + after;
        event.kind = kind;
        event.subject = subject;
        event.service = service;
        event.from = from;
        event.to = to;
        event.reason = reason;
        events.append(event);
        return events.last();
    };
    add(0s, EventKind::State, u"orders-db/pg1"_s, u"orders-db"_s, u"up"_s, u"down"_s,
        u"connection refused"_s);
    for (int i = 0; i < 12; ++i) {
        add(std::chrono::milliseconds(5000 + i * 130), EventKind::State, u"checkout/10.0.0.%1:80"_s.arg(i),
            u"checkout"_s, u"up"_s, i < 3 ? u"down"_s : u"degraded"_s, u"db: DOWN"_s);
    }
    for (int i = 0; i < 9; ++i) {
        Event &breaker = add(std::chrono::milliseconds(7000 + i * 50), EventKind::Breaker,
                             u"checkout/10.0.0.%1:80"_s.arg(i), u"checkout"_s, u"closed"_s, u"open"_s, {});
        breaker.component = u"orders-db"_s;
        breaker.inferred = i == 8;
    }
    Event &alert = add(20s, EventKind::Alert, u"alert"_s, u"checkout"_s, {}, u"firing"_s, {});
    alert.component = u"CheckoutErrorBudgetBurn"_s;
    add(72s, EventKind::Acknowledgement, u"ana"_s, {}, {}, {}, u"on it"_s).source = u"ana"_s;
    add(79s, EventKind::Note, u"ana"_s, {}, {}, {}, u"PG1 host gone from the hypervisor, failing over."_s)
        .source = u"ana"_s;
    add(162s, EventKind::Run, u"run 4812"_s, u"orders-db"_s, {}, u"running"_s,
        u"Switch over orders-db to pg3"_s)
        .source = u"ana"_s;
    add(168s, EventKind::Run, u"run 4812"_s, u"orders-db"_s, u"running"_s, u"succeeded"_s,
        u"Switch over orders-db to pg3"_s)
        .source = u"ana"_s;
    for (int i = 0; i < 9; ++i) {
        Event &breaker = add(std::chrono::milliseconds(167000 + i * 200), EventKind::Breaker,
                             u"checkout/10.0.0.%1:80"_s.arg(i), u"checkout"_s, u"open"_s, u"half-open"_s, {});
        breaker.component = u"orders-db"_s;
    }
    for (int i = 0; i < 12; ++i) {
        add(std::chrono::milliseconds(171000 + i * 3000), EventKind::State, u"checkout/10.0.0.%1:80"_s.arg(i),
            u"checkout"_s, i < 3 ? u"down"_s : u"degraded"_s, u"up"_s, {});
        if (i < 9) {
            Event &breaker =
                add(std::chrono::milliseconds(171100 + i * 3000), EventKind::Breaker,
                    u"checkout/10.0.0.%1:80"_s.arg(i), u"checkout"_s, u"half-open"_s, u"closed"_s, {});
            breaker.component = u"orders-db"_s;
        }
    }
    Event &calm = add(221s, EventKind::Alert, u"alert"_s, u"checkout"_s, u"firing"_s, u"resolved"_s, {});
    calm.component = u"CheckoutErrorBudgetBurn"_s;
    add(314s, EventKind::Note, u"ana"_s, {}, {}, {}, u"Rebuild pg1 before 18:00."_s).source = u"ana"_s;
    std::stable_sort(events.begin(), events.end(), Event::isEarlier);
    return lanesOf(incident, events, start + 10min + std::chrono::minutes(extraMinutes));
}

} // namespace quarterdeck
