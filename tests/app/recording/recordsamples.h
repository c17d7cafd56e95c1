#pragma once

#include "models/incidents/incidentchanges.h"

namespace quarterdeck::test {

inline const WallTime sampleStart{std::chrono::milliseconds(1795270521250)};

/// The `number`th state change of an instance, a second after the one before.
inline Event sampleEvent(qint64 number, const QString &to = QStringLiteral("down"))
{
    Event event;
    event.number = number;
    // Numbers that were given out while the record could not be seen are far beyond what is a time.
    event.happened = sampleStart + std::chrono::seconds(number % 1'000'000);
    event.recorded = event.happened + std::chrono::milliseconds(40);
    event.subject = QStringLiteral("checkout/10.0.0.%1:80").arg(number % 7);
    event.service = QStringLiteral("checkout");
    event.cluster = QStringLiteral("eu-west");
    event.from = QStringLiteral("up");
    event.to = to;
    event.reason = number % 2 ? QStringLiteral("connection refused") : QStringLiteral("timeout after 2 s");
    event.source = QStringLiteral("probe");
    return event;
}

inline IncidentChanges sampleEvents(qint64 from, qint64 count)
{
    IncidentChanges changes;
    for (qint64 i = 0; i < count; ++i) {
        changes.events.append(sampleEvent(from + i));
    }
    return changes;
}

inline Incident sampleIncident(qint64 number, IncidentState state = IncidentState::Open)
{
    Incident incident;
    incident.number = {number};
    incident.title = QStringLiteral("orders-db down in eu-west");
    incident.state = state;
    incident.ruleText = QStringLiteral("1 of 3 down for 30 s");
    incident.fleet = QStringLiteral("prod");
    incident.services = {QStringLiteral("orders-db"), QStringLiteral("checkout")};
    incident.dependants = {QStringLiteral("pricing")};
    incident.clusters = {QStringLiteral("eu-west")};
    incident.instances = {{QStringLiteral("orders-db/pg1"), QStringLiteral("orders-db")}};
    incident.clock.started = sampleStart + std::chrono::minutes(number % 1'000'000);
    incident.clock.detected = incident.clock.started + std::chrono::seconds(31);
    incident.clock.acknowledged = incident.clock.detected + std::chrono::seconds(60);
    incident.acknowledgementStands = true;
    incident.acknowledgedBy = QStringLiteral("ana");
    incident.rto = std::chrono::seconds(300);
    incident.failedRequests = {{QStringLiteral("checkout"), 18400}};
    incident.runs = {12};
    return incident;
}

} // namespace quarterdeck::test
