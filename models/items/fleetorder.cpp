#include "models/items/fleetorder.h"

#include "models/items/instancetext.h"
#include "models/items/naturalorder.h"

#include <algorithm>
#include <cmath>

using namespace std::chrono;

namespace quarterdeck {

namespace {

bool sameNumber(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// Failures of one cause arrive spread over an interval or two. Within this long they count as simultaneous,
/// so that one outage reads in the order of its names.
constexpr double sameMomentSeconds = 15;

double sinceBucket(SteadyTime since)
{
    return std::floor(duration<double>(since.time_since_epoch()).count() / sameMomentSeconds);
}

} // namespace

bool FleetSortKey::operator==(const FleetSortKey &other) const
{
    return sameNumber(first, other.first) && sameNumber(second, other.second) && text == other.text &&
           rank == other.rank;
}

void FleetOrder::rank(const Fleet &fleet)
{
    struct Named
    {
        const Instance *instance;
        QString name;
    };
    std::vector<Named> all;
    all.reserve(static_cast<std::size_t>(fleet.size()));
    quint32 highest = 0;
    for (const InstanceNumber number : fleet.order()) {
        if (const Instance *instance = fleet.instance(number)) {
            all.push_back({instance, instanceName(instance->target)});
            highest = std::max(highest, number.value);
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Named &a, const Named &b) {
        if (const int order = compareNaturally(a.instance->target.cluster, b.instance->target.cluster)) {
            return order < 0;
        }
        if (const int order = compareNaturally(a.instance->target.service, b.instance->target.service)) {
            return order < 0;
        }
        return compareNaturally(a.name, b.name) < 0;
    });
    m_ranks.assign(all.empty() ? 0 : highest + 1, 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        m_ranks[all[i].instance->target.number.value] = static_cast<quint32>(i);
    }
}

void FleetOrder::setColumn(FleetColumn column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
}

quint32 FleetOrder::rankOf(InstanceNumber number) const
{
    return number.value < m_ranks.size() ? m_ranks[number.value] : number.value;
}

FleetSortKey FleetOrder::keyOf(const Fleet &fleet, const Instance &instance, SteadyTime now) const
{
    FleetSortKey key;
    key.rank = rankOf(instance.target.number);
    const auto text = [&](const QString &value) {
        key.first = value.isEmpty() ? noValue : 0;
        key.text = value;
    };
    switch (m_column) {
    case FleetColumn::State:
        // Worst first; of the same state the newest problem first. What is up needs no age.
        key.first = static_cast<double>(instance.state);
        key.second = instance.state == State::Up ? 0 : -sinceBucket(instance.sinceSteady);
        break;
    case FleetColumn::Instance:
        text(instanceName(instance.target));
        break;
    case FleetColumn::Service:
        text(instance.target.service);
        break;
    case FleetColumn::Cluster:
        text(instance.target.cluster);
        break;
    case FleetColumn::Why:
        text(instance.why);
        break;
    case FleetColumn::Address:
        text(instanceAddress(instance.target));
        break;
    case FleetColumn::RequestRate:
        key.first = instance.signals.requestRate;
        break;
    case FleetColumn::ErrorRatio:
    case FleetColumn::History:
        key.first = instance.signals.errorRatio();
        break;
    case FleetColumn::P50:
        key.first = instance.signals.p50;
        break;
    case FleetColumn::P95:
        key.first = instance.signals.p95;
        break;
    case FleetColumn::P99:
        key.first = instance.signals.p99;
        break;
    case FleetColumn::Requests:
        key.first = instance.signals.requests;
        break;
    case FleetColumn::Breakers: {
        int open = 0;
        double worst = noValue;
        for (const BreakerReading &breaker : instance.breakers) {
            worst = std::fmin(worst, static_cast<double>(breaker.state));
            open += breaker.state == BreakerState::Open || breaker.state == BreakerState::ForcedOpen ? 1 : 0;
        }
        key.first = worst;
        key.second = -open;
        break;
    }
    case FleetColumn::Budget:
    case FleetColumn::Burn: {
        const ServiceSignals *service = fleet.service(instance.target.service);
        const std::optional<BurnRates> rates = service ? service->burnRates(now) : std::nullopt;
        key.first = !rates ? noValue : m_column == FleetColumn::Budget ? rates->budgetLeft : rates->hour;
        break;
    }
    case FleetColumn::Since:
        // Ages all grow alike: the moment orders as the age does and never changes.
        key.first = -duration<double>(instance.sinceSteady.time_since_epoch()).count();
        break;
    case FleetColumn::Freshness: {
        const auto age = instance.age(now);
        key.first = age ? std::floor(duration<double>(*age).count()) : noValue;
        break;
    }
    }
    return key;
}

bool FleetOrder::less(const FleetSortKey &a, const FleetSortKey &b) const
{
    // What has no value stays at the end in both directions.
    const bool aMissing = std::isnan(a.first);
    const bool bMissing = std::isnan(b.first);
    if (aMissing != bMissing) {
        return bMissing;
    }
    if (!aMissing && a.first != b.first) {
        return m_order == Qt::AscendingOrder ? a.first < b.first : a.first > b.first;
    }
    if (a.text != b.text) {
        const int order = compareNaturally(a.text, b.text);
        return m_order == Qt::AscendingOrder ? order < 0 : order > 0;
    }
    if (a.second != b.second) {
        return a.second < b.second;
    }
    return a.rank < b.rank;
}

} // namespace quarterdeck
