#include "models/items/fleetcolumn.h"

namespace quarterdeck {

bool isFleetColumnObjective(FleetColumn column)
{
    return column == FleetColumn::Budget || column == FleetColumn::Burn;
}

Qt::SortOrder firstOrderOf(FleetColumn column)
{
    const bool biggestFirst =
        (isFleetColumnNumeric(column) && column != FleetColumn::Budget) || column == FleetColumn::History;
    return biggestFirst ? Qt::DescendingOrder : Qt::AscendingOrder;
}

QString fleetColumnTitle(FleetColumn column)
{
    switch (column) {
    case FleetColumn::State:
        return QStringLiteral("State");
    case FleetColumn::Instance:
        return QStringLiteral("Instance");
    case FleetColumn::Service:
        return QStringLiteral("Service");
    case FleetColumn::Cluster:
        return QStringLiteral("Cluster");
    case FleetColumn::Why:
        return QStringLiteral("Why");
    case FleetColumn::RequestRate:
        return QStringLiteral("Req/s");
    case FleetColumn::ErrorRatio:
        return QStringLiteral("Errors %");
    case FleetColumn::History:
        return QStringLiteral("Last 15 min");
    case FleetColumn::P99:
        return QStringLiteral("p99 ms");
    case FleetColumn::Breakers:
        return QStringLiteral("Breakers");
    case FleetColumn::Budget:
        return QStringLiteral("Budget %");
    case FleetColumn::Burn:
        return QStringLiteral("Burn 1 h");
    case FleetColumn::Since:
        return QStringLiteral("Since");
    case FleetColumn::P50:
        return QStringLiteral("p50 ms");
    case FleetColumn::P95:
        return QStringLiteral("p95 ms");
    case FleetColumn::Requests:
        return QStringLiteral("Requests");
    case FleetColumn::Address:
        return QStringLiteral("Address");
    case FleetColumn::Freshness:
        return QStringLiteral("Freshness");
    }
    return {};
}

QString fleetColumnName(FleetColumn column)
{
    switch (column) {
    case FleetColumn::RequestRate:
        return QStringLiteral("Requests per second");
    case FleetColumn::ErrorRatio:
        return QStringLiteral("Errors, % of requests");
    case FleetColumn::History:
        return QStringLiteral("Error rate, last 15 min");
    case FleetColumn::P50:
        return QStringLiteral("Latency p50, ms");
    case FleetColumn::P95:
        return QStringLiteral("Latency p95, ms");
    case FleetColumn::P99:
        return QStringLiteral("Latency p99, ms");
    case FleetColumn::Since:
        return QStringLiteral("Time in this state");
    case FleetColumn::Budget:
        return QStringLiteral("Error budget of the service left, % of the last 6 h");
    case FleetColumn::Burn:
        return QStringLiteral("Burn rate of the service's error budget, last hour");
    case FleetColumn::Requests:
        return QStringLiteral("Requests in the window");
    default:
        return fleetColumnTitle(column);
    }
}

bool isFleetColumnNumeric(FleetColumn column)
{
    switch (column) {
    case FleetColumn::RequestRate:
    case FleetColumn::ErrorRatio:
    case FleetColumn::P50:
    case FleetColumn::P95:
    case FleetColumn::P99:
    case FleetColumn::Requests:
    case FleetColumn::Since:
    case FleetColumn::Budget:
    case FleetColumn::Burn:
        return true;
    default:
        return false;
    }
}

bool isFleetColumnLive(FleetColumn column)
{
    switch (column) {
    case FleetColumn::RequestRate:
    case FleetColumn::ErrorRatio:
    case FleetColumn::History:
    case FleetColumn::P50:
    case FleetColumn::P95:
    case FleetColumn::P99:
    case FleetColumn::Requests:
    case FleetColumn::Freshness:
    case FleetColumn::Budget:
    case FleetColumn::Burn:
        return true;
    default:
        return false;
    }
}

} // namespace quarterdeck
